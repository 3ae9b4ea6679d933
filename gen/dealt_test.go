package gen_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-go/assay/gen"
)

func TestUniqueQuantilesDealOutTheirValues(t *testing.T) {
	const rows = 2000
	g := gen.Quantiles{Shares: []float64{0, 0.5, 0.9, 1}, Values: integers(-500, 600, 4000, 90_000)}
	var out []float64
	for _, v := range values(t, rows, gen.Column{Gen: g, Unique: true}) {
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	slices.Sort(out)
	if n := len(slices.Compact(slices.Clone(out))); n != rows {
		t.Errorf("%d of %d values are different", n, rows)
	}
	if out[0] < -500 || out[rows-1] > 90_000 {
		t.Errorf("from %v to %v", out[0], out[rows-1])
	}
	for share, want := range map[float64]float64{0.25: 50, 0.5: 600, 0.7: 2300, 0.9: 4000, 0.95: 47_000} {
		if got := out[int(share*rows)]; math.Abs(got-want) > 0.1*max(want, 500) {
			t.Errorf("quantile %v is %v, want about %v", share, got, want)
		}
	}
	// More rows change no value.
	few := values(t, 10, gen.Column{Gen: g, Unique: true})
	if !slices.Equal(few, values(t, rows, gen.Column{Gen: g, Unique: true})[:10]) {
		t.Error("10 rows have other values than the first 10 of 2,000")
	}
}

func TestUniqueQuantilesSkipPinnedValues(t *testing.T) {
	g := gen.Quantiles{Values: integers(1, 20, 40)}
	s := one(38, gen.Column{Gen: g, Unique: true, Name: "n"})
	s.Datasets[0].Pins = []gen.Pin{pinRow(3, "n", integer(17)), pinRow(9, "n", integer(40))}
	got := cells(t, compiled(t, s), "d", "n")
	if got[3] != "17" || got[9] != "40" {
		t.Errorf("got %v", got)
	}
	slices.Sort(got)
	if len(slices.Compact(got)) != 38 {
		t.Errorf("a value comes twice in %v", got)
	}
}

func TestUniqueQuantilesSayHowManyThereAre(t *testing.T) {
	_, err := gen.Compile(one(40, gen.Column{Name: "n", Unique: true, Gen: gen.Quantiles{Values: integers(0, 10, 1000)}}))
	if err == nil || !strings.Contains(err.Error(), "40 unique values are needed, but there are 20") {
		t.Errorf("got %v", err)
	}
}
