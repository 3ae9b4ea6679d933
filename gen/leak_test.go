package gen_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/gen"
)

// shop has a column of each kind for the leak check.
func shop(count gen.Count) *gen.Spec {
	return &gen.Spec{Seed: 7, Datasets: []gen.Dataset{
		{Name: "products", Rows: 4, Columns: []gen.Column{
			{Name: "sku", Gen: gen.Seq{Format: "S%d"}},
			{Name: "price", Gen: gen.Int{Min: 1, Max: 1_000_000}},
			{Name: "kind", Gen: gen.Cycle{Values: texts("a", "b")}},
		}, Pins: []gen.Pin{pinRow(0, "price", integer(5))}},
		{Name: "orders", Rows: 8, Columns: []gen.Column{
			{Name: "order_id", Gen: gen.Seq{}},
			{Name: "status", Gen: gen.OneOf{Values: texts("new", "paid")}},
			{Name: "after", Gen: gen.Ref{Dataset: "orders", Column: "order_id", Pick: gen.PickEarlier}},
			{Name: "address", Null: 0.1, Gen: gen.Sub{Columns: []gen.Column{{Name: "zip", Gen: gen.Fake{Name: "zip"}}, {Name: "no", Gen: gen.Seq{}}}}},
		}, Pins: []gen.Pin{pin("status", text("paid"))}},
		{Name: "items", Per: &gen.Per{Parent: "orders", Key: "order_id", Count: count}, Columns: []gen.Column{
			{Name: "sku", Gen: gen.Ref{Dataset: "products", Column: "sku", Pick: gen.PickCycle}},
			{Name: "any", Gen: gen.Ref{Dataset: "products", Column: "sku"}},
			{Name: "price", Gen: gen.Lookup{Via: "sku", Column: "price"}},
			{Name: "kind", Gen: gen.Lookup{Via: "sku", Column: "kind"}},
			{Name: "any_kind", Gen: gen.Lookup{Via: "any", Column: "kind"}},
			{Name: "quantity", Gen: gen.Seq{}},
			{Name: "total", Gen: gen.Expr{Text: "price * quantity"}},
			{Name: "status", Gen: gen.Lookup{Via: "order_id", Column: "status"}},
			{Name: "tags", Gen: gen.List{Of: gen.Column{Gen: gen.Seq{}}, Min: 1, Max: 2}},
			{Name: "pair", Gen: gen.List{Of: gen.Column{Gen: gen.Expr{Text: "quantity"}}, Min: 2, Max: 2}},
			{Name: "when", Gen: gen.When{If: `kind == "a"`, Then: gen.Column{Gen: gen.Float{Max: 1}}}},
			{Name: "place", Gen: gen.Expr{Text: "$sibling * 10 + $siblings"}},
			{Name: "maybe", Null: 0.5, Gen: gen.Const{Value: text("x")}},
		}},
	}}
}

func TestColumnsTellWhatIsDrawnAndWhatTheyAreComputedFrom(t *testing.T) {
	var lines []string
	for _, c := range compiled(t, shop(gen.Int{Min: 1, Max: 3})).Columns() {
		line := c.Dataset + "." + c.Path
		if c.Drawn {
			line += " drawn"
		}
		if c.Count {
			line += " count"
		}
		lines = append(lines, line+": "+strings.Join(c.Deps, " "))
	}
	want(t, lines,
		"products.sku: ",
		"products.price drawn: ",
		"products.kind: ",
		"orders.order_id: ",
		"orders.status: ",
		"orders.after drawn: orders.order_id",
		"orders.address drawn: ",
		"orders.address.zip drawn: orders.address",
		"orders.address.no: orders.address",
		"items.order_id drawn count: orders.order_id",
		"items.sku: products.sku items.order_id",
		"items.any drawn: products.sku items.order_id",
		"items.price: items.sku products.price items.order_id",
		"items.kind: items.sku products.kind items.order_id",
		"items.any_kind: items.any products.kind items.order_id",
		"items.quantity: items.order_id",
		"items.total: items.price items.quantity items.order_id",
		"items.status: items.order_id orders.status",
		"items.tags drawn: items.order_id",
		"items.pair: items.quantity items.order_id",
		"items.when drawn: items.kind items.order_id",
		"items.place: items.order_id",
		"items.maybe drawn: items.order_id",
	)
}

func TestDepsAreAllThatAColumnIsComputedFrom(t *testing.T) {
	p := compiled(t, shop(gen.Fixed(2)))
	got := p.Deps("items", "total")
	slices.Sort(got)
	want(t, got, "items.price", "items.quantity", "items.sku", "products.price", "products.sku")
	want(t, p.Deps("orders", "address"), "orders.address")
	want(t, p.Deps("products", "price"))
}

func TestFixedCellsAreThoseThatNoDrawMoves(t *testing.T) {
	none := func(string, string) bool { return false }
	hold := func(names ...string) func(string, string) bool {
		return func(d, c string) bool { return slices.Contains(names, d+"."+c) }
	}
	fixed, drawn := gen.Fixed(1), gen.Int{Min: 1, Max: 3}
	for _, c := range []struct {
		name, dataset, column string
		count                 gen.Count
		held                  func(string, string) bool
		pins                  []gen.Pin // of items
		want                  string    // one letter for each of the first eight rows
	}{
		{"a sequence", "products", "sku", fixed, none, nil, "ffff"},
		{"a draw, with a pin", "products", "price", fixed, none, nil, "f---"},
		{"a draw that is held", "products", "price", fixed, hold("products.price"), nil, "ffff"},
		{"a pinned column", "orders", "status", fixed, none, nil, "ffffffff"},
		{"a field of a struct that may be null", "orders", "address.no", fixed, none, nil, "--------"},
		{"a field of a struct whose nulls are held", "orders", "address.no", fixed, hold("orders.address"), nil, "ffffffff"},
		{"a struct of a drawn field", "orders", "address", fixed, hold("orders.address"), nil, "--------"},
		{"a struct that is all held", "orders", "address", fixed, hold("orders.address", "orders.address.zip"), nil, "ffffffff"},
		{"a key of a fixed number of children", "items", "order_id", fixed, none, nil, "ffffffff"},
		{"a lookup through a cycle, of pinned and drawn cells", "items", "price", fixed, none, nil, "f---f---"},
		{"an expression over it", "items", "total", fixed, none, nil, "f---f---"},
		{"an expression with a pin", "items", "total", fixed, none, []gen.Pin{pinRow(2, "total", integer(1))}, "f-f-f---"},
		{"a lookup of static cells", "items", "kind", fixed, none, nil, "ffffffff"},
		{"a lookup through a draw", "items", "any_kind", fixed, none, nil, "--------"},
		{"a lookup through a pinned draw", "items", "any_kind", fixed, none, []gen.Pin{pinRow(1, "any", text("S2"))}, "-f------"},
		{"a lookup through a held draw", "items", "any_kind", fixed, hold("items.any"), nil, "ffffffff"},
		{"a lookup through the key of per", "items", "status", fixed, none, nil, "ffffffff"},
		{"a list of drawn length", "items", "tags", fixed, none, nil, "--------"},
		{"a list of what is static", "items", "pair", fixed, none, nil, "ffffffff"},
		{"a branch that is drawn", "items", "when", fixed, none, nil, "--------"},
		{"a place among siblings", "items", "place", fixed, none, nil, "ffffffff"},
		{"a place among siblings whose number is drawn", "items", "place", drawn, none, nil, "--------"},
		{"a constant with a share of nulls", "items", "maybe", fixed, none, nil, "--------"},
		{"a sequence in rows that are drawn", "items", "quantity", drawn, none, nil, "--------"},
		{"a pin in rows that are drawn", "items", "quantity", drawn, none, []gen.Pin{pinRow(1, "quantity", integer(1))}, "-f------"},
		{"a sequence in rows whose count is held", "items", "quantity", drawn, hold("items.order_id"), nil, "ffffffff"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := shop(c.count)
			s.Datasets[2].Pins = c.pins
			got, err := compiled(t, s).Stable(context.Background(), c.dataset, c.column, c.held)
			if err != nil {
				t.Fatal(err)
			}
			var letters strings.Builder
			for _, f := range got[:min(len(got), 8)] {
				letters.WriteString(map[bool]string{true: "f", false: "-"}[f])
			}
			if letters.String() != c.want {
				t.Errorf("the fixed cells are %s, want %s", letters.String(), c.want)
			}
		})
	}
}

func TestRowsAreFixedUnlessTheirCountIsDrawn(t *testing.T) {
	s := shop(gen.Poisson{Lambda: 2.0})
	s.Datasets = append(s.Datasets, gen.Dataset{Name: "notes", Per: &gen.Per{
		Parent: "items", Key: "quantity",
		Count: gen.Fixed(1),
	}})
	p := compiled(t, s)
	held := func(d, c string) bool { return d+"."+c == "items.order_id" }
	none := func(string, string) bool { return false }
	for dataset, free := range map[string]bool{"orders": true, "items": false, "notes": false} {
		if p.RowsStable(dataset, none) != free {
			t.Errorf("%s: the rows are fixed: %t", dataset, !free)
		}
		if !p.RowsStable(dataset, held) {
			t.Errorf("%s: the rows are not fixed when their count is held", dataset)
		}
	}
	s.Datasets[2].Per.Count = gen.Total(9)
	if !compiled(t, s).RowsStable("items", none) {
		t.Error("a number of rows in all is fixed")
	}
}

// What Fixed returns must hold for any redraw, and a redraw must change what it redraws.
func TestRedrawsMoveWhatTheyRedrawAndNothingThatIsFixed(t *testing.T) {
	for _, count := range []gen.Count{
		gen.Fixed(2),
		gen.Int{Min: 0, Max: 3},
		gen.Poisson{Lambda: 1.5},
		gen.Geometric{P: 0.5},
		gen.Zipf{S: 1, N: 4},
		gen.OneOf{Values: integers(1, 3)},
	} {
		p := compiled(t, shop(count))
		drawn := slices.DeleteFunc(p.Columns(), func(c gen.ColumnInfo) bool { return !c.Drawn })
		for _, redrawn := range drawn {
			others := func(d, c string) bool {
				return slices.ContainsFunc(drawn, func(o gen.ColumnInfo) bool {
					return o.Dataset == d && o.Path == c && (o.Dataset != redrawn.Dataset || o.Path != redrawn.Path)
				})
			}
			is := func(d, c string) bool { return d == redrawn.Dataset && c == redrawn.Path }
			moved := 0
			for n := uint64(1); n <= 3; n++ {
				q := p.Redraw(n, is)
				for _, dataset := range p.Datasets() {
					before, after := record(t, p, dataset), record(t, q, dataset)
					if before.NumRows() != after.NumRows() && !redrawn.Count {
						t.Errorf("redrawing %s.%s changes the rows of %s", redrawn.Dataset, redrawn.Path, dataset)
					}
					for i, field := range before.Schema().Fields() {
						free, err := p.Stable(context.Background(), dataset, field.Name, others)
						if err != nil {
							t.Fatal(err)
						}
						a, b := texted(t, before.Column(i)), texted(t, after.Column(i))
						for row := range min(len(a), len(b)) {
							if a[row] != b[row] {
								moved++
								if free[row] {
									t.Errorf("redrawing %s.%s moves %s.%s[%d], which is fixed", redrawn.Dataset, redrawn.Path, dataset,
										field.Name, row)
								}
							}
						}
						moved += abs(len(a) - len(b))
					}
				}
			}
			if moved == 0 {
				t.Errorf("three redraws of %s.%s move nothing", redrawn.Dataset, redrawn.Path)
			}
		}
	}
}

func TestARedrawOfNothingIsThePlanItself(t *testing.T) {
	p := compiled(t, shop(gen.Poisson{Lambda: 1.5}))
	q := p.Redraw(1, func(string, string) bool { return false })
	for _, d := range p.Datasets() {
		if !slices.Equal(rowsOf(t, record(t, p, d)), rowsOf(t, record(t, q, d))) {
			t.Errorf("%s moves", d)
		}
	}
	all := func(string, string) bool { return true }
	again := p.Redraw(2, all).Redraw(3, all)
	for _, d := range p.Datasets() {
		if !slices.Equal(rowsOf(t, record(t, again, d)), rowsOf(t, record(t, p.Redraw(3, all), d))) {
			t.Errorf("a redraw of a redraw of %s is not that of the plan", d)
		}
	}
}

func abs(n int) int { return max(n, -n) }
