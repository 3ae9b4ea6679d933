package gen_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/assay-go/assay/gen"
)

// pointAndRanges has a point mass at 0, in any order.
var pointAndRanges = gen.Histogram{Bins: []gen.Bin{
	{Lo: integer(10), Hi: integer(100), Weight: 2},
	{Lo: integer(0), Weight: 5},
	{Lo: integer(1), Hi: integer(10), Weight: 3},
	{Lo: integer(500), Hi: integer(600), Weight: 0},
}}

func numbersOf(t *testing.T, rows int, g gen.Generator) []float64 {
	t.Helper()
	var out []float64
	for _, v := range values(t, rows, gen.Column{Gen: g}) {
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}

func TestBinsHaveTheirShares(t *testing.T) {
	const rows = 100_000
	counts := map[int]float64{}
	for _, v := range numbersOf(t, rows, pointAndRanges) {
		if v != math.Trunc(v) || v >= 100 {
			t.Fatalf("%v is in no bin", v)
		}
		counts[int(math.Log10(max(v, 0.1))+1)] += 1.0 / rows
	}
	for bin, want := range []float64{0.5, 0.3, 0.2} {
		if got := counts[bin]; math.Abs(got-want) > 0.005 {
			t.Errorf("bin %d has a share of %.3f, want %.3f", bin, got, want)
		}
	}
}

func TestQuantilesAreThoseThatWereAskedFor(t *testing.T) {
	const rows = 100_000
	shares := []float64{0, 0.01, 0.25, 0.5, 0.95, 0.99, 1}
	for _, g := range []gen.Quantiles{
		{Shares: shares, Values: integers(-40, 0, 7, 30, 1000, 5000, 100_000)},
		{Shares: shares, Values: []any{float("0.5"), float("0.75"), float("1"), float("2"), float("9"), float("20"), float("80")}},
		{Shares: shares, Values: integers(0, 0, 0, 0, 5, 9, 10)}, // more than half are zeros
	} {
		sorted := numbersOf(t, rows, g)
		for i, share := range shares[1:6] {
			want := numbersOf(t, 1, gen.Const{Value: g.Values[i+1]})[0]
			lo, hi := sorted[int((share-0.005)*rows)], sorted[int(math.Min(share+0.005, 0.99999)*rows)]
			if want < math.Floor(lo) || want > math.Ceil(hi) {
				t.Errorf("quantile %v is from %v to %v, want %v", share, lo, hi, want)
			}
		}
	}
}

func TestValuesOfQuantilesSpanTheirRange(t *testing.T) {
	days := values(t, 5000, gen.Column{Gen: gen.Quantiles{Values: []any{date("2026-01-01"), date("2026-01-04")}}})
	if least, most := slices.Min(days), slices.Max(days); least != "2026-01-01" || most != "2026-01-04" {
		t.Errorf("from %s to %s", least, most)
	}
	moment := gen.Histogram{Bins: []gen.Bin{{Lo: timestamp("2026-01-01T10:00:00Z"), Weight: 1}}}
	want(t, values(t, 1, gen.Column{Gen: moment}), "2026-01-01T10:00:00.000000Z")
	all := values(t, 2000, gen.Column{Type: typ(t, "decimal(6, 2)"), Gen: gen.Quantiles{Values: integers(0, 100)}})
	if slices.Sort(all); len(slices.Compact(all)) < 1000 {
		t.Error("a column of decimals has whole numbers only")
	}
}
