package gen

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
)

// referred returns the rows of the target's dataset that a reference column refers to; NoRow for a null.
func (b *batch) referred(n *node) ([]int, error) {
	if n.scope != b.scope {
		outer, err := b.outer.referred(n)
		if err != nil {
			return nil, err
		}
		index := make([]int, len(b.outerRow))
		for k, row := range b.outerRow {
			index[k] = outer[row]
		}
		return index, nil
	}
	if index := b.index[n.slot]; index != nil {
		return index, nil
	}
	index, err := n.reference.rows(b)
	if err != nil {
		return nil, b.locate(n, err)
	}
	for k, null := range b.leafNulls(n) {
		if null {
			index[k] = columns.NoRow
		}
	}
	if pinned := b.pinned(n); len(pinned.segments) > 0 {
		found, err := b.plan.referredByPins(b.ctx, n)
		if err != nil {
			return nil, err
		}
		for _, s := range pinned.segments {
			for k := s.lo; k < s.hi; k++ {
				index[k-b.rows.Lo] = found[s.value]
			}
		}
	}
	b.index[n.slot] = index
	return index, nil
}

// wholeReferred is referred for all rows of the dataset of the reference.
func (p *Plan) wholeReferred(ctx context.Context, n *node) ([]int, error) {
	p = p.owner(n)
	return p.caches[n.id].rows.get(func() ([]int, error) { return p.wholeDataset(ctx, n).referred(n) })
}

// referredByPins returns for each pinned value of a reference the first row that has the value, or NoRow.
func (p *Plan) referredByPins(ctx context.Context, n *node) ([]int, error) {
	return p.caches[n.id].pinned.get(func() ([]int, error) {
		byText, err := p.rowsByText(ctx, n.reference.target)
		if err != nil {
			return nil, err
		}
		text, err := columns.Texts(n.pins.values)
		if err != nil {
			return nil, err
		}
		found := make([]int, n.pins.values.Len())
		for i := range found {
			found[i] = columns.NoRow
			if cell, ok := text(i); ok {
				if row, ok := byText[string(cell)]; ok {
					found[i] = row
				}
			}
		}
		return found, nil
	})
}

// rowsByText returns the first row of each value of a column, by the text of the value.
func (p *Plan) rowsByText(ctx context.Context, n *node) (map[string]int, error) {
	p = p.owner(n)
	return p.caches[n.id].byText.get(func() (map[string]int, error) {
		values, err := p.wholeColumn(ctx, n)
		if err != nil {
			return nil, err
		}
		text, err := columns.Texts(values)
		if err != nil {
			return nil, err
		}
		rows := make(map[string]int, values.Len())
		for row := values.Len() - 1; row >= 0; row-- {
			if cell, ok := text(row); ok {
				rows[string(cell)] = row
			}
		}
		return rows, nil
	})
}

// refer makes a node a reference to the rows of the target's dataset.
func (n *node) refer(target *node, rows func(b *batch) ([]int, error)) {
	n.via, n.foreign = n, target
	n.reference = &reference{target: target, rows: rows}
}

// referredCells is the kernel of references: the target's cells in the referred rows.
func (n *node) referredCells(b *batch, mem memory.Allocator) (arrow.Array, error) {
	values, err := b.plan.wholeColumn(b.ctx, n.reference.target)
	if err != nil {
		return nil, err
	}
	index, err := b.referred(n)
	if err != nil {
		return nil, err
	}
	return columns.Take(mem, values, index)
}
