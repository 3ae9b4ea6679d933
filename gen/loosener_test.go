package gen_test

import (
	"slices"
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
)

func loosener(t *testing.T, s *gen.Spec, others ...*gen.Spec) *gen.Loosener {
	t.Helper()
	var plans []*gen.Plan
	for _, other := range others {
		plans = append(plans, compiled(t, other))
	}
	l, err := compiled(t, s).Loosener(plans...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func with(s *gen.Spec, pins ...gen.Pin) *gen.Spec {
	s.Datasets[0].Pins = append(s.Datasets[0].Pins, pins...)
	return s
}

func TestALoosenedCellKeepsItsValueOrTakesAnotherPinnedOneOrIsGenerated(t *testing.T) {
	size := func() *gen.Spec { return one(4, gen.Column{Name: "size", Gen: gen.Int{Min: 100, Max: 109}}) }
	l := loosener(t, with(size(), pinRow(0, "size", integer(1)), pinRow(1, "size", integer(2))),
		with(size(), pin("size", integer(3))))
	if got := cells(t, l.Plan(0, gen.How{}), "d", "size"); !slices.Equal(got[:2], []string{"1", "2"}) {
		t.Errorf("input 0 is %q, not the pinned values", got)
	}
	var seen []string
	for n := range uint64(200) {
		if kept := cells(t, l.Plan(n, gen.How{Keep: true}), "d", "size"); kept[0] != "1" || kept[1] != "2" {
			t.Fatalf("with its pins kept, input %d is %q", n, kept)
		}
		cell := cells(t, l.Plan(n, gen.How{}), "d", "size")[0]
		if again := cells(t, l.Plan(n, gen.How{}), "d", "size")[0]; again != cell {
			t.Fatalf("input %d is %s and then %s", n, cell, again)
		}
		if !slices.Contains(seen, cell) {
			seen = append(seen, cell)
		}
	}
	slices.Sort(seen)
	want := []string{"1", "100", "101", "102", "103", "104", "105", "106", "107", "108", "109", "2", "3"}
	if !slices.Equal(seen, want) {
		t.Errorf("row 0 takes %q, want %q", seen, want)
	}
}

func TestLoosenedCellsDoNotDependOnTheBatch(t *testing.T) {
	l := loosener(t, with(one(100, gen.Column{Name: "size", Gen: gen.Int{Min: 0, Max: 1 << 40}}),
		gen.Pin{Column: []string{"size"}, Lo: 0, Hi: 90, Value: integer(-1)}))
	for n := range uint64(8) {
		whole := cells(t, l.Plan(n, gen.How{}), "d", "size")
		part, err := l.Plan(n, gen.How{}).Slice(t.Context(), "d", 37, 64, gen.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := texted(t, part.Column(0)); !slices.Equal(got, whole[37:64]) {
			t.Errorf("input %d, rows 37 to 63: %q, want %q", n, got, whole[37:64])
		}
	}
}

// A key to which rows refer would leave them without a parent, and a repeated one would not be unique.
func TestPinsOfKeysAndLifeCyclesAreKept(t *testing.T) {
	s := &gen.Spec{Seed: 7, Datasets: []gen.Dataset{
		{Name: "d", Rows: 3, Columns: []gen.Column{
			{Name: "id", Gen: gen.Int{Min: 1, Max: 1000}},
			{Name: "mail", Unique: true, Gen: gen.Int{Min: 1, Max: 1000}},
			{Name: "status", Gen: gen.States{
				Start: gen.OneOf{Values: texts("new")},
				Next:  []gen.Transition{{From: text("new"), To: gen.OneOf{Values: texts("done")}}},
			}},
		}},
		{Name: "children", Rows: 5, Columns: []gen.Column{{Name: "of", Gen: gen.Ref{Dataset: "d", Column: "id"}}}},
	}}
	var pins []gen.Pin
	for row := range 3 {
		pins = append(pins, pinRow(row, "id", integer(int64(2000+row))), pinRow(row, "mail", integer(int64(3000+row))))
	}
	l := loosener(t, with(s, append(pins, pinRow(1, "status", text("new")))...))
	for n := range uint64(20) {
		p := l.Plan(n, gen.How{})
		id, mail, status := cells(t, p, "d", "id"), cells(t, p, "d", "mail"), cells(t, p, "d", "status")
		if !slices.Equal(id, []string{"2000", "2001", "2002"}) || !slices.Equal(mail, []string{"3000", "3001", "3002"}) ||
			status[1] != "new" {
			t.Fatalf("input %d has the keys %q and %q, and status %q", n, id, mail, status[1])
		}
	}
}

func TestLoosenedReferencesLeadToTheirRows(t *testing.T) {
	s := &gen.Spec{Seed: 7, Datasets: []gen.Dataset{
		{Name: "children", Rows: 4, Columns: []gen.Column{
			{Name: "of", Gen: gen.Ref{Dataset: "d", Column: "id"}},
			{Name: "price", Gen: gen.Lookup{Via: "of", Column: "price"}},
		}},
		{Name: "d", Rows: 3, Columns: []gen.Column{
			{Name: "id", Gen: gen.Seq{Start: 1}}, {Name: "price", Gen: computed("id * 10").Gen},
		}},
	}}
	other := *s
	other.Datasets = slices.Clone(s.Datasets)
	l := loosener(t, with(s, pinRow(0, "of", integer(1))), with(&other, pinRow(0, "of", integer(3))))
	seen := map[string]bool{}
	for n := range uint64(50) {
		of, price := cells(t, l.Plan(n, gen.How{}), "children", "of"), cells(t, l.Plan(n, gen.How{}), "children", "price")
		for row := range of {
			if price[row] != of[row]+"0" {
				t.Fatalf("input %d: row %d refers to %s and has the price %s", n, row, of[row], price[row])
			}
		}
		seen[of[0]] = true
	}
	if len(seen) != 3 {
		t.Errorf("the pinned reference leads to %v, want all three rows", seen)
	}
}

func TestALoosenedNullIsOneChoice(t *testing.T) {
	null := literal.Value{Kind: literal.Null}
	l := loosener(t, with(one(1, gen.Column{Name: "size", Gen: gen.Int{Min: 5, Max: 5}}), pinRow(0, "size", null)),
		with(one(1, gen.Column{Name: "size", Gen: gen.Int{Min: 5, Max: 5}}), pinRow(0, "size", integer(4))))
	seen := map[string]int{}
	for n := range uint64(64) {
		seen[cells(t, l.Plan(n, gen.How{}), "d", "size")[0]]++
	}
	if seen["null"] == 0 || seen["4"] == 0 || seen["5"] == 0 {
		t.Errorf("the cell is %v", seen)
	}
}
