package tablediff

import (
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// A grouping compares a table with one that has fewer columns and rows, because it was grouped by fewer columns.
type grouping struct {
	rows  []int    // by row of the fine table: the row of the coarse table with its group
	by    []string // the columns that both tables are grouped by
	sums  []string // the columns whose coarse cells are the sums of the fine ones
	extra []string // the columns of the fine table only
}

// groupingCause says that the rows were grouped by fewer columns, or by more, "" if their sums do not show it.
func (t *tableDiff) groupingCause() string {
	if g := t.groupingOf(t.old, t.new, false); g != nil {
		return "rows grouped by " + strings.Join(g.by, ", ") + " only (" + strings.Join(g.sums, ", ") + " summed over " +
			strings.Join(g.extra, ", ") + ")"
	}
	if g := t.groupingOf(t.new, t.old, true); g != nil {
		return "rows also grouped by " + strings.Join(g.extra, ", ") + " (" + strings.Join(g.sums, ", ") + " split)"
	}
	return ""
}

// groupingOf returns how the rows of coarse are groups of the rows of fine, nil if they are not. isNew says that fine
// is the new table.
func (t *tableDiff) groupingOf(fine, coarse arrow.Record, isNew bool) *grouping {
	if coarse.NumRows() >= fine.NumRows() || coarse.NumRows() < 2 || coarse.NumCols() >= fine.NumCols() {
		return nil
	}
	g := &grouping{}
	var fineKey, coarseKey []arrow.Array
	var measures []columnPair // new is the fine column
	for _, p := range t.columns {
		if !p.sameType || t.old.ColumnName(p.oldAt) != p.name {
			return nil
		}
		if !isNew {
			p.old, p.new = p.new, p.old
		}
		if sameValues(p.new, p.old) {
			fineKey, coarseKey = append(fineKey, p.new), append(coarseKey, p.old)
			g.by = append(g.by, goldenfile.ColumnText(p.name))
		} else {
			measures = append(measures, p)
		}
	}
	for _, field := range fine.Schema().Fields() {
		if goldenfile.ColumnIndex(coarse.Schema(), field.Name) < 0 {
			g.extra = append(g.extra, goldenfile.ColumnText(field.Name))
		}
	}
	if len(g.by) == 0 || len(g.extra) == 0 || !g.group(fineKey, coarseKey, int(fine.NumRows()), int(coarse.NumRows())) {
		return nil
	}
	for i := range measures {
		if g.isSum(&measures[i]) {
			g.sums = append(g.sums, goldenfile.ColumnText(measures[i].name))
		}
	}
	if len(g.sums) == 0 {
		return nil
	}
	return g
}

// sameValues reports whether two columns have the same set of values.
func sameValues(a, b arrow.Array) bool {
	inA, inB := map[uint64]bool{}, map[uint64]bool{}
	for _, hash := range cells.HashRows([]arrow.Array{a}, a.Len()) {
		inA[hash] = true
	}
	for _, hash := range cells.HashRows([]arrow.Array{b}, b.Len()) {
		if inB[hash] = true; !inA[hash] {
			return false
		}
	}
	return len(inA) == len(inB)
}

// group finds the group of each fine row. It returns false if a coarse row has no group, or two have one.
func (g *grouping) group(fine, coarse []arrow.Array, fineRows, coarseRows int) bool {
	at := make(map[uint64]int, coarseRows)
	for row, hash := range cells.HashRows(coarse, coarseRows) {
		if _, twice := at[hash]; twice {
			return false
		}
		at[hash] = row
	}
	used := make([]bool, coarseRows)
	for _, hash := range cells.HashRows(fine, fineRows) {
		row, known := at[hash]
		if !known {
			return false
		}
		used[row] = true
		g.rows = append(g.rows, row)
	}
	return !slices.Contains(used, false)
}

// isSum reports whether each coarse cell, of old, is the sum of the fine cells of its group: exactly, or for floats up
// to the rounding of a sum in another order. Nulls count as zero.
func (g *grouping) isSum(p *columnPair) bool {
	fineNull, coarseNull := arrowtext.Nulls(p.new), arrowtext.Nulls(p.old)
	if fine := cells.Numbers(p.new); fine != nil {
		coarse := cells.Numbers(p.old)
		left := make([]cells.Number, p.old.Len()) // what the fine cells leave of each sum
		for row := range left {
			if !coarseNull(row) {
				left[row] = coarse(row)
			}
		}
		for row, group := range g.rows {
			if !fineNull(row) {
				left[group] = left[group].Minus(fine(row))
			}
		}
		return !slices.ContainsFunc(left, func(n cells.Number) bool { return n.Digits != [4]uint64{} })
	}
	fine, _ := cells.Floats(p.new)
	if fine == nil {
		return false
	}
	coarse, _ := cells.Floats(p.old)
	sums, sizes := make([]float64, p.old.Len()), make([]float64, p.old.Len())
	for row, group := range g.rows {
		if !fineNull(row) {
			sums[group] += fine(row)
			sizes[group] += math.Abs(fine(row))
		}
	}
	for row, sum := range sums {
		const rounding = 1e-12 // of the sum of the sizes
		if coarseNull(row) && sum != 0 || !coarseNull(row) && !(math.Abs(coarse(row)-sum) <= rounding*sizes[row]) {
			return false
		}
	}
	return true
}
