package gen

import (
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
)

// The draws of a column are a stream that is keyed by the column and counted by the row: draw i is a mixing hash of
// key + i*gamma, so that no draw needs the one before it. It is the output function and the increment of SplitMix64.
const gamma = 0x9e3779b97f4a7c15

// mix is a bijection of 64 bits in which each input bit changes each output bit half of the time (Stafford's variant
// 13 of MurmurHash3's finalizer).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// draw returns the draw number counter of the stream of key.
func draw(key, counter uint64) uint64 { return mix(key + counter*gamma) }

// another returns the next draw of a cell that needs a second one, from the one before.
func another(u uint64) uint64 { return mix(u ^ 0xd1b54a32d192ed03) }

// columnKey returns the key of a column's stream.
func columnKey(seed uint64, dataset, path string) uint64 {
	return hashText(hashText(mix(seed+gamma), dataset), path)
}

// hashText mixes a text, its length included, into h.
func hashText(h uint64, s string) uint64 {
	h = mix(h ^ uint64(len(s))*gamma)
	for ; len(s) >= 8; s = s[8:] {
		h = mix(h^word(s[:8])) + gamma
	}
	if s != "" {
		h = mix(h^word(s)) + gamma
	}
	return h
}

// word returns up to eight bytes as a number, the first one lowest.
func word(s string) uint64 {
	var w uint64
	for i := range len(s) {
		w |= uint64(s[i]) << (8 * i)
	}
	return w
}

// The streams of one column, each for one purpose, as what is mixed into its key.
const (
	forNull uint64 = 1 + iota
	forLength
	forElements
	forPermutation
	forCount
	forRedraw
	forSecond
)

// substream returns the key of a stream of a column for a purpose other than its values.
func substream(key, purpose uint64) uint64 { return mix(key ^ mix(purpose)) }

// below returns a uniform number in [0, n), all 64 bits where n is 0, from the draw u (Lemire's method).
func below(u, n uint64) uint64 {
	if n == 0 {
		return u
	}
	hi, lo := bits.Mul64(u, n)
	if lo < n {
		for least := -n % n; lo < least; {
			u = another(u)
			hi, lo = bits.Mul64(u, n)
		}
	}
	return hi
}

// unit returns a uniform number in [0, 1) from a draw.
func unit(u uint64) float64 { return float64(int64(u>>11)) * 0x1p-53 }

// openUnit returns a uniform number in (0, 1) from a draw.
func openUnit(u uint64) float64 { return (float64(int64(u>>12)) + 0.5) * 0x1p-52 }

// chance returns what a draw is below with probability p. always is true for a p of 1, which no limit stands for.
func chance(p float64) (limit uint64, always bool) {
	if p >= 1 {
		return 0, true
	}
	return uint64(int64(p*0x1p53)) << 11, false
}

// happens tells whether a draw is below a limit that chance returned.
func happens(u, limit uint64, always bool) bool { return always || u < limit }

// rows are the cells that a column is asked for: n rows of a dataset from lo on, or n elements of lists.
type rows struct {
	n        int
	lo       int
	counters []uint64 // of elements: what their draws are counted by
	position []int32  // of elements: their places in their lists
}

// counter returns what the draws of cell k are counted by.
func (r *rows) counter(k int) uint64 {
	if r.counters != nil {
		return r.counters[k]
	}
	return uint64(r.lo) + uint64(k)
}

// at returns the place of cell k in its dataset or list.
func (r *rows) at(k int) int {
	if r.position != nil {
		return int(r.position[k])
	}
	return r.lo + k
}

// block is how many draws are made at once: few enough for the first level cache.
const block = 512

// first returns what the draw of the first cell is the mix of, where each of the next ones is gamma more.
func (r *rows) first(key uint64) (x uint64, ok bool) {
	return key + uint64(r.lo)*gamma, r.counters == nil
}

// fill makes the draws of the cells from at on.
func (r *rows) fill(key uint64, at int, u []uint64) {
	if r.counters != nil {
		for k, c := range r.counters[at : at+len(u)] {
			u[k] = draw(key, c)
		}
		return
	}
	x := key + (uint64(r.lo)+uint64(at))*gamma
	for k := range u {
		u[k] = mix(x)
		x += gamma
	}
}

// draws calls use for each block of cells with the first of them and the draw of each.
func (r *rows) draws(key uint64, use func(at int, u []uint64)) {
	var buf [block]uint64
	for at := 0; at < r.n; at += block {
		u := buf[:min(block, r.n-at)]
		r.fill(key, at, u)
		use(at, u)
	}
}

// drawInto calls use for each block of cells of 64 bits, which hold their draws and are to be given their values.
func drawInto[T int64 | float64](r *rows, key uint64, cells []T, use func(cells []T)) {
	for at := 0; at < r.n; at += block {
		some := cells[at:min(at+block, r.n)]
		r.fill(key, at, arrow.GetData[uint64](arrow.GetBytes(some)))
		use(some)
	}
}
