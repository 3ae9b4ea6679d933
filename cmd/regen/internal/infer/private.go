package infer

import (
	"math"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// crowd is the least number of cells with a number from which the number says nothing about one of them.
const crowd = 5

// isRare reports whether a number is one of a few cells, so a fixture must not show it: of fewer than crowd, or of less
// than a twentieth if it is long enough to be a salary or the number of somebody. 0 and 1 are never rare.
func isRare(c *profile.Column, v float64) bool {
	if v == 0 || v == 1 {
		return false
	}
	n, enough := c.Seen(v), int64(crowd)
	if math.Abs(v) >= 1000 {
		enough = max(enough, c.Present()/20)
	}
	return 0 < n && n < enough || n == 0 && (v == c.Numbers.Least || v == c.Numbers.Greatest)
}

// outward returns the range of the numbers of a column, rounded to two digits of its width. An end that is a rare
// number moves outward.
func outward(c *profile.Column, whole bool, within bound) (lo, hi float64) {
	lo, hi = c.Numbers.Least, c.Numbers.Greatest
	step := math.Pow(10, math.Floor(math.Log10(math.Max(hi-lo, 1e-300)))-1)
	if lo == hi {
		step = math.Pow(10, math.Floor(math.Log10(math.Max(math.Abs(lo), 1e-300)))-1)
		if !isRare(c, lo) {
			return lo, hi
		}
	}
	if whole {
		step = math.Max(step, 1)
	}
	down := func(v, step float64) float64 { return float64(math.Floor(v/step) * step) }
	up := func(v, step float64) float64 { return float64(math.Ceil(v/step) * step) }
	a, b := down(lo, step), up(hi, step)
	if !(math.Abs(a)+math.Abs(b) < math.Inf(1)) { // NaN, too
		return lo, hi // too large to round
	}
	// Five steps of a small table say less about its ends than one.
	if wide := 5 * step; isRare(c, a) || isRare(c, b) {
		a, b = down(lo, wide), up(hi, wide)
		for i := 0; i < crowd && isRare(c, a); i++ {
			a = down(a-wide/2, wide)
		}
		for i := 0; i < crowd && isRare(c, b); i++ {
			b = up(b+wide/2, wide)
		}
	}
	if lo >= 0 {
		a = math.Max(a, 0)
	}
	a, b = min(max(a, within.lo), within.hi), max(min(b, within.hi), within.lo)
	if whole {
		a, b = math.Trunc(a), math.Trunc(b)
	}
	return a, b
}

// shown returns a function that rounds a number of a column to a two-hundredth of a width, and moves it if it is a rare
// number then.
func shown(c *profile.Column, width float64) func(float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(math.Max(width/200, 1e-300))))
	return func(v float64) float64 {
		r := rounded(float64(math.Round(v/unit)*unit), 12)
		for i := 1.0; i < 50 && isRare(c, r); i++ {
			r = rounded(float64((math.Round(v/unit)+i)*unit), 12)
		}
		return r
	}
}

// startOf returns a start for a sequence that is not a number of the data, unless it is a low one, as the numbers of
// rows are: sequences of phone numbers are as personal as any phone number.
func startOf(first, step, n int64) int64 {
	if first >= 0 && first <= max(1000, n) || first > 1<<60 || first < -1<<60 {
		return first
	}
	unit := int64(math.Pow(10, math.Max(math.Floor(math.Log10(math.Abs(float64(first))))-1, 1)))
	start := first / unit * unit
	if start == first || start-first == step {
		start -= unit
	}
	return start
}
