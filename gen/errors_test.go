package gen_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
)

func TestWrongColumnsAreErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	s := gen.Column{Name: "s", Gen: gen.Const{Value: text("a")}}
	for _, c := range []struct {
		name    string
		columns []gen.Column
		want    []string
	}{
		{"no name", []gen.Column{{Gen: gen.Seq{}}}, []string{"d: a column needs a name"}},
		{"a dot in a name", []gen.Column{{Name: "a.b", Gen: gen.Seq{}}}, []string{"d.a.b: a column name has no dots; they separate the fields of structs"}},
		{"a name twice", []gen.Column{s, s}, []string{"d.s: another column has this name"}},
		{"no generator", []gen.Column{{Name: "x"}}, []string{"d.x: has no generator"}},
		{"a pointer", []gen.Column{{Name: "x", Gen: &gen.Seq{}}}, []string{"d.x: unsupported generator *gen.Seq (pass a value, not a pointer)"}},
		{"a share of nulls over 1", []gen.Column{{Name: "x", Gen: gen.Seq{}, Null: 1.5}}, []string{"d.x: the share of nulls is 1.5; it must be between 0 and 1"}},
		{"a share of nulls that is no number", []gen.Column{{Name: "x", Gen: gen.Seq{}, Null: nan}}, []string{"d.x: the share of nulls is NaN; it must be between 0 and 1"}},
		{"a null without a type", []gen.Column{{Name: "x", Gen: gen.Const{}}}, []string{"d.x: cannot infer the type from null; name it, such as type: utf8"}},
		{"JSON without a type", []gen.Column{{Name: "x", Gen: gen.Const{Value: json("[1]")}}}, []string{"d.x: a list or a struct needs a type, such as list<int64>"}},
		{"values of two kinds", []gen.Column{{Name: "x", Gen: gen.OneOf{Values: []any{integer(1), text("a")}}}}, []string{
			`d.x: "a" has a different type than the values before it; name the type, or write all values alike`,
		}},
		{"a value that the type does not hold", []gen.Column{{
			Name: "x", Type: typ(t, "int8"),
			Gen: gen.Const{Value: integer(300)},
		}}, []string{
			`d.x: "300" is out of range; int8 holds -128 to 127`,
		}},
		{"all values that the type does not hold", []gen.Column{{
			Name: "x", Type: typ(t, "decimal(5, 2)"),
			Gen: gen.Cycle{Values: []any{float("1.234"), float("1.23"), text("a")}},
		}}, []string{
			`d.x: "1.234" has 3 decimal places; decimal(5, 2) holds 2`,
			`d.x: "a" is not a number: for decimal(5, 2), write one such as 12.50`,
		}},
		{"a sequence that is not of numbers", []gen.Column{{Name: "x", Gen: gen.Seq{Start: text("a")}}}, []string{`d.x: the start "a" is not a number, a date such as 2026-01-31 or a timestamp such as 2026-01-31T10:15:00Z`}},
		{"a sequence past the largest integer", []gen.Column{{Name: "x", Gen: gen.Seq{Start: integer(math.MaxInt64 - 8)}}}, []string{"d.x: counts past the largest 64-bit integer"}},
		{"a sequence past the least integer", []gen.Column{{Name: "x", Gen: gen.Seq{Start: integer(math.MinInt64 + 8), Step: integer(-1)}}}, []string{"d.x: counts past the largest 64-bit integer"}},
		{"a sequence past its type", []gen.Column{{Name: "x", Type: typ(t, "uint8"), Gen: gen.Seq{Start: integer(250)}}}, []string{`d.x: "259" is out of range; uint8 holds 0 to 255`}},
		{"a format without a verb", []gen.Column{{Name: "x", Gen: gen.Seq{Format: "ORD"}}}, []string{"d.x: the format has no verb such as %d or %06d, so all texts would be the same"}},
		{"a format with two verbs", []gen.Column{{Name: "x", Gen: gen.Seq{Format: "%d-%d"}}}, []string{"d.x: the format has two verbs, but there is one number"}},
		{"a format with a verb of texts", []gen.Column{{Name: "x", Gen: gen.Seq{Format: "%5s"}}}, []string{"d.x: the format has the verb %5s; the verbs for integers are d, x, X, o, O and b"}},
		{"a format that ends early", []gen.Column{{Name: "x", Gen: gen.Seq{Format: "%0"}}}, []string{"d.x: the format ends within a verb; write a verb such as %06d, or %% for a percent sign"}},
		{"a format of thousands of zeros", []gen.Column{{Name: "x", Gen: gen.Seq{Format: "%099999d"}}}, []string{"d.x: the format pads to more than 999 characters"}},
		{"a format of dates", []gen.Column{{Name: "x", Gen: gen.Seq{Start: date("2026-01-01"), Format: "%d"}}}, []string{"d.x: format is for integers only"}},
		{"a step that is no time", []gen.Column{{Name: "x", Gen: gen.Seq{Start: date("2026-01-01"), Step: text("1 month")}}}, []string{`d.x: the step "1 month" is not a duration such as 1h, 24h or 7d`}},
		{"a step of days that is too long", []gen.Column{{Name: "x", Gen: gen.Seq{Start: date("2026-01-01"), Step: text("999999d")}}}, []string{`d.x: the step "999999d" is not a duration such as 1h, 24h or 7d`}},
		{"timestamps without a step", []gen.Column{{Name: "x", Gen: gen.Seq{Start: timestamp("2026-01-01T00:00:00Z")}}}, []string{"d.x: a sequence of timestamps needs a step, such as 1h"}},
		{"a step that is finer than the unit", []gen.Column{{Name: "x", Type: typ(t, "timestamp[s]"), Gen: gen.Seq{Start: timestamp("2026-01-01T00:00:00"), Step: text("1ms")}}}, []string{"d.x: the step 1ms is finer than the unit of timestamp[s]"}},
		{"a sequence of dates in a number column", []gen.Column{{Name: "x", Type: typ(t, "int64"), Gen: gen.Seq{Start: date("2026-01-01")}}}, []string{"d.x: a sequence from 2026-01-01 makes dates or timestamps, not int64"}},
		{"integers from more to less", []gen.Column{{Name: "x", Gen: gen.Int{Min: 2, Max: 1}}}, []string{"d.x: min 2 exceeds max 1"}},
		{"integers past their type", []gen.Column{{Name: "x", Type: typ(t, "int8"), Gen: gen.Int{Min: 0, Max: 200}}}, []string{`d.x: "200" is out of range; int8 holds -128 to 127`}},
		{"floats from more to less", []gen.Column{{Name: "x", Gen: gen.Float{Min: 2, Max: 1}}}, []string{"d.x: min 2 exceeds max 1"}},
		{"floats without an end", []gen.Column{{Name: "x", Gen: gen.Float{Min: 0, Max: inf}}}, []string{"d.x: min 0 and max +Inf must be finite"}},
		{"a probability over 1", []gen.Column{{Name: "x", Gen: gen.Bool{P: 1.1}}}, []string{"d.x: the probability of true is 1.1; it must be between 0 and 1"}},
		{"times from late to early", []gen.Column{{Name: "x", Gen: gen.Between{Min: date("2026-02-01"), Max: date("2026-01-01")}}}, []string{"d.x: min 2026-02-01 is after max 2026-01-01"}},
		{"between numbers", []gen.Column{{Name: "x", Gen: gen.Between{Min: integer(1), Max: integer(2)}}}, []string{"d.x: between draws dates and times, not int64; use int or float for numbers"}},
		{"between nulls", []gen.Column{{Name: "x", Gen: gen.Between{Min: date("2026-02-01")}}}, []string{"d.x: min and max of between cannot be null"}},
		{"no values", []gen.Column{{Name: "x", Gen: gen.OneOf{}}}, []string{"d.x: the list of values is empty"}},
		{"no values to cycle", []gen.Column{{Name: "x", Gen: gen.Cycle{}}}, []string{"d.x: the list of values is empty"}},
		{"weights of other values", []gen.Column{{Name: "x", Gen: gen.OneOf{Values: texts("a"), Weights: []float64{1, 2}}}}, []string{"d.x: 1 values have 2 weights"}},
		{"a negative weight", []gen.Column{{Name: "x", Gen: gen.OneOf{Values: texts("a", "b"), Weights: []float64{1, -2}}}}, []string{`d.x: the weight of "b" is -2; weights are finite and at least 0`}},
		{"weights that sum to zero", []gen.Column{{Name: "x", Gen: gen.OneOf{Values: texts("a", "b"), Weights: []float64{0, 0}}}}, []string{"d.x: all weights are 0"}},
		{"an infinite mean", []gen.Column{{Name: "x", Gen: gen.Normal{Mean: inf, Stddev: 1}}}, []string{"d.x: the mean is +Inf; it must be finite"}},
		{"a negative spread", []gen.Column{{Name: "x", Gen: gen.LogNormal{Stddev: -1}}}, []string{"d.x: the stddev is -1; it must be finite and at least 0"}},
		{"a rate of zero", []gen.Column{{Name: "x", Gen: gen.Exponential{}}}, []string{"d.x: the rate is 0; it must be finite and over 0"}},
		{"a mean that is too large", []gen.Column{{Name: "x", Gen: gen.Poisson{Lambda: 1e6}}}, []string{"d.x: the mean is 1e+06; it must be between 0 and 10,000"}},
		{"a lognormal too large", []gen.Column{{Name: "x", Gen: gen.LogNormal{Mean: 700, Stddev: 2}}}, []string{"d.x: the values reach +Inf; a float64 ends at 1.8e308"}},
		{"a normal too small", []gen.Column{{Name: "x", Gen: gen.Normal{Mean: -1e308, Stddev: 2e307}}}, []string{"d.x: the values reach -Inf; a float64 ends at 1.8e308"}},
		{"a rate too small", []gen.Column{{Name: "x", Gen: gen.Exponential{Rate: 1e-308}}}, []string{"d.x: the values reach +Inf; a float64 ends at 1.8e308"}},
		{"an exponent of zero", []gen.Column{{Name: "x", Gen: gen.Zipf{N: 3}}}, []string{"d.x: the exponent is 0; it must be over 0 and at most 1,000"}},
		{"nothing to draw by Zipf's law", []gen.Column{{Name: "x", Gen: gen.Zipf{S: 1}}}, []string{"d.x: n is 0; it must be at least 1"}},
		{"a walk from nowhere", []gen.Column{{Name: "x", Gen: gen.Walk{Start: nan}}}, []string{"d.x: start NaN and drift 0 must be finite"}},
		{"a walk of negative steps", []gen.Column{{Name: "x", Gen: gen.Walk{Stddev: -1}}}, []string{"d.x: the stddev is -1; it must be finite and at least 0"}},
		{"a fake that is not there", []gen.Column{{Name: "x", Gen: gen.Fake{Name: "emial"}}}, []string{`d.x: no fake "emial" (did you mean "email"?)`}},
		{"a fake's parameter that is not there", []gen.Column{{Name: "x", Gen: gen.Fake{Name: "regex"}}}, []string{`d.x: regex.str: missing: it is required (string, regex re2 syntax string)`}},
		{"a template with a hole for nothing", []gen.Column{s, {Name: "x", Gen: gen.Template{Text: "{ss}{t}"}}}, []string{
			`d.x: the template has a hole for "ss", which is not a column (did you mean "s"?)`,
			`d.x: the template has a hole for "t", which is not a column (did you mean "s"?)`,
		}},
		{"a template with a single brace", []gen.Column{{Name: "x", Gen: gen.Template{Text: "a}"}}}, []string{"d.x: the template has a single }; write {{ or }} for a brace"}},
		{"a template that is not closed", []gen.Column{{Name: "x", Gen: gen.Template{Text: "a{b"}}}, []string{"d.x: the template has a single {; write {{ or }} for a brace"}},
		{"a condition that is none", []gen.Column{s, {Name: "x", Gen: gen.When{If: "s", Then: s}}}, []string{`d.x: the condition "s" is utf8; it must be a boolean`}},
		{"a when without then", []gen.Column{s, {Name: "x", Gen: gen.When{If: `s == "a"`}}}, []string{"d.x: when needs a generator under then"}},
		{"branches of two types", []gen.Column{s, {Name: "x", Gen: gen.When{
			If:   `s == "a"`,
			Then: gen.Column{Gen: gen.Fake{Name: "name"}}, Else: gen.Column{Gen: gen.Seq{}},
		}}}, []string{
			"d.x: makes utf8 if the condition is true, and int64 if not; name the type",
		}},
		{"a struct of nothing", []gen.Column{{Name: "x", Gen: gen.Sub{}}}, []string{"d.x: a struct needs a column"}},
		{"a struct of another type", []gen.Column{{Name: "x", Type: typ(t, "int8"), Gen: gen.Sub{Columns: []gen.Column{s}}}}, []string{"d.x: a struct of 1 column cannot be int8"}},
		{"a struct of other fields", []gen.Column{{Name: "x", Type: typ(t, "struct<a: utf8>"), Gen: gen.Sub{Columns: []gen.Column{s}}}}, []string{`d.x: field 0 of the struct is "s", but its type has "a"`}},
		{"a unique struct", []gen.Column{{Name: "x", Unique: true, Gen: gen.Sub{Columns: []gen.Column{s}}}}, []string{"d.x: a struct cannot be unique; its columns can"}},
		{"a transient field", []gen.Column{{Name: "x", Gen: gen.Sub{Columns: []gen.Column{{Name: "y", Gen: gen.Seq{}, Transient: true}}}}}, []string{"d.x.y: a field of a struct cannot be transient"}},
		{"errors of fields", []gen.Column{{Name: "x", Gen: gen.Sub{Columns: []gen.Column{{Name: "y"}, {}}}}}, []string{"d.x: a column needs a name", "d.x.y: has no generator"}},
		{"a list of nothing", []gen.Column{{Name: "x", Gen: gen.List{Max: 1}}}, []string{"d.x: a list needs a generator for its elements"}},
		{"a list of negative length", []gen.Column{{Name: "x", Gen: gen.List{Of: s, Min: -1, Max: 1}}}, []string{"d.x: the length is between -1 and 1; the minimum is at least 0 and at most the maximum"}},
		{"a list in a number column", []gen.Column{{Name: "x", Type: typ(t, "int64"), Gen: gen.List{Of: gen.Column{Gen: gen.Seq{}}, Max: 1}}}, []string{"d.x: is a list, not int64"}},
		{"lists without end", []gen.Column{{Name: "x", Gen: gen.List{
			Of:  gen.Column{Gen: gen.List{Of: s, Max: 1 << 20}},
			Max: 1 << 20,
		}}}, []string{
			"d.x[]: the lists of 10 rows may have more than 100,000,000 elements in all, the limit",
		}},
		{"an element that is wrong", []gen.Column{{Name: "x", Gen: gen.List{Of: gen.Column{Gen: gen.Int{Min: 1}}, Max: 1}}}, []string{"d.x[]: min 1 exceeds max 0"}},
		{"a fake that is unique in a list", []gen.Column{{
			Name: "x",
			Gen:  gen.List{Of: gen.Column{Gen: gen.Fake{Name: "email"}, Unique: true}, Max: 1},
		}}, []string{
			"d.x[]: a fake cannot be unique within a list; int, between, oneof and ref can",
		}},
		{"a distribution that is unique in a list", []gen.Column{{
			Name: "x",
			Gen:  gen.List{Of: gen.Column{Gen: gen.LogNormal{}, Unique: true}, Max: 1},
		}}, []string{
			"d.x[]: lognormal cannot be unique within a list; int, between, oneof and ref can",
		}},
		{"more unique integers than there are", []gen.Column{{Name: "x", Unique: true, Gen: gen.Int{Min: 1, Max: 9}}}, []string{"d.x: 10 unique values are needed, but there are 9"}},
		{"more unique days than there are", []gen.Column{{Name: "x", Unique: true, Gen: gen.Between{Min: date("2026-01-01"), Max: date("2026-01-09")}}}, []string{"d.x: 10 unique values are needed, but there are 9"}},
		{"more unique values than are listed", []gen.Column{{Name: "x", Unique: true, Gen: gen.OneOf{Values: texts("a", "b")}}}, []string{"d.x: 10 unique values are needed, but there are 2"}},
		{"more unique values than a cycle has", []gen.Column{{Name: "x", Unique: true, Gen: gen.Cycle{Values: texts("a", "b", "a")}}}, []string{"d.x: 10 unique values are needed, but there are 2"}},
		{"more unique values than one", []gen.Column{{Name: "x", Unique: true, Gen: gen.Const{Value: text("a")}}}, []string{"d.x: 10 unique values are needed, but there are 1"}},
		{"more unique truths than two", []gen.Column{{Name: "x", Unique: true, Gen: gen.Bool{P: 0.5}}}, []string{"d.x: 10 unique values are needed, but there are 2"}},
		{"more unique ranks than there are", []gen.Column{{Name: "x", Unique: true, Gen: gen.Zipf{S: 1, N: 9}}}, []string{"d.x: 10 unique values are needed, but there are 9"}},
		{"more unique texts than a template can have", []gen.Column{
			{Name: "a", Gen: gen.OneOf{Values: texts("a", "b")}}, {Name: "b", Gen: gen.Int{Min: 1, Max: 3}}, {Name: "x", Unique: true, Gen: gen.Template{Text: "{a}{b}{a}"}},
		}, []string{"d.x: 10 unique values are needed, but there are at most 6"}},
		{"more unique values than two branches have", []gen.Column{
			{Name: "a", Gen: gen.Bool{P: 0.5}}, {Name: "x", Unique: true, Gen: gen.When{If: "a", Then: gen.Column{Gen: gen.OneOf{Values: texts("a", "b")}}, Else: gen.Column{Gen: gen.OneOf{Values: texts("c")}}}},
		}, []string{"d.x: 10 unique values are needed, but there are at most 3"}},
		{"unique values with weights", []gen.Column{{Name: "x", Unique: true, Gen: gen.OneOf{Values: texts("a", "b"), Weights: []float64{1, 2}}}}, []string{"d.x: unique values take no weights; each value comes at most once"}},
		{"unique values that are listed twice", []gen.Column{{Name: "x", Unique: true, Gen: gen.OneOf{Values: texts("a", "a")}}}, []string{`d.x: "a" is in the list twice (as value 0 and 1), but the column is unique`}},
		{
			"text from numbers is fine, and lists from numbers are not",
			[]gen.Column{
				{Name: "x", Type: typ(t, "utf8"), Gen: gen.Seq{}},
				{Name: "y", Type: typ(t, "list<utf8>"), Gen: gen.Seq{}},
			},
			[]string{
				"d.y: its generator makes int64, which cannot be converted to list<utf8>",
			},
		},
		{"a type that has no text", []gen.Column{{Name: "x", Type: arrow.SparseUnionOf(nil, nil), Gen: gen.Seq{}}}, []string{"d.x: sparse_union<> cannot be written as text"}},
		{"an unknown column in an expression", []gen.Column{s, {Name: "x", Gen: gen.Expr{Text: "len(ss)"}}}, []string{
			`d.x: no column "ss" (did you mean "s"?) (in "len(ss)", at character 5)`,
		}},
		{"an unknown column in a condition", []gen.Column{s, {Name: "x", Gen: gen.When{If: "t", Then: s}}}, []string{
			`d.x: no column "t" (did you mean "s"?) (in "t", at character 1)`,
		}},
		{"what is computed from a column with an error has none of its own", []gen.Column{
			{Name: "bad"}, {Name: "x", Gen: gen.Expr{Text: "bad + 1"}}, {Name: "y", Gen: gen.Template{Text: "{x}"}}, {Name: "z", Gen: gen.Lookup{Via: "bad", Column: "q"}},
		}, []string{"d.bad: has no generator"}},
		{"a cycle", []gen.Column{
			{Name: "a", Gen: gen.Expr{Text: "b + 1"}},
			{Name: "b", Gen: gen.Template{Text: "{c}"}},
			{Name: "c", Gen: gen.When{If: "true", Then: gen.Column{Gen: gen.Expr{Text: "a"}}}},
		}, []string{
			"d.a: is computed from itself: d.a -> d.b -> d.c -> d.c.then -> d.a",
		}},
		{"a column of itself", []gen.Column{{Name: "a", Gen: gen.Expr{Text: "a"}}}, []string{"d.a: is computed from itself: d.a -> d.a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := gen.Compile(one(10, c.columns...))
			wantErr(t, err, c.want...)
		})
	}
}

func TestWrongDatasetsAreErrors(t *testing.T) {
	id := []gen.Column{{Name: "id", Gen: gen.Seq{}}}
	per := func(p gen.Per) []gen.Dataset {
		return []gen.Dataset{{Name: "p", Rows: 10, Columns: id}, {Name: "c", Per: &p}}
	}
	for _, c := range []struct {
		name     string
		datasets []gen.Dataset
		want     []string
	}{
		{"no name", []gen.Dataset{{}}, []string{"a dataset needs a name"}},
		{"a name twice", []gen.Dataset{{Name: "d"}, {Name: "d"}}, []string{"d: another dataset has this name"}},
		{"negative rows", []gen.Dataset{{Name: "d", Rows: -1}}, []string{"d: cannot have -1 rows"}},
		{"too many rows", []gen.Dataset{{Name: "d", Rows: 100_000_001}}, []string{"d: has 100,000,001 rows, more than the limit of 100,000,000"}},
		{"rows and a parent", []gen.Dataset{
			{Name: "p", Rows: 1, Columns: id},
			{Name: "c", Rows: 1, Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Fixed(1)}},
		}, []string{
			"c: gets its rows from more than one of a count, a parent, a file and a union",
		}},
		{"no parent", per(gen.Per{Parent: "q", Key: "id", Count: gen.Fixed(1)}), []string{`c: no dataset "q" (did you mean "p"?)`}},
		{"a pin if the parent is unknown", []gen.Dataset{
			{Name: "p", Rows: 10, Columns: id},
			{
				Name: "c", Per: &gen.Per{Parent: "q", Key: "p_id", Count: gen.Fixed(1)},
				Columns: id, Pins: []gen.Pin{pinRow(0, "id", integer(1))},
			},
		}, []string{`c: no dataset "q" (did you mean "p"?)`}},
		{"no key", per(gen.Per{Parent: "p", Key: "i", Count: gen.Fixed(1)}), []string{`c.i: no column "i" in dataset "p" (did you mean "id"?)`}},
		{"the key twice", []gen.Dataset{
			{Name: "p", Rows: 1, Columns: id},
			{Name: "c", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Fixed(1)}, Columns: id},
		}, []string{
			`c.id: exists already: it is the key that per takes from "p"; rename the column, or name the key with as`,
		}},
		{"no count", per(gen.Per{Parent: "p", Key: "id"}), []string{"c: the count of children is missing; set a Fixed, InTurn, Total, Int, Poisson, Geometric, Zipf, OneOf, Expr or StatesOf"}},
		{"a pointer to a count", per(gen.Per{Parent: "p", Key: "id", Count: &gen.Poisson{}}), []string{"c: unsupported count *gen.Poisson (pass a value, not a pointer)"}},
		{"a negative count", per(gen.Per{Parent: "p", Key: "id", Count: gen.Fixed(-1)}), []string{"c: a parent cannot have -1 children"}},
		{"a negative count in a list", per(gen.Per{Parent: "p", Key: "id", Count: gen.InTurn{1, -2}}), []string{"c: a parent cannot have -2 children"}},
		{"an empty list of counts", per(gen.Per{Parent: "p", Key: "id", Count: gen.InTurn{}}), []string{"c: the list of counts is empty"}},
		{"a mean that is no number", per(gen.Per{Parent: "p", Key: "id", Count: gen.Poisson{Lambda: math.NaN()}}), []string{"c: the mean count of children is NaN; it must be between 0 and 10,000"}},
		{"a range from more to less", per(gen.Per{Parent: "p", Key: "id", Count: gen.Int{Min: 2, Max: 1}}), []string{"c: the count of children is between 2 and 1; the minimum is at least 0 and at most the maximum"}},
		{"too many children", per(gen.Per{Parent: "p", Key: "id", Count: gen.Fixed(10_000_001)}), []string{"c: makes more than 100,000,000 rows; raise the limit or make fewer children"}},
		{"too many drawn children", per(gen.Per{Parent: "p", Key: "id", Count: gen.Int{Min: 20_000_000, Max: math.MaxInt32}}), []string{"c: makes more than 100,000,000 rows; raise the limit or make fewer children"}},
		{"negative rows of children", per(gen.Per{Parent: "p", Key: "id", Count: gen.Total(-1)}), []string{"c: cannot have -1 rows"}},
		{"children of nobody", []gen.Dataset{
			{Name: "p", Columns: id},
			{Name: "c", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Total(3)}},
		}, []string{
			`c.id: needs 3 rows, but its parent "p" has none`,
		}},
		{"parents in a circle", []gen.Dataset{
			{Name: "a", Per: &gen.Per{Parent: "b", Key: "k", Count: gen.Fixed(1)}},
			{Name: "b", Per: &gen.Per{Parent: "a", Key: "k", Count: gen.Fixed(1)}},
		}, []string{"a: is its own parent: a -> b -> a"}},
		{
			"a reference to no dataset",
			[]gen.Dataset{
				{Name: "camps"},
				{Name: "d", Rows: 1, Columns: []gen.Column{{Name: "x", Gen: gen.Ref{Dataset: "campaigns", Column: "id"}}}},
			},
			[]string{
				`d.x: no dataset "campaigns"`,
			},
		},
		{"a reference to no column", []gen.Dataset{
			{Name: "p", Rows: 1, Columns: id},
			{Name: "d", Rows: 1, Columns: []gen.Column{{Name: "x", Gen: gen.Ref{Dataset: "p", Column: "ids"}}}},
		}, []string{
			`d.x: no column "ids" in dataset "p" (did you mean "id"?)`,
		}},
		{"more unique references than rows", []gen.Dataset{
			{Name: "p", Rows: 2, Columns: id},
			{Name: "d", Rows: 3, Columns: []gen.Column{{Name: "x", Gen: gen.Ref{
				Dataset: "p", Column: "id",
				Pick: gen.PickUnique,
			}}}},
		}, []string{
			`d.x: 3 unique references are needed, but "p" has 2 rows`,
		}},
		{"more unique looked up values than rows", []gen.Dataset{
			{Name: "p", Rows: 2, Columns: id},
			{Name: "d", Rows: 3, Columns: []gen.Column{
				{Name: "p", Gen: gen.Ref{Dataset: "p", Column: "id"}}, {Name: "x", Gen: gen.Lookup{Via: "p", Column: "id"}, Unique: true},
			}},
		}, []string{`d.x: 3 unique values are needed, but there are at most 2`}},
		{"a key that is always null", []gen.Dataset{
			{Name: "p", Rows: 2, Columns: []gen.Column{{Name: "id", Type: typ(t, "int64"), Gen: gen.Const{}}}},
			{Name: "c", Per: &gen.Per{Parent: "p", Key: "id", Count: gen.Fixed(1)}},
		}, []string{`p.id: is null in every row, but is the key of "c", which cannot be null; give it values`}},
		{
			"no way to pick",
			[]gen.Dataset{
				{Name: "p", Rows: 2, Columns: id},
				{Name: "d", Rows: 3, Columns: []gen.Column{{Name: "x", Gen: gen.Ref{Dataset: "p", Column: "id", Pick: 9}}}},
			},
			[]string{
				`d.x: unknown pick 9`,
			},
		},
		{"references in a circle", []gen.Dataset{
			{Name: "a", Rows: 1, Columns: []gen.Column{{Name: "x", Gen: gen.Ref{Dataset: "b", Column: "y"}}}},
			{Name: "b", Rows: 1, Columns: []gen.Column{{Name: "y", Gen: gen.Ref{Dataset: "a", Column: "x"}}}},
		}, []string{"a.x: is computed from itself: a.x -> b.y -> a.x"}},
		{"a lookup through nothing", []gen.Dataset{{
			Name: "d", Rows: 1,
			Columns: []gen.Column{{Name: "x", Gen: gen.Lookup{Via: "y", Column: "z"}}},
		}}, []string{
			`d.x: no column "y" to look up through`,
		}},
		{"a lookup through itself", []gen.Dataset{{
			Name: "d", Rows: 1,
			Columns: []gen.Column{{Name: "x", Gen: gen.Lookup{Via: "x", Column: "z"}}},
		}}, []string{
			`d.x: looks up through itself; via must be a ref column or the key column of per`,
		}},
		{"a lookup through what is no reference", []gen.Dataset{{
			Name: "d", Rows: 1,
			Columns: []gen.Column{{Name: "y", Gen: gen.Seq{}}, {Name: "x", Gen: gen.Lookup{Via: "y", Column: "z"}}},
		}}, []string{
			`d.x: looks up through "y", which refers to no dataset; via must be a ref column or the key column of per`,
		}},
		{"a lookup of no column", []gen.Dataset{
			{Name: "p", Rows: 1, Columns: id},
			{Name: "d", Rows: 1, Columns: []gen.Column{
				{Name: "y", Gen: gen.Ref{Dataset: "p", Column: "id"}},
				{Name: "x", Gen: gen.Lookup{Via: "y", Column: "idd"}},
			}},
		}, []string{
			`d.x: no column "idd" in dataset "p" (did you mean "id"?)`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := gen.Compile(&gen.Spec{Datasets: c.datasets})
			wantErr(t, err, c.want...)
		})
	}
}

func TestWrongPinsAreErrors(t *testing.T) {
	s := one(3,
		gen.Column{Name: "id", Unique: true, Gen: gen.Int{Min: 1, Max: 9}},
		gen.Column{Name: "address", Gen: gen.Sub{Columns: []gen.Column{{Name: "zip", Gen: gen.Fake{Name: "zip"}}}}},
	)
	for _, c := range []struct {
		name string
		pins []gen.Pin
		want []string
	}{
		{"no such column", []gen.Pin{pin("idd", integer(1))}, []string{`d.idd: no such column (did you mean "id"?)`}},
		{"no such field", []gen.Pin{pin("address.zap", text("1"))}, []string{`d.address.zap: no such column (did you mean "address.zip"?)`}},
		{"a row that is not there", []gen.Pin{pinRow(3, "id", integer(1))}, []string{"d.id: pins row 3, but the dataset has 3 rows (counted from 0)"}},
		{"rows from more to less", []gen.Pin{{Column: []string{"id"}, Lo: 2, Hi: 1, Value: integer(1)}}, []string{"d.id: pins rows 2 to 1; the start is at least 0 and at most the end"}},
		{"a value of another type", []gen.Pin{pinRow(0, "id", text("a"))}, []string{`d.id: "a" is not an integer; int64 holds -9223372036854775808 to 9223372036854775807`}},
		{"a struct with another field", []gen.Pin{pinRow(0, "address", json(`{"zap":"1"}`))}, []string{`d.address: struct<zip: utf8> has no field "zap" (did you mean "zip"?)`}},
		{"a unique value twice", []gen.Pin{pinRow(0, "id", integer(1)), pinRow(2, "id", integer(1))}, []string{"d.id: is unique, but pinned to 1 in row 0 and in row 2"}},
		{"a unique value in all rows", []gen.Pin{pin("id", integer(1))}, []string{"d.id: is unique, but pinned to 1 in row 0 and in row 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.Datasets[0].Pins = c.pins
			_, err := gen.Compile(s)
			wantErr(t, err, c.want...)
		})
	}
}

func TestAllErrorsAreReportedInTheOrderOfTheSpec(t *testing.T) {
	a := gen.Dataset{Name: "a", Rows: 1, Columns: []gen.Column{
		at("line 3", gen.Column{Name: "x", Gen: gen.Expr{Text: "y +"}}), at("line 4", gen.Column{Name: "y"}),
	}, Pins: []gen.Pin{{Column: []string{"z"}, All: true}}}
	a.Pins[0].At = "line 5"
	b := gen.Dataset{Name: "b", Rows: -1}
	b.At = "line 6"
	_, err := gen.Compile(&gen.Spec{Datasets: []gen.Dataset{a, b}})
	var errs gen.Errors
	if !errors.As(err, &errs) {
		t.Fatalf("the error is a %T", err)
	}
	var places []string
	for _, e := range errs {
		places = append(places, e.At.(string))
	}
	want(t, places, "line 5", "line 3", "line 4", "line 6")
	var first *gen.Error
	if !errors.As(err, &first) || first.Dataset != "a" || first.Column != "z" {
		t.Errorf("the first error is %+v", first)
	}
}

// at gives a column a place.
func at(place string, c gen.Column) gen.Column {
	c.At = place
	return c
}

func TestErrorsAreAtThePartThatIsWrong(t *testing.T) {
	value := func(at string, v literal.Value) literal.Value {
		v.At = at
		return v
	}
	param := gen.Param{Name: "str", Values: []string{"("}}
	param.At = "param"
	for _, c := range []struct {
		column gen.Column
		want   string
	}{
		{gen.Column{Gen: gen.OneOf{Values: []any{value("one", integer(1)), value("two", text("a"))}}}, "two"},
		{gen.Column{Gen: gen.Seq{Step: value("step", text("a"))}}, "step"},
		{gen.Column{Gen: gen.Fake{Name: "regex", Params: []gen.Param{param}}}, "param"},
		{gen.Column{Gen: gen.Sub{Columns: []gen.Column{{Name: "y"}}}}, "column"},
		{gen.Column{Gen: gen.Sub{Columns: []gen.Column{at("field", gen.Column{Name: "y"})}}}, "field"},
		{gen.Column{Gen: gen.List{Of: at("of", gen.Column{Gen: gen.Bool{P: 2}})}}, "of"},
	} {
		c.column.Name = "x"
		_, err := gen.Compile(one(1, at("column", c.column)))
		var e *gen.Error
		if !errors.As(err, &e) || e.At != c.want {
			t.Errorf("%+v: the error is at %+v, want %q", c.column.Gen, e, c.want)
		}
	}
}

func TestCellsThatATypeDoesNotHoldAreErrorsOfTheirRow(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns []gen.Column
		want    string
	}{
		{"a float that is too large for a decimal", []gen.Column{
			{Name: "x", Type: typ(t, "decimal(5, 2)"), Gen: gen.Seq{Start: float("999.5"), Step: float("0.3")}},
		}, "d.x: row 2: 1000.1 does not fit decimal(5, 2)"},
		{"an integer that is too large for its type", []gen.Column{
			{Name: "n", Gen: gen.Seq{Start: integer(99)}}, {Name: "x", Type: typ(t, "int8"), Gen: gen.Expr{Text: "n * n / 80 + 5"}},
		}, `d.x: row 0: "128" is out of range; int8 holds -128 to 127`},
		{"text that is no number", []gen.Column{
			{Name: "x", Type: typ(t, "int64"), Gen: gen.Template{Text: "{s}"}}, {Name: "s", Gen: gen.Cycle{Values: texts("1", "a")}},
		}, `d.x: row 1: "a" is not an integer; int64 holds -9223372036854775808 to 9223372036854775807`},
		{"an element", []gen.Column{
			{Name: "x", Gen: gen.List{Of: gen.Column{Type: typ(t, "int64"), Gen: gen.Template{Text: "{s}"}}, Min: 2, Max: 2}}, {Name: "s", Gen: gen.Cycle{Values: texts("1", "a")}},
		}, `d.x[]: row 1, element 0: "a" is not an integer; int64 holds -9223372036854775808 to 9223372036854775807`},
		{"computed values that are not unique", []gen.Column{
			{Name: "n", Gen: gen.Seq{}}, {Name: "x", Unique: true, Gen: gen.Expr{Text: "n % 2"}},
		}, `d.x: row 2: repeats "1" of row 0, but must be unique: 3 unique values are ` +
			`needed, but there are 2 in the first 3 rows; make fewer rows or more values`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := compiled(t, one(3, c.columns...))
			_, err := p.Record(context.Background(), "d", gen.Options{})
			wantErr(t, err, c.want)
			if _, ok := errors.AsType[*gen.Error](err); !ok {
				t.Errorf("the error is a %T", err)
			}
		})
	}
}

func TestAskingForWhatIsNotThereIsAnError(t *testing.T) {
	p := compiled(t, one(3, gen.Column{Name: "x", Gen: gen.Seq{}}))
	ctx := context.Background()
	_, err := p.Record(ctx, "e", gen.Options{})
	wantErr(t, err, `e: no such dataset (did you mean "d"?)`)
	_, err = p.Reader(ctx, "e", gen.Options{})
	wantErr(t, err, `e: no such dataset (did you mean "d"?)`)
	_, err = p.Slice(ctx, "d", 2, 4, gen.Options{})
	wantErr(t, err, `d: rows 2 to 4 are out of range: it has 3 rows`)
	_, err = p.Stable(ctx, "e", "x", nil)
	wantErr(t, err, `e: no such dataset (did you mean "d"?)`)
	_, err = p.Stable(ctx, "d", "xx", nil)
	wantErr(t, err, `d.xx: no such column (did you mean "x"?)`)
	if p.Rows("e") != -1 || p.Schema("e") != nil || p.Deps("e", "x") != nil || p.Deps("d", "y") != nil {
		t.Error("a dataset that is not there has rows, a schema or dependencies")
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := p.Record(cancelled, "d", gen.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gives %v", err)
	}
	if len(record(t, p, "d").Columns()) != 1 {
		t.Error("a plan is of no use after a cancelled context")
	}
}

func TestDeepNestingIsAnError(t *testing.T) {
	c := gen.Column{Name: "x", Gen: gen.Seq{}}
	for range 60 {
		c = gen.Column{Name: "x", Gen: gen.Sub{Columns: []gen.Column{c}}}
	}
	_, err := gen.Compile(one(1, c))
	wantErr(t, err, "d."+strings.Repeat("x.", 51)+"x: is nested deeper than 50 levels")
}
