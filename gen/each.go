package gen

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/message"
)

// startsAnew reports whether the series of a node starts anew for each parent. ok is false if each names
// anything but the key of Per.
func (c *compiler) startsAnew(n *node) (anew, ok bool) {
	each, d := n.column.Each, n.dataset
	switch {
	case each == "":
		return false, true
	case n.inList():
		return false, c.reportKey(n, "each", "each list is a series of its own; leave each out")
	case d.spec.Per == nil:
		return false, c.reportKey(n, "each", "a series starts anew for each parent, but %q has no per; leave each out for "+
			"one series of all rows, or make the rows with per: {parent: …, key: %s, count: …}", d.name, each)
	case each != d.key.name:
		return false, c.reportKey(n, "each", "%s is not the key that per takes from %q, for each row of which a series "+
			"starts anew; write each: %s", message.Quote(each), d.spec.Per.Parent, d.key.name)
	case d.parent == nil: // the error in Per has been reported
		return false, false
	case c.maxRows > math.MaxInt32 && d.countBy == nil && c.cellsOf(n) > math.MaxInt32:
		return false, c.reportKey(n, "each", "a series has at most %s rows", message.Thousands(math.MaxInt32))
	}
	n.placed = true
	return true, !d.dealt() || c.need(n, d.key) // a place moves with the parents
}

// stride returns the distance of a row of a Per dataset from its next sibling.
func (p *Plan) stride(d *dataset) int {
	if d.dealt() {
		return p.layout.rows[d.parent.index]
	}
	return 1
}

// inSeries returns the rows of a node for a batch. Their positions are those among siblings if the node starts anew for
// each parent.
func (b *batch) inSeries(n *node, anew bool) *draw.Rows {
	if !anew {
		return b.rowsFor(n)
	}
	if b.siblings == nil {
		b.siblings = make([]int32, b.rows.N)
		families(&b.plan.layout, n.dataset, b.rows.Lo, b.parentRows(n.dataset), false, b.siblings)
	}
	rows := *b.rowsFor(n)
	rows.Positions = b.siblings
	return &rows
}

// inTurn returns the kernel of a node whose cells depend on their places in a series alone.
func inTurn(n *node, anew bool, k columns.Kernel) kernel {
	return func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		return k(b.key(n), b.inSeries(n, anew), mem)
	}
}
