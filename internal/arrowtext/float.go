package arrowtext

import (
	"math"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow/float16"
)

// AppendFloat appends the shortest text that reads back as the same bits, in the notation of JSON and ECMAScript: plain
// digits from 1e-6 up to 1e21, an exponent otherwise.
func AppendFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case f != f:
		return append(dst, "NaN"...)
	case f > math.MaxFloat64:
		return append(dst, "Inf"...)
	case f < -math.MaxFloat64:
		return append(dst, "-Inf"...)
	}
	abs := math.Abs(f)
	plain := abs == 0 || abs >= 1e-6 && abs < 1e21
	if bits == 32 {
		plain = abs == 0 || float32(abs) >= 1e-6 && float32(abs) < 1e21
	}
	if !plain {
		return trimExponent(strconv.AppendFloat(dst, f, 'e', -1, bits))
	}
	return strconv.AppendFloat(dst, f, 'f', -1, bits)
}

// trimExponent turns e-09 into e-9.
func trimExponent(dst []byte) []byte {
	if n := len(dst); n >= 4 && dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1]
		return dst[:n-1]
	}
	return dst
}

// appendFloat16 is AppendFloat for half floats, which strconv does not support. It returns the shortest decimal that
// rounds to f.
func appendFloat16(dst []byte, h float16.Num) []byte {
	f := halfToFloat(h.Uint16())
	if f == 0 || f != f || math.IsInf(f, 0) {
		return AppendFloat(dst, f, 64)
	}
	for digits := range 5 {
		n := len(dst)
		dst = strconv.AppendFloat(dst, f, 'e', digits, 64)
		short, _ := strconv.ParseFloat(string(dst[n:]), 64)
		dst = dst[:n]
		if floatToHalf(short) == h.Uint16() {
			return AppendFloat(dst, short, 64)
		}
	}
	return AppendFloat(dst, f, 64)
}

// halfToFloat returns the value of an IEEE 754 half float. Float32 of Arrow loses subnormal values.
func halfToFloat(h uint16) float64 {
	exp, frac := int(h>>10&0x1f), float64(h&0x3ff)
	var f float64
	switch exp {
	case 0:
		f = math.Ldexp(frac, -24)
	case 0x1f:
		if frac != 0 {
			return math.NaN()
		}
		f = math.Inf(1)
	default:
		f = math.Ldexp(1024+frac, exp-25)
	}
	if h&0x8000 != 0 {
		return -f
	}
	return f
}

// floatToHalf rounds to the nearest half float, ties to even. New of Arrow truncates.
func floatToHalf(f float64) uint16 {
	sign := uint16(0)
	if math.Signbit(f) {
		sign = 0x8000
	}
	f = math.Abs(f)
	switch {
	case f != f:
		return 0x7e00
	case f >= 65520: // halfway from the largest half float to the next power of two
		return sign | 0x7c00
	case f == 0:
		return sign
	}
	_, exp := math.Frexp(f)                    // f is in [2^(exp-1), 2^exp)
	ulp := max(exp-11, -24)                    // the exponent of the last bit
	n := math.RoundToEven(math.Ldexp(f, -ulp)) // at most 2048, which carries into the exponent
	return sign | (uint16(ulp+24)<<10 + uint16(n))
}
