package explain

import "math"

// factorInterval returns the factors that make y of x if products are rounded to multiples of unit.
func factorInterval(x, y, unit float64, mode rounding) interval {
	const slack = 4e-16
	switch {
	case x == 0 && y == 0:
		return everything
	case x == 0 || math.IsInf(x, 0) || math.IsInf(y, 0) || x != x || y != y:
		return interval{1, 0}
	}
	below, above := 0.0, 0.0
	switch {
	case mode == halfAway || mode == halfEven:
		below, above = unit/2, unit/2
	case mode == down || mode == toZero && y > 0:
		above = unit
	case mode == up || mode == toZero && y < 0:
		below = unit
	case mode == toZero:
		below, above = unit, unit
	}
	room := slack * math.Abs(y)
	a, b := (y-below-room)/x, (y+above+room)/x
	return interval{min(a, b), max(a, b)}
}

// enough reports whether cells are so many, and so large, that a factor of some digits does not fit them by chance.
func (e *explainer) enough(of []int32, digits int, mode rounding, unit float64) bool {
	if mode == exactly && digits <= 3 {
		return len(of) > 1 || digits == 1 && e.large(of[0])
	}
	if len(of) < 2 || digits > mode.mostDigits() {
		return false
	}
	value := e.floatsOf()
	evidence := 0.0
	for _, pair := range sample(of, 64) {
		_, j := e.table.pair(pair)
		if y := math.Abs(value(j)); y > unit {
			evidence += min(math.Log10(y/unit), 6)
		}
	}
	return evidence >= float64(digits)+2
}

// large reports whether the old value of a cell has at least three digits before its trailing zeros.
func (e *explainer) large(pair int32) bool {
	i, _ := e.table.pair(pair)
	n := 0
	for _, c := range []byte(e.oldText(i)) {
		if c >= '1' && c <= '9' || c == '0' && n > 0 {
			n++
		}
	}
	return n >= 3
}
