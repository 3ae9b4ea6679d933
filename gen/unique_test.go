package gen_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
)

func TestUniqueValues(t *testing.T) {
	for _, c := range []struct {
		name   string
		rows   int
		column gen.Column
	}{
		{"all integers of a range", 1000, gen.Column{Gen: gen.Int{Min: -500, Max: 499}}},
		{"one integer", 1, gen.Column{Gen: gen.Int{Min: 3, Max: 3}}},
		{"integers of the whole range", 1000, gen.Column{Gen: gen.Int{Min: math.MinInt64, Max: math.MaxInt64}}},
		{"integers of a narrow type", 256, gen.Column{Type: typ(t, "uint8"), Gen: gen.Int{Min: 0, Max: 255}}},
		{"days", 31, gen.Column{Gen: gen.Between{Min: date("2026-01-01"), Max: date("2026-01-31")}}},
		{"listed values", 3, gen.Column{Gen: gen.OneOf{Values: texts("a", "b", "c")}}},
		{"emails", 5000, gen.Column{Gen: gen.Fake{Name: "email"}}},
		{"first names", 5000, gen.Column{Gen: gen.Fake{Name: "first_name"}}},
		{"a sequence", 100, gen.Column{Gen: gen.Seq{}}},
		{"UUIDs", 5000, gen.Column{Gen: gen.UUID{}}},
		{"floats", 5000, gen.Column{Gen: gen.Normal{Stddev: 1}}},
		{"nulls aside", 100, gen.Column{Gen: gen.Int{Min: 1, Max: 100}, Null: 0.3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.column.Unique = true
			got := slices.DeleteFunc(values(t, c.rows, c.column), func(v string) bool { return v == "null" })
			slices.Sort(got)
			if n := len(slices.Compact(slices.Clone(got))); n != len(got) || n == 0 {
				t.Errorf("%d of %d values differ", n, len(got))
			}
		})
	}
}

func TestUniqueTextsStayWhatTheyAre(t *testing.T) {
	for _, v := range values(t, 100, gen.Column{Gen: gen.Fake{Name: "email"}, Unique: true}) {
		if strings.Count(v, "@") != 1 || strings.Contains(v, " ") {
			t.Errorf("%q is no address", v)
		}
	}
}

func TestUniqueElementsAreUniqueWithinTheirList(t *testing.T) {
	c := gen.Column{Name: "x", Gen: gen.List{Min: 6, Max: 6, Of: gen.Column{Gen: gen.Int{Min: 1, Max: 6}, Unique: true}}}
	orders := map[string]bool{}
	for _, list := range values(t, 200, c) {
		orders[list] = true
		elements := strings.Split(strings.Trim(list, "[]"), ",")
		slices.Sort(elements)
		want(t, elements, "1", "2", "3", "4", "5", "6")
	}
	if len(orders) < 150 {
		t.Errorf("200 lists have %d different orders", len(orders))
	}
}

// A unique column with pins has neither a value twice, nor another value in a row whose value nobody took.
func TestPinsMoveOnlyTheUniqueCellsThatTheyCollideWith(t *testing.T) {
	columns := map[string]gen.Column{
		"int":     {Name: "x", Unique: true, Gen: gen.Int{Min: 1, Max: 40}},
		"between": {Name: "x", Unique: true, Gen: gen.Between{Min: date("2026-01-01"), Max: date("2026-02-09")}},
		"ref":     {Name: "x", Unique: true, Gen: gen.Ref{Dataset: "p", Column: "id"}},
		"fake":    {Name: "x", Unique: true, Gen: gen.Fake{Name: "email"}},
	}
	for name, column := range columns {
		t.Run(name, func(t *testing.T) {
			spec := func(pins []gen.Pin) *gen.Spec {
				return &gen.Spec{Seed: 3, Datasets: []gen.Dataset{
					{Name: "p", Rows: 40, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
					{Name: "d", Rows: 30, Columns: []gen.Column{column}, Pins: pins},
				}}
			}
			before := cells(t, compiled(t, spec(nil)), "d", "x")
			rapid.Check(t, func(t *rapid.T) {
				rows := rapid.SliceOfNDistinct(rapid.IntRange(0, 29), 1, 8, rapid.ID[int]).Draw(t, "rows")
				taken := rapid.SliceOfNDistinct(rapid.SampledFrom(before), len(rows), len(rows), rapid.ID[string]).Draw(t, "values")
				var pins []gen.Pin
				for i, row := range rows {
					pins = append(pins, pinRow(row, "x", text(taken[i])))
				}
				after := cells(t, compiled(t, spec(pins)), "d", "x")
				seen := map[string]int{}
				for row, v := range after {
					if other, ok := seen[v]; ok {
						t.Fatalf("rows %d and %d are both %s", other, row, v)
					}
					seen[v] = row
					if v != before[row] && !slices.Contains(rows, row) && !slices.Contains(taken, before[row]) {
						t.Fatalf("row %d was %s, which is not pinned, and is %s", row, before[row], v)
					}
				}
			})
		})
	}
}

func TestAPermutationOfAnySizeIsOne(t *testing.T) {
	for size := int64(1); size <= 70; size++ {
		list := values(t, int(size), gen.Column{Unique: true, Gen: gen.Int{Min: 1, Max: size}})
		slices.Sort(list)
		if n := len(slices.Compact(list)); n != int(size) {
			t.Errorf("%d of %d values are taken", n, size)
		}
	}
}

func TestUniqueValuesComeInNoOrder(t *testing.T) {
	p := compiled(t, one(1000, gen.Column{Name: "x", Unique: true, Gen: gen.Int{Min: 1, Max: 1000}}))
	list := record(t, p, "d").Column(0).(*array.Int64).Int64Values()
	rising := 0
	for i, v := range list[1:] {
		if list[i] < v {
			rising++
		}
	}
	if rising < 440 || rising > 560 {
		t.Errorf("%d of 999 neighbours rise, want about half", rising)
	}
}
