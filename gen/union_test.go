package gen_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
)

// sales is the union of orders of the web and of shops, which refer to customers.
func sales(web, shop int, count gen.Count) *gen.Spec {
	columns := []gen.Column{
		{Name: "amount", Null: 0.2, Gen: gen.Int{Min: 1, Max: 1 << 40}},
		{Name: "tags", Gen: gen.List{Of: gen.Column{Gen: gen.Seq{}}, Max: 3}},
	}
	return &gen.Spec{Seed: 5, Datasets: []gen.Dataset{
		{Name: "sales", Union: gen.Union{Of: []string{"web", "shop"}}, Columns: []gen.Column{
			{Name: "of", Gen: gen.Lookup{Via: "customer", Column: "name"}},
		}},
		{Name: "web", Rows: web, Columns: append([]gen.Column{
			{Name: "customer", Gen: gen.Ref{Dataset: "customers", Column: "id"}},
		}, columns...)},
		{Name: "shop", Per: &gen.Per{Parent: "customers", Key: "id", As: "customer", Count: count}, Columns: columns},
		{Name: "customers", Rows: shop, Columns: []gen.Column{
			{Name: "id", Gen: gen.Seq{}},
			{Name: "name", Gen: gen.Fake{Name: "name"}},
			{Name: "spent", Gen: gen.Rollup{Dataset: "sales", Column: "amount", By: "customer"}},
		}},
	}}
}

func TestAUnionIsTheRowsOfItsSourcesInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		web, shop := rapid.IntRange(0, 30).Draw(t, "web"), rapid.IntRange(1, 30).Draw(t, "shop")
		counts := []gen.Count{gen.Fixed(0), gen.Fixed(2), gen.Int{Min: 0, Max: 3}, gen.Total(9)}
		s := sales(web, shop, rapid.SampledFrom(counts).Draw(t, "count"))
		p := compiled(t, s)
		for _, column := range []string{"customer", "amount", "tags"} {
			want(t, cells(t, p, "sales", column), slices.Concat(cells(t, p, "web", column), cells(t, p, "shop", column))...)
		}
		whole := rowsOf(t, record(t, p, "sales"))
		batch := rapid.SampledFrom([]int{1, 7, 1024}).Draw(t, "batch")
		if got := readRows(t, compiled(t, s), "sales", gen.Options{Batch: batch, Workers: 3}); !slices.Equal(got, whole) {
			t.Fatal("batches make another table")
		}
		names := cells(t, p, "customers", "name")
		for row, name := range cells(t, p, "sales", "of") {
			if !slices.Contains(names, name) {
				t.Fatalf("row %d is of %s", row, name)
			}
		}
	})
}

func TestARedrawOfASourceMovesItsPartOfAUnion(t *testing.T) {
	p := compiled(t, sales(4, 3, gen.Fixed(1)))
	fixed, err := p.Stable(context.Background(), "sales", "amount", func(d, _ string) bool { return d == "shop" })
	if err != nil || !slices.Equal(fixed, []bool{false, false, false, false, true, true, true}) {
		t.Errorf("%v, %v", fixed, err)
	}
	q := p.Redraw(1, func(d, c string) bool { return d == "web" && c == "amount" })
	a, b := cells(t, p, "sales", "amount"), cells(t, q, "sales", "amount")
	if slices.Equal(a[:4], b[:4]) || !slices.Equal(a[4:], b[4:]) {
		t.Errorf("a redraw of the web turns %v into %v", a, b)
	}
}

func TestValuesFollowTheValuesThatTheyAreGivenFor(t *testing.T) {
	city := gen.Given{Column: "state"}
	city.Add(text("TX"), text("Austin"), text("Dallas"))
	city.Add(text("OR"), text("Eugene"))
	s := one(200, gen.Column{Name: "state", Gen: gen.OneOf{Values: texts("TX", "OR", "XX")}},
		gen.Column{Name: "city", Gen: city})
	s.Datasets[0].Pins = []gen.Pin{pinRow(0, "state", text("OR")), pinRow(1, "city", text("Oslo"))}
	p := compiled(t, s)
	seen := map[string]int{}
	states := cells(t, p, "d", "state")
	for row, city := range cells(t, p, "d", "city") {
		seen[states[row]+" "+city]++
		if row == 0 && city != "Eugene" || row == 1 && city != "Oslo" {
			t.Errorf("row %d is %s", row, city)
		}
		delete(seen, states[row]+" Oslo")
	}
	if len(seen) != 4 || seen["TX Austin"]*seen["TX Dallas"]*seen["OR Eugene"]*seen["XX null"] == 0 {
		t.Errorf("found %v", seen)
	}
}

func TestEarlierRowsAreChosenAmongThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ref := gen.Ref{
			Dataset: "d", Column: "id", Pick: gen.PickEarlier,
			Where:  rapid.SampledFrom([]string{"", "level > 1"}).Draw(t, "where"),
			Weight: rapid.SampledFrom([]string{"", "level"}).Draw(t, "weight"),
			Within: rapid.SampledFrom([]string{"", "team"}).Draw(t, "within"),
		}
		s := one(300, gen.Column{Name: "id", Gen: gen.Seq{Start: integer(0)}}, gen.Column{Name: "above", Gen: ref},
			gen.Column{Name: "level", Gen: gen.Int{Min: 0, Max: 3}},
			gen.Column{Name: "team", Gen: gen.OneOf{Values: texts("a", "b")}})
		p := compiled(t, s)
		above, level, team := ints64(t, p, "above"), ints64(t, p, "level"), cells(t, p, "d", "team")
		roots := 0
		for row, up := range above {
			switch {
			case up < 0:
				roots++
			case up >= int64(row), ref.Where != "" && level[up] < 2, ref.Weight != "" && level[up] == 0,
				ref.Within != "" && team[up] != team[row]:
				t.Fatalf("row %d refers to %d", row, up)
			}
		}
		if above[0] >= 0 || roots > 20 {
			t.Fatalf("%d rows are roots", roots)
		}
		got := readRows(t, compiled(t, s), "d", gen.Options{Batch: 7, Workers: 2})
		if !slices.Equal(got, rowsOf(t, record(t, p, "d"))) {
			t.Fatal("batches make another table")
		}
	})
}

// ints64 returns the integers of a column of dataset d, -1 for a null.
func ints64(t reporter, p *gen.Plan, column string) []int64 {
	var out []int64
	for _, cell := range cells(t, p, "d", column) {
		n, err := strconv.ParseInt(cell, 10, 64)
		if err != nil {
			n = -1
		}
		out = append(out, n)
	}
	return out
}
