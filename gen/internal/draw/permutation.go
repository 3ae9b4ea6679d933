package draw

import "math/bits"

// A Permutation is a keyed bijection of the numbers below a size. It draws unique values without remembering earlier
// ones. It is a Feistel network over the next even number of bits. Numbers outside the size are sent through again
// until they fall inside (cycle walking), which takes under four rounds on average.
type Permutation struct {
	key  uint64
	size uint64 // 0 means 2^64
	half uint   // the bits of each half
}

// NewPermutation returns a permutation of the numbers below size; 0 means 2^64.
func NewPermutation(key, size uint64) Permutation {
	return Permutation{key: key, size: size, half: uint(max(bits.Len64(size-1)+1, 2) / 2)}
}

const feistelRounds = 6

// Of returns the image of i, which must be below the size.
func (p Permutation) Of(i uint64) uint64 {
	mask := uint64(1)<<p.half - 1
	for {
		l, r := i>>p.half, i&mask
		for round := range uint64(feistelRounds) {
			l, r = r, l^Mix(p.key+round*Gamma^r)&mask
		}
		if i = l<<p.half | r; p.size == 0 || i < p.size {
			return i
		}
	}
}

// A Unique draws the unique values of a column: a permutation that skips the values of pinned cells. A row whose value
// is pinned elsewhere takes the value that the pinned row would have had.
type Unique struct {
	Permutation
	PinnedAt map[uint64]uint64 // by value, the row that it is pinned in
}

// Size returns the number of values; 0 means 2^64.
func (d *Unique) Size() uint64 { return d.size }

// Cell returns the value of cell k, or false if its row, or its place in its list, is past the number of values.
func (d *Unique) Cell(rows *Rows, k int) (uint64, bool) {
	at := uint64(rows.Position(k))
	if d.size != 0 && at >= d.size {
		return 0, false
	}
	if rows.Counters != nil { // each list has its own permutation
		list := Permutation{key: Mix(d.key + rows.Counters[k] - at), size: d.size, half: d.half}
		return list.Of(at), true
	}
	v := d.Of(at)
	for range len(d.PinnedAt) { // a pinned row, whose own value is ignored, might go in a circle
		row, ok := d.PinnedAt[v]
		if !ok {
			break
		}
		v = d.Of(row)
	}
	return v, true
}
