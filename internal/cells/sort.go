package cells

import (
	"math"
	"math/bits"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
)

// SortRows returns the row numbers sorted by the columns. Rows that compare equal keep their order. twin is the least
// place of a row that equals the row before it, or 0 if all rows differ.
//
// It is a radix sort from the most significant word, which takes one byte per row beside the result.
func SortRows(columns []arrow.Array, rows int) (perm []int32, twin int) {
	s := &rowSorter{perm: make([]int32, rows), twin: rows}
	for _, a := range columns {
		s.columns = append(s.columns, newSortColumn(a))
	}
	for row := range s.perm {
		s.perm[row] = int32(row)
	}
	s.pairs, s.spare = make([]rankedRow, min(rows, fewRows)), make([]rankedRow, min(rows, fewRows))
	s.sort(0, rows, place{})
	if s.twin == rows {
		s.twin = 0
	}
	return s.perm, s.twin
}

// fewRows is how many rows are sorted with their ranks beside them. Their buffers fit into the cache of a processor.
const fewRows = 1 << 15

// A rowSorter sorts row numbers.
type rowSorter struct {
	columns      []sortColumn
	perm         []int32
	twin         int // len(perm) if there is none so far
	digits       []uint8
	pairs, spare []rankedRow
	ends         [1 << 11]int32
}

// A rankedRow is a row and a word of one of its cells.
type rankedRow struct {
	rank uint64
	row  int32
}

// A place is a word of a column.
type place struct{ column, word int }

// sort sorts perm[lo:hi], rows that are equal up to a place.
func (s *rowSorter) sort(lo, hi int, at place) {
	if hi-lo <= len(s.pairs) {
		pairs := s.pairs[:hi-lo]
		for i, row := range s.perm[lo:hi] {
			pairs[i].row = row
		}
		s.sortFew(lo, pairs, s.spare[:hi-lo], at)
		for i, p := range pairs {
			s.perm[lo+i] = p.row
		}
		return
	}
	rows := s.perm[lo:hi]
	if at.column == len(s.columns) {
		slices.Sort(rows)
		s.twin = min(s.twin, lo+1)
		return
	}
	c := &s.columns[at.column]
	if c.byComparison(at.word) {
		slices.SortFunc(rows, func(i, j int32) int { return c.compare(int(i), int(j)) })
		eachRun(rows, func(i, j int32) bool { return c.compare(int(i), int(j)) == 0 }, func(from, to int) {
			s.sort(lo+from, lo+to, place{column: at.column + 1})
		})
		return
	}
	least, most := uint64(math.MaxUint64), uint64(0)
	s.eachRank(rows, c, at.word, func(_ int, p []rankedRow) {
		for i := range p {
			least, most = min(least, p[i].rank), max(most, p[i].rank)
		}
	})
	if least == most {
		s.sort(lo, hi, c.next(at, least))
		return
	}
	from := lo
	for _, end := range s.divide(rows, c, at.word, least, most) {
		if to := lo + int(end); to-from > 1 {
			s.sort(from, to, at)
		}
		from = lo + int(end)
	}
}

// eachRank calls do with the ranks of some rows at a time, and the place of the first of them.
func (s *rowSorter) eachRank(rows []int32, c *sortColumn, word int, do func(from int, p []rankedRow)) {
	for from := 0; from < len(rows); from += 1 << 10 {
		p := s.pairs[:min(1<<10, len(rows)-from)]
		for i := range p {
			p[i].row = rows[from+i]
		}
		c.load(p, word)
		do(from, p)
	}
}

// divide reorders rows by the first 8 bits of their ranks, in place, and returns where the rows of each value end.
func (s *rowSorter) divide(rows []int32, c *sortColumn, word int, least, most uint64) (ends [256]int32) {
	if len(s.digits) < len(rows) {
		s.digits = make([]uint8, len(rows))
	}
	digits, shift := s.digits[:len(rows)], max(0, bits.Len64(most-least)-8)
	s.eachRank(rows, c, word, func(from int, p []rankedRow) {
		for i := range p {
			d := uint8((p[i].rank - least) >> shift)
			digits[from+i] = d
			ends[d]++
		}
	})
	var heads [256]int32
	sum := int32(0)
	for d, n := range ends {
		heads[d] = sum
		sum += n
		ends[d] = sum
	}
	for d := range heads {
		for at := heads[d]; at < ends[d]; at++ {
			row, to := rows[at], digits[at]
			for int(to) != d { // put the row to its digit, and take the row that is there
				head := heads[to]
				heads[to]++
				row, rows[head] = rows[head], row
				to, digits[head] = digits[head], to
			}
			rows[at], digits[at] = row, to
		}
	}
	return ends
}

// sortFew sorts the rows of pairs, which are equal up to a place. They go to perm[lo:].
func (s *rowSorter) sortFew(lo int, pairs, spare []rankedRow, at place) {
	for len(pairs) > 1 {
		if at.column == len(s.columns) {
			for i := range pairs {
				pairs[i].rank = uint64(pairs[i].row)
			}
			s.sortRanks(pairs, spare)
			s.twin = min(s.twin, lo+1)
			return
		}
		c := &s.columns[at.column]
		same := func(x, y rankedRow) bool { return x.rank == y.rank }
		if c.byComparison(at.word) {
			slices.SortFunc(pairs, func(x, y rankedRow) int { return c.compare(int(x.row), int(y.row)) })
			same = func(x, y rankedRow) bool { return c.compare(int(x.row), int(y.row)) == 0 }
		} else {
			c.load(pairs, at.word)
			s.sortRanks(pairs, spare)
			if last := len(pairs) - 1; pairs[0].rank == pairs[last].rank {
				at = c.next(at, pairs[0].rank)
				continue
			}
		}
		eachRun(pairs, same, func(from, to int) {
			s.sortFew(lo+from, pairs[from:to], spare[from:to], c.next(at, pairs[from].rank))
		})
		return
	}
}

// eachRun calls do for each run of two or more elements that are the same.
func eachRun[T any](all []T, same func(x, y T) bool, do func(from, to int)) {
	from := 0
	for i := 1; i <= len(all); i++ {
		if i < len(all) && same(all[i-1], all[i]) {
			continue
		}
		if i-from > 1 {
			do(from, i)
		}
		from = i
	}
}

// sortRanks sorts pairs by rank. Pairs of the same rank keep their order.
func (s *rowSorter) sortRanks(pairs, spare []rankedRow) {
	if len(pairs) <= 16 {
		for i := 1; i < len(pairs); i++ {
			p, at := pairs[i], i
			for ; at > 0 && pairs[at-1].rank > p.rank; at-- {
				pairs[at] = pairs[at-1]
			}
			pairs[at] = p
		}
		return
	}
	least, most := pairs[0].rank, pairs[0].rank
	for i := range pairs {
		least, most = min(least, pairs[i].rank), max(most, pairs[i].rank)
	}
	if least == most {
		return
	}
	width := bits.Len64(most - least)
	shift := max(0, width-min(bits.Len(uint(len(pairs))), bits.Len(uint(len(s.ends)-1))))
	ends := s.ends[:(most-least)>>shift+1]
	clear(ends)
	for i := range pairs {
		ends[(pairs[i].rank-least)>>shift]++
	}
	for d := 1; d < len(ends); d++ {
		ends[d] += ends[d-1]
	}
	spare = spare[:len(pairs)]
	copy(spare, pairs)
	for _, s := range slices.Backward(spare) {
		end := &ends[(s.rank-least)>>shift]
		*end--
		pairs[*end] = s
	}
	if shift == 0 {
		return
	}
	from := 0
	for i := 1; i <= len(pairs); i++ {
		if i < len(pairs) && (pairs[i].rank-least)>>shift == (pairs[from].rank-least)>>shift {
			continue
		}
		if i-from > 1 {
			s.sortRanks(pairs[from:i], spare[from:i])
		}
		from = i
	}
}
