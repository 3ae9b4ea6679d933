package tablediff

import (
	"cmp"
	"slices"
)

// A matching pairs the rows of two tables.
type matching struct {
	pairs   int
	old     []int32 // the rows of each pair; nil if pair p is row p of both tables
	new     []int32
	removed []int32 // rows of the old table without a partner
	added   []int32 // rows of the new table without a partner
	moved   []bool  // by pair; nil if no row moved
}

func (m *matching) oldRow(pair int) int {
	if m.old == nil {
		return pair
	}
	return int(m.old[pair])
}

func (m *matching) newRow(pair int) int {
	if m.new == nil {
		return pair
	}
	return int(m.new[pair])
}

func (m *matching) movedPairs() int {
	n := 0
	for _, moved := range m.moved {
		if moved {
			n++
		}
	}
	return n
}

// matchingOf returns a matching from the partner of each old row. -1 means that the row has no partner.
func matchingOf(partner []int32, newRows int) *matching {
	pairs := 0
	for _, to := range partner {
		if to >= 0 {
			pairs++
		}
	}
	m := &matching{
		pairs: pairs, old: make([]int32, 0, pairs), new: make([]int32, 0, pairs),
		removed: slices.Grow([]int32(nil), len(partner)-pairs), added: slices.Grow([]int32(nil), newRows-pairs),
	}
	taken := make([]bool, newRows)
	for row, to := range partner {
		if to < 0 {
			m.removed = append(m.removed, int32(row))
			continue
		}
		m.old = append(m.old, int32(row))
		m.new = append(m.new, to)
		taken[to] = true
	}
	for row, t := range taken {
		if !t {
			m.added = append(m.added, int32(row))
		}
	}
	return m
}

// markMoved marks the smallest set of rows that must have moved: all except a longest run of pairs in order, with as
// many rows in their old places as possible. If no row was added or removed, a row in its old place has not moved.
func (m *matching) markMoved() {
	if m.old == nil || slices.IsSorted(m.new) {
		return
	}
	inPlace := func(p int) bool { return m.old[p] == m.new[p] }
	m.moved = make([]bool, m.pairs)
	for p := range m.moved {
		m.moved[p] = len(m.added)+len(m.removed) > 0 || !inPlace(p)
	}
	for _, p := range longestIncreasingWith(m.new, inPlace) {
		m.moved[p] = false
	}
}

// longestIncreasingWith returns the indices of a longest strictly increasing subsequence of distinct values, of those
// the one with the most preferred values.
func longestIncreasingWith(values []int32, preferred func(i int) bool) []int32 {
	if len(values) == 0 {
		return nil
	}
	type run struct{ length, preferred, last int32 } // last is the index of its last value, from 1
	better := func(a, b run) bool {
		return a.length > b.length || a.length == b.length && a.preferred > b.preferred
	}
	best := make([]run, slices.Max(values)+2) // a Fenwick tree of the best run up to a value
	before := make([]int32, len(values))
	var all run
	for i, v := range values {
		var r run
		for at := int(v); at > 0; at &= at - 1 { // runs that end below v
			if better(best[at], r) {
				r = best[at]
			}
		}
		before[i] = r.last - 1
		r.length, r.last = r.length+1, int32(i+1)
		if preferred(i) {
			r.preferred++
		}
		if better(r, all) {
			all = r
		}
		for at := int(v) + 1; at < len(best); at += at & -at {
			if better(r, best[at]) {
				best[at] = r
			}
		}
	}
	out := make([]int32, all.length)
	for k, at := len(out)-1, all.last-1; k >= 0; k, at = k-1, before[at] {
		out[k] = at
	}
	return out
}

// longestIncreasing returns the indices of a longest strictly increasing subsequence.
func longestIncreasing(values []int32) []int32 {
	var ends []int32 // ends[k] is the index of the smallest last value of a run of length k+1
	before := make([]int32, len(values))
	for i, v := range values {
		k, _ := slices.BinarySearchFunc(ends, v, func(end, v int32) int { return cmp.Compare(values[end], v) })
		before[i] = -1
		if k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, int32(i))
		} else {
			ends[k] = int32(i)
		}
	}
	out := make([]int32, len(ends))
	if len(ends) == 0 {
		return out
	}
	at := ends[len(ends)-1]
	for k := len(out) - 1; k >= 0; k-- {
		out[k] = at
		at = before[at]
	}
	return out
}
