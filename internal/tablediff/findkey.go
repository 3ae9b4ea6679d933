package tablediff

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
)

// widestKey bounds the number of columns among which an identifying pair is searched.
const widestKey = 8

// findKey returns the first column, or else the first pair of columns, that identifies the rows of both tables and has
// most of its values in both; nil if there is none. The columns have one type in both tables.
func findKey(columns []columnPair, oldRows, newRows int) []int {
	if min(oldRows, newRows) < 2 {
		return nil
	}
	var candidates []int
	for c, p := range columns {
		if !identifying(p.old.DataType()) || p.old.NullN() > 0 || p.new.NullN() > 0 {
			continue
		}
		if identifies([]columnPair{p}, oldRows, newRows) {
			return []int{c}
		}
		if candidates = append(candidates, c); len(candidates) == widestKey {
			break
		}
	}
	for i, first := range candidates {
		for _, second := range candidates[i+1:] {
			if identifies([]columnPair{columns[first], columns[second]}, oldRows, newRows) {
				return []int{first, second}
			}
		}
	}
	return nil
}

// identifying reports whether values of a type can identify rows. Measured numbers do not.
func identifying(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64,
		arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW, arrow.FIXED_SIZE_BINARY,
		arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP:
		return true
	}
	return false
}

func identifies(columns []columnPair, oldRows, newRows int) bool {
	old, new := make([]arrow.Array, len(columns)), make([]arrow.Array, len(columns))
	for c, p := range columns {
		old[c], new[c] = p.old, p.new
	}
	inNew := make(map[uint64]bool, oldRows)
	for _, h := range cells.HashRows(old, oldRows) {
		if _, twice := inNew[h]; twice {
			return false
		}
		inNew[h] = false
	}
	common := 0
	for _, h := range cells.HashRows(new, newRows) {
		twice, inOld := inNew[h]
		if twice {
			return false
		}
		inNew[h] = true
		if inOld {
			common++
		}
	}
	return 2*common >= min(oldRows, newRows)
}
