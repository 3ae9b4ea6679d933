package cmdtest

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/internal/outside"
)

var twoCountries = table.Case{Name: "two countries", Key: []string{"country"}}

func TestAProgramReadsFilesAndWritesAFile(t *testing.T) {
	p := selfAs(t, "revenue")
	p.Reads = []string{"orders.country", "orders.amount", "customers"}
	table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), Transform(p), twoCountries)
}

func TestAProgramReadsStandardInputAndWritesStandardOutput(t *testing.T) {
	p := selfAs(t, "revenue of standard input to standard output")
	p.Reads = []string{"orders.country", "orders.amount"}
	table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), Transform(p),
		twoCountries,
		table.Case{Name: "one country", Pin: table.Pin{"orders.country": "DE"}, Key: []string{"country"}},
	)
}

func TestAProgramWritesSeveralTables(t *testing.T) {
	p := selfAs(t, "two tables")
	p.Tables = []string{"revenue", "countries"}
	table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), Transform(p), table.Case{Name: "all"})
}

func TestAProgramGetsTheColumnsThatItReads(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	t.Run("all", func(t *testing.T) {
		table.Run(t, fx, Transform(selfAs(t, "columns")), table.Case{Name: "case"})
	})
	t.Run("some", func(t *testing.T) {
		p := selfAs(t, "columns")
		p.Reads = []string{"orders.weight", "customers.*"}
		table.Run(t, fx, Transform(p), table.Case{Name: "case"})
	})
}

func TestTheClockIsAVariable(t *testing.T) {
	p := selfAs(t, "clock")
	p.Clock = "REPORT_NOW"
	day := 24 * time.Hour
	table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), Transform(p), table.Case{
		Name: "january", Now: time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC), Advance: []time.Duration{day, 30 * day},
	})
}

func TestTheStandardErrorOfAProgramIsItsError(t *testing.T) {
	table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), Transform(selfAs(t, "failing")),
		table.Case{Name: "no amount", WantErr: "no column 'amount'"},
	)
}

// failure returns the error of a run.
func failure(t *testing.T, name string) error {
	t.Helper()
	_, err := selfAs(t, name).run(t.Context(), outside.Input{})
	if err == nil {
		t.Fatal("no error")
	}
	return err
}

func TestAProgramThatFailsShowsTheEndOfItsStandardError(t *testing.T) {
	want := `cmdtest.test: exit status 3; standard error ends with:
  Traceback:
    \u001b[31mno column 'amount'`
	if got := strings.TrimSuffix(failure(t, "failing").Error(), ".exe"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	want = "cmdtest.test: exit status 3; standard error ends with:\n  …\n" +
		strings.Repeat("  a long line\n", 19) + "  the reason"
	if got := failure(t, "failing at length").Error(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestAResultThatIsNone(t *testing.T) {
	for name, want := range map[string]string{
		"silent": "no result: it wrote neither result.arrow to the directory ASSAY_OUTPUT nor anything to standard output",
		"text":   `standard output: not Arrow IPC: `,
		"link":   "result.arrow is not a regular file",

		"directory":     "result.arrow is not a regular file",
		"sparse":        "result.arrow has more than 64 MiB; ASSAY_LIMITS=2 in the environment doubles what is read",
		"half a stream": "result.arrow: not Arrow IPC: ",
	} {
		t.Run(name, func(t *testing.T) {
			err := failure(t, name)
			if !errors.As(err, new(*outside.ResultError)) || !strings.Contains(err.Error(), want) {
				t.Errorf("got:  %v\nwant: %s", err, want)
			}
		})
	}
	if err := failure(t, "text"); !strings.HasSuffix(err.Error(), `; it starts with "Loading 3 rows …\nDone\n"`) {
		t.Errorf("the text of the program is not shown: %v", err)
	}
}

func TestAnEndlessOutputEndsTheProgram(t *testing.T) {
	const want = "standard output has more than 64 MiB; ASSAY_LIMITS=2 in the environment doubles what is read"
	if err := failure(t, "endless"); !strings.Contains(err.Error(), want) {
		t.Errorf("got: %v", err)
	}
}

func TestAProgramIsCheckedBeforeItRuns(t *testing.T) {
	schemas := func(dataset string) map[string]*arrow.Schema {
		return map[string]*arrow.Schema{dataset: arrow.NewSchema(nil, nil)}
	}
	for _, c := range []struct {
		p             Program
		dataset, want string
	}{
		{Program{}, "orders", "the program is not named: set Args of cmdtest.Program"},
		{
			Program{Args: []string{"no-such-program-anywhere"}},
			"orders",
			`"no-such-program-anywhere": not found on the PATH: install it, or name it by its path`,
		},
		{Program{Args: []string{"/bin/x"}, Tables: []string{"../x"}}, "orders", `table "../x": the name is not that of a file`},
		{
			Program{Args: []string{"/bin/x"}},
			"../../x",
			`dataset "../../x": a program gets it as a file, and the name is not that of a file`,
		},
		{Program{Args: []string{"/bin/x"}, Reads: []string{"a/b.c"}}, "a/b", "the name is not that of a file"},
	} {
		if err := c.p.checkAll(schemas(c.dataset)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v:\n  got:  %v\n  want: %s", c.p, err, c.want)
		}
	}
}

// accept returns a connection of a program.
func accept(t *testing.T, l net.Listener) net.Conn {
	t.Helper()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// waitForEnd waits until the system closes the other side of a connection, as it does if the program has ended.
func waitForEnd(c net.Conn) {
	_, _ = io.Copy(io.Discard, c) // an error also says that the other side has gone
	c.Close()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestAProgramIsKilledWithItsChildren(t *testing.T) {
	l := listen(t)
	p := selfAs(t, "waiting with child")
	p.Args = append(p.Args, l.Addr().String())
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	failed := make(chan error)
	go func() {
		_, err := p.run(ctx, outside.Input{})
		failed <- err
	}()
	parent, child := accept(t, l), accept(t, l)
	cancel(errors.New("enough"))
	waitForEnd(parent)
	waitForEnd(child)
	if err := <-failed; err == nil || !strings.HasSuffix(err.Error(), ": enough") {
		t.Errorf("got %v", err)
	}
}

func TestWhatAProgramLeavesBehindIsKilled(t *testing.T) {
	ofParent, ofChild := listen(t), listen(t)
	p := selfAs(t, "leaving a child")
	p.Args = append(p.Args, ofParent.Addr().String(), ofChild.Addr().String())
	failed := make(chan error)
	go func() {
		_, err := p.run(t.Context(), outside.Input{})
		failed <- err
	}()
	child := accept(t, ofChild)
	accept(t, ofParent).Close() // it ends
	waitForEnd(child)
	if err := <-failed; err != nil {
		t.Error(err)
	}
}

func TestAProgramThatRunsTooLongIsKilled(t *testing.T) {
	p := selfAs(t, "waiting")
	p.Args, p.Limit = append(p.Args, listen(t).Addr().String()), time.Nanosecond
	_, err := p.run(t.Context(), outside.Input{})
	const want = "it ran longer than 1ns, and was killed: set Limit of cmdtest.Program if it needs more"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

func TestARunLeavesNoFiles(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	_ = failure(t, "failing")
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
