package infer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

const (
	// fewestForQuantiles is the least number of numbers whose quantiles are kept. Those of fewer numbers are the numbers.
	fewestForQuantiles = 20
	// mostKnots bounds the parts of a quantile function.
	mostKnots = 9
	// nearQuantile is the error of a quantile, as a share of the range, from which a quantile function has more parts.
	nearQuantile = 0.015
)

// A part is a linear part of a quantile function: from the share p, with the number a, to the share q, with the number
// b.
type part struct{ p, q, a, b float64 }

// quantilesOf returns the quantile function of sorted numbers between lo and hi in linear parts. Zeros are a part of
// their own. show rounds a number so that it is not a rare one of the data.
func quantilesOf(xs []float64, lo, hi float64, show func(float64) float64) []part {
	from, to := 0, len(xs)
	if at, found := slices.BinarySearch(xs, 0); found {
		end, _ := slices.BinarySearch(xs, math.SmallestNonzeroFloat64)
		if end-at >= 3 && 50*(end-at) >= len(xs) {
			from, to = at, end
		}
	}
	n := float64(len(xs))
	var parts []part
	add := func(xs []float64, before int, lo, hi float64) {
		if len(xs) == 0 {
			return
		}
		for _, s := range linear(xs, lo, hi, show) {
			parts = append(parts, part{
				(float64(before) + float64(s.p*float64(len(xs)))) / n,
				(float64(before) + float64(s.q*float64(len(xs)))) / n, s.a, s.b,
			})
		}
	}
	if from == 0 && to == len(xs) {
		if xs[0] == 0 && xs[len(xs)-1] == 0 {
			return []part{{0, 1, 0, 0}}
		}
		add(xs, 0, lo, hi)
		return parts
	}
	if from > 0 {
		add(xs[:from], 0, lo, show(xs[from-1]))
	}
	parts = append(parts, part{float64(from) / n, float64(to) / n, 0, 0})
	if to < len(xs) {
		add(xs[to:], to, show(xs[to]), hi)
	}
	return parts
}

// linear returns linear parts of the quantile function of sorted numbers, from lo to hi. It starts with one part and
// divides it where it is farthest from the numbers.
func linear(xs []float64, lo, hi float64, show func(float64) float64) []part {
	if len(xs) < fewestForQuantiles {
		return []part{{0, 1, lo, hi}}
	}
	type knot struct{ p, v float64 }
	knots := []knot{{0, lo}, {1, hi}}
	width := spread(xs)
	tries := []float64{0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.975, 0.99}
	if len(xs) < 200 {
		tries = []float64{0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95}
	}
	for len(knots) <= mostKnots {
		worst, most := -1.0, nearQuantile*width
		for _, p := range tries {
			i := 1
			for knots[i].p < p {
				i++
			}
			k, l := knots[i-1], knots[i]
			on := k.v + float64((l.v-k.v)*(p-k.p))/(l.p-k.p)
			if off := math.Abs(on - quantile(xs, p)); off > most {
				worst, most = p, off
			}
		}
		if worst < 0 {
			break
		}
		i := slices.IndexFunc(knots, func(k knot) bool { return k.p >= worst })
		v := min(max(show(quantile(xs, worst)), knots[i-1].v), knots[i].v)
		if knots[i].p == worst {
			break // it is as near as it can be shown
		}
		knots = slices.Insert(knots, i, knot{worst, v})
	}
	var parts []part
	for i, k := range knots[1:] {
		parts = append(parts, part{knots[i].p, k.p, knots[i].v, k.v})
	}
	return parts
}

// quantileExpr formats a quantile function of a column that is uniform between 0 and 1.
func quantileExpr(parts []part, uniform string) string {
	var b strings.Builder
	for i, s := range parts {
		if i+1 < len(parts) {
			fmt.Fprintf(&b, "%s < %s ? ", uniform, probability(s.q))
		}
		if s.a == s.b {
			b.WriteString(real(s.a))
		} else {
			slope := real(rounded((s.b-s.a)/(s.q-s.p), 5))
			if s.p == 0 {
				fmt.Fprintf(&b, "%s + %s * %s", real(s.a), slope, uniform)
			} else {
				fmt.Fprintf(&b, "%s + %s * (%s - %s)", real(s.a), slope, uniform, probability(s.p))
			}
		}
		if i+1 < len(parts) {
			b.WriteString(" : ")
		}
	}
	return b.String()
}

// probability formats a share of 1 with four decimals.
func probability(p float64) string { return strconv.FormatFloat(math.Round(1e4*p)/1e4, 'f', -1, 64) }

// real formats a number so that an expression reads a float.
func real(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if len(text) > 24 {
		text = plainNumber(strconv.FormatFloat(v, 'g', 6, 64))
	}
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// rounded rounds a number to some significant digits.
func rounded(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// decimalsOf returns the least number of decimals, up to 6, that all numbers have. ok is false if some have more.
func decimalsOf(xs []float64) (decimals int, ok bool) {
	for decimals = range 7 {
		power := math.Pow10(decimals)
		if !slices.ContainsFunc(xs, func(x float64) bool {
			return math.Abs(x) > 1e9 || float64(math.Round(float64(x*power)))/power != x
		}) {
			return decimals, true
		}
	}
	return 0, false
}
