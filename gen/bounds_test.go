package gen_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
)

// TestBoundsCutADistribution compares the shares of values within the bounds with those of the values without bounds.
func TestBoundsCutADistribution(t *testing.T) {
	const rows = 60_000
	for _, g := range []gen.Generator{
		gen.Normal{Mean: 10, Stddev: 4},
		gen.LogNormal{Mean: 2, Stddev: 0.7},
		gen.Exponential{Rate: 0.1},
		gen.Poisson{Lambda: 9},
		gen.Zipf{S: 0.7, N: 5000},
		gen.Quantiles{Values: integers(0, 8, 14, 50)},
		gen.Quantiles{Values: []any{float("0.0"), float("8.0"), float("14.0"), float("50.0")}},
		gen.Histogram{Bins: []gen.Bin{{Lo: integer(3), Weight: 1}, {Lo: integer(5), Hi: integer(30), Weight: 3}}},
	} {
		var free []float64
		for _, v := range numbers(t, rows, gen.Column{Gen: g}) {
			if v >= 5 && v <= 16 {
				free = append(free, v)
			}
		}
		cut := numbers(t, rows, gen.Column{Gen: g, Min: integer(5), Max: integer(16)})
		if least, most := slices.Min(cut), slices.Max(cut); least < 5 || most > 16 {
			t.Errorf("%T: values are from %v to %v", g, least, most)
		}
		for _, below := range []float64{6, 8, 10.5, 13, 15} {
			want, got := shareBelow(free, below), shareBelow(cut, below)
			if math.Abs(want-got) > 0.02 {
				t.Errorf("%T: a share of %.3f is below %v, want %.3f", g, got, below, want)
			}
		}
	}
}

func shareBelow(list []float64, v float64) float64 {
	n := 0
	for _, x := range list {
		if x < v {
			n++
		}
	}
	return float64(n) / float64(len(list))
}

// numbers returns the cells of a column.
func numbers(t reporter, rows int, c gen.Column) []float64 {
	t.Helper()
	out := make([]float64, rows)
	for i, cell := range values(t, rows, c) {
		f, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = f
	}
	return out
}

func TestAStepRoundsToTheNearestValue(t *testing.T) {
	for _, c := range []struct {
		name   string
		column gen.Column
		want   []string // all values, in the order of their texts
	}{
		{"floats from the least", gen.Column{Gen: gen.Normal{Stddev: 9}, Min: float("0.3"), Max: integer(1), Step: float("0.2")}, []string{"0.3", "0.5", "0.7", "0.9"}},
		{"floats from 0", gen.Column{Gen: gen.Exponential{Rate: 1}, Max: float("0.35"), Step: float("0.1")}, []string{"0", "0.1", "0.2", "0.3"}},
		{"decimals", gen.Column{Gen: gen.Normal{Stddev: 9}, Type: typ(t, "decimal(5, 2)"), Min: text("-0.05"), Max: float("0.05"), Step: float("0.05")}, []string{"-0.05", "0.00", "0.05"}},
		{"integers", gen.Column{Gen: gen.Poisson{Lambda: 6}, Min: integer(1), Max: integer(9), Step: integer(3)}, []string{"1", "4", "7"}},
		{"integers from 0", gen.Column{Gen: gen.Quantiles{Values: integers(-9, 9)}, Step: integer(5)}, []string{"-10", "-5", "0", "10", "5"}},
		{"days", gen.Column{Gen: gen.Quantiles{Values: []any{date("2026-01-01"), date("2026-03-01")}}, Min: date("2026-01-10"), Max: date("2026-01-25"), Step: integer(7)}, []string{"2026-01-10", "2026-01-17", "2026-01-24"}},
		{"int", gen.Column{Gen: gen.Int{Min: 1, Max: 8}, Step: integer(3)}, []string{"1", "4", "7"}},
		{"float", gen.Column{Gen: gen.Float{Min: 0.1, Max: 0.4}, Step: float("0.1")}, []string{"0.1", "0.2", "0.3"}},
		{"between", gen.Column{Gen: gen.Between{Min: timestamp("2026-01-01T00:00:00Z"), Max: timestamp("2026-01-01T00:40:00Z")}, Step: text("15m")}, []string{"2026-01-01T00:00:00.000000Z", "2026-01-01T00:15:00.000000Z", "2026-01-01T00:30:00.000000Z"}},
		{"a time of day", gen.Column{Gen: gen.Between{Min: text("08:00:00"), Max: text("10:00:00")}, Type: typ(t, "time32[s]"), Step: text("1h")}, []string{"08:00:00", "09:00:00", "10:00:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := values(t, 2000, c.column)
			slices.Sort(got)
			want(t, slices.Compact(got), c.want...)
		})
	}
	unique := values(t, 4, gen.Column{Unique: true, Gen: gen.Int{Min: 10, Max: 44}, Step: integer(10)})
	slices.Sort(unique)
	want(t, unique, "10", "20", "30", "40")
}

func TestBoundsHoldInProbes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Int64Range(-40, 40).Draw(t, "min")
		hi := lo + rapid.Int64Range(3, 40).Draw(t, "width")
		g := rapid.SampledFrom([]gen.Generator{
			gen.Normal{Stddev: 30}, gen.Quantiles{Values: integers(-100, 0, 200)}, gen.Histogram{Bins: []gen.Bin{{Lo: float("-90.5"), Hi: float("99.5"), Weight: 1}}},
		}).Draw(t, "generator")
		c := gen.Column{Name: "x", Gen: g, Min: integer(lo), Max: integer(hi)}
		if rapid.Bool().Draw(t, "stepped") {
			c.Step = integer(3)
		}
		p := compiled(t, one(200, c))
		all := func(string, string) bool { return true }
		for _, q := range []*gen.Plan{p, p.Probe(1, all), p.Probe(2, all)} {
			for _, cell := range cells(t, q, "d", "x") {
				v, err := strconv.ParseFloat(cell, 64)
				if err != nil || v < float64(lo) || v > float64(hi) || c.Step != nil && math.Mod(v-float64(lo), 3) != 0 {
					t.Fatalf("%s is not from %d to %d", cell, lo, hi)
				}
			}
		}
	})
}

func TestErrorsOfBoundsSayWhatWouldDo(t *testing.T) {
	normal := gen.Normal{Stddev: 1}
	for _, c := range []struct {
		column gen.Column
		want   string
	}{
		{gen.Column{Gen: gen.Int{Max: 5}, Min: integer(2)}, "d.x: min: int has its bounds in its list: write int: [min, max]"},
		{gen.Column{Gen: gen.UUID{}, Step: integer(2)}, "d.x: step: bounds and steps are for int, float, normal, lognormal, exponential, poisson, zipf, quantiles, histogram and between; uuid is none of them"},
		{gen.Column{Gen: normal, Min: integer(5), Max: integer(2)}, "d.x: min: 5 exceeds max 2"},
		{gen.Column{Gen: normal, Min: integer(50)}, "d.x: its generator makes no value from 50 to +Inf, or hardly ever; move min and max"},
		{gen.Column{Gen: normal, Step: integer(0)}, "d.x: step: 0 must exceed 0"},
		{gen.Column{Gen: normal, Min: text("low")}, `d.x: min: "low" is not a finite number`},
		{gen.Column{Gen: gen.Poisson{Lambda: 1}, Min: float("0.5")}, `d.x: min: "0.5" is not a whole number`},
		{gen.Column{Gen: gen.Poisson{Lambda: 1}, Step: literal.Value{Kind: literal.Int, Text: "-1"}}, `d.x: step: "-1" is not a whole number over 0`},
		{gen.Column{Gen: normal, Type: typ(t, "decimal(6, 2)"), Min: float("0.005")}, `d.x: "0.005" has 3 decimal places; decimal(6, 2) holds 2`},
		{gen.Column{Gen: gen.Between{Min: date("2026-01-01"), Max: date("2026-02-01")}, Step: text("1h")}, "d.x: step: 1h0m0s is finer than the unit of date32"},
	} {
		c.column.Name = "x"
		_, err := gen.Compile(one(3, c.column))
		wantErr(t, err, c.want)
	}
}
