// Package draw decides which random number each cell of a column gets, and turns it into a number below a bound, a
// choice by weights, a Poisson or Zipf number, or the next value of a permutation.
//
// The draws of a column are a stream, keyed by the seed, the dataset and the path of the column, and counted by the
// row. Draw i is a mixing hash of key + i*Gamma, so no draw needs the one before: any rows can be generated in any
// order, by any number of workers. Hash and increment are those of SplitMix64.
//
// What this package returns never changes: the values of every fixture depend on it.
package draw

// Gamma is the difference of the draws of neighboring rows before they are mixed.
const Gamma = 0x9e3779b97f4a7c15

// Mix is a bijection of 64 bits in which each input bit changes each output bit half of the time (Stafford's variant 13
// of MurmurHash3's finalizer).
func Mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// At returns draw number counter of the stream of key.
func At(key, counter uint64) uint64 { return Mix(key + counter*Gamma) }

// Next returns another draw of the same cell, computed from u, its last one.
func Next(u uint64) uint64 { return Mix(u ^ 0xd1b54a32d192ed03) }

// ColumnKey returns the key of a column's stream.
func ColumnKey(seed uint64, dataset, path string) uint64 {
	return HashText(HashText(Mix(seed+Gamma), dataset), path)
}

// HashText mixes a text and its length into h.
func HashText(h uint64, s string) uint64 {
	h = Mix(h ^ uint64(len(s))*Gamma)
	for ; len(s) >= 8; s = s[8:] {
		h = Mix(h^word(s[:8])) + Gamma
	}
	if s != "" {
		h = Mix(h^word(s)) + Gamma
	}
	return h
}

// word returns up to eight bytes as a little-endian number.
func word(s string) uint64 {
	var w uint64
	for i := range len(s) {
		w |= uint64(s[i]) << (8 * i)
	}
	return w
}

// A Purpose is the use of a stream of a column, other than for its values.
type Purpose uint64

// The purposes that need their own streams.
const (
	ForNulls       Purpose = 1 + iota
	ForLengths             // of lists
	ForElements            // of lists
	ForPermutation         // of unique values
	ForCounts              // of the children of a row
	ForRedraws             // plus the mixed number of the redraw
	ForLowBits             // the lower half of what takes 128 bits
	ForSearches            // of what a search does with a cell
	ForSeries              // of a series of each parent
	ForLoosening           // of pins
)

// Substream returns the key of the stream of a column for a purpose.
func Substream(key uint64, purpose Purpose) uint64 { return Mix(key ^ Mix(uint64(purpose))) }
