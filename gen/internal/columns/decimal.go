package columns

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

func floatsToDecimals(to *arrow.Decimal128Type) Conversion {
	limit := powerOfTen(int(to.Precision))
	return mapped(to, func(f float64) (decimal128.Num, bool) {
		n, ok := decimalOf(f, int(to.Scale))
		return n, ok && n.Abs().Less(limit)
	})
}

// powerOfTen returns 10^n, for n up to 38.
func powerOfTen(n int) decimal128.Num {
	p := decimal128.FromU64(1)
	for range n {
		p = p.Mul(decimal128.FromU64(10))
	}
	return p
}

// decimalOf returns f * 10^scale, rounded half to even, and whether it fits 127 bits. Nothing is rounded before.
func decimalOf(f float64, scale int) (decimal128.Num, bool) {
	b := math.Float64bits(f)
	exp := int(b>>52&0x7ff) - 1075 // f is fraction * 2^exp
	fraction := b&(1<<52-1) | 1<<52
	switch {
	case exp == 0x7ff-1075:
		return decimal128.Num{}, false
	case exp == -1075:
		exp, fraction = -1074, b&(1<<52-1)
	}
	if scale < 0 || scale > 19 {
		return decimalByRational(f, scale)
	}
	hi, lo := bits.Mul64(fraction, uint64Pow10[scale])
	switch {
	case hi|lo == 0:
		return decimal128.Num{}, true
	case exp >= 0:
		if bitLen(hi, lo)+exp > 127 {
			return decimal128.Num{}, false
		}
		hi, lo = shiftLeft(hi, lo, uint(exp))
	default:
		hi, lo = shiftRightEven(hi, lo, uint(-exp))
	}
	n := decimal128.New(int64(hi), lo)
	if b>>63 != 0 {
		n = n.Negate()
	}
	return n, true
}

var uint64Pow10 = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

func shiftLeft(hi, lo uint64, n uint) (uint64, uint64) {
	if n >= 64 {
		return lo << (n - 64), 0
	}
	return hi<<n | lo>>(64-n), lo << n
}

// shiftRightEven divides 128 bits by 2^n and rounds half to even.
func shiftRightEven(hi, lo uint64, n uint) (uint64, uint64) {
	if n > 128 {
		return 0, 0
	}
	var restHi, restLo uint64 // what is shifted out, at the upper end
	switch {
	case n == 128:
		restHi, restLo, hi, lo = hi, lo, 0, 0
	case n >= 64:
		m := n - 64
		restHi, restLo = lo>>m|hi<<(64-m), lo<<(64-m)
		hi, lo = 0, hi>>m
	default:
		restHi = lo << (64 - n)
		hi, lo = hi>>n, lo>>n|hi<<(64-n)
	}
	const half = 1 << 63
	if restHi > half || restHi == half && (restLo != 0 || lo&1 == 1) {
		var carry uint64
		lo, carry = bits.Add64(lo, 1, 0)
		hi += carry
	}
	return hi, lo
}

// rescaled converts decimals to another scale and precision.
func rescaled(from, to *arrow.Decimal128Type) Conversion {
	limit := powerOfTen(int(to.Precision))
	shift := int(to.Scale - from.Scale)
	if shift < -19 || shift > 38 {
		return throughRationals(to)
	}
	if shift >= 0 {
		factor := powerOfTen(shift)
		most := powerOfTen(max(int(to.Precision)-shift, 0)) // beyond which there is no place for the zeros
		return mapped(to, func(v decimal128.Num) (decimal128.Num, bool) {
			if !v.Abs().Less(most) && v.Sign() != 0 {
				return v, false
			}
			return v.Mul(factor), true
		})
	}
	factor := uint64Pow10[-shift]
	return mapped(to, func(v decimal128.Num) (decimal128.Num, bool) {
		abs := v.Abs()
		hi, rest := bits.Div64(0, uint64(abs.HighBits()), factor)
		lo, rest := bits.Div64(rest, abs.LowBits(), factor)
		if rest > factor-rest || rest == factor-rest && lo&1 == 1 {
			var carry uint64
			lo, carry = bits.Add64(lo, 1, 0)
			hi += carry
		}
		quotient := decimal128.New(int64(hi), lo)
		if v.Sign() < 0 {
			return quotient.Negate(), quotient.Less(limit)
		}
		return quotient, quotient.Less(limit)
	})
}

// decimalByRational is decimalOf for the scales that its words are too short for.
func decimalByRational(f float64, scale int) (decimal128.Num, bool) {
	n := roundHalfEven(new(big.Rat).SetFloat64(f), scale)
	if n.BitLen() > 127 {
		return decimal128.Num{}, false
	}
	var b [16]byte // decimal128.FromBigInt reads words of 64 bits, which not every machine has
	new(big.Int).Abs(n).FillBytes(b[:])
	d := decimal128.New(int64(binary.BigEndian.Uint64(b[:8])), binary.BigEndian.Uint64(b[8:]))
	if n.Sign() < 0 {
		d = d.Negate()
	}
	return d, true
}

// bitLen returns how many bits a number of 128 bits has.
func bitLen(hi, lo uint64) int {
	if hi != 0 {
		return 64 + bits.Len64(hi)
	}
	return bits.Len64(lo)
}
