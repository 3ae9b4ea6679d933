package explain

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/message"
)

// asNumbers reports whether both columns are integers or decimals.
func (e *explainer) asNumbers() bool {
	return cells.Numbers(e.Old) != nil && cells.Numbers(e.New) != nil
}

// numbers finds a shift, a factor or a rounding of integers and decimals.
func (e *explainer) numbers(of []int32) []rule {
	old, new := cells.Numbers(e.Old), cells.Numbers(e.New)
	oldScale, newScale := scaleOf(e.Old.DataType()), scaleOf(e.New.DataType())
	rules := e.numberShift(of)
	product := func(r ratio, mode rounding, words string) rule {
		m := newMultiplier(r, oldScale, newScale)
		return rule{words: words, digits: r.digits, holds: func(i, j int) bool { return m.gives(old(i), new(j), mode) }}
	}
	unit := math.Pow10(-newScale)
	candidates := func(mode rounding) {
		for _, a := range e.voted(of, func(i, j int) interval {
			return factorInterval(old(i).Float(), new(j).Float(), unit, mode)
		}) {
			r, ok := simplestRatio(a.lo, a.hi)
			if !ok || !e.enough(of, r.digits, mode, unit) {
				continue
			}
			words := r.words
			if mode != exactly {
				words += ", " + roundingWords[mode] + decimals(newScale)
			}
			rules = append(rules, product(r, mode, words))
		}
	}
	candidates(exactly)
	for coarser := 1; coarser <= max(newScale, 3); coarser++ {
		for _, mode := range roundingsOf(len(of) - 1) {
			rules = append(rules, e.coarser(mode, coarser, newScale))
		}
	}
	exact := len(rules)
	if r, ok := e.wholeDivisor(of, unit); ok && oldScale+newScale == 0 {
		rules = append(rules, product(r, toZero, r.words+", truncated"))
	}
	for mode := halfAway; mode <= up; mode++ {
		candidates(mode)
	}
	slices.SortStableFunc(rules[exact:], func(a, b rule) int { return cmp.Compare(a.digits, b.digits) })
	return rules
}

// numberLines finds a factor with a summand, also with rounded results.
func (e *explainer) numberLines(of []int32) (rules []rule) {
	const slack = 1e-15
	old, new := cells.Numbers(e.Old), cells.Numbers(e.New)
	oldScale, newScale := scaleOf(e.Old.DataType()), scaleOf(e.New.DataType())
	if min(oldScale, newScale) < 0 {
		return nil
	}
	for _, mode := range []rounding{exactly, halfAway, halfEven} {
		half := 0.5 * math.Pow10(-newScale)
		if mode == exactly {
			half = 1e-6 * half
		}
		for _, l := range e.lines(of, func(y float64) float64 { return half + slack*math.Abs(y) }) {
			l.setScales(oldScale, newScale)
			words := l.words
			if mode != exactly {
				words += ", " + roundingWords[mode] + decimals(newScale)
			}
			rules = append(rules, rule{words: words, digits: l.digits, distinct: leastDistinct, holds: func(i, j int) bool {
				return l.gives(old(i), new(j), mode)
			}})
		}
	}
	return rules
}

// wholeDivisor returns the only whole number by which a division of integers gives the new cells. It is likelier than a
// factor with rounding that gives them, too.
func (e *explainer) wholeDivisor(of []int32, unit float64) (ratio, bool) {
	const least, most = 2, 1000
	old, new := floatsIn(e.Old), floatsIn(e.New)
	for _, a := range e.voted(of, func(i, j int) interval { return factorInterval(old(i), new(j), unit, toZero) }) {
		n := math.Ceil(1 / a.hi)
		if a.lo <= 0 || n < least || n > most || n*a.lo > 1 || (n+1)*a.lo <= 1 || !e.enough(of, 1, toZero, unit) {
			continue
		}
		return ratio{num: 1, den: uint64(n), words: fmt.Sprintf("divided by %.0f", n)}, true
	}
	return ratio{}, false
}

// decimals returns to how many decimals a number is rounded.
func decimals(scale int) string {
	switch scale {
	case 0:
		return ""
	case 2:
		return " to cents"
	}
	return " to " + message.Count(scale, "decimal")
}

// numberShift finds the number that was added to the most cells.
func (e *explainer) numberShift(of []int32) []rule {
	old, new := cells.Numbers(e.Old), cells.Numbers(e.New)
	if scaleOf(e.Old.DataType()) != scaleOf(e.New.DataType()) || len(of) < 2 {
		return nil
	}
	counts := map[cells.Number]int{}
	var delta cells.Number
	for _, pair := range sample(of, 512) {
		i, j := e.table.pair(pair)
		d := new(j).Minus(old(i))
		if counts[d]++; counts[d] > counts[delta] {
			delta = d
		}
	}
	return []rule{{
		words: "by " + delta.SignedText(),
		holds: func(i, j int) bool { return new(j).Minus(old(i)) == delta },
	}}
}

// coarser returns the rule that numbers were rounded to fewer digits, by a power of ten.
func (e *explainer) coarser(mode rounding, power, scale int) rule {
	old, new := cells.Numbers(e.Old), cells.Numbers(e.New)
	oldScale := scaleOf(e.Old.DataType())
	step := uint64(math.Pow10(power))
	divide := newMultiplier(ratio{num: 1, den: step}, oldScale, scale)
	back := newMultiplier(ratio{num: 1, den: step}, scale, scale)
	words := roundingWords[mode]
	switch places := scale - power; {
	case places > 0:
		words += " to " + message.Count(places, "decimal")
	case places == 0:
		words += " to whole numbers"
	default:
		words += fmt.Sprintf(" to multiples of %d", uint64(math.Pow10(-places)))
	}
	return rule{words: words, holds: func(i, j int) bool {
		y := new(j)
		quotient, ok := back.quotient(y)
		return ok && divide.gives(old(i), quotient, mode)
	}}
}
