package table

import (
	"flag"
	"hash/maphash"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var accusationRuns = flag.Uint64("accusation.runs", 100, "how often each transform that depends on chance is checked")

// byChance are the results of transforms that depend on chance only.
var byChance = map[string]func(*rand.Rand) float64{
	"a map of two keys":   func(*rand.Rand) float64 { return firstKey(map[float64]bool{1: true, 2: true}) },
	"a map of three keys": func(*rand.Rand) float64 { return firstKey(map[float64]bool{1: true, 2: true, 3: true}) },
	"1 in 2":              func(r *rand.Rand) float64 { return float64(r.IntN(2)) },
	"1 in 6":              func(r *rand.Rand) float64 { return float64(r.IntN(6)) },
	"1 in 10":             func(r *rand.Rand) float64 { return float64(r.IntN(10) / 9) },
	"1 in 50":             func(r *rand.Rand) float64 { return float64(r.IntN(50) / 49) },
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
	"a sum by goroutines": func(*rand.Rand) float64 {
		var mu sync.Mutex
		var all sync.WaitGroup
		sum := 0.0
		for _, part := range []float64{1e17, 1, -1e17, 3} {
			all.Go(func() {
				runtime.Gosched()
				mu.Lock()
				defer mu.Unlock()
				sum += part
			})
		}
		all.Wait()
		return sum
	},
	"a seed of a hash": func(*rand.Rand) float64 { return float64(maphash.String(maphash.MakeSeed(), "a") % 3) },
	"the clock":        func(*rand.Rand) float64 { return float64(time.Now().UnixMicro() % 2) },
}

func firstKey(m map[float64]bool) float64 {
	for k := range m {
		return k
	}
	return 0
}

// TestNoColumnIsAccusedOfNondeterminism runs transforms that read drawn columns but do not depend on them, and whose
// results change by chance. A column that is named is innocent: at most one in a thousand runs names any.
// `just accusations` runs it often.
func TestNoColumnIsAccusedOfNondeterminism(t *testing.T) {
	runs := *accusationRuns
	if testing.Short() {
		runs = 30
	}
	for name, value := range byChance {
		accused, noticed := 0, 0
		for seed := range runs {
			r := rand.New(rand.NewPCG(seed, 1))
			v := verdictOn(t, overSales(func(in []sale) []line { return one(in[0].Code[:0], value(r)) }), Case{})
			if slices.ContainsFunc(v.problems, func(p string) bool { return strings.Contains(p, "leak:") }) {
				accused++
			}
			if slices.ContainsFunc(v.problems, func(p string) bool { return strings.Contains(p, "not deterministic") }) {
				noticed++
			}
		}
		t.Logf("%s: noticed in %d of %d runs, a column accused in %d", name, noticed, runs, accused)
		if accused > max(1, int(runs)/1000) || noticed == 0 && !strings.Contains(name, "goroutine") { // on one CPU
			t.Errorf("%s: a column is accused in %d of %d runs, chance noticed in %d", name, accused, runs, noticed)
		}
	}
}
