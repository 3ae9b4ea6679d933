package gen_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
)

// receipts has orders that sum their lines, by the key of per or by a ref.
func receipts(orders int, count gen.Count) *gen.Spec {
	lines := gen.Dataset{Name: "lines", Columns: []gen.Column{
		{Name: "amount", Null: 0.2, Gen: gen.Int{Min: 1, Max: 99}},
	}}
	if count != nil {
		lines.Per = &gen.Per{Parent: "orders", Key: "id", As: "order_id", Count: count}
	} else {
		lines.Rows = 3 * orders
		lines.Columns = append(lines.Columns, gen.Column{
			Name: "order_id", Null: 0.1, Gen: gen.Ref{Dataset: "orders", Column: "id"},
		})
	}
	of := func(column string, fn gen.RollupFn) gen.Rollup {
		return gen.Rollup{Dataset: "lines", Column: column, By: "order_id", Fn: fn}
	}
	return &gen.Spec{Seed: 7, Datasets: []gen.Dataset{{Name: "orders", Rows: orders, Columns: []gen.Column{
		{Name: "id", Gen: gen.Seq{}},
		{Name: "sum", Gen: of("amount", gen.RollupSum)},
		{Name: "rows", Gen: of("", gen.RollupCount)},
		{Name: "count", Gen: of("amount", gen.RollupCount)},
		{Name: "min", Gen: of("amount", gen.RollupMin)},
		{Name: "max", Gen: of("amount", gen.RollupMax)},
		{Name: "first", Gen: of("amount", gen.RollupFirst)},
		{Name: "last", Gen: of("amount", gen.RollupLast)},
	}}, lines}}
}

// rolledUp returns what the orders of receipts must have, from their lines.
func rolledUp(t reporter, p *gen.Plan, orders int) []string {
	amounts, keys := cells(t, p, "lines", "amount"), cells(t, p, "lines", "order_id")
	all, rows := make([][]int, orders), make([][]string, orders)
	for i, key := range keys {
		if key == "null" {
			continue
		}
		order, _ := strconv.Atoi(key)
		rows[order-1] = append(rows[order-1], amounts[i])
		if n, err := strconv.Atoi(amounts[i]); err == nil {
			all[order-1] = append(all[order-1], n)
		}
	}
	out := make([]string, orders)
	for i, some := range all {
		sum, least, most, first, last := "null", "null", "null", "null", "null"
		if len(some) > 0 {
			n := 0
			for _, amount := range some {
				n += amount
			}
			sum, least, most = strconv.Itoa(n), strconv.Itoa(slices.Min(some)), strconv.Itoa(slices.Max(some))
		}
		if n := len(rows[i]); n > 0 {
			first, last = rows[i][0], rows[i][n-1]
		}
		out[i] = fmt.Sprintf("id=%q sum=%q rows=\"%d\" count=\"%d\" min=%q max=%q first=%q last=%q ", strconv.Itoa(i+1), sum,
			len(rows[i]), len(some), least, most, first, last)
	}
	return out
}

func TestARollupIsWhatItsChildrenComeTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		orders := rapid.IntRange(1, 200).Draw(t, "orders")
		s := receipts(orders, rapid.SampledFrom([]gen.Count{
			nil, gen.Fixed(3), gen.Fixed(0), gen.Int{Min: 0, Max: 4}, gen.InTurn{2, 0, 1}, gen.Total(77), gen.Geometric{P: 0.4},
		}).Draw(t, "count"))
		s.Seed = rapid.Uint64Range(1, 50).Draw(t, "seed")
		if count := compiled(t, s).Rows("lines"); count > 0 {
			s.Datasets[1].Pins = []gen.Pin{pinRow(rapid.IntRange(0, count-1).Draw(t, "row"), "amount", integer(1_000_000))}
			if rapid.Bool().Draw(t, "moved") {
				s.Datasets[1].Pins = append(s.Datasets[1].Pins, pinRow(count-1, "order_id", integer(1)))
			}
		}
		p := compiled(t, s)
		whole := rowsOf(t, record(t, p, "orders"))
		if expected := rolledUp(t, p, orders); !slices.Equal(whole, expected) {
			t.Fatalf("got\n%q\nwant\n%q", whole, expected)
		}
		if got := readRows(t, compiled(t, s), "orders", gen.Options{Batch: 7, Workers: 3}); !slices.Equal(got, whole) {
			t.Fatal("batches make another table")
		}
		lo := rapid.IntRange(0, orders-1).Draw(t, "lo")
		slice, err := compiled(t, s).Slice(context.Background(), "orders", lo, orders, gen.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := rowsOf(t, slice); !slices.Equal(got, whole[lo:]) {
			t.Fatal("a slice makes another table")
		}
	})
}

func TestARollupMovesWithItsOwnGroupOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.SampledFrom([]gen.Count{nil, gen.Fixed(2), gen.Int{Min: 0, Max: 4}}).Draw(t, "count")
		s := receipts(40, count)
		p := compiled(t, s)
		before, keys := rowsOf(t, record(t, p, "orders")), cells(t, p, "lines", "order_id")
		row := rapid.IntRange(0, len(keys)-1).Draw(t, "row")
		s.Datasets[1].Pins = []gen.Pin{pinRow(row, "amount", integer(5000))}
		for i, after := range rowsOf(t, record(t, compiled(t, s), "orders")) {
			if own := keys[row] == strconv.Itoa(i+1); own == (after == before[i]) {
				t.Fatalf("line %d of order %s is pinned: order %d is %s, and was %s", row, keys[row], i+1, after, before[i])
			}
		}
	})
}

func TestAPinnedTotalStays(t *testing.T) {
	s := receipts(4, gen.Fixed(2))
	s.Datasets[0].Pins = []gen.Pin{pinRow(2, "sum", integer(-1))}
	want(t, cells(t, compiled(t, s), "orders", "sum")[2:3], "-1")
}

func TestSumsAreExact(t *testing.T) {
	for _, c := range []struct{ typ, cell, want, as string }{
		{"decimal(12, 2)", "0.10", "0.30", "decimal(38, 2)"},
		{"decimal(38, 0)", "33333333333333333333333333333333333333", "99999999999999999999999999999999999999", "decimal(38, 0)"},
		{"int8", "-100", "-300", "int64"},
		{"uint8", "200", "600", "int64"},
		{"int64", "3000000000000000000", "9000000000000000000", "int64"},
		{"uint64", "3000000000000000000", "9000000000000000000", "int64"},
		{"float64", "0.5", "1.5", "float64"},
		{"float32", "0.5", "1.5", "float64"},
		{"duration[s]", "90s", "4m30s", "duration[s]"},
		{"int64", "4000000000000000000", "", "orders.sum: row 0: the sum exceeds a 64-bit integer; add smaller values"},
		{"uint64", "4000000000000000000", "", "orders.sum: row 0: the sum exceeds a 64-bit integer; add smaller values"},
		{"decimal(38, 0)", "40000000000000000000000000000000000000", "", "orders.sum: row 0: the sum exceeds 38 digits; add smaller values"},
		{"decimal(38, 0)", "-90000000000000000000000000000000000000", "", "orders.sum: row 0: the sum exceeds 38 digits; add smaller values"},
	} {
		s := receipts(1, gen.Fixed(3))
		s.Datasets[0].Columns = s.Datasets[0].Columns[:2]
		s.Datasets[1].Columns = []gen.Column{{Name: "amount", Type: typ(t, c.typ), Gen: gen.Const{Value: text(c.cell)}}}
		p := compiled(t, s)
		r, err := p.Record(context.Background(), "orders", gen.Options{})
		if c.want == "" {
			wantErr(t, err, c.as)
		} else if err != nil {
			t.Error(err)
		} else if got := r.Schema().Field(1).Type; !arrow.TypeEqual(got, typ(t, c.as)) {
			t.Errorf("the sum of %s is %s", c.typ, got)
		} else {
			want(t, texted(t, r.Column(1)), c.want)
		}
	}
}

func TestRollupsThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct {
		g    gen.Rollup
		want string
	}{
		"no dataset":  {gen.Rollup{Dataset: "line", Column: "amount", By: "order_id"}, `orders.sum: no dataset "line" (did you mean "lines"?)`},
		"no column":   {gen.Rollup{Dataset: "lines", Column: "amont", By: "order_id"}, `orders.sum: no column "amont" in dataset "lines" (did you mean "amount"?)`},
		"no key":      {gen.Rollup{Dataset: "lines", Column: "amount", By: "amount"}, `orders.sum: lines.amount does not refer to "orders"; by must be a ref column of "lines" that does, or the key of its per`},
		"whole rows":  {gen.Rollup{Dataset: "lines", By: "order_id", Fn: gen.RollupMax}, `orders.sum: a rollup of whole rows only counts them; name the column, such as lines.amount`},
		"sum of text": {gen.Rollup{Dataset: "lines", Column: "name", By: "order_id"}, `orders.sum: a sum adds numbers or durations, but lines.name is utf8`},
		"a cycle":     {gen.Rollup{Dataset: "lines", Column: "share", By: "order_id"}, `orders.sum: is computed from itself: orders.sum -> lines.share -> lines.total -> orders.sum`},
	} {
		t.Run(name, func(t *testing.T) {
			s := receipts(2, gen.Fixed(1))
			s.Datasets[0].Columns[1].Gen = c.g
			s.Datasets[1].Columns = append(s.Datasets[1].Columns, gen.Column{Name: "name", Gen: gen.Fake{Name: "name"}},
				gen.Column{Name: "total", Gen: gen.Lookup{Via: "order_id", Column: "sum"}},
				gen.Column{Name: "share", Gen: gen.Expr{Text: "total * 2"}})
			_, err := gen.Compile(s)
			wantErr(t, err, c.want)
		})
	}
}

func TestRollupsMakeTheirOwnChildrenOnly(t *testing.T) {
	s := receipts(1_000_000, gen.Int{Min: 0, Max: 9})
	p := compiled(t, s)
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	r, err := p.Slice(context.Background(), "orders", 999_990, 1_000_000, gen.Options{Mem: mem})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if p.Kept() != 0 || mem.CurrentAlloc() > 1<<16 {
		t.Errorf("the plan keeps %d bytes, and the rows take %d", p.Kept(), mem.CurrentAlloc())
	}
}

func TestAFixedChildIsAFixedPartOfARollup(t *testing.T) {
	s := receipts(3, gen.Fixed(2))
	s.Datasets[1].Pins = []gen.Pin{
		pinRow(0, "amount", integer(1)), pinRow(1, "amount", integer(2)), pinRow(2, "amount", integer(3)),
	}
	p := compiled(t, s)
	none := func(string, string) bool { return false }
	for column, expected := range map[string][]bool{
		"sum": {true, false, false}, "rows": {true, true, true}, "max": {true, false, false},
	} {
		fixed, err := p.Stable(context.Background(), "orders", column, none)
		if err != nil || !slices.Equal(fixed, expected) {
			t.Errorf("%s: %v, %v", column, fixed, err)
		}
	}
	q := p.Redraw(1, func(_, column string) bool { return column == "amount" })
	if a, b := cells(t, p, "orders", "sum"), cells(t, q, "orders", "sum"); a[0] != b[0] || a[1] == b[1] && a[2] == b[2] {
		t.Errorf("a redraw of the lines turns %v into %v", a, b)
	}
	want(t, slices.Sorted(slices.Values(p.Deps("orders", "sum"))), "lines.amount", "lines.order_id", "orders.id")
}
