package gen_test

import (
	"math"
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/gen/internal/draw"
)

func TestDrawnCountsHaveTheirShares(t *testing.T) {
	const parents = 20_000
	for name, c := range map[string]struct {
		count  gen.Count
		shares []float64 // of 0, 1, 2 children
	}{
		"geometric": {gen.Geometric{P: 0.3}, []float64{0.3, 0.21, 0.147}},
		"certain":   {gen.Geometric{P: 1}, []float64{1, 0, 0}},
		"zipf":      {gen.Zipf{S: 1, N: 2}, []float64{0, 2.0 / 3, 1.0 / 3}},
		"weights":   {gen.OneOf{Values: integers(0, 1, 2), Weights: []float64{5, 3, 1}}, []float64{5.0 / 9, 3.0 / 9, 1.0 / 9}},
		"list":      {gen.OneOf{Values: integers(0, 2)}, []float64{0.5, 0, 0.5}},
	} {
		p := compiled(t, &gen.Spec{Seed: 3, Datasets: []gen.Dataset{
			{Name: "p", Rows: parents, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
			{Name: "c", Per: &gen.Per{Parent: "p", Key: "id", Count: c.count}},
		}})
		children, of := map[string]int{}, map[int]int{}
		for _, key := range cells(t, p, "c", "id") {
			children[key]++
		}
		for _, n := range children {
			of[n]++
		}
		of[0] = parents - len(children)
		for n, want := range c.shares {
			if got := float64(of[n]) / parents; math.Abs(got-want) > 0.012 {
				t.Errorf("%s: a share of %.3f has %d children, want %.3f", name, got, n, want)
			}
		}
	}
}

// TestAProbeWithoutCountsIsARedraw has a count that rare values cannot give.
func TestAProbeWithoutCountsIsARedraw(t *testing.T) {
	s := perParent(50, gen.Expr{Text: "n < 1 or n > 999_990 ? -1 : 2"})
	s.Datasets[0].Columns = append(s.Datasets[0].Columns, gen.Column{Name: "n", Gen: gen.Int{Min: 0, Max: 1_000_000}})
	p, all := compiled(t, s), func(string, string) bool { return true }
	want(t, cells(t, p.Probe(1, all), "p", "n"), cells(t, p.Redraw(1, all), "p", "n")...)
}

func TestTheTableOfAGeometricDistributionIsItsFormula(t *testing.T) {
	for _, p := range []float64{0.0001, 0.01, 0.3, 0.5, 0.97, 1} {
		formula, table := draw.Geometric(p, 1), draw.Geometric(p, 1<<20)
		for i := range uint64(100_000) {
			if u := draw.At(7, i); formula(u) != table(u) {
				t.Fatalf("p %v: the draw %d gives %d, and %d by the table", p, u, formula(u), table(u))
			}
		}
		for _, u := range []uint64{0, 1<<12 - 1, 1 << 12, 1 << 63, ^uint64(0)} {
			if formula(u) != table(u) {
				t.Errorf("p %v: the draw %d gives %d, and %d by the table", p, u, formula(u), table(u))
			}
		}
	}
}
