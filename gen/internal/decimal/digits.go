package decimal

import (
	"math"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/internal/arrowtext"
)

// mostDigits is the number of digits that are kept; of further digits only whether all are zero.
const mostDigits = 64

// A Digits is a written decimal number of any size: its digits, without leading zeros, times a power of ten.
type Digits struct {
	negative bool
	digit    [mostDigits]byte
	n        int
	Exp      int  // the power of ten of the last digit
	more     bool // digits other than zero follow
}

// ParseDigits parses 12, -12.50, .5 or 1.25e-3.
func ParseDigits(text []byte) (d Digits, ok bool) {
	i := 0
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		d.negative = text[i] == '-'
		i++
	}
	point, some := false, false
	for ; i < len(text); i++ {
		c := text[i]
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		some = true
		if d.n == mostDigits {
			d.more = d.more || c != '0'
			if !point {
				d.Exp++
			}
			continue
		}
		if point {
			d.Exp--
		}
		if d.n > 0 || c != '0' {
			d.digit[d.n] = c
			d.n++
		}
	}
	if !some {
		return d, false
	}
	if i < len(text) {
		if text[i]|0x20 != 'e' {
			return d, false
		}
		e, err := strconv.ParseInt(string(text[i+1:]), 10, 16)
		if err != nil {
			return d, false
		}
		d.Exp += int(e)
	}
	return d, true
}

// DigitsOf returns the shortest digits that parse as v, which is finite.
func DigitsOf(v float64) Digits {
	var buf [32]byte
	d, _ := ParseDigits(strconv.AppendFloat(buf[:0], v, 'e', -1, 64))
	return d
}

// Round rounds to scale digits after the point.
func (d *Digits) Round(scale int, mode Rounding) {
	drop := -scale - d.Exp
	if drop <= 0 && !d.more || d.n == 0 {
		return
	}
	drop = max(drop, 0)
	half, inexact := -1, d.more
	for i := max(0, d.n-drop); i < d.n; i++ {
		inexact = inexact || d.digit[i] != '0'
	}
	if drop <= d.n && drop > 0 {
		half = int(d.digit[d.n-drop]) - '5'
		rest := d.more
		for i := d.n - drop + 1; i < d.n; i++ {
			rest = rest || d.digit[i] != '0'
		}
		if half == 0 && rest {
			half = 1
		}
	}
	d.n, d.more = max(0, d.n-drop), false
	d.Exp += drop
	odd := d.n > 0 && d.digit[d.n-1]&1 == 1
	if mode.increments(d.negative, odd, inexact, half) {
		d.increment()
	}
}

// increment adds one to the last digit.
func (d *Digits) increment() {
	i := d.n - 1
	for ; i >= 0 && d.digit[i] == '9'; i-- {
		d.digit[i] = '0'
	}
	switch {
	case i >= 0:
		d.digit[i]++
	case d.n == mostDigits:
		d.digit[0] = '1'
		d.Exp++
	default:
		d.digit[0] = '1'
		for j := 1; j <= d.n; j++ {
			d.digit[j] = '0'
		}
		d.n++
	}
}

// Decimal returns the decimal of a scale, and whether it has at most MaxDigits digits.
func (d Digits) Decimal(scale int, mode Rounding) (decimal128.Num, bool) {
	d.Round(scale, mode)
	if d.n == 0 {
		return decimal128.Num{}, true
	}
	zeros := d.Exp + scale
	if d.n+zeros > MaxDigits {
		return decimal128.Num{}, false
	}
	var m Magnitude
	for i := range d.n + zeros {
		m, _ = m.Times(Magnitude{lo: 10})
		if i < d.n {
			m = m.plus(uint64(d.digit[i] - '0'))
		}
	}
	return m.Signed(d.negative)
}

// Float returns the float closest to the digits.
func (d *Digits) Float() float64 {
	if d.n == 0 {
		if d.negative {
			return math.Copysign(0, -1)
		}
		return 0
	}
	var buf [mostDigits + 16]byte
	text := buf[:0]
	if d.negative {
		text = append(text, '-')
	}
	text = append(append(text, d.digit[:d.n]...), 'e')
	v, _ := strconv.ParseFloat(string(strconv.AppendInt(text, int64(d.Exp), 10)), 64)
	return v
}

// ToFloat returns the float closest to a decimal.
func ToFloat(v decimal128.Num, scale int32) float64 {
	const exact = 1 << 53 // integers and powers of ten up to here and 1e22 are exact floats, so one division rounds once
	if low := int64(v.LowBits()); IsInt64(v) && -exact <= low && low <= exact && scale <= 22 {
		return float64(low) / powersOfTen[scale]
	}
	d, _ := ParseDigits(arrowtext.AppendDecimal(nil, v, 0))
	d.Exp -= int(scale)
	return d.Float()
}

var powersOfTen = [...]float64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
	1e21, 1e22,
}
