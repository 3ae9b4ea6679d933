package expr

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// A rounding says what becomes of the digits that do not fit.
type rounding uint8

const (
	halfEven rounding = iota
	halfUp            // a half away from zero
	halfDown          // a half towards zero
	away
	towards
	down
	up
)

// roundings are the modes that round(x, digits, mode) takes.
var roundings = map[string]rounding{
	"half_even": halfEven, "half_up": halfUp, "half_down": halfDown, "up": away, "down": towards, "floor": down, "ceil": up,
}

// increments reports whether a magnitude is rounded to the next one. The rest that is cut off compares to a half as half says.
func (r rounding) increments(negative, odd, inexact bool, half int) bool {
	switch r {
	case halfEven:
		return half > 0 || half == 0 && odd
	case halfUp:
		return half >= 0
	case halfDown:
		return half > 0
	case away:
		return inexact
	case down:
		return inexact && negative
	case up:
		return inexact && !negative
	}
	return false
}

// A magnitude is a number of 128 bits without sign.
type magnitude struct{ hi, lo uint64 }

func magnitudeOf(n decimal128.Num) (m magnitude, negative bool) {
	if n.HighBits() < 0 {
		n = n.Negate()
		negative = true
	}
	return magnitude{uint64(n.HighBits()), n.LowBits()}, negative
}

func powerOfTen(n int) magnitude {
	m, _ := magnitudeOf(decimal128.GetScaleMultiplier(n))
	return m
}

// limit is the first magnitude that has too many digits for a decimal.
var limit = powerOfTen(maxDigits)

// signed returns the decimal, and whether it has few enough digits.
func (m magnitude) signed(negative bool) (decimal128.Num, bool) {
	n := decimal128.New(int64(m.hi), m.lo)
	if negative {
		n = n.Negate()
	}
	return n, m.less(limit)
}

func (m magnitude) less(o magnitude) bool {
	return m.hi < o.hi || m.hi == o.hi && m.lo < o.lo
}

func (m magnitude) plus(a uint64) magnitude {
	lo, carry := bits.Add64(m.lo, a, 0)
	return magnitude{m.hi + carry, lo}
}

// times returns the product, and whether it fits.
func (m magnitude) times(o magnitude) (magnitude, bool) {
	hi, lo := bits.Mul64(m.lo, o.lo)
	if m.hi != 0 && o.hi != 0 {
		return magnitude{}, false
	}
	over1, cross1 := bits.Mul64(m.hi, o.lo)
	over2, cross2 := bits.Mul64(m.lo, o.hi)
	hi, carry1 := bits.Add64(hi, cross1, 0)
	hi, carry2 := bits.Add64(hi, cross2, 0)
	return magnitude{hi, lo}, over1|over2|carry1|carry2 == 0
}

// over returns the quotient and the remainder.
func (m magnitude) over(d magnitude) (q, r magnitude) {
	if d.hi == 0 {
		var rest uint64
		q.hi, rest = bits.Div64(0, m.hi, d.lo)
		q.lo, r.lo = bits.Div64(rest, m.lo, d.lo)
		return q, r
	}
	// The divisor has over 64 bits, so the quotient fits in 64: estimate it from the top bits, one too low at most.
	n := bits.LeadingZeros64(d.hi)
	top := d.hi<<n | d.lo>>(64-n)
	estimate, _ := bits.Div64(m.hi>>1, m.hi<<63|m.lo>>1, top)
	estimate >>= 63 - n
	if estimate > 0 {
		estimate--
	}
	product, _ := d.times(magnitude{lo: estimate})
	lo, borrow := bits.Sub64(m.lo, product.lo, 0)
	r = magnitude{m.hi - product.hi - borrow, lo}
	if !r.less(d) {
		estimate++
		lo, borrow = bits.Sub64(r.lo, d.lo, 0)
		r = magnitude{r.hi - d.hi - borrow, lo}
	}
	return magnitude{lo: estimate}, r
}

// overRounded returns the quotient rounded to an integer.
func (m magnitude) overRounded(d magnitude, negative bool, mode rounding) magnitude {
	q, r := m.over(d)
	half := -1
	twice := magnitude{r.hi<<1 | r.lo>>63, r.lo << 1}
	if r.hi>>63 != 0 || d.less(twice) {
		half = 1
	} else if twice == d {
		half = 0
	}
	if mode.increments(negative, q.lo&1 == 1, r != magnitude{}, half) {
		q = q.plus(1)
	}
	return q
}

// big and fromBig are here because those of arrow are wrong on 32-bit machines, as are its texts of decimals.
func (m magnitude) big() *big.Int {
	v := new(big.Int).SetUint64(m.hi)
	return v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(m.lo))
}

func fromBig(v *big.Int) magnitude {
	low := new(big.Int).And(v, new(big.Int).SetUint64(math.MaxUint64))
	return magnitude{new(big.Int).Rsh(v, 64).Uint64(), low.Uint64()}
}

// appendDigits appends m, with zeros in front up to a number of digits.
func (m magnitude) appendDigits(dst []byte, least int) []byte {
	var buf [maxDigits + 1]byte
	at := len(buf)
	for m != (magnitude{}) || len(buf)-at < least {
		var digit magnitude
		m, digit = m.over(magnitude{lo: 10})
		at--
		buf[at] = '0' + byte(digit.lo)
	}
	return append(dst, buf[at:]...)
}

// appendDecimal appends a decimal with the digits of its scale.
func appendDecimal(dst []byte, v decimal128.Num, scale int) []byte {
	m, negative := magnitudeOf(v)
	if negative {
		dst = append(dst, '-')
	}
	if dst = m.appendDigits(dst, scale+1); scale > 0 {
		point := len(dst) - scale
		dst = append(dst, 0)
		copy(dst[point+1:], dst[point:])
		dst[point] = '.'
	}
	return dst
}

func fromInt(v int64) decimal128.Num { return decimal128.New(v>>63, uint64(v)) }

// isSmall reports whether a decimal fits in 64 bits.
func isSmall(n decimal128.Num) bool { return n.HighBits() == int64(n.LowBits())>>63 }

// digitCount returns the number of digits that n is written with, at least 1.
func digitCount(n decimal128.Num) int {
	m, _ := magnitudeOf(n)
	count := 1
	for count < maxDigits && !m.less(powerOfTen(count)) {
		count++
	}
	return count
}

// decimalKernels compute with decimals of one scale.
var decimalKernels = map[string]kernel{"+": addDecimals, "-": subtractDecimals, "%": remainderDecimals}

func addDecimals(s *state, n *node, out *block, args []*block) {
	o := out.decimals
	a, b := args[0].decimals[:len(o)], args[1].decimals[:len(o)]
	for i := range o {
		lo, carry := bits.Add64(a[i].LowBits(), b[i].LowBits(), 0)
		hi := a[i].HighBits() + b[i].HighBits() + int64(carry)
		o[i] = decimal128.New(hi, lo)
		if over := (a[i].HighBits() ^ hi) & (b[i].HighBits() ^ hi); over < 0 || !isSmall(o[i]) {
			n.checkDigits(out, i, over < 0)
		}
	}
}

func subtractDecimals(s *state, n *node, out *block, args []*block) {
	o := out.decimals
	a, b := args[0].decimals[:len(o)], args[1].decimals[:len(o)]
	for i := range o {
		lo, borrow := bits.Sub64(a[i].LowBits(), b[i].LowBits(), 0)
		hi := a[i].HighBits() - b[i].HighBits() - int64(borrow)
		o[i] = decimal128.New(hi, lo)
		if over := (a[i].HighBits() ^ b[i].HighBits()) & (a[i].HighBits() ^ hi); over < 0 || !isSmall(o[i]) {
			n.checkDigits(out, i, over < 0)
		}
	}
}

// checkDigits gives a row no value where it has overflowed or has too many digits.
func (n *node) checkDigits(out *block, row int, overflowed bool) {
	if out.null[row] {
		return
	}
	if m, _ := magnitudeOf(out.decimals[row]); overflowed || !m.less(limit) {
		n.fail(out, row, beyondDecimal)
	}
}

// set gives a row a value, or none where it did not fit.
func (n *node) set(out *block, row int, v decimal128.Num, fits bool) {
	if out.decimals[row] = v; !fits && !out.null[row] {
		n.fail(out, row, beyondDecimal)
	}
}

func multiplyDecimals(s *state, n *node, out *block, args []*block) {
	o := out.decimals
	a, b := args[0].decimals[:len(o)], args[1].decimals[:len(o)]
	for i := range o {
		if isSmall(a[i]) && isSmall(b[i]) {
			o[i] = decimal128.New(multiplySigned(int64(a[i].LowBits()), int64(b[i].LowBits())))
			continue
		}
		v, fits := product(a[i], b[i])
		n.set(out, i, v, fits)
	}
}

func product(a, b decimal128.Num) (decimal128.Num, bool) {
	x, negative := magnitudeOf(a)
	y, other := magnitudeOf(b)
	m, ok := x.times(y)
	v, fits := m.signed(negative != other)
	return v, ok && fits
}

// divideDecimals divides after multiplying the dividend by a power of ten, and rounds half to even.
func divideDecimals(power int32) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		for i := range out.decimals {
			a, b := args[0].decimals[i], args[1].decimals[i]
			switch {
			case out.null[i]:
			case b == decimal128.Num{}:
				n.fail(out, i, divisionByZero)
			default:
				v, fits := divide(a, b, int(power))
				n.set(out, i, v, fits)
			}
		}
	}
}

func divide(a, b decimal128.Num, power int) (decimal128.Num, bool) {
	x, negative := magnitudeOf(a)
	y, other := magnitudeOf(b)
	negative = negative != other
	if power <= maxDigits {
		if scaled, ok := x.times(powerOfTen(power)); ok {
			return scaled.overRounded(y, negative, halfEven).signed(negative)
		}
	}
	// The dividend needs more than 128 bits, which is rare enough to allocate.
	numerator := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(power)), nil)
	numerator.Mul(numerator, x.big())
	divisor := y.big()
	q, r := numerator.QuoRem(numerator, divisor, new(big.Int))
	half := r.Lsh(r, 1).Cmp(divisor)
	if halfEven.increments(negative, q.Bit(0) == 1, r.Sign() != 0, half) {
		q.Add(q, big.NewInt(1))
	}
	if q.BitLen() > 127 {
		return decimal128.Num{}, false
	}
	return fromBig(q).signed(negative)
}

func remainderDecimals(s *state, n *node, out *block, args []*block) {
	for i := range out.decimals {
		x, negative := magnitudeOf(args[0].decimals[i])
		y, _ := magnitudeOf(args[1].decimals[i])
		switch {
		case out.null[i]:
		case y == magnitude{}:
			n.fail(out, i, divisionByZero)
		default:
			_, r := x.over(y)
			out.decimals[i], _ = r.signed(negative)
		}
	}
}

// rescale moves a decimal from one scale to another.
func rescale(v decimal128.Num, from, to int32, mode rounding) (decimal128.Num, bool) {
	m, negative := magnitudeOf(v)
	if to >= from {
		scaled, ok := m.times(powerOfTen(int(to - from)))
		v, fits := scaled.signed(negative)
		return v, ok && fits
	}
	if from-to > maxDigits { // all digits go
		return magnitude{}.plus(carry(mode.increments(negative, false, m != magnitude{}, -1))).signed(negative)
	}
	return m.overRounded(powerOfTen(int(from-to)), negative, mode).signed(negative)
}

func carry(up bool) uint64 {
	if up {
		return 1
	}
	return 0
}

func rescaleDecimals(s *state, n *node, out *block, args []*block) {
	from := n.args[0].scale
	for i := range out.decimals {
		v, fits := rescale(args[0].decimals[i], from, n.scale, halfEven)
		n.set(out, i, v, fits)
	}
}

func intsToDecimals(s *state, n *node, out *block, args []*block) {
	for i := range out.decimals {
		v, fits := rescale(fromInt(args[0].ints[i]), 0, n.scale, halfEven)
		n.set(out, i, v, fits)
	}
}
