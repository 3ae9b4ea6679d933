package infer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

const (
	// mostKnots bounds the parts of a distribution between two masses.
	mostKnots = 9
	// nearQuantile is the error of a quantile, as a share of the range, from which a distribution has more parts.
	nearQuantile = 0.012
	// mostMasses bounds the numbers that have a part of their own because they are frequent.
	mostMasses = 6
)

// A knot is a share of all numbers, and the number up to which they are.
type knot struct{ share, value float64 }

// A shape is a distribution: its quantiles in ascending order, from the share 0 to 1. Two knots of the same value are a
// mass of that value.
type shape []knot

// shapeOf returns the shape of sorted numbers between lo and hi. Frequent numbers, and zeros, are a mass.
func shapeOf(xs []float64, lo, hi float64, show shower) shape {
	if isUniform(xs) {
		return shape{{0, lo}, {1, hi}}
	}
	var s shape
	n, width := float64(len(xs)), spread(xs)
	add := func(share, value float64) {
		share = float64(math.Round(1e4*share)) / 1e4
		if k := len(s); k > 0 {
			value = max(value, s[k-1].value)
			if share <= s[k-1].share {
				if share == s[k-1].share && value == s[k-1].value {
					return
				}
				if before := s[k-1].value; value-before < 0.01*width && value != 0 && before != 0 {
					if k == 1 || s[k-2].value != before { // not the end of a mass
						s[k-1].value = value
					}
					return
				}
				share = s[k-1].share + 1e-4 // a jump
			}
		}
		if share <= 1 {
			s = append(s, knot{share, min(value, hi)})
		}
	}
	between := func(from, to int, lo, hi float64) {
		for _, k := range linear(xs[from:to], lo, hi, width, show) {
			add((float64(from)+float64(k.share*float64(to-from)))/n, k.value)
		}
	}
	at, low := 0, lo
	for _, m := range masses(xs, show) {
		v := xs[m[0]]
		if m[0] > at {
			high, ok := show(xs[m[0]-1])
			if !ok || high < low {
				high = v
			}
			between(at, m[0], low, high)
		}
		add(float64(m[0])/n, v)
		add(float64(m[1])/n, v)
		if at = m[1]; at < len(xs) {
			var ok bool
			if low, ok = show(xs[at]); !ok {
				low = v
			}
		}
	}
	if at < len(xs) {
		between(at, len(xs), low, hi)
	}
	if last := &s[len(s)-1]; last.share < 1 {
		last.share = 1
	}
	if len(s) == 1 {
		s = shape{{0, s[0].value}, s[0]}
	}
	return s
}

// isUniform reports whether sorted numbers may be drawn uniformly: whether no share of them differs from that of a
// uniform distribution by more than chance.
func isUniform(xs []float64) bool {
	n, lo, hi := float64(len(xs)), xs[0], xs[len(xs)-1]
	chance := max(0.02, min(1.2/math.Sqrt(n), 0.1))
	step := 0.0 // between numbers that are whole
	if !slices.ContainsFunc(xs, func(x float64) bool { return x != math.Trunc(x) }) {
		step = 1
	}
	for i, x := range xs {
		if i+1 < len(xs) && xs[i+1] == x || lo == hi {
			continue
		}
		if math.Abs((x-lo+step)/(hi-lo+step)-float64(i+1)/n) > chance+(1-step)/n {
			return false
		}
	}
	return true
}

// masses returns the ranges of the indices of numbers that are frequent.
func masses(xs []float64, show shower) (all [][2]int) {
	for lo := 0; lo < len(xs); {
		hi := lo + 1
		for hi < len(xs) && xs[hi] == xs[lo] {
			hi++
		}
		least := len(xs) / 12
		if xs[lo] == 0 {
			least = len(xs) / 50
		}
		if v, ok := show(xs[lo]); hi-lo >= max(least, crowd) && ok && v == xs[lo] {
			all = append(all, [2]int{lo, hi})
		}
		lo = hi
	}
	for len(all) > mostMasses {
		few := 0
		for i, m := range all {
			if m[1]-m[0] < all[few][1]-all[few][0] {
				few = i
			}
		}
		all = slices.Delete(all, few, few+1)
	}
	return all
}

// linear returns the knots of sorted numbers from lo to hi. It starts with one part and divides it where it is farthest
// from the numbers, but not into parts of fewer than crowd numbers.
func linear(xs []float64, lo, hi, width float64, show shower) []knot {
	knots := []knot{{0, lo}, {1, hi}}
	skip := map[float64]bool{}
	for len(knots) <= mostKnots {
		worst, most := -1.0, nearQuantile*width
		for _, p := range []float64{0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.975, 0.99} {
			if skip[p] || min(p, 1-p)*float64(len(xs)) < 1 || len(xs) < 2*crowd {
				continue
			}
			i := 1
			for knots[i].share < p {
				i++
			}
			k, l := knots[i-1], knots[i]
			if l.share == p || (l.share-k.share)*float64(len(xs)) < 2*crowd && p > 0.05 && p < 0.95 {
				continue
			}
			on := k.value + float64((l.value-k.value)*(p-k.share))/(l.share-k.share)
			if off := math.Abs(on - quantile(xs, p)); off > most {
				worst, most = p, off
			}
		}
		if worst < 0 {
			break
		}
		i := slices.IndexFunc(knots, func(k knot) bool { return k.share > worst })
		if v, ok := show(quantile(xs, worst)); ok {
			knots = slices.Insert(knots, i, knot{worst, min(max(v, knots[i-1].value), knots[i].value)})
		}
		skip[worst] = true
	}
	return knots
}

// quantile returns a quantile of sorted numbers, between two of them if need be.
func quantile(xs []float64, p float64) float64 {
	at := p * float64(len(xs)-1)
	i := min(max(int(at), 0), len(xs)-1)
	j := min(i+1, len(xs)-1)
	return xs[i] + float64((xs[j]-xs[i])*(at-float64(i)))
}

// spread is the range of sorted numbers without the outermost hundredths.
func spread(xs []float64) float64 {
	if w := quantile(xs, 0.99) - quantile(xs, 0.01); w > 0 {
		return w
	}
	return xs[len(xs)-1] - xs[0]
}

// text formats the shape with a format for values.
func (s shape) text(value func(float64) string) string {
	var parts []string
	for _, k := range s {
		parts = append(parts, strconv.FormatFloat(float64(math.Round(1e4*k.share))/1e4, 'f', -1, 64)+": "+value(k.value))
	}
	return "quantiles: {" + strings.Join(parts, ", ") + "}"
}

// isUniform reports whether the quantiles are about those of a uniform distribution, of integers if whole is set.
func (s shape) isUniform(whole bool) bool {
	lo, hi := s[0].value, s[len(s)-1].value
	if whole {
		lo, hi = lo-0.5, hi+0.5
	}
	for i, k := range s {
		if i > 0 && i < len(s)-1 && math.Abs(lo+float64((hi-lo)*k.share)-k.value) > 0.02*(hi-lo) {
			return false
		}
	}
	return true
}

// mostCells bounds the values of a part that distinct looks at one by one.
const mostCells = 1 << 12

// distinct returns how many different values some rows have on average, if values are multiples of a unit.
func (s shape) distinct(rows, unit float64) float64 {
	sum, at, share := 0.0, math.Inf(-1), 0.0 // the share of the value at
	occurs := func(share float64) float64 { return -math.Expm1(-rows * share) }
	for i, k := range s[1:] {
		a, b, all := s[i].value/unit, k.value/unit, k.share-s[i].share
		lo, hi := math.Round(a), math.Round(b)
		if hi-lo > mostCells {
			sum += (b - a) * occurs(all/(b-a))
			continue
		}
		for v := lo; v <= hi; v++ {
			part := all
			if hi > lo {
				part *= (min(b, v+0.5) - max(a, v-0.5)) / (b - a)
			}
			if v != at {
				sum += occurs(share)
				at, share = v, 0
			}
			share += part
		}
	}
	return sum + occurs(share)
}

// capacity returns how many different values that are a unit apart can have the shape.
func (s shape) capacity(unit float64) float64 {
	most := math.Inf(1)
	for i, k := range s[1:] {
		cells := math.Floor((k.value - s[i].value) / unit)
		if i == len(s)-2 || cells == 0 {
			cells++
		}
		most = min(most, cells/(k.share-s[i].share))
	}
	return most
}

// stepsOf returns how many units apart values have to be so that some rows have about so many different ones: 1 if that
// is near enough. It has two decimals if it is small.
func (s shape) stepsOf(rows, distinct, unit float64) float64 {
	// Of values that occur a few times, some are missing by chance.
	chance := math.Sqrt(max(min(distinct, rows-distinct), 0))
	if s.distinct(rows, unit) <= max(1.05*distinct, distinct+chance) {
		return 1
	}
	lo, hi := 1.0, math.Ceil((s[len(s)-1].value-s[0].value)/unit)
	for hi/lo > 1.002 {
		if mid := math.Sqrt(lo * hi); s.distinct(rows, mid*unit) > distinct {
			lo = mid
		} else {
			hi = mid
		}
	}
	if hi >= 20 {
		return math.Round(hi)
	}
	return math.Round(100*hi) / 100
}

// scaled returns the shape of the values divided by a unit, rounded.
func (s shape) scaled(unit float64) shape {
	out := make(shape, len(s))
	for i, k := range s {
		out[i] = knot{k.share, math.Round(k.value / unit)}
	}
	return out
}

// uniform formats a uniform distribution.
func uniform(lo, hi float64, whole bool) string {
	if whole {
		return fmt.Sprintf("int: [%s, %s]", number(lo), number(hi))
	}
	return fmt.Sprintf("float: [%s, %s]", number(lo), number(hi))
}

// numbers formats a shape.
func (s shape) numbers(whole bool) string {
	if s.isUniform(whole) {
		return uniform(s[0].value, s[len(s)-1].value, whole)
	}
	return s.text(number)
}

// reals formats a shape of floats, which have a type if all of its values are whole.
func (s shape) reals() string {
	text := s.numbers(false)
	isReal := func(k knot) bool { return strings.Contains(number(k.value), ".") }
	if !slices.ContainsFunc(s, isReal) {
		text += ", type: float64"
	}
	return text
}

// unique formats a shape of unique whole numbers. It is empty if there are too few of this shape.
func (s shape) unique(r request) string {
	if s.isUniform(true) || s.capacity(1) < float64(r.capacity()) {
		lo, hi := s[0].value, s[len(s)-1].value
		if !s.isUniform(true) || hi-lo+1 < float64(r.capacity()) {
			return ""
		}
		return uniform(lo, hi, true) + ", unique: true"
	}
	return s.text(number) + ", unique: true"
}

// widened returns the range of a shape, with room for some whole numbers.
func (s shape) widened(numbers float64, within bound) (lo, hi float64) {
	lo, hi = s[0].value, s[len(s)-1].value
	if room := numbers - (hi - lo + 1); room > 0 {
		hi = min(hi+room, within.hi)
		lo = max(min(lo, hi-numbers+1), within.lo)
	}
	return lo, hi
}
