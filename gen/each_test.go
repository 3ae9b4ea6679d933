package gen_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
)

// perParent is a spec of parents "p" with the key "id", and of their children "c".
func perParent(parents int, count gen.Count, columns ...gen.Column) *gen.Spec {
	return &gen.Spec{Seed: 7, Datasets: []gen.Dataset{
		{Name: "p", Rows: parents, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
		{Name: "c", Per: &gen.Per{Parent: "p", Key: "id", Count: count}, Columns: columns},
	}}
}

func TestASequenceStartsAnewForEachParent(t *testing.T) {
	columns := []gen.Column{
		{Name: "no", Each: "id", Gen: gen.Seq{}},
		{Name: "text", Each: "id", Gen: gen.Seq{Start: integer(7), Format: "L%02d"}},
		{Name: "day", Each: "id", Gen: gen.Seq{Start: date("2026-01-31"), Step: text("7d")}},
		{Name: "half", Each: "id", Gen: gen.Seq{Start: float("0.5"), Step: float("0.5")}},
		{Name: "turn", Each: "id", Gen: gen.Cycle{Values: texts("a", "b")}},
		{Name: "small", Each: "id", Type: typ(t, "int8"), Gen: gen.Seq{Start: integer(120)}},
	}
	p := compiled(t, perParent(100, gen.InTurn{3, 0, 2}, columns...))
	for column, of := range map[string][]string{
		"no": {"1", "2", "3", "1", "2", "1"}, "text": {"L07", "L08", "L09", "L07", "L08", "L07"},
		"day":  {"2026-01-31", "2026-02-07", "2026-02-14", "2026-01-31", "2026-02-07", "2026-01-31"},
		"half": {"0.5", "1", "1.5", "0.5", "1", "0.5"}, "turn": {"a", "b", "a", "a", "b", "a"},
		"small": {"120", "121", "122", "120", "121", "120"},
	} {
		want(t, cells(t, p, "c", column)[:6], of...)
	}
	p = compiled(t, perParent(2, gen.Total(5), columns...)) // siblings are not neighbors
	want(t, cells(t, p, "c", "no"), "1", "1", "2", "2", "3")
}

func TestAWalkStartsAnewForEachParent(t *testing.T) {
	walk := gen.Column{Name: "x", Each: "id", Gen: gen.Walk{Start: 100, Drift: 10}}
	want(t, cells(t, compiled(t, perParent(2, gen.Fixed(3), walk)), "c", "x"), "100", "110", "120", "100", "110", "120")
	want(t, cells(t, compiled(t, perParent(2, gen.Total(5), walk)), "c", "x"), "100", "100", "110", "110", "120")

	s := perParent(2, gen.Fixed(3), walk)
	s.Datasets[1].Pins = []gen.Pin{pinRow(1, "x", float("7.0")), pinRow(4, "x", literal.Value{})}
	want(t, cells(t, compiled(t, s), "c", "x"), "100", "7", "17", "100", "null", "120")
}

// TestARowOfALongSeriesIsMadeByItself makes slices of series that are longer than a batch, forwards and backwards.
func TestARowOfALongSeriesIsMadeByItself(t *testing.T) {
	const rows = 200_000
	s := perParent(3, gen.Fixed(rows), longSeries()...)
	s.Datasets[1].Pins = []gen.Pin{pinRow(rows+70_000, "walk", float("5.0"))}
	whole := record(t, compiled(t, s), "c")
	same := func(p *gen.Plan, lo, hi int) {
		t.Helper()
		part, err := p.Slice(context.Background(), "c", lo, hi, gen.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := rowsOf(t, part), rowsOf(t, whole.NewSlice(int64(lo), int64(hi))); !slices.Equal(got, want) {
			t.Errorf("rows %d to %d are %v, want %v", lo, hi, got, want)
		}
	}
	forward, backward := compiled(t, s), compiled(t, s)
	for lo := 0; lo < 3*rows; lo += 33_333 {
		same(forward, lo, lo+5)
		same(backward, 3*rows-5-lo, 3*rows-lo)
		same(compiled(t, s), lo, lo+1)
	}
}

func longSeries() []gen.Column {
	times := gen.Running{
		Of: gen.Column{Gen: gen.Exponential{Rate: 0.1}}, Start: constant(date("1970-01-01")), Unit: text("1m"),
	}
	return []gen.Column{
		{Name: "walk", Each: "id", Gen: gen.Walk{Stddev: 1}},
		{Name: "total", Each: "id", Gen: gen.Running{Of: gen.Column{Gen: gen.Int{Min: -5, Max: 5}}}},
		{Name: "at", Each: "id", Gen: times},
		{Name: "status", Each: "id", Gen: gen.States{Start: gen.OneOf{Values: texts("0", "1")}, Next: []gen.Transition{
			{From: text("0"), To: gen.OneOf{Values: texts("0", "1"), Weights: []float64{3, 1}}},
			{From: text("1"), To: gen.OneOf{Values: texts("0", "2"), Weights: []float64{999, 1}}},
		}}},
	}
}

func TestASeriesMovesWithItsOwnRowsOnly(t *testing.T) {
	const parents = 40
	spec := func() *gen.Spec { return perParent(parents, gen.Fixed(5), longSeries()...) }
	before := record(t, compiled(t, spec()), "c")
	for i := range before.NumCols() - 1 {
		name := before.ColumnName(int(i) + 1)
		was := texted(t, before.Column(int(i)+1))
		for _, row := range []int{0, 7, 12, 199} {
			s := spec()
			s.Datasets[1].Pins = []gen.Pin{{Column: []string{name}, Lo: row, Hi: row + 1, Value: other(name, was[row])}}
			for at, cell := range cells(t, compiled(t, s), "c", name) {
				if own := at/5 == row/5 && at >= row; !own && cell != was[at] {
					t.Errorf("%s: a pin of row %d moves row %d", name, row, at)
				} else if at == row && cell == was[at] {
					t.Errorf("%s: row %d is not pinned", name, row)
				}
			}
		}
	}
}

// other returns a value of a column that differs from one.
func other(column, was string) any {
	switch column {
	case "at":
		return timestamp("2001-01-01T00:00:00Z")
	case "status":
		return text("2" + was)
	}
	f, _ := strconv.ParseFloat(was, 64)
	return float(fmt.Sprint(f + 2))
}

func TestEachNamesAColumn(t *testing.T) {
	_, err := gen.Compile(perParent(2, gen.Fixed(2),
		gen.Column{Name: "a", Each: "di", Gen: gen.Seq{}},
		gen.Column{Name: "b", Each: "id", Gen: gen.UUID{}},
		gen.Column{Name: "c", Gen: gen.List{Of: gen.Column{Each: "id", Gen: gen.Seq{}}, Max: 2}},
		gen.Column{Name: "d", Each: "c", Gen: gen.Seq{}},
		gen.Column{Name: "e", Each: "e", Gen: gen.Seq{}},
		gen.Column{Name: "f", Each: "g", Gen: gen.Seq{}},
		gen.Column{Name: "g", Gen: gen.List{Of: gen.Column{Gen: gen.Seq{}}, Max: 2}},
	))
	wantErr(t, err,
		`c.a: each: no column "di"; to start anew for each row of "p", write each: id`,
		`c.b: each: is for seq, cycle, walk, running and states, which go from row to row; uuid draws each row by itself`,
		`c.c[]: each: each list is a series of its own; leave each out`,
		`c.e: each: starts anew for each of its own values; name another column`,
		`c.f: each: "g" has lists or structs; name a column of single values`)
	_, err = gen.Compile(one(2, gen.Column{Name: "a", Each: "bb", Gen: gen.Seq{}}, gen.Column{Name: "b", Gen: gen.Seq{}}))
	wantErr(t, err, `d.a: each: no column "bb", for each value of which the series starts anew (did you mean "b"?)`)
}

// TestASeriesStartsAnewForEachValue has series for the values of a column, whose rows lie apart.
func TestASeriesStartsAnewForEachValue(t *testing.T) {
	next := []gen.Transition{{From: text("a"), To: gen.OneOf{Values: texts("b")}}}
	s := one(6, gen.Column{Name: "of", Gen: gen.Cycle{Values: texts("x", "y")}}, gen.Column{Name: "by", Gen: gen.Seq{}},
		gen.Column{Name: "no", Each: "of", Gen: gen.Seq{}},
		gen.Column{Name: "turn", Each: "of", Gen: gen.Cycle{Values: texts("l", "r")}},
		gen.Column{Name: "sum", Each: "of", Gen: gen.Running{Of: gen.Column{Gen: gen.Expr{Text: "by"}}}},
		gen.Column{Name: "state", Each: "of", Gen: gen.States{Start: gen.OneOf{Values: texts("a")}, Next: next}},
		gen.Column{Name: "walk", Each: "of", Gen: gen.Walk{Drift: 1}})
	s.Datasets[0].Pins = []gen.Pin{
		pinRow(4, "of", literal.Value{}), pinRow(5, "of", literal.Value{}), pinRow(1, "sum", integer(100)),
	}
	p := compiled(t, s)
	for column, of := range map[string][]string{
		"no":   {"1", "1", "2", "2", "1", "2"}, // the nulls are a series
		"turn": {"l", "l", "r", "r", "l", "r"}, "sum": {"1", "100", "4", "104", "5", "11"},
		"state": {"a", "a", "b", "b", "a", "b"}, "walk": {"0", "0", "1", "1", "0", "1"},
	} {
		want(t, cells(t, p, "d", column), of...)
	}
	part, err := p.Slice(context.Background(), "d", 3, 4, gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want(t, rowsOf(t, part), `of="y" by="4" no="2" turn="r" sum="104" state="b" walk="1" `)
}

// TestASeriesOfAValueMovesWithItsOwnRowsOnly gives a row another value: only the rows after it that have its old or its
// new value move.
func TestASeriesOfAValueMovesWithItsOwnRowsOnly(t *testing.T) {
	columns := append(longSeries(), gen.Column{Name: "of", Gen: gen.OneOf{Values: texts("x", "y", "z")}})
	for i := range columns[:len(columns)-1] {
		columns[i].Each = "of"
	}
	s := one(500, columns...)
	before := record(t, compiled(t, s), "d")
	of, was := texted(t, before.Column(4)), rowsOf(t, before)
	const edited = 100
	now := map[bool]string{true: "x", false: "y"}[of[edited] != "x"]
	s.Datasets[0].Pins = []gen.Pin{pinRow(edited, "of", text(now))}
	moved := 0
	for row, is := range rowsOf(t, record(t, compiled(t, s), "d")) {
		if is == was[row] {
			continue
		}
		if moved++; row < edited || row > edited && of[row] != of[edited] && of[row] != now {
			t.Errorf("row %d, of %s, moves", row, of[row])
		}
	}
	if moved < 100 {
		t.Errorf("%d rows move", moved)
	}
}

// TestARedrawMayLeaveNoParent redraws the number of parents to whom a number of rows is dealt.
func TestARedrawMayLeaveNoParent(t *testing.T) {
	s := &gen.Spec{Seed: 2, Datasets: []gen.Dataset{
		{Name: "g", Rows: 1, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
		{
			Name: "p", Per: &gen.Per{Parent: "g", Key: "id", As: "g", Count: gen.Int{Min: 0, Max: 2}},
			Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}},
		},
		{
			Name: "c", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Total(5)},
			Columns: []gen.Column{{Name: "no", Each: "id", Gen: gen.Seq{}}},
		},
	}}
	p, left := compiled(t, s), -1
	for n := uint64(1); left != 0; n++ {
		q := p.Redraw(n, func(string, string) bool { return true })
		left = q.Rows("p")
		if rows := len(cells(t, q, "c", "no")); rows != 5 && left > 0 || rows != 0 && left == 0 {
			t.Errorf("%d parents have %d rows", left, rows)
		}
	}
}
