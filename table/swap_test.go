package table_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/table"
)

// The seams of these tests.
var (
	lookUp    = func(_ context.Context, id int) (string, error) { return "", errors.New("the real thing") }
	sumUp     = func(base int, more ...int) int { return -1 }
	threshold = 10
	reader    errorer
)

type errorer interface{ Error() string }

func TestASwapLastsAsLongAsItsTest(t *testing.T) {
	t.Run("inner", func(t *testing.T) {
		table.Swap(t, &threshold, 20)
		table.Swap(t, &threshold, 30)
		table.Swap[errorer](t, &reader, errors.New("faked"))
		if threshold != 30 || reader.Error() != "faked" {
			t.Errorf("got %d and %v, want what was swapped in last", threshold, reader)
		}
	})
	if threshold != 10 || reader != nil {
		t.Errorf("got %d and %v after the test, want 10 and nil", threshold, reader)
	}
}

func TestASwapEndsWithAPanic(t *testing.T) {
	tb := &recorder{TB: t}
	tb.run(func() {
		table.Swap(tb, &threshold, 20)
		panic("boom")
	})
	if threshold != 10 {
		t.Errorf("got %d, want 10", threshold)
	}
	if tb.panicked != "boom" {
		t.Errorf("the panic became %v", tb.panicked)
	}
}

func TestASwappedFunctionGetsItsArguments(t *testing.T) {
	var asked []int
	table.Swap(t, &lookUp, func(_ context.Context, id int) (string, error) {
		asked = append(asked, id)
		return "faked", nil
	})
	table.Swap(t, &sumUp, func(base int, more ...int) int { return base + len(more) })
	if got, err := lookUp(t.Context(), 7); got != "faked" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got := sumUp(1, 2, 3); got != 3 {
		t.Errorf("got %d, want 3", got)
	}
	if !slices.Equal(asked, []int{7}) {
		t.Errorf("asked for %v, want 7", asked)
	}
}

func TestASwappedFunctionThatIsNeverCalledIsReported(t *testing.T) {
	fake := func(context.Context, int) (string, error) { return "", nil }
	for name, c := range map[string]struct {
		body func(tb testing.TB)
		want string
	}{
		"never called":      {func(tb testing.TB) { table.Swap(tb, &lookUp, fake) }, "was never called"},
		"allowed":           {func(tb testing.TB) { table.Swap(tb, &lookUp, fake, table.Unused) }, ""},
		"no function":       {func(tb testing.TB) { table.Swap(tb, &threshold, 20) }, ""},
		"called":            {func(tb testing.TB) { table.Swap(tb, &lookUp, fake); _, _ = lookUp(tb.Context(), 1) }, ""},
		"a spy":             {func(tb testing.TB) { table.Spy[struct{ ID int }](tb, &lookUp, fake) }, "was never called"},
		"a test that fails": {func(tb testing.TB) { table.Swap(tb, &lookUp, fake); tb.Error("boom") }, "boom"},
	} {
		tb := &recorder{TB: t}
		tb.run(func() { c.body(tb) })
		if got := strings.Join(tb.errors, "\n"); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if len(tb.errors) > 1 {
			t.Errorf("%s: got %d errors, want one", name, len(tb.errors))
		}
	}
}

func TestSwapsThatCannotWorkAreErrors(t *testing.T) {
	type text struct{ ID string }
	type unexported struct{ id int } //nolint:unused // Spy refuses it
	for want, body := range map[string]func(tb testing.TB){
		"the target of the swap is nil":              func(tb testing.TB) { table.Swap(tb, nil, 3) },
		"the fake of the swap is nil":                func(tb testing.TB) { table.Swap(tb, &lookUp, nil) },
		"Spy records the calls":                      func(tb testing.TB) { table.Spy[struct{}](tb, &threshold, 3) },
		"Spy records calls in a struct, but int":     func(tb testing.TB) { table.Spy[int](tb, &lookUp, lookUp) },
		"1 parameter to record, but struct {} has 0": func(tb testing.TB) { table.Spy[struct{}](tb, &lookUp, lookUp) },
		"is string, but the parameter":               func(tb testing.TB) { table.Spy[text](tb, &lookUp, lookUp) },
		"is not exported":                            func(tb testing.TB) { table.Spy[unexported](tb, &lookUp, lookUp) },
	} {
		tb := &recorder{TB: t}
		tb.run(func() { body(tb) })
		if got := strings.Join(tb.errors, "\n"); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestATestInParallelMayNotSwap(t *testing.T) {
	t.Run("outer", func(t *testing.T) {
		t.Parallel()
		for name, body := range map[string]func(tb testing.TB){
			"swap": func(tb testing.TB) { table.Swap(tb, &threshold, 20) },
			"spy":  func(tb testing.TB) { table.Spy[struct{ ID int }](tb, &lookUp, lookUp) },
		} {
			t.Run(name, func(t *testing.T) {
				tb := &recorder{TB: t}
				tb.run(func() { body(tb) })
				want := "TestATestInParallelMayNotSwap/outer/" + name + " runs in parallel with other tests"
				if got := strings.Join(tb.errors, "\n"); !strings.Contains(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
				if threshold != 10 {
					t.Errorf("the variable was swapped for %d", threshold)
				}
			})
		}
	})
}

func TestAFailureOfASwapHasTheLineOfTheSwap(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		t.Run("unused", func(t *testing.T) {
			table.Swap(t, &lookUp, func(context.Context, int) (string, error) { return "", nil })
		})
		t.Run("parallel", func(t *testing.T) {
			t.Parallel()
			table.Swap(t, &threshold, 20)
		})
	})
	if p == nil {
		return
	}
	p.fails("", nil, "    swap_test.go:", "the fake swapped in at swap_test.go:")
	p.fails("", nil, "    swap_test.go:", "/parallel runs in parallel with other tests")
}
