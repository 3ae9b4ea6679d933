package tablediff

import (
	"math"
	"runtime"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/parallel"
)

// A rowTable finds rows by hash. A slot holds the upper half of the hash and the row.
type rowTable struct {
	slots []uint64
	mask  uint64
}

const emptySlot = 0

func newRowTable(rows int) *rowTable {
	size := 8
	for size < 2*rows {
		size *= 2
	}
	return &rowTable{slots: make([]uint64, size), mask: uint64(size - 1)}
}

// find returns the row with this hash for which same returns true, -1 for none, and the slot at which the search ended.
func (t *rowTable) find(hash uint64, same func(row int) bool) (row int, slot uint64) {
	tag := hash &^ 0xffffffff
	for slot = hash & t.mask; t.slots[slot] != emptySlot; slot = (slot + 1) & t.mask {
		if s := t.slots[slot]; s&^0xffffffff == tag {
			if row := int(uint32(s)) - 1; same(row) {
				return row, slot
			}
		}
	}
	return -1, slot
}

func (t *rowTable) put(slot, hash uint64, row int) {
	t.slots[slot] = hash&^0xffffffff | uint64(uint32(row+1))
}

// A duplicate is two rows of one table with the same key.
type duplicate struct {
	inOld bool
	rows  [2]int
}

// joinByKey matches rows with equal keys. If a key is not unique, it returns the first duplicate.
func joinByKey(old, new []arrow.Array, oldRows, newRows int) (*matching, *duplicate) {
	oo, nn, no := cells.RowComparer(old, old), cells.RowComparer(new, new), cells.RowComparer(new, old)
	if oldRows == newRows && sameRows(oldRows, no) && ascending(oldRows, oo) {
		return &matching{pairs: oldRows}, nil
	}
	if len(old) == 1 && old[0].NullN() == 0 && new[0].NullN() == 0 {
		if match := joinDense(old[0], new[0]); match != nil {
			return match, nil
		}
	}
	oldHash, newHash := cells.HashRows(old, oldRows), cells.HashRows(new, newRows)
	table := newRowTable(oldRows)
	for row, hash := range oldHash {
		first, slot := table.find(hash, func(first int) bool { return oo(first, row) == 0 })
		if first >= 0 {
			return nil, &duplicate{inOld: true, rows: [2]int{first, row}}
		}
		table.put(slot, hash, row)
	}
	partner := make([]int32, oldRows)
	for row := range partner {
		partner[row] = -1
	}
	var rest []int
	for row, hash := range newHash {
		at, _ := table.find(hash, func(at int) bool { return no(row, at) == 0 })
		switch {
		case at < 0:
			rest = append(rest, row)
		case partner[at] >= 0:
			return nil, &duplicate{rows: [2]int{int(partner[at]), row}}
		default:
			partner[at] = int32(row)
		}
	}
	unmatched := newRowTable(len(rest))
	for _, row := range rest {
		first, slot := unmatched.find(newHash[row], func(first int) bool { return nn(first, row) == 0 })
		if first >= 0 {
			return nil, &duplicate{rows: [2]int{first, row}}
		}
		unmatched.put(slot, newHash[row], row)
	}
	return matchingOf(partner, newRows), nil
}

func ascending(rows int, compare cells.Comparison) bool {
	for row := 1; row < rows; row++ {
		if compare(row-1, row) >= 0 {
			return false
		}
	}
	return true
}

func sameRows(rows int, compare cells.Comparison) bool {
	for row := range rows {
		if compare(row, row) != 0 {
			return false
		}
	}
	return true
}

// joinDense is joinByKey for one integer column whose values are close together, such as row counters. It returns nil
// if they are not, or if a key is not unique.
func joinDense(old, new arrow.Array) *matching {
	switch old.DataType().ID() {
	case arrow.INT32, arrow.DATE32:
		return joinIntegers(fixedValues[int32](old), fixedValues[int32](new))
	case arrow.UINT32:
		return joinIntegers(fixedValues[uint32](old), fixedValues[uint32](new))
	case arrow.INT64:
		return joinIntegers(fixedValues[int64](old), fixedValues[int64](new))
	case arrow.UINT64:
		return joinIntegers(fixedValues[uint64](old), fixedValues[uint64](new))
	}
	return nil
}

// numberRows stores the number of each row, from 1, at the index of its key. It returns false if a key is not unique.
// Each worker fills one section of rows and skips the keys of the others, because random writes are the cost.
func numberRows[T cells.Integer](rows []int32, keys []T, lo T) bool {
	shares := parallel.Chunks(len(rows), max(1<<16, len(rows)/min(runtime.GOMAXPROCS(0), 4)+1))
	twice := make([]bool, len(shares))
	parallel.Do(len(shares), func(part int) {
		from, mine := uint64(shares[part].Lo), rows[shares[part].Lo:shares[part].Hi]
		size := uint64(len(mine))
		for row, key := range keys {
			if at := uint64(key) - uint64(lo) - from; at < size {
				twice[part] = twice[part] || mine[at] != 0
				mine[at] = int32(row + 1)
			}
		}
	})
	return !slices.Contains(twice, true)
}

func joinIntegers[T cells.Integer](old, new []T) *matching {
	if len(old) == 0 || len(new) == 0 {
		return nil
	}
	var least, most [2]T
	parallel.Do(2, func(part int) {
		keys := [2][]T{old, new}[part]
		least[part], most[part] = slices.Min(keys), slices.Max(keys)
	})
	lo := min(least[0], least[1])
	extent := uint64(max(most[0], most[1])) - uint64(lo)
	if extent > 8*uint64(len(old)+len(new)) {
		return nil
	}
	const gone = math.MinInt32
	rows := make([]int32, extent+1) // by key: number of the new row, from 1; negated once an old row has matched it
	if !numberRows(rows, new, lo) {
		return nil
	}
	m := &matching{old: make([]int32, 0, len(old)), new: make([]int32, 0, len(old))}
	for row, key := range old {
		at := uint64(key) - uint64(lo)
		switch to := rows[at]; {
		case to < 0:
			return nil
		case to == 0:
			m.removed = append(m.removed, int32(row))
			rows[at] = gone
		default:
			m.old = append(m.old, int32(row))
			m.new = append(m.new, to-1)
			rows[at] = -to
		}
	}
	m.pairs = len(m.old)
	if m.pairs == len(new) {
		return m
	}
	for row, key := range new {
		if rows[uint64(key)-uint64(lo)] > 0 {
			m.added = append(m.added, int32(row))
		}
	}
	return m
}
