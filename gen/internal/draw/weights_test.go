package draw

import "testing"

func TestTheTableOfAGeometricDistributionIsItsFormula(t *testing.T) {
	for _, p := range []float64{0.0001, 0.01, 0.3, 0.5, 0.97, 1} {
		formula, table := Geometric(p, 1), Geometric(p, 1<<20)
		for i := range uint64(100_000) {
			if u := At(7, i); formula(u) != table(u) {
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
