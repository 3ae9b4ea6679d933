package gen

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/literal"
)

// buildKey compiles the key column of a Per dataset: the parent's key, for each of its children.
func (c *compiler) buildKey(n *node) bool {
	d := n.dataset
	per := d.spec.Per
	target := c.targetColumn(n, d.parent, per.Key)
	if target == nil {
		return false
	}
	if total, ok := per.Count.(Total); ok && total > 0 && c.layout.rows[d.parent.index] == 0 {
		c.report(n, "%d rows are asked for, and %q has none that they could belong to", total, d.parent.name)
		return false
	}
	if target.column != nil && target.column.Null > 0 {
		c.report(target, "is null in some rows, and the key of %q, which is never null", d.name)
		return false
	}
	target.keyOf = d
	n.typ = target.typ
	n.drawn = d.drawnCount()
	n.refer(target, func(b *batch) ([]int, error) {
		return b.plan.layout.parents(d, b.rows.Lo, b.rows.N), nil
	})
	n.kernel = n.keyCells
	return true
}

// keyCells is the kernel of the key of a Per dataset: referred cells that are never null.
func (n *node) keyCells(b *batch, mem memory.Allocator) (arrow.Array, error) {
	a, err := n.referredCells(b, mem)
	if err != nil || a.NullN() == 0 {
		return a, err
	}
	parents, err := b.referred(n)
	for row, parent := range parents {
		if parent >= 0 && a.IsNull(row) { // of a row that is pinned to another key, the parent may be missing
			target := n.reference.target
			err = newError(target.leaf.at, target.dataset.name, target.path, fmt.Errorf(
				"row %d: is null, and the key of %q, which is never null; give the row a value, or no children", parent, n.dataset.name))
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
		if key.pins == nil && onlyNull(key.written) {
			c.report(key, "is null in every row, and the key of %q, which is never null; give it values", d.name)
		}
	}
}

func onlyNull(list []literal.Value) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(v literal.Value) bool { return v.Kind != literal.Null })
}
