package arrowtext

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"

	"github.com/assay-go/assay/internal/message"
)

// The number of digits that decimals of either width hold.
const (
	maxDigits128 = 38
	maxDigits256 = 76
)

const tenTo19 = 10_000_000_000_000_000_000

// A wide is an unsigned number of 256 bits, the lowest word first.
type wide [4]uint64

func wide128(n decimal128.Num) (w wide, negative bool) {
	w[0], w[1] = n.LowBits(), uint64(n.HighBits())
	if n.HighBits() < 0 {
		w[0], w[1] = -w[0], ^w[1]
		if w[0] == 0 {
			w[1]++
		}
		return w, true
	}
	return w, false
}

func wide256(n decimal256.Num) (w wide, negative bool) {
	w = n.Array()
	if n.Sign() < 0 {
		w.negate()
		return w, true
	}
	return w, false
}

func (w *wide) negate() {
	carry := uint64(1)
	for i := range w {
		w[i], carry = bits.Add64(^w[i], 0, carry)
	}
}

// mulAdd sets w to w*m + a. Overflow is lost; callers count digits.
func (w *wide) mulAdd(m, a uint64) {
	carry := a
	for i := range w {
		hi, lo := bits.Mul64(w[i], m)
		var c uint64
		w[i], c = bits.Add64(lo, carry, 0)
		carry = hi + c
	}
}

// divide sets w to w/d and returns the remainder.
func (w *wide) divide(d uint64) (rem uint64) {
	for i := len(w) - 1; i >= 0; i-- {
		w[i], rem = bits.Div64(rem, w[i], d)
	}
	return rem
}

// appendDigits appends w in decimal, with at least least digits.
func (w wide) appendDigits(dst []byte, least int) []byte {
	var buf [80]byte
	at := len(buf)
	for {
		var chunk uint64
		if w[1]|w[2]|w[3] == 0 {
			chunk, w[0] = w[0], 0
			for chunk > 0 {
				at--
				buf[at] = '0' + byte(chunk%10)
				chunk /= 10
			}
			break
		}
		chunk = w.divide(tenTo19)
		for range 19 {
			at--
			buf[at] = '0' + byte(chunk%10)
			chunk /= 10
		}
	}
	for len(buf)-at < least {
		at--
		buf[at] = '0'
	}
	return append(dst, buf[at:]...)
}

// AppendDecimal appends a decimal with scale digits after the point. Package decimal128 writes wrong texts on 32-bit
// machines.
func AppendDecimal(dst []byte, n decimal128.Num, scale int) []byte {
	w, negative := wide128(n)
	return appendDecimal(dst, w, negative, scale)
}

// appendDecimal appends w with scale digits after the point, or with -scale zeros at the end.
func appendDecimal(dst []byte, w wide, negative bool, scale int) []byte {
	if w[1]|w[2]|w[3] == 0 && scale > 0 && scale < maxDigits64 {
		return appendSmallDecimal(dst, w[0], negative, scale)
	}
	if negative {
		dst = append(dst, '-')
	}
	if scale <= 0 {
		dst = w.appendDigits(dst, 1)
		if w != (wide{}) {
			for range -scale {
				dst = append(dst, '0')
			}
		}
		return dst
	}
	dst = w.appendDigits(dst, scale+1)
	point := len(dst) - scale
	dst = append(dst, 0)
	copy(dst[point+1:], dst[point:])
	dst[point] = '.'
	return dst
}

// maxDigits64 is the number of digits of the largest number of 64 bits.
const maxDigits64 = 20

// appendSmallDecimal is appendDecimal for a number of 64 bits with a scale from 1 to 19.
func appendSmallDecimal(dst []byte, n uint64, negative bool, scale int) []byte {
	var buf [maxDigits64 + 2]byte
	at := len(buf)
	for places := 0; n > 0 || places <= scale; places++ {
		if places == scale {
			at--
			buf[at] = '.'
		}
		at--
		buf[at] = '0' + byte(n%10)
		n /= 10
	}
	if negative {
		at--
		buf[at] = '-'
	}
	return append(dst, buf[at:]...)
}

// parseDecimal reads text as a decimal of the given precision and scale; name is the type, for errors.
func parseDecimal(text []byte, precision, scale int, name string) (w wide, negative bool, err error) {
	bad := func() (wide, bool, error) {
		return wide{}, false, fmt.Errorf("%s is not a number: for %s, write one such as %s", message.Quote(text), name,
			exampleDecimal(scale))
	}
	i := 0
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		negative = text[i] == '-'
		i++
	}
	// digits has no zeros at either end; exp is the power of ten of its last digit.
	var digits [maxDigits256 + 1]byte
	n, exp, zeros := 0, 0, 0
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
		if point {
			exp--
		}
		if c == '0' {
			zeros++
			continue
		}
		if n == 0 {
			zeros = 0
		}
		if n+zeros >= len(digits) {
			return wide{}, false, tooWide(text, precision, scale, name)
		}
		for ; zeros > 0; zeros-- {
			digits[n] = '0'
			n++
		}
		digits[n] = c
		n++
	}
	if !some {
		return bad()
	}
	exp += zeros
	if i < len(text) {
		e, ok := parseExponent(text[i:])
		if !ok {
			return bad()
		}
		exp += e
	}
	if n == 0 {
		return wide{}, false, nil
	}
	pad := exp + scale // zeros to append to the digits
	if pad < 0 {
		if scale < 0 {
			return wide{}, false, fmt.Errorf("%s is not a multiple of 1%s; %s holds only such numbers",
				message.Quote(text), strings.Repeat("0", -scale), name)
		}
		return wide{}, false, fmt.Errorf("%s has %d decimal places; %s holds %d", message.Quote(text), -exp, name, scale)
	}
	if n+pad > precision {
		return wide{}, false, tooWide(text, precision, scale, name)
	}
	for _, c := range digits[:n] {
		w.mulAdd(10, uint64(c-'0'))
	}
	for range pad {
		w.mulAdd(10, 0)
	}
	return w, negative, nil
}

func tooWide(text []byte, precision, scale int, name string) error {
	return fmt.Errorf("%s is too large; %s holds %d digits before the point", message.Quote(text), name,
		max(0, precision-scale))
}

// parseExponent reads e5, E+5 or e-5, to ±999.
func parseExponent(text []byte) (int, bool) {
	if len(text) < 2 || text[0]|0x20 != 'e' {
		return 0, false
	}
	text = text[1:]
	negative := text[0] == '-'
	if text[0] == '-' || text[0] == '+' {
		text = text[1:]
	}
	if len(text) == 0 || len(text) > 3 {
		return 0, false
	}
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

func exampleDecimal(scale int) string {
	switch {
	case scale <= 0:
		return "1200"
	case scale == 1:
		return "12.5"
	}
	return "12.50"
}

func (w wide) less(v wide) bool {
	for i := len(w) - 1; i >= 0; i-- {
		if w[i] != v[i] {
			return w[i] < v[i]
		}
	}
	return false
}
