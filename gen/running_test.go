package gen_test

import (
	"context"
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
)

func TestARunningTotalAddsTheRowsUpToItsOwn(t *testing.T) {
	amounts := gen.Column{Name: "amount", Gen: gen.Cycle{Values: integers(5, -2, 10)}}
	balance := func(g gen.Running, each string) gen.Column {
		g.Of = computed("amount")
		return gen.Column{Name: "balance", Each: each, Gen: g}
	}
	start := func(v any) gen.Running { return gen.Running{Start: constant(v)} }
	for _, c := range []struct {
		name    string
		count   gen.Count
		balance gen.Column
		want    []string
	}{
		{"all rows", gen.Fixed(3), balance(gen.Running{}, ""), []string{"5", "3", "13", "18", "16", "26"}},
		{"each parent", gen.Fixed(3), balance(gen.Running{}, "id"), []string{"5", "3", "13", "5", "3", "13"}},
		{"dealt rows", gen.Total(5), balance(gen.Running{}, "id"), []string{"5", "-2", "15", "3", "13"}},
		{"a start", gen.Fixed(2), balance(start(integer(100)), "id"), []string{"105", "103", "110", "115"}},
		{"a float", gen.Fixed(2), balance(start(float("0.5")), "id"), []string{"5.5", "3.5", "10.5", "15.5"}},
		{"days", gen.Fixed(2), balance(start(date("2026-01-01")), "id"), []string{"2026-01-06", "2026-01-04", "2026-01-11", "2026-01-16"}},
		{
			"seconds", gen.Fixed(2), balance(start(timestamp("2026-01-01T00:00:00Z")), "id"),
			[]string{
				"2026-01-01T00:00:05.000000Z", "2026-01-01T00:00:03.000000Z", "2026-01-01T00:00:10.000000Z",
				"2026-01-01T00:00:15.000000Z",
			},
		},
		{
			"hours of a day", gen.Fixed(1),
			balance(gen.Running{Start: constant(date("2026-01-01")), Unit: text("1h")}, "id"),
			[]string{"2026-01-01T05:00:00.000000Z", "2025-12-31T22:00:00.000000Z"},
		},
		{
			"a start by parent", gen.Fixed(2),
			balance(gen.Running{Start: computed("id * 100")}, "id"),
			[]string{"105", "103", "210", "215"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, cells(t, compiled(t, perParent(2, c.count, amounts, c.balance)), "c", "balance"), c.want...)
		})
	}
}

func TestARunningTotalOfDecimalsIsExact(t *testing.T) {
	p := compiled(t, one(1000,
		gen.Column{Name: "cents", Type: typ(t, "decimal(6, 2)"), Gen: gen.Const{Value: text("0.10")}},
		gen.Column{Name: "total", Gen: gen.Running{Of: computed("cents")}},
		gen.Column{Name: "narrow", Type: typ(t, "decimal(6, 1)"), Gen: gen.Running{Of: computed("cents * 1.5")}},
	))
	total, narrow := cells(t, p, "d", "total"), cells(t, p, "d", "narrow")
	if total[999] != "100.00" || narrow[999] != "200.0" { // each 0.15 is 0.2
		t.Errorf("the totals are %s and %s", total[999], narrow[999])
	}
}

func TestARunningTotalGoesOnFromAPin(t *testing.T) {
	s := perParent(2, gen.Fixed(3),
		gen.Column{Name: "amount", Gen: gen.Const{Value: integer(1)}},
		gen.Column{Name: "total", Each: "id", Type: typ(t, "int16"), Gen: gen.Running{Of: computed("amount")}},
		gen.Column{Name: "due", Each: "id", Gen: gen.Running{
			Of: constant(integer(7)), Start: constant(date("2026-01-01")),
		}})
	s.Datasets[1].Pins = []gen.Pin{
		pinRow(0, "total", integer(50)), pinRow(1, "amount", integer(10)), pinRow(1, "due", date("2026-03-01")),
		pinRow(4, "total", literal.Value{}), pinRow(4, "due", literal.Value{}),
	}
	p := compiled(t, s)
	want(t, cells(t, p, "c", "total"), "50", "60", "61", "1", "null", "3")
	want(t, cells(t, p, "c", "due"), "2026-01-08", "2026-03-01", "2026-03-08", "2026-01-08", "null", "2026-01-22")
}

func TestARunningTotalThatDoesNotFitIsAnError(t *testing.T) {
	large := gen.Running{Of: constant(integer(1 << 62))}
	for _, c := range []struct {
		column gen.Column
		want   string
	}{
		{gen.Column{Gen: large}, "d.x: row 1: the total does not fit int64"},
		{gen.Column{Type: typ(t, "int8"), Gen: gen.Running{Of: constant(integer(100))}}, "d.x: row 1: 200 does not fit int8"},
		{gen.Column{Type: typ(t, "decimal(3, 1)"), Gen: gen.Running{Of: constant(float("60.0"))}}, "d.x: row 1: the total does not fit decimal(3, 1)"},
		{gen.Column{Gen: gen.Running{Of: constant(integer(1 << 30)), Start: constant(date("2026-01-01"))}}, "d.x: row 1: the total does not fit date32"},
		{gen.Column{Gen: gen.Running{
			Of: constant(integer(1)), Start: gen.Column{Null: 1, Gen: gen.Const{Value: integer(1)}},
		}}, "d.x: row 0: start is null; give it a value, such as with an expr: starts_at ?? …"},
	} {
		c.column.Name = "x"
		_, err := compiled(t, one(4, c.column)).Record(context.Background(), "d", gen.Options{})
		wantErr(t, err, c.want)
	}
}

func TestIrregularTimesAreInOrder(t *testing.T) {
	start := gen.Column{Gen: gen.Between{Min: date("2026-01-01"), Max: date("2026-12-31")}}
	p := compiled(t, perParent(50, gen.Fixed(40), gen.Column{
		Name: "at", Each: "id", Type: typ(t, "timestamp[us]"),
		Gen: gen.Running{Of: gen.Column{Gen: gen.Exponential{Rate: 0.1}}, Start: start},
	}))
	times := record(t, p, "c").Column(1)
	sum, cells := int64(0), texted(t, times)
	for row, at := range cells {
		if row%40 == 0 {
			continue
		}
		if cells[row-1] > at {
			t.Errorf("row %d: %s comes after %s", row, at, cells[row-1])
		}
		sum++
	}
	if sum != 50*39 {
		t.Errorf("%d times were compared", sum)
	}
}

func TestATotalIsFixedIfAllBeforeItIs(t *testing.T) {
	s := perParent(2, gen.Fixed(4),
		gen.Column{Name: "amount", Gen: gen.Int{Min: 0, Max: 1 << 40}},
		gen.Column{Name: "total", Each: "id", Gen: gen.Running{Of: computed("amount")}},
		gen.Column{Name: "walk", Each: "id", Gen: gen.Walk{Stddev: 1}})
	for row := range 2 {
		s.Datasets[1].Pins = append(s.Datasets[1].Pins, pinRow(row, "amount", integer(1)))
	}
	s.Datasets[1].Pins = append(s.Datasets[1].Pins, pinRow(4, "total", integer(1)), pinRow(5, "amount", integer(1)))
	p := compiled(t, s)
	none := func(string, string) bool { return false }
	fixed, err := p.Stable(context.Background(), "c", "total", none)
	if err != nil {
		t.Fatal(err)
	}
	q := p.Redraw(1, func(_, column string) bool { return column == "amount" })
	before, after := cells(t, p, "c", "total"), cells(t, q, "c", "total")
	for row, wanted := range []bool{true, true, false, false, true, true, false, false} {
		if fixed[row] != wanted || (before[row] == after[row]) != wanted {
			t.Errorf("row %d is fixed: %t, %s becomes %s", row, fixed[row], before[row], after[row])
		}
	}
	if cells(t, p, "c", "walk")[5] != cells(t, q, "c", "walk")[5] {
		t.Error("a redraw of another column moves the walk")
	}
}

func TestARunningTotalOfAListStartsAnewWithIt(t *testing.T) {
	want(t, values(t, 2, gen.Column{Gen: gen.List{Min: 3, Max: 3, Of: gen.Column{
		Gen: gen.Running{Of: gen.Column{Gen: gen.Seq{}}},
	}}}), "[1,3,6]", "[1,3,6]")
}

func TestErrorsOfRunningTotalsSayWhatWouldDo(t *testing.T) {
	ones := constant(integer(1))
	day := constant(date("2026-01-01"))
	for _, c := range []struct {
		g    gen.Running
		typ  string
		want string
	}{
		{gen.Running{}, "", "d.x: running needs a generator under of"},
		{gen.Running{Of: gen.Column{Gen: gen.UUID{}}}, "", "d.x: running adds numbers and durations; of makes utf8"},
		{gen.Running{Of: ones, Unit: text("1h")}, "", "d.x: a unit is for numbers that are added to a date or timestamp; start with one"},
		{gen.Running{Of: ones, Start: day, Unit: text("soon")}, "", `d.x: the unit "soon" is not a duration such as 1m, 1h or 7d`},
		{gen.Running{Of: ones, Start: day, Unit: text("1h")}, "date32", "d.x: adds 1h0m0s to date32, which is coarser; give the column a finer type, such as timestamp[us, UTC]"},
	} {
		column := gen.Column{Name: "x", Gen: c.g}
		if c.typ != "" {
			column.Type = typ(t, c.typ)
		}
		_, err := gen.Compile(one(3, column))
		wantErr(t, err, c.want)
	}
}
