package golden

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/store"
)

// kills is how often the writer is killed. A thousand times take a minute:
//
//	go test ./golden -run Killed -golden.kills=1000
var kills = flag.Int("golden.kills", 25, "how often to kill a process that writes goldens")

func init() {
	labActions["count"] = countUp
	labActions["read"] = readOften
	labActions["approve"] = approveAll
	labActions["write"] = writeForever
}

// must ends the process if an action fails.
func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func labStore() *store.Store {
	s, err := store.OpenStore("..")
	must(err)
	return s
}

// countUp increments the number in the golden as often as its argument says.
func countUp(args []string) {
	times, err := strconv.Atoi(args[0])
	must(err)
	s := labStore()
	for range times {
		must(s.Rewrite(liftGolden, func(old []byte) ([]byte, error) {
			f, err := goldenfile.Decode(old, liftGolden)
			if err != nil {
				return nil, err
			}
			n := f.Table.Column(0).(*array.Int64).Value(0)
			f.Table = lifts(fmt.Sprintf("%d,a,0.5", n+1))
			return goldenfile.Encode(f)
		}))
	}
}

// readOften reads the golden repeatedly, and fails if it is incomplete.
func readOften(args []string) {
	times, err := strconv.Atoi(args[0])
	must(err)
	s := labStore()
	for range times {
		text, err := s.ReadGolden(liftGolden)
		must(err)
		_, err = goldenfile.Decode(text, liftGolden)
		must(err)
	}
}

// approveAll approves all pending results. Another process may be faster.
func approveAll([]string) {
	s := labStore()
	pending, err := s.Pending()
	must(err)
	for _, p := range pending {
		if err := s.Approve(p); err == nil {
			fmt.Println("approved", p.ID)
		} else if !errors.Is(err, store.ErrChanged) && !strings.Contains(err.Error(), "no pending result") {
			must(err)
		}
	}
}

// start runs 64 processes at once, each with the arguments that of returns for it, and returns their outputs.
func (l *lab) start(of func(i int) (action string, args []string)) []string {
	l.Helper()
	var group sync.WaitGroup
	outputs, errs := make([]string, 64), make([]error, 64)
	for i := range outputs {
		action, args := of(i)
		cmd := l.command(action, args...)
		group.Go(func() {
			out, err := cmd.CombinedOutput()
			outputs[i], errs[i] = string(out), err
		})
	}
	group.Wait()
	for i, err := range errs {
		if err != nil {
			l.Errorf("process %d: %v\n%s", i, err, outputs[i])
		}
	}
	return outputs
}

func TestProcessesThatWriteAtOnceLoseNoUpdate(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, strings.NewReplacer("1,a,0.5\n", "", "2,b,0.25", "0,a,0.5").Replace(twoLifts))
	l.start(func(i int) (string, []string) {
		if i%4 == 3 {
			return "read", []string{"200"}
		}
		return "count", []string{"5"}
	})
	if got := l.read(liftGolden); !strings.HasSuffix(got, "\n240,a,0.5\n") { // 48 writers, 5 times each
		t.Errorf("the golden is\n%s", got)
	}
	if found := l.files("report/testdata"); !slices.Equal(found, []string{liftGolden}) {
		t.Errorf("there are %v", found)
	}
}

func TestRunsOfOnePackageAtOnceLeaveItsGoldensWhole(t *testing.T) {
	l := newLab(t)
	l.write("report/other_test.go", "package report\n\nfunc TestOther(t *testing.T) {}\n")
	l.mustPass("two tests", twoRows, "-update")
	l.start(func(i int) (string, []string) {
		return "two tests", []string{[]string{twoRows, otherRows}[i%2], "-update"}
	})
	var kept strings.Builder
	for _, name := range l.files("report/testdata") {
		f, err := goldenfile.Decode([]byte(l.read(name)), name)
		if err != nil || f.Table.NumRows() != 2 {
			t.Errorf("%s: %v", name, err)
		}
		kept.WriteString(filepath.Base(name) + " ")
	}
	if kept.String() != "c.golden d.golden a.golden b.golden " {
		t.Errorf("there are %s", kept.String())
	}
	l.wantStatus("pending", nil, "missing", nil, "obsolete", nil, "edited", nil)
}

func TestAResultIsApprovedByOneProcess(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	l.keepResult("lift", twoLifts, otherLifts)
	outputs := l.start(func(int) (string, []string) { return "approve", nil })
	if got := l.read(liftGolden); got != otherLifts || strings.Join(outputs, "") == "" {
		t.Errorf("the golden is\n%s", got)
	}
	if found := l.files(".assay/pending"); len(found) > 0 {
		t.Errorf("there are %v", found)
	}
}

// wide returns a golden with so many rows that writing it takes a while.
func wide(lift string) string {
	var b strings.Builder
	b.WriteString("# assay 1\n# order ordered\n# field id int64\n# field lift utf8\nid,lift\n")
	for i := range wideRows {
		fmt.Fprintf(&b, "%d,%s\n", i, lift)
	}
	return b.String()
}

const wideRows = 8_000

// writeForever keeps and approves one result after another.
func writeForever([]string) {
	s := labStore()
	base := ""
	if text, err := s.ReadGolden(liftGolden); err == nil {
		base = store.Hash(text)
	} else if !errors.Is(err, fs.ErrNotExist) {
		must(err)
	}
	for results := []string{wide("old"), wide("new")}; ; slices.Reverse(results) {
		p := store.Pending{Package: "report", Test: "TestReport", Case: "lift", Base: base}
		must(p.Locate())
		must(s.SavePending(p, []byte(results[0]), nil))
		p.Result = store.Hash([]byte(results[0]))
		must(s.Approve(p))
		base = p.Result
		fmt.Println("approved")
	}
}

func TestAWriterThatIsKilledLeavesEachGoldenWhole(t *testing.T) {
	versions := []string{wide("old"), wide("new")}
	l := newLab(t)
	l.write(liftGolden, versions[0])
	for i := range *kills {
		cmd := l.command("write")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatalf("kill %d: the writer ends: %v", i, err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(20 * time.Millisecond))))
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		var ended *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &ended) || ended.Exited() {
			t.Fatalf("kill %d: the writer ends with %v", i, err)
		}
		if got := l.read(liftGolden); !slices.Contains(versions, got) {
			t.Fatalf("kill %d: the golden has %d bytes and is neither the old nor the new one", i, len(got))
		}
		if found := l.files("report/testdata"); !slices.Equal(found, []string{liftGolden}) {
			t.Fatalf("kill %d: there are %v", i, found)
		}
		for _, p := range l.pending() { // or an error
			if _, err := l.store().Report(p); err != nil && !strings.Contains(err.Error(), "has changed since") {
				t.Fatalf("kill %d: %v", i, err)
			}
		}
	}
	hours := time.Now().Add(-2 * time.Hour)
	for _, name := range l.files(".assay/tmp") {
		if err := os.Chtimes(filepath.Join(l.root, name), hours, hours); err != nil {
			t.Fatal(err)
		}
	}
	l.keepResult("lift", versions[0], versions[1])
	if found := l.files(".assay/tmp"); len(found) > 0 {
		t.Errorf("of the killed writers, there are %v", found)
	}
}
