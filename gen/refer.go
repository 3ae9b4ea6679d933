package gen

import (
	"context"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/internal/message"
)

// buildKey compiles the key column of a Per dataset: the parent's key, for each of its children.
func (c *compiler) buildKey(n *node) bool {
	d := n.dataset
	per := d.spec.Per
	target := c.targetColumn(n, d.parent, per.Key)
	if target == nil {
		return false
	}
	if per.Rows != nil && *per.Rows > 0 && c.layout.rows[d.parent.index] == 0 {
		c.report(n, "%d rows are asked for, and %q has none that they could belong to", *per.Rows, d.parent.name)
		return false
	}
	if target.column != nil && target.column.Null > 0 {
		c.report(target, "is null in some rows, and the key of %q, which is never null", d.name)
		return false
	}
	target.keyOf = d
	n.typ = target.typ
	n.drawn = d.drawnCount()
	n.refer(target, func(f *frame) ([]int, error) {
		return f.plan.layout.parents(d, f.rows.lo, f.rows.n), nil
	})
	n.kernel = n.keyCells
	return true
}

// keyCells is the kernel of the key of a Per dataset: referred cells that are never null.
func (n *node) keyCells(f *frame, mem memory.Allocator) (arrow.Array, error) {
	a, err := n.referredCells(f, mem)
	if err != nil || a.NullN() == 0 {
		return a, err
	}
	parents, err := f.referred(n)
	for row, parent := range parents {
		if parent >= 0 && a.IsNull(row) { // of a row that is pinned to another key, the parent may be missing
			target := n.reference.target
			err = &Error{
				At: target.leaf.at, Dataset: target.dataset.name, Column: target.path,
				Msg: fmt.Sprintf("row %d: is null, and the key of %q, which is never null; give the row a value, or no children",
					parent, n.dataset.name),
			}
			break
		}
	}
	if err != nil {
		a.Release()
		return nil, err
	}
	return a, nil
}

// checkKeys reports keys that are null in every row. Others are errors of their rows, where those have children.
func (c *compiler) checkKeys() {
	for _, d := range c.datasets {
		if d.key == nil || d.key.state != compiled || c.layout.rows[d.index] == 0 {
			continue
		}
		key := d.key.reference.target
		if key.column != nil && key.pins == nil && onlyNull(key.column.Gen) {
			c.report(key, "is null in every row, and the key of %q, which is never null; give it values", d.name)
		}
	}
}

func onlyNull(g Generator) bool {
	var list []Value
	switch g := g.(type) {
	case Const:
		list = []Value{g.Value}
	case OneOf:
		list = g.Values
	case Cycle:
		list = g.Values
	}
	return len(list) > 0 && !slices.ContainsFunc(list, func(v Value) bool { return v.Kind != NullValue })
}

// targetColumn returns a column that another refers to, resolved, or reports that there is none.
func (c *compiler) targetColumn(n *node, d *dataset, column string) *node {
	target := d.root.find(column)
	if target == nil {
		c.report(n, "no column %q in dataset %q%s", column, d.name, message.DidYouMean(column, d.root.names()))
		return nil
	}
	if !c.need(n, target) {
		return nil
	}
	return target
}

// refer makes a node a reference to the rows of the target's dataset.
func (n *node) refer(target *node, rows func(f *frame) ([]int, error)) {
	n.via, n.far = n, target
	n.reference = &reference{target: target, rows: rows}
}

// referredCells is the kernel of references: the target's cells in the rows that are referred to.
func (n *node) referredCells(f *frame, mem memory.Allocator) (arrow.Array, error) {
	values, err := f.plan.wholeColumn(f.ctx, n.reference.target)
	if err != nil {
		return nil, err
	}
	index, err := f.referred(n)
	if err != nil {
		return nil, err
	}
	return take(mem, values, index)
}

func (c *compiler) buildRef(n *node, g Ref) bool {
	d := c.byName[g.Dataset]
	if d == nil {
		c.report(n, "no dataset %q%s", g.Dataset, c.nearDataset(g.Dataset))
		return false
	}
	target := c.targetColumn(n, d, g.Column)
	if target == nil {
		return false
	}
	pick := g.Pick
	if n.column.Unique && pick == PickUniform {
		pick = PickUnique
	}
	n.drawn = pick != PickCycle
	switch pick {
	case PickCycle:
		n.refer(target, taken(n, d, func(f *frame, rows int) ([]int, error) {
			index := make([]int, f.rows.n)
			for k := range index {
				index[k] = f.rows.at(k) % rows
			}
			return index, nil
		}))
	case PickUnique:
		if rows, cells := c.layout.rows[d.index], c.cellsOf(n); cells > rows && rows > 0 {
			c.report(n, "%s unique references are asked for, and %q has %s", message.Thousands(cells), d.name, message.Count(rows, "row"))
			return false
		}
		n.unique = refDomain(n, d)
		each := permutedRows(n)
		n.refer(target, taken(n, d, func(f *frame, _ int) ([]int, error) {
			index := make([]int, f.rows.n)
			return index, each(f, func(k int, v uint64) { index[k] = int(v) })
		}))
	case PickUniform, PickZipf:
		n.refer(target, taken(n, d, func(f *frame, rows int) ([]int, error) { return f.drawnRows(n, rows, pick), nil }))
	default:
		c.report(n, "there is no way %d to pick a row", pick)
		return false
	}
	return c.finish(n, target.typ, n.referredCells)
}

// refDomain is the rows of a dataset.
func refDomain(n *node, d *dataset) *domain {
	return &domain{
		size: func(p *Plan) uint64 { return uint64(p.layout.rows[d.index]) },
		of: func(ctx context.Context, p *Plan) (func(int) (uint64, bool), error) {
			rows, err := p.referredByPins(ctx, n)
			return func(value int) (uint64, bool) { return uint64(rows[value]), rows[value] != none }, err
		},
	}
}

// taken returns a function that returns the rows of a dataset that each cell refers to. Where there are none it is an
// error of those who ask for the cells, since a case may empty a dataset that what it tests does not read.
func taken(n *node, d *dataset, take func(f *frame, rows int) ([]int, error)) func(f *frame) ([]int, error) {
	return func(f *frame) ([]int, error) {
		rows := f.plan.layout.rows[d.index]
		switch {
		case rows > 0 || f.rows.n == 0:
			return take(f, rows)
		case n.column.Null == 1:
			return slices.Repeat([]int{none}, f.rows.n), nil
		}
		return nil, fmt.Errorf("refers to %q, which has no rows; make none of %q either, or give the column null: 1", d.name, n.dataset.name)
	}
}

// drawnRows draws the rows, of so many, that each cell refers to.
func (f *frame) drawnRows(n *node, rows int, pick Pick) []int {
	row := func(u uint64) int { return int(below(u, uint64(rows))) }
	if pick == PickZipf && rows > 0 {
		z := newZipf(1, int64(rows))
		row = func(u uint64) int { return int(z.pick(u)) - 1 }
	}
	index := make([]int, f.rows.n)
	f.rows.draws(f.key(n), func(at int, u []uint64) {
		for k, u := range u {
			index[at+k] = row(u)
		}
	})
	return index
}

func (c *compiler) buildLookup(n *node, g Lookup) bool {
	via := n.group.find(g.Via)
	if via == nil {
		c.report(n, "no column %q to look up through%s", g.Via, message.DidYouMean(g.Via, n.namesAround()))
		return false
	}
	if via == n {
		c.report(n, "looks up through itself; via is a column that is a ref, or the key of per")
		return false
	}
	if !c.need(n, via) {
		return false
	}
	if via.reference == nil {
		c.report(n, "looks up through %q, which refers to no dataset; via is a column that is a ref, or the key of per", g.Via)
		return false
	}
	target := c.targetColumn(n, via.reference.target.dataset, g.Column)
	if target == nil {
		return false
	}
	if target.reference != nil { // so is this column, to the same rows
		n.refer(target.reference.target, func(f *frame) ([]int, error) {
			rows, err := f.referred(via)
			if err != nil {
				return nil, err
			}
			far, err := f.plan.wholeReferred(f.ctx, target)
			if err != nil {
				return nil, err
			}
			index := slices.Clone(rows)
			for k, row := range rows {
				if row != none {
					index[k] = far[row]
				}
			}
			return index, nil
		})
	}
	n.via, n.far = via, target
	return c.finish(n, target.typ, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		values, err := f.plan.wholeColumn(f.ctx, target)
		if err != nil {
			return nil, err
		}
		rows, err := f.referred(via)
		if err != nil {
			return nil, err
		}
		return take(mem, values, rows)
	})
}
