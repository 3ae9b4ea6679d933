package expr

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// FuzzExpressions compiles and runs any text. The place of an error must be inside the text. A result must have a cell
// for each row, and each row must give the same cell or error when it is computed alone.
func FuzzExpressions(f *testing.F) {
	for _, text := range []string{
		`status == "holdout" ? nil : placed_at`, `quantity * price`, `paid / 4 % 0.3`, `format("%-8s|%+08.2f|%x", first, paid, small)`,
		`split(last, "e")[-1][1:] | upper()`, `let x = trunc(placed_at, "week") + took; x == nil ? date("2026-01-31") : date(x)`,
		`round(rate * most, 3, "half_even")`, `first not matches "^(a|b)*$" && 1 < quantity <= small`, `$env["in"] in 1..9 ?? vip`,
		`addMonths(starts_on, big)`, `hash(string(score)) % 100`, `decimal(last, 38) / most`, `if vip { 1e38 } else { 0x7f } // end`,
	} {
		f.Add(text)
	}
	s := columnsOf(f, orders)
	fuzzing := flag.Lookup("test.fuzz").Value.String() != "" // otherwise the machine may be slow
	f.Fuzz(func(t *testing.T, text string) {
		if fuzzing {
			defer time.AfterFunc(10*time.Second, func() { panic(fmt.Sprintf("%q takes too long", text)) }).Stop()
		}
		p, err := Compile(text, s)
		if err != nil {
			var at *Error
			if !errors.As(err, &at) || at.Offset < 0 || at.Offset > len(text) || at.Msg == "" {
				t.Fatalf("%q: the error is %#v", text, err)
			}
			return
		}
		whole, err := s.run(p)
		var bad *RowError
		if err != nil && !errors.As(err, &bad) {
			t.Fatalf("%q: the error is %#v", text, err)
		}
		for row := range 3 {
			a, err := p.Eval(s.row(p, row), 1, memory.DefaultAllocator)
			switch {
			case err == nil && bad == nil:
				if got, want := written(t, a), written(t, array.NewSlice(whole, int64(row), int64(row+1))); got != want {
					t.Fatalf("%q: row %d is %s by itself and %s among others", text, row, got, want)
				}
			case bad != nil && row < bad.Row && err != nil:
				t.Fatalf("%q: row %d fails by itself: %v", text, row, err)
			case bad != nil && row == bad.Row && (err == nil || !strings.HasSuffix(err.Error(), bad.Msg)):
				t.Fatalf("%q: row %d is %v by itself and %v among others", text, row, err, bad)
			case bad == nil && err != nil:
				t.Fatalf("%q: row %d fails by itself: %v", text, row, err)
			}
		}
	})
}

// row returns one row of the columns of a program.
func (s columnSet) row(p *Program, row int) []arrow.Array {
	cols := make([]arrow.Array, len(p.Deps()))
	for i, name := range p.Deps() {
		cols[i] = array.NewSlice(s.arrays[name], int64(row), int64(row+1))
	}
	return cols
}
