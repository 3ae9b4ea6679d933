package gen

import (
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/message"
)

// startsAnew reports whether the series of a node starts anew for each parent, or for each value of the column that
// becomes n.each. ok is false if an error has been reported.
func (c *compiler) startsAnew(n *node) (anew, ok bool) {
	each, d := n.column.Each, n.dataset
	switch {
	case each == "":
		return false, true
	case n.inList():
		return false, c.reportKey(n, "each", "each list is a series of its own; leave each out")
	case d.key == nil || each != d.key.name:
		return true, c.groupBy(n, each)
	case d.parent == nil: // the error in Per has been reported
		return false, false
	case c.maxRows > math.MaxInt32 && d.countBy == nil && c.cellsOf(n) > math.MaxInt32:
		return false, c.reportKey(n, "each", "a series has at most %s rows", message.Thousands(math.MaxInt32))
	}
	n.placed = true
	return true, !d.dealt() || c.need(n, d.key) // a place moves with the parents
}

// groupBy makes the series of a node start anew for each value of a column.
func (c *compiler) groupBy(n *node, each string) bool {
	by := n.group.find(each)
	switch {
	case by == nil && n.dataset.key != nil:
		return c.reportKey(n, "each", "no column %q; to start anew for each row of %q, write each: %s", each,
			n.dataset.spec.Per.Parent, n.dataset.key.name)
	case by == nil:
		return c.reportKey(n, "each", "no column %q, for each value of which the series starts anew%s", each,
			message.DidYouMean(each, c.candidates(n.namesAround)))
	case by == n:
		return c.reportKey(n, "each", "starts anew for each of its own values; name another column")
	case !c.need(n, by):
		return false
	case arrow.IsNested(by.typ.ID()):
		return c.reportKey(n, "each", "%q has lists or structs; name a column of single values", each)
	}
	n.each, n.placed, n.whole = by, true, true
	return true
}

// A grouping says which rows have the same value of a column, for all rows of a dataset.
type grouping struct {
	cells     arrow.Array
	positions []int32 // by row: how many rows before it have its value
	before    []int32 // by row: the last row before it that has its value, or columns.NoRow
}

// key returns the key of the draws of the series that a row is in.
func (g *grouping) key(key uint64, row int) uint64 {
	return draw.HashText(draw.Substream(key, draw.ForSeries), columns.CellText(g.cells, row))
}

// groupsOf groups the rows of a batch, which has all rows, by a column. Nulls are a group.
func (b *batch) groupsOf(by *node) (*grouping, error) {
	if known := b.groups[by]; known != nil {
		return known, nil
	}
	const each = 16 // bytes
	if b.size += each * int64(b.rows.N); b.size > bytebudget.Of(b.mem) {
		return nil, bytebudget.Err
	}
	cells, err := b.column(by)
	if err != nil {
		return nil, err
	}
	g, err := newGrouping(cells)
	if err == nil {
		if b.groups == nil {
			b.groups = map[*node]*grouping{}
		}
		b.groups[by] = g
	}
	return g, err
}

func newGrouping(cells arrow.Array) (*grouping, error) {
	numbering, of, err := columns.Number(cells, func(int) bool { return true })
	if err != nil {
		return nil, err
	}
	g := &grouping{cells: cells, positions: make([]int32, len(of)), before: make([]int32, len(of))}
	last := slices.Repeat([]int32{columns.NoRow}, numbering.Size+1) // the row of each group
	for k, group := range of {
		if group < 0 {
			group = int32(numbering.Size)
		}
		if g.before[k] = last[group]; g.before[k] >= 0 {
			g.positions[k] = g.positions[g.before[k]] + 1
		}
		last[group] = int32(k)
	}
	return g, nil
}

// stride returns the distance of a row of a Per dataset from its next sibling.
func (p *Plan) stride(d *dataset) int {
	if d.dealt() {
		return p.layout.rows[d.parent.index]
	}
	return 1
}

// inSeries returns the rows of a node for a batch. Their positions are those in their series if the node starts anew.
func (b *batch) inSeries(n *node, anew bool) (*draw.Rows, error) {
	if !anew {
		return b.rowsFor(n), nil
	}
	rows := *b.rowsFor(n)
	if n.each != nil {
		g, err := b.groupsOf(n.each)
		if err != nil {
			return nil, err
		}
		rows.Positions = g.positions
		return &rows, nil
	}
	if b.siblings == nil {
		b.siblings = make([]int32, b.rows.N)
		families(&b.plan.layout, n.dataset, b.rows.Lo, b.parentRows(n.dataset), false, b.siblings)
	}
	rows.Positions = b.siblings
	return &rows, nil
}

// inTurn returns the kernel of a node whose cells depend on their places in a series alone.
func inTurn(n *node, anew bool, k columns.Kernel) kernel {
	return func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		rows, err := b.inSeries(n, anew)
		if err != nil {
			return nil, err
		}
		return k(b.key(n), rows, mem)
	}
}
