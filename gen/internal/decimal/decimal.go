// Package decimal computes exactly with decimals of up to 38 digits: it rescales, multiplies, divides and rounds them,
// and converts them from floats and digits. The functions of Arrow round binary fractions, and some are wrong on 32-bit
// machines.
package decimal

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// MaxDigits is the number of digits that a decimal holds.
const MaxDigits = 38

// A Rounding is a way to round digits that do not fit.
type Rounding uint8

// The ways to round.
const (
	HalfEven Rounding = iota
	HalfUp            // a half away from zero
	HalfDown          // a half towards zero
	Away              // from zero
	Towards           // zero
	Down
	Up
)

// increments reports whether a truncated magnitude is incremented. half compares the truncated rest with a half.
func (r Rounding) increments(negative, odd, inexact bool, half int) bool {
	switch r {
	case HalfEven:
		return half > 0 || half == 0 && odd
	case HalfUp:
		return half >= 0
	case HalfDown:
		return half > 0
	case Away:
		return inexact
	case Down:
		return inexact && negative
	case Up:
		return inexact && !negative
	}
	return false
}

// A Magnitude is an unsigned number of 128 bits.
type Magnitude struct{ hi, lo uint64 }

// MagnitudeOf returns the magnitude of a decimal, and whether the decimal is negative.
func MagnitudeOf(n decimal128.Num) (m Magnitude, negative bool) {
	if n.HighBits() < 0 {
		n = n.Negate()
		negative = true
	}
	return Magnitude{uint64(n.HighBits()), n.LowBits()}, negative
}

// PowerOfTen returns 10^n, for n up to 38.
func PowerOfTen(n int) Magnitude {
	m, _ := MagnitudeOf(decimal128.GetScaleMultiplier(n))
	return m
}

// Limit is the first magnitude that has more than MaxDigits digits.
var Limit = PowerOfTen(MaxDigits)

// Signed returns the decimal, and whether it has at most MaxDigits digits.
func (m Magnitude) Signed(negative bool) (decimal128.Num, bool) {
	n := decimal128.New(int64(m.hi), m.lo)
	if negative {
		n = n.Negate()
	}
	return n, m.Less(Limit)
}

// Less reports whether m < o.
func (m Magnitude) Less(o Magnitude) bool {
	return m.hi < o.hi || m.hi == o.hi && m.lo < o.lo
}

func (m Magnitude) plus(a uint64) Magnitude {
	lo, carry := bits.Add64(m.lo, a, 0)
	return Magnitude{m.hi + carry, lo}
}

// Times returns the product, and whether it fits.
func (m Magnitude) Times(o Magnitude) (Magnitude, bool) {
	hi, lo := bits.Mul64(m.lo, o.lo)
	if m.hi != 0 && o.hi != 0 {
		return Magnitude{}, false
	}
	over1, cross1 := bits.Mul64(m.hi, o.lo)
	over2, cross2 := bits.Mul64(m.lo, o.hi)
	hi, carry1 := bits.Add64(hi, cross1, 0)
	hi, carry2 := bits.Add64(hi, cross2, 0)
	return Magnitude{hi, lo}, over1|over2|carry1|carry2 == 0
}

// Over returns the quotient and the remainder.
func (m Magnitude) Over(d Magnitude) (q, r Magnitude) {
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
	product, _ := d.Times(Magnitude{lo: estimate})
	lo, borrow := bits.Sub64(m.lo, product.lo, 0)
	r = Magnitude{m.hi - product.hi - borrow, lo}
	if !r.Less(d) {
		estimate++
		lo, borrow = bits.Sub64(r.lo, d.lo, 0)
		r = Magnitude{r.hi - d.hi - borrow, lo}
	}
	return Magnitude{lo: estimate}, r
}

// OverRounded returns the quotient rounded to an integer.
func (m Magnitude) OverRounded(d Magnitude, negative bool, mode Rounding) Magnitude {
	q, r := m.Over(d)
	half := -1
	twice := Magnitude{r.hi<<1 | r.lo>>63, r.lo << 1}
	if r.hi>>63 != 0 || d.Less(twice) {
		half = 1
	} else if twice == d {
		half = 0
	}
	if mode.increments(negative, q.lo&1 == 1, r != Magnitude{}, half) {
		q = q.plus(1)
	}
	return q
}

// big and fromBig replace those of Arrow, which are wrong on 32-bit machines.
func (m Magnitude) big() *big.Int {
	v := new(big.Int).SetUint64(m.hi)
	return v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(m.lo))
}

func fromBig(v *big.Int) Magnitude {
	low := new(big.Int).And(v, new(big.Int).SetUint64(math.MaxUint64))
	return Magnitude{new(big.Int).Rsh(v, 64).Uint64(), low.Uint64()}
}

// FromInt64 returns an integer as a decimal of scale 0.
func FromInt64(v int64) decimal128.Num { return decimal128.New(v>>63, uint64(v)) }

// IsInt64 reports whether a decimal fits an int64.
func IsInt64(n decimal128.Num) bool { return n.HighBits() == int64(n.LowBits())>>63 }

// DigitCount returns the number of digits of n, at least 1.
func DigitCount(n decimal128.Num) int {
	m, _ := MagnitudeOf(n)
	count := 1
	for count < MaxDigits && !m.Less(PowerOfTen(count)) {
		count++
	}
	return count
}

// Multiply returns the product, and whether it has at most MaxDigits digits.
func Multiply(a, b decimal128.Num) (decimal128.Num, bool) {
	x, negative := MagnitudeOf(a)
	y, other := MagnitudeOf(b)
	m, ok := x.Times(y)
	v, fits := m.Signed(negative != other)
	return v, ok && fits
}

// Divide returns a * 10^power / b, rounded half to even, and whether it has at most MaxDigits digits.
func Divide(a, b decimal128.Num, power int) (decimal128.Num, bool) {
	x, negative := MagnitudeOf(a)
	y, other := MagnitudeOf(b)
	negative = negative != other
	if power <= MaxDigits {
		if scaled, ok := x.Times(PowerOfTen(power)); ok {
			return scaled.OverRounded(y, negative, HalfEven).Signed(negative)
		}
	}
	// The dividend needs more than 128 bits, which is rare enough to allocate.
	numerator := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(power)), nil)
	numerator.Mul(numerator, x.big())
	divisor := y.big()
	q, r := numerator.QuoRem(numerator, divisor, new(big.Int))
	half := r.Lsh(r, 1).Cmp(divisor)
	if HalfEven.increments(negative, q.Bit(0) == 1, r.Sign() != 0, half) {
		q.Add(q, big.NewInt(1))
	}
	if q.BitLen() > 127 {
		return decimal128.Num{}, false
	}
	return fromBig(q).Signed(negative)
}

// Rescale moves a decimal from one scale to another.
func Rescale(v decimal128.Num, from, to int32, mode Rounding) (decimal128.Num, bool) {
	m, negative := MagnitudeOf(v)
	if to >= from {
		scaled, ok := m.Times(PowerOfTen(int(to - from)))
		v, fits := scaled.Signed(negative)
		return v, ok && fits
	}
	if from-to > MaxDigits { // no digit is left
		return Magnitude{}.plus(carry(mode.increments(negative, false, m != Magnitude{}, -1))).Signed(negative)
	}
	return m.OverRounded(PowerOfTen(int(from-to)), negative, mode).Signed(negative)
}

func carry(up bool) uint64 {
	if up {
		return 1
	}
	return 0
}

// Compare returns -1, 0 or 1 as a is less than, equal to or greater than b, which have the same scale.
func Compare(a, b decimal128.Num) int {
	if c := cmp.Compare(a.HighBits(), b.HighBits()); c != 0 {
		return c
	}
	return cmp.Compare(a.LowBits(), b.LowBits())
}
