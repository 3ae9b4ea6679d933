package gen

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/message"
)

func (g Given) compile(c *compiler, n *node) bool {
	column := n.group.find(g.Column)
	if column == nil || column == n {
		return c.report(n, "no column %q to go by%s", g.Column, message.DidYouMean(g.Column, c.candidates(n.namesAround)))
	}
	if !c.need(n, column) {
		return false
	}
	var all []any
	starts := []int{0}
	for _, list := range g.lists {
		all = append(all, list...)
		starts = append(starts, len(all))
		n.drawn = n.drawn || len(list) > 1
	}
	typ, values := c.choices(n, all)
	keys, ok := c.literals(n, g.keys...)
	if values == nil || !ok {
		return false
	}
	parsed := c.parse(n, column.typ, keys)
	if parsed == nil {
		return false
	}
	numbering, _, err := columns.Number(parsed, func(int) bool { return true })
	if err != nil {
		return c.report(n, "%w", err)
	}
	if numbering.Size < len(g.keys) {
		return c.report(n, "a value of %q is listed twice", g.Column)
	}
	n.searchFrom(draw.BoundedEnds, "")
	return c.finish(n, typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		by, err := b.column(column)
		if err != nil {
			return nil, err
		}
		number, err := numbering.Of(by)
		if err != nil {
			return nil, err
		}
		var of [draw.Block]int32
		index := columns.NewIndex(b.rows.N)
		defer columns.FreeIndex(index)
		b.rowsFor(n).Draws(b.key(n), func(at int, u []uint64) {
			number(at, of[:len(u)])
			for k, u := range u {
				index[at+k] = columns.NoRow
				if g := of[k]; g >= 0 && starts[g] < starts[g+1] {
					index[at+k] = starts[g] + int(draw.Below(u, uint64(starts[g+1]-starts[g])))
				}
			}
		})
		return columns.Take(mem, values, index)
	})
}
