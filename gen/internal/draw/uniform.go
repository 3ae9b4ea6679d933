package draw

import "math/bits"

// Below returns a uniform number in [0, n), all 64 bits if n is 0, from the draw u (Lemire's method).
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

// A Chance is an event with a probability.
type Chance struct {
	limit  uint64 // what draws are below if it happens
	always bool   // of probability 1, which no limit stands for
}

// NewChance returns an event with probability p.
func NewChance(p float64) Chance {
	if p >= 1 {
		return Chance{always: true}
	}
	return Chance{limit: uint64(int64(p*0x1p53)) << 11}
}

// Happens reports whether the event happens for a draw.
func (c Chance) Happens(u uint64) bool { return c.always || u < c.limit }
