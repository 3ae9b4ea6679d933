package draw

import "math/bits"

// Below returns a uniform number in [0, n), or any 64 bits if n is 0, from the draw u (Lemire's method).
func Below(u, n uint64) uint64 {
	if n == 0 {
		return u
	}
	hi, lo := bits.Mul64(u, n)
	if lo < n {
		for least := -n % n; lo < least; {
			u = Next(u)
			hi, lo = bits.Mul64(u, n)
		}
	}
	return hi
}

// Unit returns a uniform number in [0, 1) from a draw.
func Unit(u uint64) float64 { return float64(int64(u>>11)) * 0x1p-53 }

// OpenUnit returns a uniform number in (0, 1) from a draw.
func OpenUnit(u uint64) float64 { return (float64(int64(u>>12)) + 0.5) * 0x1p-52 }

// A Chance is an event with a probability, as the number of the 2^53 values of the upper bits of a draw for which it
// happens.
type Chance uint64

// NewChance returns an event with probability p.
func NewChance(p float64) Chance { return Chance(int64(min(p, 1) * 0x1p53)) }

// Happens reports whether the event happens for a draw.
func (c Chance) Happens(u uint64) bool { return u>>11 < uint64(c) }

// SetBits sets bit k of bits, which must be 0, if the event happens for draw k. It avoids branches, which would often
// be mispredicted.
func (c Chance) SetBits(bits []byte, u []uint64) {
	for ; len(u) >= 8; bits, u = bits[1:], u[8:] {
		bits[0] = c.bit(u[0]) | c.bit(u[1])<<1 | c.bit(u[2])<<2 | c.bit(u[3])<<3 |
			c.bit(u[4])<<4 | c.bit(u[5])<<5 | c.bit(u[6])<<6 | c.bit(u[7])<<7
	}
	for k, u := range u {
		bits[0] |= c.bit(u) << k
	}
}

// bit returns 1 if the event happens for a draw, and 0 if not: the sign of a difference of 54-bit numbers.
func (c Chance) bit(u uint64) byte { return byte((u>>11 - uint64(c)) >> 63) }
