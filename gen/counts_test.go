package gen_test

import (
	"math"
	"testing"

	"github.com/assay-go/assay/gen"
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
