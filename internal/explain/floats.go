package explain

import (
	"fmt"
	"math"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/message"
)

// asFloats reports whether both columns are numbers, and not both exact ones.
func (e *explainer) asFloats() bool { return floatsIn(e.Old) != nil && floatsIn(e.New) != nil }

// lastDigit returns the relative error that the last printed digits of a column may have.
func (e *explainer) lastDigit() float64 {
	slack := 1e-13
	for _, a := range []arrow.Array{e.Old, e.New} {
		switch a.DataType().ID() {
		case arrow.FLOAT32:
			slack = max(slack, 2e-7)
		case arrow.FLOAT16:
			slack = max(slack, 1e-3)
		}
	}
	return slack
}

// floats finds noise, a rounding, a shift or a factor of floats.
func (e *explainer) floats(of []int32) []rule {
	old, new := floatsIn(e.Old), floatsIn(e.New)
	slack := e.lastDigit()
	near := func(x, y float64) bool {
		return x == y || math.Abs(x-y) <= slack*max(math.Abs(x), math.Abs(y)) && !math.IsInf(x, 0)
	}
	made := func(words string, of func(x float64) float64) rule {
		return rule{words: words, holds: func(i, j int) bool {
			x, y := old(i), new(j)
			return near(of(x), y)
		}}
	}
	rules := []rule{
		{words: "became NaN", holds: func(_, j int) bool { return new(j) != new(j) }},
		{words: "by the sign of zero only", holds: func(i, j int) bool { return old(i) == new(j) }},
	}
	rules = append(rules, e.noise(of)...)
	if places := e.places(of); places <= mostPlaces {
		for _, mode := range roundingsOf(len(of)) {
			rules = append(rules, e.roundedFloats(old, mode, places))
		}
	}
	for _, a := range e.voted(of, func(i, j int) interval {
		x, y := old(i), new(j)
		room := slack * max(math.Abs(x), math.Abs(y))
		return interval{y - x - room, y - x + room}
	}) {
		if shift := simplest(a.lo, a.hi); len(of) > 1 && !math.IsInf(shift, 0) && shift != 0 {
			rules = append(rules, made(fmt.Sprintf("by %+g", shift), func(x float64) float64 { return x + shift }))
		}
	}
	rules = append(rules, made("subtracted from 1", func(x float64) float64 { return 1 - x }))
	return append(rules, e.floatFactors(of, made)...)
}

// floatLines finds a factor with a summand, also with rounded results.
func (e *explainer) floatLines(of []int32) (rules []rule) {
	old, new := floatsIn(e.Old), floatsIn(e.New)
	slack, largest := e.lastDigit(), 0.0
	for _, pair := range sample(of, 512) {
		_, j := e.table.pair(pair)
		if y := math.Abs(new(j)); !math.IsInf(y, 0) && y == y {
			largest = max(largest, y)
		}
	}
	for _, l := range e.lines(of, func(y float64) float64 { return slack * max(math.Abs(y), largest) }) {
		rules = append(rules, rule{words: l.words, digits: l.digits, distinct: leastDistinct, holds: func(i, j int) bool {
			x, y := l.of(old(i)), new(j)
			return math.Abs(x-y) <= slack*max(math.Abs(y), math.Abs(l.of(0)), math.Abs(l.of(old(i))-l.of(0)))
		}})
	}
	if places := e.places(of); places <= mostPlaces {
		half := 0.5 * math.Pow10(-places)
		for _, l := range e.lines(of, func(y float64) float64 { return half + slack*math.Abs(y) }) {
			r := e.roundedFloats(func(row int) float64 { return l.of(old(row)) }, halfAway, places)
			r.words, r.digits, r.distinct = l.words+", "+r.words, l.digits, leastDistinct
			rules = append(rules, r)
		}
	}
	return rules
}

// floatFactors finds a factor, also one whose products are rounded.
func (e *explainer) floatFactors(of []int32, made func(string, func(float64) float64) rule) []rule {
	old, new := floatsIn(e.Old), floatsIn(e.New)
	var rules []rule
	for _, a := range e.voted(of, func(i, j int) interval {
		return factorInterval(old(i), new(j), 2*e.lastDigit()*math.Abs(new(j)), halfAway)
	}) {
		if r, ok := simplestRatio(a.lo, a.hi); ok && (len(of) > 1 || r.digits == 1 && e.large(of[0])) {
			f := float64(r.num) / float64(r.den)
			if r.negative {
				f = -f
			}
			multiplied := made(r.words, func(x float64) float64 { return x * f })
			multiplied.digits = r.digits
			rules = append(rules, multiplied)
		}
	}
	places := e.places(of)
	if places > mostPlaces {
		return rules
	}
	unit := math.Pow10(-places)
	for _, a := range e.voted(of, func(i, j int) interval {
		return factorInterval(old(i), new(j), unit, halfAway)
	}) {
		r, ok := simplestRatio(a.lo, a.hi)
		if !ok || !e.enough(of, r.digits, halfAway, unit) {
			continue
		}
		f := float64(r.num) / float64(r.den)
		if r.negative {
			f = -f
		}
		rounded := e.roundedFloats(func(row int) float64 { return old(row) * f }, halfAway, places)
		rounded.digits = r.digits
		rounded.words = r.words + ", " + rounded.words
		rules = append(rules, rounded)
	}
	return rules
}

// noise finds differences as small as rounding errors: of each value, or of the largest one.
func (e *explainer) noise(of []int32) []rule {
	const (
		most, mostOfLargest = 1e-9, 1e-12
		digits              = 4e-16 // of the value: how far printed digits are from their floats
	)
	old, new := floatsIn(e.Old), floatsIn(e.New)
	largest, relative, absolute := 0.0, 0.0, 0.0
	for _, pair := range of {
		i, j := e.table.pair(pair)
		x, y := old(i), new(j)
		if x-y != x-y { // an infinity or NaN
			return nil
		}
		size := max(math.Abs(x), math.Abs(y))
		largest = max(largest, size)
		relative = max(relative, math.Abs(x-y)/size)
		absolute = max(absolute, math.Abs(x-y))
	}
	noise := func(bound float64, of string) []rule {
		words := fmt.Sprintf("by floating-point noise, under %.0e%s", bound, of)
		return []rule{{words: words, holds: func(i, j int) bool {
			x, y := old(i), new(j)
			if of != "" {
				return math.Abs(x-y) < bound*max(math.Abs(x), math.Abs(y)) || x == y
			}
			return math.Abs(x-y) < bound
		}}}
	}
	switch {
	case relative < most:
		return noise(powerAbove(relative+digits), " of the value")
	case absolute < mostOfLargest*largest && absolute < relative:
		return noise(powerAbove(absolute+digits*largest), "")
	}
	return nil
}

// powerAbove returns the least power of ten above a positive number.
func powerAbove(f float64) float64 {
	bound := math.Pow10(int(math.Floor(math.Log10(f))))
	for bound <= f {
		bound *= 10
	}
	text := strconv.FormatFloat(bound, 'e', 0, 64) // as it is printed
	bound, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.Inf(1)
	}
	return bound
}

// roundedFloats returns the rule that floats are rounded to some decimals. A value half way between two may become
// either, because few decimals are exact in binary.
func (e *explainer) roundedFloats(old func(int) float64, mode rounding, places int) rule {
	const slack = 1e-9
	new := floatsIn(e.New)
	narrow := e.New.DataType().ID() == arrow.FLOAT32
	scale := math.Pow10(places)
	words := roundingWords[mode] + " to " + message.Count(places, "decimal")
	if places == 0 {
		words = roundingWords[mode] + " to whole numbers"
	}
	return rule{words: words, holds: func(i, j int) bool {
		x, y := old(i)*scale, new(j)
		n := math.Round(y * scale)
		same := n/scale == y || narrow && float32(n/scale) == float32(y)
		if !same || math.Abs(n) > 1<<53 {
			return false
		}
		switch room := slack * max(1, math.Abs(x)*1e-6); mode {
		case toZero:
			return math.Abs(n) <= math.Abs(x)+room && math.Abs(x)-math.Abs(n) < 1 && x*n >= 0
		case down:
			return n <= x+room && x-n < 1
		case up:
			return n >= x-room && n-x < 1
		default:
			return math.Abs(x-n) <= 0.5+room
		}
	}}
}
