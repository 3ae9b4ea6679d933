package infer

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

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

// number formats a rounded number without the noise of binary fractions.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'g', 12, 64)
	if r, err := strconv.ParseFloat(text, 64); err == nil && r == math.Trunc(r) && math.Abs(r) < 1<<63 {
		return strconv.FormatInt(int64(r), 10)
	}
	return plainNumber(text)
}

// significant formats three digits of a number.
func significant(v float64) string {
	text := strconv.FormatFloat(v, 'g', 3, 64)
	if r, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(r) < 1e15 && (math.Abs(r) >= 1e-4 || r == 0) {
		return strconv.FormatFloat(r, 'f', -1, 64)
	}
	return plainNumber(text)
}

// shareOfNulls formats a share of nulls, which is less than 1 even if it is rounded.
func shareOfNulls(share float64) string {
	if share == 0 {
		return ""
	}
	return ", null: " + significant(min(share, 0.999))
}

// plainNumber adds the point that makes a number with an exponent a number in YAML.
func plainNumber(text string) string {
	if mantissa, exponent, ok := strings.Cut(text, "e"); ok && !strings.Contains(mantissa, ".") {
		return mantissa + ".0e" + exponent
	}
	return text
}
