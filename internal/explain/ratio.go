package explain

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/cells"
)

// A ratio is a factor, exact.
type ratio struct {
	num, den uint64
	negative bool
	words    string // such as "by factor 1.1"
	digits   int    // how many digits the factor has, the less the likelier
}

// mostDigits bounds the digits of a factor. One with more is likely to be no cause, but a coincidence.
const mostDigits = 9

// simplestRatio returns the simplest factor between two bounds. It returns false if all have many digits.
func simplestRatio(lo, hi float64) (ratio, bool) {
	if !(lo <= hi) || math.IsInf(lo, 0) || math.IsInf(hi, 0) || lo <= 0 && hi >= 0 {
		return ratio{}, false
	}
	r := ratio{negative: hi < 0}
	if r.negative {
		lo, hi = -hi, -lo
	}
	num, den, digits := decimalRatio(simplest(lo, hi))
	invNum, invDen, invDigits := decimalRatio(simplest(1/hi, 1/lo))
	sign := ""
	if r.negative {
		sign = "-"
	}
	whole := invDen == 1 && invNum > 1
	switch {
	case whole && invDigits <= mostDigits && (digits > 1 && invDigits <= digits || isPowerOfTen(invNum)):
		r.num, r.den, r.digits = 1, invNum, invDigits
		r.words = "divided by " + sign + strconv.FormatUint(invNum, 10)
	case digits <= mostDigits:
		r.num, r.den, r.digits = num, den, digits
		r.words = "by factor " + sign + strconv.FormatFloat(float64(num)/float64(den), 'f', -1, 64)
	case invDigits <= mostDigits:
		r.num, r.den, r.digits = invDen, invNum, invDigits
		r.words = "divided by " + sign + strconv.FormatFloat(float64(invNum)/float64(invDen), 'f', -1, 64)
	default:
		if !r.smallFraction(lo, hi) {
			return r, false
		}
		r.words = "by factor " + sign + strconv.FormatUint(r.num, 10) + "/" + strconv.FormatUint(r.den, 10)
	}
	if r.num == r.den {
		r.words = "by sign only"
		return r, r.negative
	}
	return r, true
}

// smallFraction sets r to the fraction between two bounds with the smallest denominator.
func (r *ratio) smallFraction(lo, hi float64) bool {
	for den := 2.0; den <= 100; den++ {
		if num := math.Ceil(lo * den); num <= hi*den && num >= 1 && num < 1e6 {
			r.num, r.den, r.digits = uint64(num), uint64(den), 4
			return true
		}
	}
	return false
}

func isPowerOfTen(n uint64) bool {
	for n >= 10 && n%10 == 0 {
		n /= 10
	}
	return n == 1
}

// simplest returns the number from lo to hi with the fewest digits.
func simplest(lo, hi float64) float64 {
	mid := lo + (hi-lo)/2
	for digits := range 17 {
		f, err := strconv.ParseFloat(strconv.FormatFloat(mid, 'e', digits, 64), 64)
		if err == nil && lo <= f && f <= hi {
			return f
		}
	}
	return mid
}

// decimalRatio returns a positive number as a fraction with a power of ten, and the number of its digits.
func decimalRatio(f float64) (num, den uint64, digits int) {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return 1, 1, math.MaxInt
	}
	e -= len(fraction)
	num, err = strconv.ParseUint(whole+fraction, 10, 64)
	if digits = len(whole + fraction); err != nil || e < -18 || e > 18-digits {
		return 1, 1, math.MaxInt
	}
	den = 1
	for ; e > 0; e-- {
		num *= 10
	}
	for ; e < 0; e++ {
		den *= 10
	}
	return num, den, digits
}

// A rounding is how a product becomes a value of its type.
type rounding int

const (
	exactly rounding = iota
	halfAway
	halfEven
	toZero
	down
	up
)

var roundingWords = [...]string{
	exactly: "", halfAway: "rounded", halfEven: "rounded", toZero: "truncated", down: "rounded down", up: "rounded up",
}

// mostDigits returns how many digits a factor may have whose products are rounded. A long one fits any few cells.
func (m rounding) mostDigits() int {
	switch m {
	case exactly:
		return mostDigits
	case halfAway, halfEven:
		return 5
	}
	return 3
}

// roundingsOf returns the roundings that so many cells can show. One cell has nearly always been rounded in some way.
func roundingsOf(cells int) []rounding {
	all := []rounding{halfAway, halfEven, toZero, down, up}
	switch {
	case cells < 1:
		return nil
	case cells < 3:
		return all[:cells]
	}
	return all
}

// rounds reports whether the magnitude of a quotient is rounded up, and whether the rounding is possible. double
// compares twice the rest of the division with the divisor.
func (m rounding) rounds(exact bool, double int, odd, negative bool) (add, ok bool) {
	switch {
	case exact:
		return false, true
	case m == exactly:
		return false, false
	case m == halfAway:
		return double >= 0, true
	case m == halfEven:
		return double > 0 || double == 0 && odd, true
	case m == down:
		return negative, true
	case m == up:
		return !negative, true
	}
	return false, true
}

// A multiplier multiplies numbers of one scale by a ratio. It has scratch space for wide numbers.
type multiplier struct {
	ratio
	fits            bool // the ratio between the scales fits 64 bits
	x, y, quo, rest big.Int
	bigNum, bigDen  big.Int
}

func newMultiplier(r ratio, oldScale, newScale int) *multiplier {
	m := &multiplier{ratio: r, fits: true}
	scale := func(n *uint64) {
		hi, lo := bits.Mul64(*n, 10)
		m.fits = m.fits && hi == 0
		*n = lo
	}
	for ; oldScale < newScale; oldScale++ {
		scale(&m.num)
	}
	for ; oldScale > newScale; oldScale-- {
		scale(&m.den)
	}
	m.bigNum.SetUint64(m.num)
	m.bigDen.SetUint64(m.den)
	return m
}

// gives reports whether y is the product of x, rounded.
func (m *multiplier) gives(x, y cells.Number, mode rounding) bool {
	if !m.fits {
		return false
	}
	w, negative := x.Magnitude()
	v, newNegative := y.Magnitude()
	negative = negative != m.negative
	if v != [4]uint64{} && negative != newNegative {
		return false
	}
	if w[1]|w[2]|w[3]|v[1]|v[2]|v[3] != 0 {
		return m.givesWide(w, v, mode, negative)
	}
	hi, lo := bits.Mul64(w[0], m.num)
	if hi >= m.den {
		return m.givesWide(w, v, mode, negative)
	}
	quo, rest := bits.Div64(hi, lo, m.den)
	add, ok := mode.rounds(rest == 0, compareDouble(rest, m.den), quo&1 == 1, negative)
	if add {
		quo++
	}
	return ok && quo == v[0]
}

// compareDouble compares twice the rest with the divisor.
func compareDouble(rest, den uint64) int {
	switch left := den - rest; {
	case rest > left:
		return 1
	case rest < left:
		return -1
	}
	return 0
}

// quotient returns y divided by the divisor, if nothing is left. Wide numbers have none.
func (m *multiplier) quotient(y cells.Number) (cells.Number, bool) {
	w, negative := y.Magnitude()
	if w[1]|w[2]|w[3] != 0 || w[0] > math.MaxInt64 || w[0]%m.den != 0 {
		return y, false
	}
	v := int64(w[0] / m.den)
	if negative {
		v = -v
	}
	return cells.NumberOf(v), true
}

func (m *multiplier) givesWide(x, y [4]uint64, mode rounding, negative bool) bool {
	setWords(&m.x, x)
	setWords(&m.y, y)
	m.x.Mul(&m.x, &m.bigNum)
	m.quo.QuoRem(&m.x, &m.bigDen, &m.rest)
	exact := m.rest.Sign() == 0
	double := m.rest.Cmp(m.x.Sub(&m.bigDen, &m.rest))
	add, ok := mode.rounds(exact, double, m.quo.Bit(0) == 1, negative)
	if add {
		m.quo.Add(&m.quo, big.NewInt(1))
	}
	return ok && m.quo.Cmp(&m.y) == 0
}

func setWords(n *big.Int, words [4]uint64) {
	var b [32]byte
	for i, w := range words {
		for k := range 8 {
			b[31-8*i-k] = byte(w >> (8 * k))
		}
	}
	n.SetBytes(b[:])
}
