package profile

import (
	"cmp"
	"slices"
)

// MostDistinct is the number of distinct values up to which Distinct is exact.
const MostDistinct = 1 << 13

// A sketch keeps the smallest hashes of the values and their frequencies. They are a uniform sample of the distinct
// values with exact counts, from which it estimates the number of distinct values.
type sketch struct {
	limit uint64 // hashes above it are not kept
	slots []slot // a table with open addressing; its length is a power of two
	n     int
}

type slot struct {
	hash  uint64 // 0 if the slot is free
	count int64
}

// add counts hashes. It calls fresh with the index of each hash that it did not keep before.
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

// find returns the slot of a hash, or the free slot for it.
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

// shrink drops the larger half of the hashes.
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

// once reports whether each kept hash came once.
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
	slices.SortFunc(out, func(a, b Value) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count),
			cmp.Compare(a.Text, b.Text))
	})
	return out
}

// Mixed spreads a number over all bits, as splitmix64 does. It never returns 0.
func Mixed(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return max(1, x^x>>31)
}

// Inclusion searches the other column for the values of c: looked is the number of values searched, missing those not
// found, rest the hashes beyond the sketch of the other column. The columns must have the same type.
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

// Watch removes from a set the hashes of values that are added from now on.
func (c *Column) Watch(rest map[uint64]bool) { c.watched = rest }

// TopCount is the frequency of the most frequent value, of those in the sample if there are many.
func (c *Column) TopCount() int64 {
	var top int64
	for _, e := range c.values.slots {
		top = max(top, e.count)
	}
	return top
}

// Counts returns how often the values occur, ascending: of each value, or of a sample of the values if there are many.
func (c *Column) Counts() []float64 {
	var out []float64
	for _, e := range c.values.slots {
		if e.hash != 0 {
			out = append(out, float64(e.count))
		}
	}
	slices.Sort(out)
	return out
}
