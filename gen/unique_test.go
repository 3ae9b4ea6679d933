package gen_test

import (
	"context"
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
		{"a fake of digits as a number", 20, gen.Column{Type: typ(t, "int32"), Gen: gen.Fake{Name: "zip"}}},
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

// A unique column with pins repeats no value. A row whose value no pin took keeps it.
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

// The error of values that are not unique states how many there are, however the table is cut into batches.
func TestValuesThatAreNotUniqueAreCounted(t *testing.T) {
	const fewer, alone = "; make fewer rows or more values",
		"; rows are drawn independently; int, between, oneof and ref repeat no value"
	number := func(most string) gen.Fake {
		return gen.Fake{Name: "number", Params: []gen.Param{
			{Name: "min", Values: []string{"1"}},
			{Name: "max", Values: []string{most}},
		}}
	}
	regex := gen.Column{Name: "r", Gen: gen.Fake{Name: "regex", Params: []gen.Param{{
		Name:   "str",
		Values: []string{"[a-c]{2}"},
	}}}}
	for _, c := range []struct {
		name   string
		column gen.Column
		beside []gen.Column
		pins   []gen.Pin
		want   string
	}{
		{"a fake of few numbers", gen.Column{Gen: number("20")}, nil, nil, "300 unique values are needed, but there are 20" + fewer},
		{"a fake of enough numbers", gen.Column{Gen: number("4000")}, nil, nil, "300 unique values are needed, but there are 4,000" + alone},
		{"a fake of more numbers than are drawn", gen.Column{Gen: number("20000")}, nil, nil, "300 unique values are needed, but there are at least 19,226" + alone},
		{"a fake of truths", gen.Column{Gen: gen.Fake{Name: "bool"}}, nil, nil, "300 unique values are needed, but there are 2" + fewer},
		{"words in a template", gen.Column{Gen: gen.Template{Text: "{r}!"}}, []gen.Column{{Name: "r", Gen: gen.Fake{Name: "color"}}}, nil, "300 unique values are needed, but there are 141" + fewer},
		{"a regular expression in a template", gen.Column{Gen: gen.Template{Text: "{r}"}}, []gen.Column{regex}, nil, "300 unique values are needed, but there are 9" + fewer},
		{"a regular expression that is pinned in other rows", gen.Column{Gen: gen.Template{Text: "{r}"}}, []gen.Column{regex}, []gen.Pin{pinRow(299, "r", text("pinned"))}, "300 unique values are needed, but there are 9" + fewer},
		{"a distribution of integers", gen.Column{Gen: gen.Poisson{Lambda: 0.5}}, nil, nil, "300 unique values are needed, but there are 6" + fewer},
		{"a distribution that is rounded", gen.Column{Gen: gen.Normal{Mean: 3, Stddev: 1}, Type: typ(t, "decimal(5, 1)")}, nil, nil, "300 unique values are needed, but there are at least 80" + fewer},
		{"a distribution of one value", gen.Column{Gen: gen.Normal{Mean: 3}}, nil, nil, "300 unique values are needed, but there are 1" + fewer},
		{"ranks, nulls aside", gen.Column{Gen: gen.Zipf{S: 1, N: 10}, Null: 0.2}, nil, nil, "246 unique values are needed, but there are 10" + fewer},
		{"ranks, pinned ones aside", gen.Column{Gen: gen.Zipf{S: 1, N: 300}}, nil, []gen.Pin{pinRow(0, "x", integer(400))}, "299 unique values are needed, but there are 300" + alone},
		{"an expression over draws", gen.Column{Gen: gen.Expr{Text: "r % 7"}}, []gen.Column{{Name: "r", Gen: gen.Int{Min: 1, Max: 70}}}, nil, "300 unique values are needed, but there are 7" + fewer},
		{"an expression over row numbers", gen.Column{Gen: gen.Expr{Text: "r / 50 > 1"}}, []gen.Column{{Name: "r", Gen: gen.Seq{}}}, nil, "300 unique values are needed, but there are 2 in the first 300 rows" + fewer},
		{"lists", gen.Column{Gen: gen.List{Of: gen.Column{Gen: gen.Int{Min: 1, Max: 2}}, Max: 3}}, nil, nil, "300 unique values are needed, but there are 15" + fewer},
		{"lists that are too long to draw so many", gen.Column{Gen: gen.List{Of: gen.Column{Gen: gen.Const{Value: integer(1)}}, Min: 2000, Max: 2001}}, nil, nil, "300 unique values are needed, but there are 2 in the first 300 rows" + fewer},
		{"references in a template", gen.Column{Gen: gen.Template{Text: "{r}-{f}"}}, []gen.Column{{Name: "r", Gen: gen.Ref{Dataset: "p", Column: "id"}}, {Name: "f", Gen: number("3")}}, nil, "300 unique values are needed, but there are 12" + fewer},
		{"a column that another dataset refers to", gen.Column{Gen: gen.Template{Text: "{n}"}}, nil, nil, "300 unique values are needed, but there are 9" + fewer},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.column.Name, c.column.Unique = "x", true
			p := compiled(t, &gen.Spec{Seed: 7, Datasets: []gen.Dataset{
				{Name: "p", Rows: 4, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
				{Name: "d", Rows: 300, Columns: append([]gen.Column{{Name: "n", Gen: number("9")}}, append(c.beside, c.column)...), Pins: c.pins},
				{Name: "e", Rows: 1, Columns: []gen.Column{{Name: "n", Gen: gen.Ref{Dataset: "d", Column: "n"}}}},
			}})
			_, err := p.Record(context.Background(), "d", gen.Options{})
			if err == nil || !strings.HasSuffix(err.Error(), ", but must be unique: "+c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			record(t, p, "e") // now the plan keeps the cells of n
			for _, o := range []gen.Options{{Batch: 1}, {Batch: 7, Workers: 2}, {Batch: 64, Workers: 8}, {Workers: 3}} {
				r, cutErr := p.Reader(context.Background(), "d", o)
				if cutErr != nil {
					t.Fatal(cutErr)
				}
				for r.Next() {
				}
				wantErr(t, r.Err(), err.Error())
				r.Release()
			}
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
		t.Errorf("%d of 999 neighbors rise, want about half", rising)
	}
}
