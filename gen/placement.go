package gen

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
)

// The names by which an expression reads the place of its row. A column of the same name wins.
const (
	rowNumber    = "$index"    // in the dataset, from 0
	siblingIndex = "$sibling"  // among the children of the row's parent, from 0
	siblingCount = "$siblings" // how many children the parent has, this one included
)

var placements = []string{rowNumber, siblingIndex, siblingCount}

// placement returns the type of a placement that an expression of a node reads, or reports that the dataset lacks it.
func (e *environment) placement(name string) (arrow.DataType, bool) {
	d := e.n.dataset
	switch {
	case !slices.Contains(placements, name) || e.group != e.n.group:
		return nil, false
	case name != rowNumber && d.spec.Per == nil:
		e.c.report(e.n, "%s is a place among the children of a parent, but %q has no per; use $index for the row", name,
			d.name)
		e.broken = true
		return nil, false
	case name != rowNumber && d.parent == nil: // the error in Per has been reported
		e.broken = true
		return nil, false
	}
	e.n.placed = true
	if _, total := countOf(d).(Total); total && name != rowNumber && !e.c.need(e.n, d.key) { // they move with the parents
		e.broken = true
		return nil, false
	}
	return arrow.PrimitiveTypes.Int64, true
}

// placement returns the cells of a placement for the rows of a batch. It draws nothing and reads no other row.
func (b *batch) placement(d *dataset, name string, mem memory.Allocator) (arrow.Array, error) {
	if b.outer != nil {
		outer, err := b.outer.placement(d, name, b.scratch())
		if err != nil {
			return nil, err
		}
		return columns.Take(mem, outer, b.outerRow)
	}
	return columns.Integers(mem, b.rows.N, func(out []int64) {
		if name != rowNumber {
			families(&b.plan.layout, d, b.rows.Lo, b.parentRows(d), name == siblingCount, out)
			return
		}
		for k := range out {
			out[k] = int64(b.rows.Lo + k)
		}
	}), nil
}
