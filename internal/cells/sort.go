package cells

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// SortRows returns the row numbers sorted by the columns. Rows that compare equal keep their order.
func SortRows(columns []arrow.Array, rows int) []int32 {
	if len(columns) == 1 && rows >= 1<<12 {
		if perm := sortByInteger(columns[0], rows); perm != nil {
			return perm
		}
	}
	return SortedRows(rows, RowComparer(columns, columns))
}

// sortByInteger sorts the rows by a column of integers, dates or times. It returns nil for other columns, and for one
// with nulls. It divides the rows into buckets by value, then sorts each, so that it needs little memory beside the
// result.
func sortByInteger(a arrow.Array, rows int) []int32 {
	a = arrowtext.Storage(a)
	value := arrowtext.Int64s(a)
	if value == nil || a.NullN() > 0 {
		return nil
	}
	flip := uint64(1 << 63)
	if a.DataType().ID() == arrow.UINT64 {
		flip = 0
	}
	rank := func(row int) uint64 { return uint64(value(row)) ^ flip }
	least, most := uint64(math.MaxUint64), uint64(0)
	for row := range rows {
		least, most = min(least, rank(row)), max(most, rank(row))
	}
	shift := max(0, bits.Len64(most-least)-16)
	ends := make([]int32, 1<<16)
	for row := range rows {
		ends[(rank(row)-least)>>shift]++
	}
	for b := 1; b < len(ends); b++ {
		ends[b] += ends[b-1]
	}
	perm := make([]int32, rows)
	for row := rows - 1; row >= 0; row-- {
		end := &ends[(rank(row)-least)>>shift]
		*end-- // the end of a bucket becomes its start
		perm[*end] = int32(row)
	}
	var sorted []rankedRow
	for b, start := range ends {
		end := rows
		if b+1 < len(ends) {
			end = int(ends[b+1])
		}
		sorted = sortBucket(perm[start:end], rank, sorted)
	}
	return perm
}

type rankedRow struct {
	rank uint64
	row  int32
}

// sortBucket sorts rows, in ascending order, by rank. It returns the buffer that it uses unless there are many rows.
func sortBucket(rows []int32, rank func(row int) uint64, buffer []rankedRow) []rankedRow {
	switch {
	case len(rows) < 2:
		return buffer
	case len(rows) > 1<<20:
		slices.SortFunc(rows, func(i, j int32) int {
			return cmp.Or(cmp.Compare(rank(int(i)), rank(int(j))), cmp.Compare(i, j))
		})
		return buffer
	}
	buffer = buffer[:0]
	for _, row := range rows {
		buffer = append(buffer, rankedRow{rank(int(row)), row})
	}
	slices.SortFunc(buffer, func(x, y rankedRow) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.row, y.row))
	})
	for i, r := range buffer {
		rows[i] = r.row
	}
	return buffer
}
