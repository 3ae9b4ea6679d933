package table

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestNoColumnIsAccusedOfNondeterminism runs transforms that read drawn columns but do not depend on them, and whose
// results change by chance: by the order in which a map gives two or three keys, or rarely. A column that is named is
// innocent.
func TestNoColumnIsAccusedOfNondeterminism(t *testing.T) {
	runs := uint64(100)
	if testing.Short() {
		runs = 30
	}
	for name, value := range map[string]func(*rand.Rand) float64{
		"two keys":   func(r *rand.Rand) float64 { return float64(r.IntN(2)) },
		"three keys": func(r *rand.Rand) float64 { return float64(r.IntN(6)) },
		"1 in 10":    func(r *rand.Rand) float64 { return float64(r.IntN(10) / 9) },
		"1 in 50":    func(r *rand.Rand) float64 { return float64(r.IntN(50) / 49) },
		"a map": func(*rand.Rand) float64 {
			for k := range map[float64]bool{1: true, 2: true, 3: true} {
				return k
			}
			return 0
		},
		"select": func(*rand.Rand) float64 {
			one, two := make(chan float64, 1), make(chan float64, 1)
			one <- 1
			two <- 2
			select {
			case v := <-one:
				return v
			case v := <-two:
				return v
			}
		},
	} {
		accused, noticed := 0, 0
		for seed := range runs {
			r := rand.New(rand.NewPCG(seed, 1))
			v := verdictOn(t, overSales(func(in []sale) []line { return one(in[0].Code[:0], value(r)) }), Case{})
			text := strings.Join(v.problems, "\n")
			if strings.Contains(text, "leak:") {
				accused++
			}
			if strings.Contains(text, "not deterministic") {
				noticed++
			}
		}
		if accused > 0 || noticed == 0 {
			t.Errorf("%s: accused in %d of %d runs, noticed in %d", name, accused, runs, noticed)
		}
	}
}
