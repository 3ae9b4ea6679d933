package gen_test

import (
	stdjson "encoding/json"
	"math"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/literal"
)

func TestStaticGeneratorsAreWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		name   string
		column gen.Column
		want   []string
	}{
		{"a constant is in every row", gen.Column{Gen: gen.Const{Value: text("a")}}, []string{"a", "a", "a"}},
		{"a constant null has a type by name", gen.Column{Type: typ(t, "int8"), Gen: gen.Const{}}, []string{"null", "null", "null"}},
		{"a text column takes a number as it was written", gen.Column{
			Type: typ(t, "utf8"), Gen: gen.Const{Value: literal.Value{Kind: literal.Int, Text: "16", Written: "0x10"}},
		}, []string{"0x10", "0x10", "0x10"}},
		{"a constant list is JSON", gen.Column{
			Type: typ(t, "list<int64>"), Gen: gen.Const{Value: json("[1, 2]")},
		}, []string{"[1,2]", "[1,2]", "[1,2]"}},
		{"a sequence counts from 1", gen.Column{Gen: gen.Seq{}}, []string{"1", "2", "3"}},
		{"a sequence has a start and a step", gen.Column{Gen: gen.Seq{Start: integer(10), Step: integer(-4)}}, []string{"10", "6", "2"}},
		{"a sequence of floats does not add up rounding errors", gen.Column{
			Gen: gen.Seq{Start: float("0.5"), Step: float("0.1")},
		}, []string{"0.5", "0.6", "0.7"}},
		{"a format makes text of a sequence", gen.Column{Gen: gen.Seq{Start: integer(9), Format: "ORD-%04d/%%"}}, []string{"ORD-0009/%", "ORD-0010/%", "ORD-0011/%"}},
		{"zeros are put after a minus", gen.Column{Gen: gen.Seq{Start: integer(-1), Format: "%04d"}}, []string{"-001", "0000", "0001"}},
		{"a format may be hexadecimal", gen.Column{Gen: gen.Seq{Start: integer(254), Format: "%#x"}}, []string{"0xfe", "0xff", "0x100"}},
		{"dates are a day apart", gen.Column{Gen: gen.Seq{Start: date("2026-02-27")}}, []string{"2026-02-27", "2026-02-28", "2026-03-01"}},
		{"dates step by weeks", gen.Column{Gen: gen.Seq{Start: date("2026-01-31"), Step: text("1w")}}, []string{"2026-01-31", "2026-02-07", "2026-02-14"}},
		{"dates step by a number of days", gen.Column{Gen: gen.Seq{Start: date("2026-01-31"), Step: integer(-30)}}, []string{"2026-01-31", "2026-01-01", "2025-12-02"}},
		{"a date that steps by hours becomes a timestamp", gen.Column{
			Gen: gen.Seq{Start: date("2026-01-01"), Step: text("12h")},
		}, []string{"2026-01-01T00:00:00.000000Z", "2026-01-01T12:00:00.000000Z", "2026-01-02T00:00:00.000000Z"}},
		{"timestamps step by durations, in the unit of their type", gen.Column{
			Type: typ(t, "timestamp[ms]"), Gen: gen.Seq{Start: timestamp("2026-01-01T00:00:00"), Step: text("1.5s")},
		}, []string{"2026-01-01T00:00:00.000", "2026-01-01T00:00:01.500", "2026-01-01T00:00:03.000"}},
		{"a cycle goes round", gen.Column{Gen: gen.Cycle{Values: integers(7, 8)}}, []string{"7", "8", "7"}},
		{"whole and broken numbers are floats together", gen.Column{
			Gen: gen.Cycle{Values: []any{integer(1), float("2.5"), nil}},
		}, []string{"1", "2.5", "null"}},
		{"dates and timestamps are timestamps together", gen.Column{
			Gen: gen.Cycle{Values: []any{date("2026-01-01"), timestamp("2026-01-01T10:00:00Z"), nil}},
		}, []string{"2026-01-01T00:00:00.000000Z", "2026-01-01T10:00:00.000000Z", "null"}},
		{"a walk without drift or spread stays", gen.Column{Gen: gen.Walk{Start: 2.5}}, []string{"2.5", "2.5", "2.5"}},
		{"a walk without spread drifts", gen.Column{Gen: gen.Walk{Start: 2.5, Drift: -1}}, []string{"2.5", "1.5", "0.5"}},
		{"all are null with a share of 1", gen.Column{Gen: gen.Seq{}, Null: 1}, []string{"null", "null", "null"}},
	} {
		t.Run(c.name, func(t *testing.T) { want(t, values(t, 3, c.column), c.want...) })
	}
}

func TestUniformIntegersFillTheirRangeEvenly(t *testing.T) {
	counts := map[int64]int{}
	for _, v := range ints(t, 60_000, gen.Int{Min: -1, Max: 4}) {
		counts[v]++
	}
	if len(counts) != 6 {
		t.Errorf("want the numbers from -1 to 4, got %v", counts)
	}
	for v := int64(-1); v <= 4; v++ {
		if counts[v] < 9_600 || counts[v] > 10_400 {
			t.Errorf("%d is drawn %d times of 60,000, want about 10,000", v, counts[v])
		}
	}
}

func TestUniformIntegersMayBeAllThereAre(t *testing.T) {
	negative := 0
	for _, v := range ints(t, 10_000, gen.Int{Min: math.MinInt64, Max: math.MaxInt64}) {
		if v < 0 {
			negative++
		}
	}
	if negative < 4_800 || negative > 5_200 {
		t.Errorf("%d of 10,000 are negative, want about half", negative)
	}
	want(t, values(t, 2, gen.Column{Gen: gen.Int{Min: math.MaxInt64, Max: math.MaxInt64}}), "9223372036854775807",
		"9223372036854775807")
}

func TestDistributionsHaveTheirMeanAndSpread(t *testing.T) {
	for _, c := range []struct {
		name                       string
		draw                       func() []float64
		mean, stddev, lowest, most float64
	}{
		{"float", func() []float64 { return floats(t, 50_000, gen.Float{Min: 10, Max: 20}) }, 15, 2.887, 10, 20},
		{"normal", func() []float64 { return floats(t, 50_000, gen.Normal{Mean: 5, Stddev: 2}) }, 5, 2, -10, 20},
		{"lognormal", func() []float64 { return floats(t, 50_000, gen.LogNormal{Mean: 0, Stddev: 0.5}) }, 1.133, 0.604, 0, 20},
		{"exponential", func() []float64 { return floats(t, 50_000, gen.Exponential{Rate: 4}) }, 0.25, 0.25, 0, 10},
		{"poisson of a small mean", func() []float64 { return asFloats(ints(t, 50_000, gen.Poisson{Lambda: 1.5})) }, 1.5, 1.225, 0, 15},
		{"poisson of the largest mean", func() []float64 { return asFloats(ints(t, 50_000, gen.Poisson{Lambda: 10_000})) }, 10_000, 100, 9_000, 11_000},
		{"poisson of nothing", func() []float64 { return asFloats(ints(t, 100, gen.Poisson{})) }, 0, 0, 0, 0},
		{"zipf", func() []float64 { return asFloats(ints(t, 50_000, gen.Zipf{S: 1, N: 10})) }, 3.414, 2.692, 1, 10},
		{"zipf of a steep law", func() []float64 { return asFloats(ints(t, 50_000, gen.Zipf{S: 3, N: 1 << 62})) }, 1.368, 4, 1, 1e9},
	} {
		t.Run(c.name, func(t *testing.T) {
			drawn := c.draw()
			mean, stddev := moments(drawn)
			if math.Abs(mean-c.mean) > 0.02*math.Abs(c.mean) {
				t.Errorf("the mean is %v, want %v", mean, c.mean)
			}
			if c.name != "zipf of a steep law" && math.Abs(stddev-c.stddev) > 0.03*c.stddev { // its variance is infinite
				t.Errorf("the standard deviation is %v, want %v", stddev, c.stddev)
			}
			if low, high := slices.Min(drawn), slices.Max(drawn); low < c.lowest || high > c.most {
				t.Errorf("drawn from %v to %v, want %v to %v", low, high, c.lowest, c.most)
			}
		})
	}
}

func TestZipfFollowsItsLaw(t *testing.T) {
	counts := map[int64]float64{}
	for _, v := range ints(t, 100_000, gen.Zipf{S: 1.5, N: 1_000_000}) {
		counts[v]++
	}
	for k, ratio := range map[int64]float64{2: 0.3536, 3: 0.1925, 4: 0.125} { // 1/k^1.5
		if got := counts[k] / counts[1]; math.Abs(got-ratio) > 0.02 {
			t.Errorf("%d is drawn %v times as often as 1, want %v", k, got, ratio)
		}
	}
}

func TestFloatsOfAnyFiniteRangeStayInIt(t *testing.T) {
	for _, g := range []gen.Float{
		{Min: -math.MaxFloat64, Max: math.MaxFloat64}, {Min: 1, Max: math.Nextafter(1, 2)}, {Min: 3, Max: 3}, {Min: 0, Max: 5e-324},
	} {
		for _, v := range floats(t, 1000, g) {
			if v < g.Min || v > g.Max || v == g.Max && g.Min < g.Max || math.IsNaN(v) {
				t.Errorf("%v is not within [%v, %v)", v, g.Min, g.Max)
				break
			}
		}
	}
}

func TestSharesAreKept(t *testing.T) {
	share := func(cells []string, cell string) float64 {
		n := 0
		for _, c := range cells {
			if c == cell {
				n++
			}
		}
		return float64(n) / float64(len(cells))
	}
	weighted := gen.OneOf{Values: texts("sent", "held", "never"), Weights: []float64{8, 2, 0}}
	for _, c := range []struct {
		column gen.Column
		cell   string
		want   float64
	}{
		{gen.Column{Gen: gen.Bool{P: 0.3}}, "true", 0.3},
		{gen.Column{Gen: gen.Bool{P: 0}}, "true", 0},
		{gen.Column{Gen: gen.Bool{P: 1}}, "true", 1},
		{gen.Column{Gen: gen.Seq{}, Null: 0.7}, "null", 0.7},
		{gen.Column{Gen: gen.Fake{Name: "email"}, Null: 0.1}, "null", 0.1},
		{gen.Column{Gen: gen.OneOf{Values: texts("a", "b", "c", "d")}}, "c", 0.25},
		{gen.Column{Gen: weighted}, "sent", 0.8},
		{gen.Column{Gen: weighted}, "never", 0},
		{gen.Column{Gen: gen.OneOf{Values: texts("a", "b"), Weights: []float64{math.MaxFloat64, math.MaxFloat64}}}, "b", 0.5},
		{gen.Column{Gen: gen.OneOf{Values: texts("a", "b"), Weights: []float64{5e-324, 5e-324}}}, "b", 0.5},
	} {
		if got := share(values(t, 20_000, c.column), c.cell); math.Abs(got-c.want) > 0.015 {
			t.Errorf("%+v: the share of %q is %v, want %v", c.column.Gen, c.cell, got, c.want)
		}
	}
}

func TestTimesAreDrawnToTheUnitWithBothEnds(t *testing.T) {
	got := values(t, 200, gen.Column{Gen: gen.Between{Min: date("2026-01-30"), Max: date("2026-02-01")}})
	slices.Sort(got)
	want(t, slices.Compact(got), "2026-01-30", "2026-01-31", "2026-02-01")

	got = values(t, 200, gen.Column{
		Type: typ(t, "timestamp[s, UTC]"), Gen: gen.Between{
			Min: timestamp("2026-01-01T00:00:00Z"),
			Max: timestamp("2026-01-01T00:00:01Z"),
		},
	})
	slices.Sort(got)
	want(t, slices.Compact(got), "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z")

	got = values(t, 200, gen.Column{Type: typ(t, "date64"), Gen: gen.Between{
		Min: date("2026-01-30"),
		Max: date("2026-01-31"),
	}})
	slices.Sort(got)
	want(t, slices.Compact(got), "2026-01-30", "2026-01-31")

	got = values(t, 200, gen.Column{Type: typ(t, "time32[s]"), Gen: gen.Between{
		Min: text("23:59:58"),
		Max: text("23:59:59"),
	}})
	slices.Sort(got)
	want(t, slices.Compact(got), "23:59:58", "23:59:59")
}

func TestUUIDsAreOfVersion4(t *testing.T) {
	got := values(t, 1000, gen.Column{Gen: gen.UUID{}, Unique: true})
	shape := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for _, v := range got {
		if !shape.MatchString(v) {
			t.Errorf("%s is no UUID of version 4", v)
		}
	}
}

func TestFakesAreOfTheTypeThatTheirFunctionReturns(t *testing.T) {
	for name, want := range map[string]string{
		"email": "utf8", "bool": "bool", "int8": "int8", "uint64": "uint64", "latitude": "float64", "float32": "float32", "date": "utf8", "hobby": "utf8",
	} {
		p, err := gen.Compile(one(3, gen.Column{Name: "x", Gen: gen.Fake{Name: name}}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := typeName(p); got != want {
			t.Errorf("%s is a %s, want %s", name, got, want)
		}
		record(t, p, "d")
	}
}

func TestFakesTakeParametersAndNow(t *testing.T) {
	got := values(t, 50, gen.Column{Gen: gen.Fake{Name: "regex", Params: []gen.Param{{
		Name:   "str",
		Values: []string{"[A-C]{2}-[0-9]"},
	}}}})
	for _, v := range got {
		if !regexp.MustCompile(`^[A-C]{2}-[0-9]$`).MatchString(v) {
			t.Errorf("%q does not match", v)
		}
	}
}

func TestTemplatesAreFilledFromOtherColumns(t *testing.T) {
	p := compiled(t, one(3,
		gen.Column{Name: "label", Gen: gen.Template{Text: "{{{place.city}}} #{n} ({day})"}},
		gen.Column{Name: "n", Gen: gen.Seq{}},
		gen.Column{Name: "day", Gen: gen.Cycle{Values: []any{date("2026-01-31"), nil}}},
		gen.Column{Name: "place", Gen: gen.Sub{Columns: []gen.Column{{
			Name: "city",
			Gen:  gen.Cycle{Values: texts("Ulm", "Bern")},
		}}}},
	))
	want(t, cells(t, p, "d", "label"), "{Ulm} #1 (2026-01-31)", "null", "{Ulm} #3 (2026-01-31)")
}

func TestExpressionsSeeOtherColumnsInAnyOrder(t *testing.T) {
	p := compiled(t, one(3,
		gen.Column{Name: "total", Type: typ(t, "decimal(12, 2)"), Gen: gen.Expr{Text: "price * quantity"}},
		gen.Column{Name: "price", Type: typ(t, "decimal(12, 2)"), Gen: gen.Cycle{Values: []any{
			float("0.10"), nil,
			float("19.99"),
		}}},
		gen.Column{Name: "quantity", Gen: gen.Seq{}, Transient: true},
	))
	want(t, cells(t, p, "d", "total"), "0.10", "null", "59.97")
	if p.Schema("d").HasField("quantity") {
		t.Error("a transient column is not emitted")
	}
}

func TestNumbersInExpressionsOfDecimalColumnsAreDecimals(t *testing.T) {
	p := compiled(t, one(3,
		gen.Column{Name: "n", Gen: gen.Seq{}},
		gen.Column{Name: "exact", Type: typ(t, "decimal(20, 17)"), Gen: gen.Expr{Text: "n * 1.1"}},
		gen.Column{Name: "float", Gen: gen.Expr{Text: "n * 1.1"}},
	))
	want(t, cells(t, p, "d", "exact"), "1.10000000000000000", "2.20000000000000000", "3.30000000000000000")
	want(t, cells(t, p, "d", "float"), "1.1", "2.2", "3.3000000000000003")
}

func TestBranchesAreTakenRowByRow(t *testing.T) {
	for _, c := range []struct {
		name string
		gen  gen.When
		want []string
	}{
		{
			"a constant takes the type of the other branch",
			gen.When{
				If: "n % 2 == 0", Then: gen.Column{Type: typ(t, "int8"), Gen: gen.Expr{Text: "n * 10"}},
				Else: gen.Column{Gen: gen.Const{Value: integer(-1)}},
			},
			[]string{"-1", "20", "-1", "40"},
		},
		{"no else is null", gen.When{If: "n > 2", Then: gen.Column{Gen: gen.Const{Value: text("x")}}}, []string{"null", "null", "x", "x"}},
		{
			"a null condition is not true",
			gen.When{
				If: "odd > 0", Then: gen.Column{Gen: gen.Const{Value: text("x")}},
				Else: gen.Column{Gen: gen.Const{Value: text("y")}},
			},
			[]string{"x", "y", "x", "y"},
		},
		{
			"integers widen to floats",
			gen.When{If: "n > 2", Then: gen.Column{Gen: gen.Expr{Text: "n"}}, Else: gen.Column{Gen: gen.Expr{Text: "n / 2.0"}}},
			[]string{"0.5", "1", "3", "4"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := compiled(t, one(4,
				gen.Column{Name: "x", Gen: c.gen}, gen.Column{Name: "n", Gen: gen.Seq{}},
				gen.Column{Name: "odd", Gen: gen.Cycle{Values: []any{integer(1), nil}}},
			))
			want(t, cells(t, p, "d", "x"), c.want...)
		})
	}
}

// Arrow's writer of Parquet takes no elements of a list that is null.
func TestANullListHasNoElements(t *testing.T) {
	list := func(name string, null float64) gen.Column {
		return gen.Column{Name: name, Null: null, Gen: gen.List{Of: gen.Column{Gen: gen.Seq{}}, Min: 1, Max: 3}}
	}
	p := compiled(t, one(200, list("alone", 0.5),
		gen.Column{Name: "within", Null: 0.5, Gen: gen.Sub{Columns: []gen.Column{list("x", 0)}}},
		gen.Column{Name: "nested", Null: 0.5, Gen: gen.List{Of: list("", 0.5), Min: 1, Max: 3}}))
	rec := record(t, p, "d")
	nested := rec.Column(2).(*array.List)
	for i, a := range []arrow.Array{rec.Column(0), rec.Column(1).(*array.Struct).Field(0), nested, nested.ListValues()} {
		lists := a.(*array.List)
		if lists.NullN() == 0 || lists.NullN() == lists.Len() {
			t.Errorf("%d: %d of %d are null", i, lists.NullN(), lists.Len())
		}
		for row := range lists.Len() {
			if from, to := lists.ValueOffsets(row); lists.IsNull(row) != (from == to) {
				t.Fatalf("%d[%d]: null is %t, and it has %d elements", i, row, lists.IsNull(row), to-from)
			}
		}
	}
}

func asFloats(list []int64) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = float64(v)
	}
	return out
}

func moments(list []float64) (mean, stddev float64) {
	for _, v := range list {
		mean += v
	}
	mean /= float64(len(list))
	for _, v := range list {
		stddev += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(stddev / float64(len(list)))
}

func typeName(p *gen.Plan) string {
	name, _ := arrowtext.TypeString(p.Schema("d").Field(0).Type)
	return name
}

func TestGeneratorsTakeGoValues(t *testing.T) {
	type country string
	list := []any{nil, true, 7, uint8(8), 1.5, country("DE"), time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), []byte("ab")}
	want(t, values(t, len(list), gen.Column{Type: typ(t, "utf8"), Gen: gen.Cycle{Values: list}}),
		"null", "true", "7", "8", "1.5", "DE", "2026-01-31", "ab")
	want(t, values(t, 2, gen.Column{Type: typ(t, "list<int64>"), Gen: gen.Const{Value: stdjson.RawMessage("[1, 2]")}}),
		"[1,2]", "[1,2]")
	want(t, values(t, 3, gen.Column{Gen: gen.Seq{
		Start: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC),
		Step:  24 * time.Hour,
	}}),
		"2026-01-31", "2026-02-01", "2026-02-02")
	_, err := gen.Compile(one(1, gen.Column{Name: "x", Gen: gen.OneOf{Values: []any{1, []int{2}}}}))
	wantErr(t, err, "d.x: a []int is not a value; write a list or a struct as a json.RawMessage")
}
