package goldenfile

import (
	"math"
)

// MostCounted is the largest number of distinct values that is counted. Of more values, a sample is counted.
const MostCounted = 1 << 16

// A hashSet counts distinct hashes. If it has a limit and exceeds it, it keeps only the hashes that start with a zero
// bit, then with two, and so on, and estimates: Wegman's adaptive sampling. Its content depends on the set of hashes
// only, not on their order. The standard error is 1.2/√limit, 0.5% of 65,536.
type hashSet struct {
	slots  []uint64
	n      int
	zero   bool
	limit  int // of n; 0 for none
	halved int // how often the hashes were halved
	kept   []uint64
}

func newHashSet(limit int) *hashSet { return &hashSet{slots: make([]uint64, 1<<11), limit: limit} }

// addAll adds hashes. Most of many distinct ones are beyond the sample.
func (s *hashSet) addAll(hashes []uint64) {
	for _, h := range hashes {
		if h <= math.MaxUint64>>s.halved {
			s.add(h)
		}
	}
}

func (s *hashSet) add(h uint64) {
	if h > math.MaxUint64>>s.halved {
		return
	}
	if h == 0 {
		if !s.zero {
			s.zero = true
			s.n++
		}
		return
	}
	at := s.slot(h)
	if *at != 0 {
		return
	}
	*at = h
	s.n++
	switch {
	case s.limit > 0 && s.n > s.limit:
		s.halve()
	case 2*s.n > len(s.slots):
		old := s.slots
		s.slots = make([]uint64, 4*len(old))
		s.fill(old)
	}
}

// halve removes half of the hashes, until the limit holds.
func (s *hashSet) halve() {
	for s.n > s.limit {
		s.halved++
		s.kept, s.n = s.kept[:0], 0
		if s.zero {
			s.n++
		}
		for _, h := range s.slots {
			if h != 0 && h <= math.MaxUint64>>s.halved {
				s.kept = append(s.kept, h)
			}
		}
		s.n += len(s.kept)
	}
	clear(s.slots)
	s.fill(s.kept)
}

// fill writes hashes into empty slots.
func (s *hashSet) fill(hashes []uint64) {
	for _, h := range hashes {
		if h != 0 {
			*s.slot(h) = h
		}
	}
}

// slot returns the slot that holds h, or that h goes to.
func (s *hashSet) slot(h uint64) *uint64 {
	mask := uint64(len(s.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		if s.slots[at] == 0 || s.slots[at] == h {
			return &s.slots[at]
		}
	}
}

// count returns the number of distinct hashes, and whether it is an estimate, which has three digits that are not zero.
func (s *hashSet) count() (n int, estimated bool) {
	if s.halved == 0 {
		return s.n, false
	}
	estimate, unit := uint64(s.n)<<s.halved, uint64(1)
	for estimate/unit >= 1000 {
		unit *= 10
	}
	return int(min((estimate+unit/2)/unit*unit, math.MaxInt32)), true
}
