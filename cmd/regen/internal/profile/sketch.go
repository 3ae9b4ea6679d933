package profile

import (
	"cmp"
	"slices"
)

// MostDistinct is the number of distinct values up to which they are counted exactly.
const MostDistinct = 1 << 13

// A sketch keeps the smallest hashes of what it has seen and how often each came, which is a uniform sample of the
// distinct values with their exact counts, and tells how many there are.
type sketch struct {
	limit uint64 // hashes above it are not kept
	slots []slot // a table with open addressing; its length is a power of two
	n     int
}

type slot struct {
	hash  uint64 // 0 where the slot is free
	count int64
}

// add counts hashes. It calls fresh with the index of each that it had not kept before.
func (s *sketch) add(hashes []uint64, fresh func(k int)) {
	if s.slots == nil {
		s.slots = make([]slot, 64)
	}
	for k, h := range hashes {
		if h > s.limit {
			continue
		}
		at := s.find(h)
		if at.count++; at.hash == h {
			continue
		}
		at.hash = h
		s.n++
		fresh(k)
		switch {
		case s.n == 2*MostDistinct:
			s.shrink()
		case 2*s.n > len(s.slots):
			s.rebuild(s.entries(), 2*len(s.slots))
		}
	}
}

// find returns the slot of a hash, or the free one where it belongs.
func (s *sketch) find(h uint64) *slot {
	mask := uint64(len(s.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		if at := &s.slots[i]; at.hash == h || at.hash == 0 {
			return at
		}
	}
}

func (s *sketch) entries() []slot {
	out := make([]slot, 0, s.n)
	for _, e := range s.slots {
		if e.hash != 0 {
			out = append(out, e)
		}
	}
	return out
}

// shrink drops the greater half of the hashes.
func (s *sketch) shrink() {
	all := s.entries()
	slices.SortFunc(all, func(a, b slot) int { return cmp.Compare(a.hash, b.hash) })
	all = all[:MostDistinct]
	s.limit = all[len(all)-1].hash
	s.rebuild(all, len(s.slots))
}

func (s *sketch) rebuild(entries []slot, size int) {
	s.slots, s.n = make([]slot, size), len(entries)
	for _, e := range entries {
		*s.find(e.hash) = e
	}
}

func (s *sketch) distinct() (n int64, exact bool) {
	if s.limit == ^uint64(0) {
		return int64(s.n), true
	}
	return int64(float64(s.n) / (float64(s.limit) / (1 << 63) / 2)), false
}

// once reports whether each hash that is kept came once.
func (s *sketch) once() bool {
	return !slices.ContainsFunc(s.slots, func(e slot) bool { return e.count > 1 })
}

// list returns the kept hashes that have a text, the most frequent first.
func (s *sketch) list(texts map[uint64]string) []Value {
	var out []Value
	for _, e := range s.slots {
		if text, ok := texts[e.hash]; ok && e.hash != 0 {
			out = append(out, Value{text, e.count})
		}
	}
	slices.SortFunc(out, func(a, b Value) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text)) })
	return out
}

// mixed spreads a number over all bits, as splitmix64 does. It is never 0.
func mixed(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return max(1, x^x>>31)
}

// Inclusion looks for values of a column among those of another one: how many it could look for, how many of them are not
// there, and the hashes of those that it could not look for, because the sketch of the other column does not go so far. The
// two have values of like types.
func Inclusion(c, of *Column) (looked, missing int, rest map[uint64]bool) {
	rest = map[uint64]bool{}
	for _, e := range c.values.slots {
		switch {
		case e.hash == 0:
		case e.hash > of.values.limit:
			rest[e.hash] = true
		default:
			looked++
			if of.values.slots == nil || of.values.find(e.hash).hash == 0 {
				missing++
			}
		}
	}
	return looked, missing, rest
}

// Watch removes the hashes of values that are added from now on from a set.
func (c *Column) Watch(rest map[uint64]bool) { c.watched = rest }

// TopCount is how often the most frequent value was seen: of those in the sample, where there are many.
func (c *Column) TopCount() int64 {
	var top int64
	for _, e := range c.values.slots {
		top = max(top, e.count)
	}
	return top
}
