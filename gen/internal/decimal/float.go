package decimal

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// FromFloat returns f * 10^scale, rounded once, half to even, and whether it fits 127 bits.
func FromFloat(f float64, scale int) (decimal128.Num, bool) {
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
		return fromRat(f, scale)
	}
	hi, lo := bits.Mul64(fraction, PowerOfTen(scale).lo)
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
	n, _ := Magnitude{hi, lo}.Signed(b>>63 != 0)
	return n, true
}

// fromRat is FromFloat for scales that 128 bits are too short for.
func fromRat(f float64, scale int) (decimal128.Num, bool) {
	n := RoundRat(new(big.Rat).SetFloat64(f), scale)
	if n.BitLen() > 127 {
		return decimal128.Num{}, false
	}
	d, _ := fromBig(new(big.Int).Abs(n)).Signed(n.Sign() < 0)
	return d, true
}

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
	var restHi, restLo uint64 // the bits that are shifted out
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

// bitLen returns the number of bits of a 128-bit number.
func bitLen(hi, lo uint64) int {
	if hi != 0 {
		return 64 + bits.Len64(hi)
	}
	return bits.Len64(lo)
}

// RoundRat returns r * 10^scale as an integer, rounded half to even.
func RoundRat(r *big.Rat, scale int) *big.Int {
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(scale, -scale))), nil)
	num, denom := new(big.Int).Set(r.Num()), new(big.Int).Set(r.Denom())
	if scale >= 0 {
		num.Mul(num, power)
	} else {
		denom.Mul(denom, power)
	}
	quotient, rest := new(big.Int).QuoRem(new(big.Int).Abs(num), denom, new(big.Int))
	switch twice := rest.Lsh(rest, 1).Cmp(denom); {
	case twice > 0, twice == 0 && quotient.Bit(0) == 1:
		quotient.Add(quotient, big.NewInt(1))
	}
	if num.Sign() < 0 {
		quotient.Neg(quotient)
	}
	return quotient
}
