package gen

import (
	"math"

	"github.com/assay-go/assay/gen/internal/puremath"
)

// A table draws small numbers with weights.
type table struct {
	first int
	limit []uint64   // limit[i] is what draws of first+i are below; the last one is not looked at
	guide [256]int32 // by the upper eight bits of a draw, the first i that it may be
}

// newTable returns the table of weights that are finite, not negative, and not all zero.
func newTable(first int, weights []float64) *table {
	t := &table{first: first, limit: make([]uint64, len(weights))}
	var largest, total, sum float64
	for _, w := range weights {
		largest = max(largest, w)
	}
	_, exp := math.Frexp(largest)
	for _, w := range weights { // scaled by a power of two, so that the sum is finite
		total += math.Ldexp(w, -exp)
	}
	last := 0
	for i, w := range weights {
		sum += math.Ldexp(w, -exp)
		t.limit[i], _ = chance(min(sum/total, 1-0x1p-53))
		if w > 0 {
			last = i
		}
	}
	for i := last; i < len(weights); i++ {
		t.limit[i] = math.MaxUint64
	}
	i := 0
	for g := range t.guide {
		for t.limit[i] <= uint64(g)<<56 && i < last {
			i++
		}
		t.guide[g] = int32(i)
	}
	return t
}

// pick returns the number that a draw stands for.
func (t *table) pick(u uint64) int {
	i := int(t.guide[u>>56])
	for u >= t.limit[i] && i < len(t.limit)-1 {
		i++
	}
	return t.first + i
}

// poissonTable returns the probabilities of a Poisson distribution that are not negligible, from its mode outwards, so
// that none underflows.
func poissonTable(lambda float64) *table {
	const negligible = 0x1p-64
	mode := int(lambda)
	var down []float64
	for w, k := 1.0, mode; k > 0; k-- {
		if w = w * float64(k) / lambda; w < negligible {
			break
		}
		down = append(down, w)
	}
	weights := make([]float64, 0, 2*len(down)+16)
	for i := len(down) - 1; i >= 0; i-- {
		weights = append(weights, down[i])
	}
	weights = append(weights, 1)
	for w, k := 1.0, mode+1; ; k++ {
		if w = w * lambda / float64(k); w < negligible {
			break
		}
		weights = append(weights, w)
	}
	return newTable(mode-len(down), weights)
}

// A zipf draws from 1 to n, k with a weight of 1/k^s, in constant time for any n. It is the rejection-inversion of
// Hörmann and Derflinger (1996).
type zipf struct {
	s, n             float64
	first, last, cut float64
}

func newZipf(s float64, n int64) *zipf {
	z := &zipf{s: s, n: float64(n)}
	z.first = z.area(1.5) - 1
	z.last = z.area(z.n + 0.5)
	z.cut = 2 - z.inverse(z.area(2.5)-z.weight(2))
	return z
}

func (z *zipf) weight(x float64) float64 { return puremath.Exp(-z.s * puremath.Log(x)) }

// area is the integral of the weight from 1 to x.
func (z *zipf) area(x float64) float64 {
	l := puremath.Log(x)
	return float64(expm1Over((1-z.s)*l) * l) // not to be fused with what it is added to
}

func (z *zipf) inverse(a float64) float64 {
	t := max(a*(1-z.s), -1)
	return puremath.Exp(log1pOver(t) * a)
}

// expm1Over returns (e^x - 1) / x.
func expm1Over(x float64) float64 {
	if math.Abs(x) > 1e-4 {
		return (puremath.Exp(x) - 1) / x
	}
	return 1 + float64(x/2*(1+float64(x/3*(1+x/4))))
}

// log1pOver returns log(1 + x) / x.
func log1pOver(x float64) float64 {
	if math.Abs(x) > 1e-4 {
		return puremath.Log(1+x) / x
	}
	return 1 - float64(x*(0.5-float64(x*(1.0/3-x/4))))
}

// pick returns the number that a draw stands for, or others that follow it where it is rejected.
func (z *zipf) pick(u uint64) int64 {
	const (
		most     = 1<<63 - 1024 // the largest float64 that fits an int64
		attempts = 1000         // each is accepted in two of three cases at worst
	)
	for try := 1; ; try++ {
		a := z.last + float64(openUnit(u)*(z.first-z.last))
		x := z.inverse(a)
		k := min(max(math.Floor(x+0.5), 1), z.n)
		if k-x <= z.cut || a >= z.area(k+0.5)-z.weight(k) || try == attempts {
			return int64(min(k, most))
		}
		u = another(u)
	}
}
