package tablediff

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/report"
)

func TestSwappedRowsWithoutAKeyShowTheirCells(t *testing.T) {
	old := goldenOf(t, "ordered", "n float64; on bool", "3.5,true", "2.5,false", "1.5,true")
	new := goldenOf(t, "ordered", "n float64; on bool", "1.5,true", "2.5,false", "3.5,true")
	r, err := Compare(old, new, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.Text(&b, report.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	want := `rows now sorted by n ascending, not descending; 2 rows moved

  row     n    on
> 2 -> 0  1.5  true
> 0 -> 2  3.5  true
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestTheFewestRowsMoveAndNoneInItsPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "rows")
		order := make([]int32, n)
		for i := range order {
			order[i] = int32(i)
		}
		order = rapid.Permutation(order).Draw(t, "order")
		m := matchingOf(order, n)
		m.markMoved()
		if moved, least := m.movedPairs(), n-len(longestIncreasing(order)); moved > least || (moved == 0) !=
			slices.IsSorted(order) {
			t.Fatalf("%d rows moved, want at most %d", moved, least)
		}
		for p, moved := range m.moved {
			if moved && m.oldRow(p) == m.newRow(p) {
				t.Fatalf("row %d moved to its own place", p)
			}
		}
	})
}
