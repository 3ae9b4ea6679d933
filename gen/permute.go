package gen

import "math/bits"

// A permutation is a keyed bijection of the numbers below a size: how unique values are drawn without a memory of what
// was drawn before. It is a Feistel network over the next even number of bits; numbers that fall outside are sent
// through again until they fall inside (cycle walking), which takes under four rounds on average.
type permutation struct {
	key  uint64
	size uint64 // 0 means 2^64
	half uint   // the bits of each half
}

func newPermutation(key, size uint64) permutation {
	return permutation{key: key, size: size, half: uint(max(bits.Len64(size-1)+1, 2) / 2)}
}

const feistelRounds = 6

// of returns the image of i, which is below the size.
func (p permutation) of(i uint64) uint64 {
	mask := uint64(1)<<p.half - 1
	for {
		l, r := i>>p.half, i&mask
		for round := range uint64(feistelRounds) {
			l, r = r, l^mix(p.key+round*gamma^r)&mask
		}
		if i = l<<p.half | r; p.size == 0 || i < p.size {
			return i
		}
	}
}

// A uniqueDraw is a permutation that leaves out the values of pinned cells: a row whose value is pinned elsewhere takes
// that which the pinned row would have had.
type uniqueDraw struct {
	permutation
	pinnedAt map[uint64]uint64 // by value, the row that it is pinned in
}

func (d *uniqueDraw) of(i uint64) uint64 {
	v := d.permutation.of(i)
	for range len(d.pinnedAt) { // a pinned row, whose own value is not looked at, might go round in a circle
		row, ok := d.pinnedAt[v]
		if !ok {
			break
		}
		v = d.permutation.of(row)
	}
	return v
}
