package draw

import (
	"math"
	"math/bits"
	"slices"
	"sort"

	"github.com/assay-go/assay/gen/internal/puremath"
)

// A Weights draws the numbers from first on with different weights.
type Weights struct {
	first int
	limit []uint64   // draws below limit[i] select at most first+i; the last one is ignored
	start []uint64   // draws from start[i] on select at least first+i
	guide [256]int32 // by the upper eight bits of a draw, the first possible i
}

// NewWeights returns a Weights of one number for each weight. The weights are finite, not negative, and not all zero.
func NewWeights(first int, weights []float64) *Weights {
	bounds := make([]uint64, len(weights)+1)
	t := &Weights{first: first, limit: bounds[1:], start: bounds[:len(weights)]}
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
		t.limit[i] = uint64(NewChance(min(sum/total, 1-0x1p-53))) << 11
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

// Pick returns the number that a draw selects.
func (t *Weights) Pick(u uint64) int {
	i := int(t.guide[u>>56])
	for u >= t.limit[i] && i < len(t.limit)-1 {
		i++
	}
	return t.first + i
}

// Most returns a draw that selects the number with the largest weight, and draws that select each other one.
func (t *Weights) Most(weights []float64) (most uint64, others []uint64) {
	best, before := 0, uint64(0)
	for i, limit := range t.limit {
		if weights[i] > weights[best] {
			best = i
		}
		others = append(others, before+(limit-before)/2)
		before = limit
	}
	most = others[best]
	return most, slices.DeleteFunc(others, func(u uint64) bool { return t.Pick(u) == t.first+best })
}

// Within returns the index of the weight that a draw selects, and how far the draw lies within its share: at part of
// whole, which is less than whole.
func (t *Weights) Within(u uint64) (i int, part, whole uint64) {
	i = t.Pick(u) - t.first
	before := t.start[i] // without a branch, which would often be mispredicted
	whole = t.limit[i] - before
	return i, min(u-before, whole-1), whole
}

// Scales returns for each weight the [Scale] of its share to a number.
func (t *Weights) Scales(numbers []uint64, round bool) []Scale {
	scales := make([]Scale, len(numbers))
	for i, n := range numbers {
		scales[i] = NewScale(t.limit[i]-t.start[i], n, round)
	}
	return scales
}

// A Scale returns shares of a number.
type Scale struct {
	whole, n uint64
	ratio    uint64 // 2^(64+shift)*n/whole, rounded down
	shift    int    // 0: divide instead
	round    bool
	half     uint64 // of 2^shift if round is set; otherwise 0
}

// NewScale returns a Scale that maps the numbers below whole to those up to n: to the integer below or, if round is
// set, to the nearest one.
func NewScale(whole, n uint64, round bool) Scale {
	s := Scale{whole: whole, n: n, round: round}
	s.shift = min(bits.LeadingZeros64(n)-bits.LeadingZeros64(whole)-2, 63)
	if s.shift < 1 {
		s.shift = 0
	} else {
		s.ratio, _ = bits.Div64(n<<s.shift, 0, whole)
	}
	if round {
		s.half = 1 << s.shift >> 1
	}
	return s
}

// Of returns part/whole of n, where part is less than whole.
func (s *Scale) Of(part uint64) uint64 {
	if s.shift > 0 {
		scaled, _ := bits.Mul64(part, s.ratio) // or 1 more
		scaled += s.half
		if q := scaled >> s.shift; (scaled+1)>>s.shift == q {
			return q
		}
	}
	return s.divided(part)
}

func (s *Scale) divided(part uint64) uint64 {
	hi, lo := bits.Mul64(part, s.n)
	q, rest := bits.Div64(hi, lo, s.whole)
	if s.round && rest >= s.whole-rest {
		q++
	}
	return q
}

// Geometric returns a function that draws the number of failures before the first success. The probability p of success
// is over 0 and at most 1. For many draws it first makes a table of the ends of the small numbers.
func Geometric(p float64, draws int) func(u uint64) int {
	if p == 1 {
		return func(uint64) int { return 0 }
	}
	failure := puremath.Log(1 - p)
	failures := func(u uint64) int { return int(min(puremath.Log(OpenUnit(^u))/failure, math.MaxInt32)) }
	const worth = 1 << 14 // draws
	if draws < worth {
		return failures
	}
	const most = 255
	var ends []uint64 // of the draws that give at most each number, in the unit that counts
	for k := 0; k < most && (k == 0 || ends[k-1] < 1<<52); k++ {
		lo, hi := uint64(0), uint64(1<<52)
		if k > 0 {
			lo = ends[k-1]
			const near = 1 << 16 // by how much the expected end is wrong at most; if not, the search takes longer
			expected := lo + uint64(float64(hi-lo)*p)
			if over := expected + near; over < hi && failures(over<<12) > k {
				hi = over
			}
			if under := expected - near; under > lo && under < hi && failures(under<<12) <= k {
				lo = under + 1
			}
		}
		for lo < hi {
			if mid := (lo + hi) / 2; failures(mid<<12) > k {
				hi = mid
			} else {
				lo = mid + 1
			}
		}
		ends = append(ends, lo)
	}
	var guide [256]uint8 // by the upper eight bits of a draw, the first possible number
	for i := range guide {
		guide[i] = uint8(sort.Search(len(ends)-1, func(k int) bool { return ends[k] > uint64(i)<<44 }))
	}
	return func(u uint64) int {
		for k := int(guide[u>>56]); k < len(ends); k++ {
			if u>>12 < ends[k] {
				return k
			}
		}
		return failures(u)
	}
}

// Poisson returns the non-negligible probabilities of a Poisson distribution. It computes them from the mode outwards,
// so that none underflows.
func Poisson(lambda float64) *Weights {
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
	for _, w := range slices.Backward(down) {
		weights = append(weights, w)
	}
	weights = append(weights, 1)
	for w, k := 1.0, mode+1; ; k++ {
		if w = w * lambda / float64(k); w < negligible {
			break
		}
		weights = append(weights, w)
	}
	return NewWeights(mode-len(down), weights)
}
