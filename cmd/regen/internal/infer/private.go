package infer

import (
	"math"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// crowd is the least number of cells with a number from which the number says nothing about one of them.
const crowd = 5

// isRare reports whether a number is one of a few cells, so a fixture must not show it: of fewer than crowd, or of less
// than a tenth if it is long enough to be a salary or the number of somebody, but not a year. 0 and 1 are never rare.
func isRare(c *profile.Column, v float64) bool {
	if v == 0 || v == 1 {
		return false
	}
	n, enough := c.Seen(v), int64(crowd)
	if years := c.Numbers.Whole && c.Numbers.Least >= 1800 && c.Numbers.Greatest <= 2100; math.Abs(v) >= 1000 && !years {
		enough = max(enough, c.Present()/10)
	}
	return 0 < n && n < enough || n == 0 && (v == c.Numbers.Least || v == c.Numbers.Greatest)
}

// outward returns the range of the numbers of a column. An end that is a rare number is rounded outward, to about a
// fiftieth of the width, to a number that is not rare.
func outward(c *profile.Column, whole bool, within bound) (lo, hi float64) {
	lo, hi = c.Numbers.Least, c.Numbers.Greatest
	width := hi - lo
	if lo == hi {
		width = math.Abs(lo)
	}
	if !(width < math.Inf(1)) { // NaN, too
		return lo, hi // too large to round
	}
	step := nice(width / 50)
	if c.Present() < 20 {
		step = nice(width / 10)
	}
	if whole {
		step = math.Max(step, 1)
	}
	outer := func(v, sign float64, round func(float64) float64) float64 {
		if !isRare(c, v) {
			return v
		}
		at := round(v / step)
		for i := 0; i < crowd && isRare(c, rounded(float64(at*step), 12)); i++ {
			at += sign
		}
		return rounded(float64(at*step), 12)
	}
	a, b := outer(lo, -1, math.Floor), outer(hi, 1, math.Ceil)
	if lo >= 0 {
		a = math.Max(a, 0)
	}
	if hi <= 0 {
		b = math.Min(b, 0)
	}
	a, b = min(max(a, within.lo), within.hi), max(min(b, within.hi), within.lo)
	if whole {
		a, b = math.Trunc(a), math.Trunc(b)
	}
	return a, b
}

// nice returns the greatest number of the form 1, 2 or 5 times a power of ten that is at most v.
func nice(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(math.Max(v, 1e-300))))
	switch {
	case v >= 5*power:
		return 5 * power
	case v >= 2*power:
		return 2 * power
	}
	return power
}

// A shower rounds a number so that a fixture may show it. ok is false if all numbers near it are rare ones of the data.
type shower func(v float64) (near float64, ok bool)

// shown returns the shower of a column. It rounds to a two-hundredth of a width, and moves rare numbers by at most a
// twentieth. A number of a twentieth of the cells stays.
func shown(c *profile.Column, width float64) shower {
	unit := nice(width / 200)
	if c.Numbers.Whole {
		unit = math.Max(unit, 1)
	}
	rare := func(v float64) bool { return isRare(c, rounded(v, 12)) || c.Numbers.Whole && v != math.Trunc(v) }
	return func(v float64) (float64, bool) {
		if !isRare(c, v) && (v == 0 || c.Seen(v) >= c.Present()/20) {
			return v, true
		}
		for _, fine := range []float64{1, 0.1, 0.01} {
			if near, ok := nearby(v, unit, fine*unit, rare); ok {
				return rounded(near, 12), true
			}
		}
		return 0, false
	}
}

// nearby returns a number near v that is not rare: v in units, and at most ten steps away.
func nearby(v, unit, step float64, rare func(float64) bool) (near float64, ok bool) {
	for i := range 21 {
		away := float64((i + 1) / 2)
		if i%2 == 0 {
			away = -away
		}
		if near = float64(math.Round(v/unit)*unit) + float64(away*step); !rare(near) {
			return near, true
		}
	}
	return 0, false
}

// startOf returns a start for a sequence that is not a number of the data, unless it is a low one, as the numbers of
// rows and years are: sequences of phone numbers are as personal as any phone number.
func startOf(first, step, n int64) int64 {
	if first >= 0 && first <= max(2100, n) || first > 1<<60 || first < -1<<60 {
		return first
	}
	unit := int64(math.Pow(10, math.Max(math.Floor(math.Log10(math.Abs(float64(first))))-1, 1)))
	start := first / unit * unit
	if start == first || start-first == step {
		start -= unit
	}
	return start
}
