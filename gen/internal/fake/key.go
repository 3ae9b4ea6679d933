package fake

import "math/bits"

// A key is 64 well-mixed bits from which a value is made. A value with several
// parts makes each from a key of its own, so that parts are independent.

// golden is 2^64 divided by the golden ratio: the step of SplitMix64.
const golden = 0x9e3779b97f4a7c15

// mix is the finalizer of SplitMix64: it maps 64 bits one-to-one onto 64 bits, and
// inputs that differ in one bit onto outputs that differ in half of them.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// part returns the key of part i of the value that key makes.
func part(key uint64, i int) uint64 { return mix(key + (uint64(i)+1)*golden) }

// below returns a number in [0, n) from the high bits of key. A number is at most
// 2^-64 more likely than another.
func below(key, n uint64) uint64 {
	hi, _ := bits.Mul64(key, n)
	return hi
}

// index is below for a list of n.
func index(key uint64, n int) int { return int(below(key, uint64(n))) }

// unit returns a float in [0, 1), one of the 2^53 multiples of 2^-53.
func unit(key uint64) float64 { return float64(key>>11) / (1 << 53) }

// A stream is a rand.Source that starts at a key.
type stream uint64

func (s *stream) Uint64() uint64 {
	*s += golden
	return mix(uint64(*s))
}
