package gen

import (
	"context"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/message"
)

func (g Ref) compile(c *compiler, n *node) bool {
	d := c.byName[g.Dataset]
	if d == nil {
		return c.report(n, "no dataset %q%s", g.Dataset, c.nearDataset(g.Dataset))
	}
	target := c.targetColumn(n, d, g.Column)
	if target == nil {
		return false
	}
	pick := g.Pick
	if pick == PickEarlier && (d != n.dataset || n.inList()) {
		return c.report(n, "pick: earlier picks a row before this one, so it refers to a column of %q itself and is not in "+
			"a list", n.dataset.name)
	}
	if g.chooses() {
		ch, own := c.chooser(n, g, d)
		if ch == nil {
			return false
		}
		n.drawn = pick != PickCycle
		n.searchFrom(draw.UnboundedEnds, "")
		n.refer(target, fromRows(n, d, func(b *batch, _ int) ([]int, error) {
			if b.rows.N == 0 {
				return nil, nil
			}
			return b.chosenRows(n, ch, own, pick)
		}))
		return c.finish(n, target.typ, n.referredCells)
	}
	if n.column.Unique && pick == PickUniform {
		pick = PickUnique
	}
	n.drawn = pick != PickCycle
	switch pick {
	case PickCycle:
		n.refer(target, fromRows(n, d, func(b *batch, rows int) ([]int, error) {
			return columns.InTurn(&b.rows, rows), nil
		}))
	case PickEarlier:
		n.searchFrom(draw.UnboundedEnds, "")
		n.refer(target, func(b *batch) ([]int, error) { return columns.Earlier(b.key(n), b.rowsFor(n)), nil })
	case PickUnique:
		if rows, cells := c.rowsOf(d), c.cellsOf(n); cells > rows && rows > 0 {
			return c.report(n, "%s unique references are needed, but %q has %s", message.Thousands(cells), d.name,
				message.Count(rows, "row"))
		}
		n.unique = refDomain(n, d)
		n.refer(target, fromRows(n, d, func(b *batch, _ int) ([]int, error) { return b.uniqueIndex(n) }))
	case PickUniform, PickZipf:
		n.searchFrom(draw.UnboundedEnds, "ref %s.%s %d", g.Dataset, g.Column, pick)
		n.refer(target, fromRows(n, d, func(b *batch, rows int) ([]int, error) { return b.drawnRows(n, rows, pick), nil }))
	default:
		return c.report(n, "unknown pick %d", pick)
	}
	return c.finish(n, target.typ, n.referredCells)
}

// refDomain is the domain of the rows of a dataset.
func refDomain(n *node, d *dataset) *domain {
	return &domain{
		size: func(p *Plan) uint64 { return uint64(p.layout.rows[d.index]) },
		of: func(ctx context.Context, p *Plan) (func(int) (uint64, bool), error) {
			rows, err := p.referredByPins(ctx, n)
			return func(value int) (uint64, bool) { return uint64(rows[value]), rows[value] != columns.NoRow }, err
		},
	}
}

// fromRows returns a function that picks a row of a dataset for each cell. A dataset without rows is an error only when
// cells are asked for: a case may empty a dataset that its transform does not read.
func fromRows(n *node, d *dataset, take func(b *batch, rows int) ([]int, error)) func(b *batch) ([]int, error) {
	return func(b *batch) ([]int, error) {
		rows := b.plan.layout.rows[d.index]
		switch {
		case rows > 0 || b.rows.N == 0:
			return take(b, rows)
		case n.column.Null == 1:
			return slices.Repeat([]int{columns.NoRow}, b.rows.N), nil
		}
		return nil, fmt.Errorf("refers to %q, which has no rows; make %q empty too, or give the column null: 1", d.name,
			n.dataset.name)
	}
}

// drawnRows draws a row for each cell; rows is how many there are.
func (b *batch) drawnRows(n *node, rows int, pick Pick) []int {
	row := func(u uint64) int { return int(draw.Below(u, uint64(rows))) }
	if pick == PickZipf && rows > 0 {
		z := draw.NewZipf(1, int64(rows))
		row = func(u uint64) int { return int(z.Pick(u)) - 1 }
	}
	return columns.Picks(b.key(n), b.rowsFor(n), row)
}

func (g Lookup) compile(c *compiler, n *node) bool {
	via := n.group.find(g.Via)
	if via == nil {
		return c.report(n, "no column %q to look up through%s", g.Via,
			message.DidYouMean(g.Via, c.candidates(n.namesAround)))
	}
	if via == n {
		return c.report(n, "looks up through itself; via must be a ref column or the key column of per")
	}
	if !c.need(n, via) {
		return false
	}
	if via.isStruct() {
		return g.inStruct(c, n, via)
	}
	if via.reference == nil {
		return c.report(n, "looks up through %q, which refers to no dataset; via must be a ref column or the key column "+
			"of per", g.Via)
	}
	target := c.targetColumn(n, via.reference.target.dataset, g.Column)
	if target == nil {
		return false
	}
	if target.reference != nil { // then this column is one, too, to the same rows
		n.refer(target.reference.target, func(b *batch) ([]int, error) {
			rows, err := b.referred(via)
			if err != nil {
				return nil, err
			}
			far, err := b.plan.wholeReferred(b.ctx, target)
			if err != nil {
				return nil, err
			}
			index := slices.Clone(rows)
			for k, row := range rows {
				if row != columns.NoRow {
					index[k] = far[row]
				}
			}
			return index, nil
		})
	}
	n.via, n.foreign = via, target
	return c.finish(n, target.typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		values, err := b.plan.wholeColumn(b.ctx, target)
		if err != nil {
			return nil, err
		}
		rows, err := b.referred(via)
		if err != nil {
			return nil, err
		}
		return columns.Take(mem, values, rows)
	})
}

// inStruct compiles the lookup of a field of a struct in the same row.
func (g Lookup) inStruct(c *compiler, n, via *node) bool {
	field := (&group{byName: via.fields.byName}).find(g.Column)
	if field == nil {
		return c.report(n, "no field %q in %q%s", g.Column, g.Via,
			message.DidYouMean(g.Column, c.candidates(via.fields.names)))
	}
	return c.need(n, field) && c.finish(n, field.typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		a, err := b.column(field)
		if err == nil {
			a.Retain()
		}
		return a, err
	})
}

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
	return p.caches[n.id].rows.get(func() ([]int, error) {
		const each = 8 // bytes
		if err := p.spend(each * int64(p.layout.rows[n.dataset.index])); err != nil {
			return nil, p.tooLarge(n.dataset, err)
		}
		return p.wholeDataset(ctx, n).referred(n)
	})
}

// referredByPins returns for each pinned value of a reference the first row that has the value, or NoRow.
func (p *Plan) referredByPins(ctx context.Context, n *node) ([]int, error) {
	return p.caches[n.id].pinned.get(func() ([]int, error) {
		byText, err := p.rowsByText(ctx, n.reference.target)
		if err != nil {
			return nil, err
		}
		values := p.pinnedValues(n)
		text, err := columns.Texts(values)
		if err != nil {
			return nil, err
		}
		found := make([]int, values.Len())
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
		const each = 64 // bytes of a map, without the text
		if err := p.spend(each*int64(values.Len()) + budget.SizeOf(values.Data(), 0, values.Len())); err != nil {
			return nil, p.tooLarge(n.dataset, err)
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
