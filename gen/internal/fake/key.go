package fake

import (
	"math/bits"

	"github.com/assay-go/assay/gen/internal/draw"
)

// A key is 64 well-mixed bits from which a value is made. Each part of a value is made from its own key, so that parts
// are independent.

// part returns the key of part i of the value that key makes.
func part(key uint64, i int) uint64 { return draw.At(key, uint64(i)+1) }

// below returns a number in [0, n) from the high bits of key. The bias is at most 2^-64.
func below(key, n uint64) uint64 {
	hi, _ := bits.Mul64(key, n)
	return hi
}

// index is below for a list of n.
func index(key uint64, n int) int { return int(below(key, uint64(n))) }

// A stream is a rand.Source that starts at a key.
type stream uint64

func (s *stream) Uint64() uint64 {
	*s += draw.Gamma
	return draw.Mix(uint64(*s))
}
