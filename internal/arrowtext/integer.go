package arrowtext

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strconv"
)

// AppendInt appends an integer in decimal, as strconv.AppendInt does, but small ones without branches.
func AppendInt(dst []byte, v int64) []byte {
	const most, room = 99_999_999, 8
	if uint64(v) > most {
		return strconv.AppendInt(dst, v, 10)
	}
	n := digits(uint32(v))
	if cap(dst)-len(dst) < room {
		dst = slices.Grow(dst, room)
	}
	text := eightDigits(uint32(v)) >> (8 * (room - n))
	binary.LittleEndian.PutUint64(dst[len(dst):len(dst)+room], text)
	return dst[:len(dst)+n]
}

// powers are those of ten, except the first.
var powers = [...]uint32{0, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000}

// digits returns the number of digits of a number of up to eight.
func digits(v uint32) int {
	n := bits.Len32(v|1) * 1233 >> 12 // by the logarithm of 2; if the number is below this power, it has n digits
	return n + 1 - int((uint64(v)-uint64(powers[n]))>>63)
}

// eightDigits returns the digits of a number of up to eight, the first one in the lowest byte. It halves the groups of
// digits in all parts of a word at once.
func eightDigits(v uint32) uint64 {
	y := uint64(v/10_000) | uint64(v%10_000)<<32
	q := y * 10_486 >> 20 & 0x7f_0000_007f // by 100
	y = q | (y-100*q)<<16
	q = y * 103 >> 10 & 0x000f_000f_000f_000f // by 10
	return q | (y-10*q)<<8 | 0x3030_3030_3030_3030
}
