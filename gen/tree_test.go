package gen_test

import (
	"strconv"
	"testing"

	"github.com/assay-go/assay/gen"
)

func tree(rows int) *gen.Spec {
	return one(rows, gen.Column{Name: "id", Gen: gen.Seq{Start: integer(0)}},
		gen.Column{Name: "above", Gen: gen.Ref{Dataset: "d", Column: "id", Pick: gen.PickEarlier}},
		gen.Column{Name: "grand", Gen: gen.Lookup{Via: "above", Column: "above"}})
}

func TestARowOfATreeRefersToOneBeforeIt(t *testing.T) {
	above := cells(t, compiled(t, tree(2000)), "d", "above")
	grand := cells(t, compiled(t, tree(2000)), "d", "grand")
	children := map[string]int{}
	for row, id := range above {
		if row == 0 {
			if id != "null" {
				t.Errorf("row 0 refers to %s", id)
			}
			continue
		}
		parent, err := strconv.Atoi(id)
		if err != nil || parent >= row {
			t.Fatalf("row %d refers to %s", row, id)
		}
		if grand[row] != above[parent] {
			t.Errorf("row %d: the parent of %s is %s, not %s", row, id, above[parent], grand[row])
		}
		children[id]++
	}
	if len(children) < 800 || len(children) > 1200 { // half of the nodes of a random recursive tree are leaves
		t.Errorf("%d of 2000 rows have children", len(children))
	}
	want(t, cells(t, compiled(t, tree(50)), "d", "above"), above[:50]...) // more rows move none
}

func TestATreeGoesOnFromAPinnedRow(t *testing.T) {
	s := tree(10)
	s.Datasets[0].Pins = []gen.Pin{pinRow(0, "above", integer(9)), pinRow(5, "above", integer(4))}
	p := compiled(t, s)
	above := cells(t, p, "d", "above")
	if above[0] != "9" || above[5] != "4" || cells(t, p, "d", "grand")[5] != above[4] {
		t.Errorf("the pinned rows are not those: %v", above)
	}
	q := p.Redraw(1, func(_, column string) bool { return column == "above" })
	if again := cells(t, q, "d", "above"); again[0] != "9" || again[5] != "4" {
		t.Errorf("a redraw moves the pinned rows: %v", again)
	}
}
