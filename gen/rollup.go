package gen

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
)

// rollupCountType is the type of a number of children.
var rollupCountType arrow.DataType = arrow.PrimitiveTypes.Int64

// A rollup is what a Rollup combines.
type rollup struct {
	of *node // the column of the children; nil for all rows
	by *node // the column by which the children refer to their parent
	fn RollupFn

	beside bool // the children of a row lie side by side, in the order of the parents
}

func (g Rollup) compile(c *compiler, n *node) bool {
	d := c.byName[g.Dataset]
	switch {
	case d == nil:
		return c.report(n, "no dataset %q%s", g.Dataset, c.nearDataset(g.Dataset))
	case n.inList():
		return c.report(n, "a rollup belongs to a row, not to an element of a list")
	case g.Column == "" && g.Fn != RollupCount:
		return c.report(n, "a rollup of whole rows only counts them; name the column, such as %s.amount", g.Dataset)
	}
	r := &rollup{fn: g.Fn}
	if r.by = c.targetColumn(n, d, g.By); r.by == nil {
		return false
	}
	if r.by.reference == nil || r.by.reference.target.dataset != n.dataset {
		return c.report(n, "%s.%s does not refer to %q; by must be a ref column of %[1]q that does, or the key of its per",
			d.name, g.By, n.dataset.name)
	}
	typ := rollupCountType
	if g.Column != "" {
		if r.of = c.targetColumn(n, d, g.Column); r.of == nil {
			return false
		}
		switch typ = r.of.typ; {
		case g.Fn == RollupCount:
			typ = rollupCountType
		case g.Fn == RollupSum:
			if typ = columns.SumType(typ); typ == nil {
				return c.report(n, "a sum adds numbers or durations, but %s.%s is %s", d.name, g.Column, r.of.typ)
			}
		case arrow.IsNested(typ.ID()) && (g.Fn == RollupMin || g.Fn == RollupMax):
			return c.report(n, "min and max compare single values, but %s.%s is %s", d.name, g.Column, typ)
		}
	}
	n.rollup = r
	return c.finish(n, typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) { return b.rollup(r, mem) })
}

// settleRollups decides, after all pins are known, which rollups have the children of a row side by side. Others need
// all rows at once.
func (c *compiler) settleRollups() {
	for _, n := range c.nodes {
		if r := n.rollup; r != nil {
			d := r.by.dataset
			r.beside = r.by == d.key && r.by.pins == nil && !d.dealt()
			n.whole = n.whole || !r.beside
		}
	}
}

// rollup combines the children of the rows of a batch.
func (b *batch) rollup(r *rollup, mem memory.Allocator) (arrow.Array, error) {
	cells, parents, err := b.children(r)
	if err != nil {
		return nil, err
	}
	g := columns.Groups{Of: parents, First: b.rows.Lo, N: b.rows.N}
	switch r.fn {
	case RollupSum:
		return columns.Sums(mem, cells, g)
	case RollupMin:
		return columns.Least(mem, cells, g, 1)
	case RollupMax:
		return columns.Least(mem, cells, g, -1)
	case RollupFirst:
		return columns.First(mem, cells, g)
	case RollupLast:
		return columns.Last(mem, cells, g)
	}
	return columns.Tallies(mem, cells, g), nil
}

// children returns the cells of a rollup, nil if it takes all rows, and the row of the parent of each.
func (b *batch) children(r *rollup) (cells arrow.Array, parents []int, err error) {
	if !r.beside {
		if r.of != nil {
			if cells, err = b.plan.wholeColumn(b.ctx, r.of); err != nil {
				return nil, nil, err
			}
		}
		parents, err = b.plan.wholeReferred(b.ctx, r.by)
		return cells, parents, err
	}
	below := b.below(r.by.dataset)
	err = b.charge(below, func() (err error) {
		if r.of != nil {
			if cells, err = below.column(r.of); err != nil {
				return err
			}
		}
		parents, err = below.referred(r.by)
		return err
	})
	return cells, parents, err
}

// below returns the batch of all children of the rows, which lie side by side. The rollups of the rows share it.
func (b *batch) below(d *dataset) *batch {
	if known := b.belows[d]; known != nil {
		return known
	}
	l := &b.plan.layout
	lo, hi := l.firstChild(d, b.rows.Lo), l.firstChild(d, b.rows.Lo+b.rows.N)
	below := b.of(d, lo, hi)
	b.size += leastCell * int64(hi-lo) // the parents of the rows
	if b.belows == nil {
		b.belows = map[*dataset]*batch{}
	}
	b.belows[d] = below
	return below
}
