package draw

import (
	"math"

	"github.com/assay-go/assay/gen/internal/puremath"
)

// A Zipf draws from 1 to n, k with the weight 1/k^s, in constant time for any n, by the rejection-inversion of Hörmann
// and Derflinger (1996).
type Zipf struct {
	s, n             float64
	first, last, cut float64
}

// NewZipf returns the distribution for an exponent s over 0 and an n of at least 1.
func NewZipf(s float64, n int64) *Zipf {
	z := &Zipf{s: s, n: float64(n)}
	z.first = z.area(1.5) - 1
	z.last = z.area(z.n + 0.5)
	z.cut = 2 - z.inverse(z.area(2.5)-z.weight(2))
	return z
}

func (z *Zipf) weight(x float64) float64 { return puremath.Exp(-z.s * puremath.Log(x)) }

// area is the integral of the weight from 1 to x.
func (z *Zipf) area(x float64) float64 {
	l := puremath.Log(x)
	return float64(expm1Over((1-z.s)*l) * l) // the conversion forbids a fused operation
}

func (z *Zipf) inverse(a float64) float64 {
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

// Pick returns the number that a draw selects. If the draw is rejected, it takes the draws after it.
func (z *Zipf) Pick(u uint64) int64 {
	const (
		most     = 1<<63 - 1024 // the largest float64 that fits an int64
		attempts = 1000         // at worst two of three are accepted
	)
	for try := 1; ; try++ {
		a := z.last + float64(OpenUnit(u)*(z.first-z.last))
		x := z.inverse(a)
		k := min(max(math.Floor(x+0.5), 1), z.n)
		if k-x <= z.cut || a >= z.area(k+0.5)-z.weight(k) || try == attempts {
			return int64(min(k, most))
		}
		u = Next(u)
	}
}

// Inverse returns the inverse of the distribution function: a number that ascends with the draw, and is exact for the
// first thousand numbers. The weight of each other one is the area around it, which differs by less than a millionth.
func (z *Zipf) Inverse() func(u uint64) int64 {
	const (
		most = 1<<63 - 1024 // the largest float64 that fits an int64
		head = 1024
	)
	first := int(min(z.n, head))
	weights := make([]float64, first, first+1)
	for k := range weights {
		weights[k] = z.weight(float64(k + 1))
	}
	from := z.area(float64(first) + 0.5)
	tail := z.last - from
	if tail > 0 && z.n > head {
		weights = append(weights, tail)
	}
	w := NewWeights(1, weights)
	return func(u uint64) int64 {
		i, part, whole := w.Within(u)
		if i < first {
			return int64(i + 1)
		}
		x := z.inverse(from + float64(float64(part)/float64(whole)*tail))
		return int64(min(max(math.Floor(x+0.5), float64(first+1)), z.n, most))
	}
}
