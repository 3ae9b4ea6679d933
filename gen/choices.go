package gen

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
)

func (g Const) compile(c *compiler, n *node) bool {
	typ, static := c.choices(n, []any{g.Value})
	if static == nil {
		return false
	}
	return c.finish(n, typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		return columns.Take(mem, static, make([]int, b.rows.N))
	})
}

func (g OneOf) compile(c *compiler, n *node) bool {
	typ, values := c.choices(n, g.Values)
	if values == nil {
		return false
	}
	size := uint64(len(g.Values))
	pick := func(u uint64) int { return int(draw.Below(u, size)) }
	var weights *draw.Weights
	if g.Weights != nil {
		if !c.checkWeights(n, g) {
			return false
		}
		weights = draw.NewWeights(0, g.Weights)
		pick = weights.Pick
	}
	n.drawn = true
	if n.column.Unique {
		return c.buildUniqueOneOf(n, g, typ, values)
	}
	n.searchFew(len(g.Values))
	if weights != nil {
		n.searchRare(weights, g.Weights)
	}
	return c.finish(n, typ, drawn(n, columns.Choices(values, pick)))
}

// choices returns a list of values as an array.
func (c *compiler) choices(n *node, list []any) (arrow.DataType, arrow.Array) {
	if len(list) == 0 {
		c.report(n, "the list of values is empty")
		return nil, nil
	}
	values, ok := c.literals(n, list...)
	if !ok {
		return nil, nil
	}
	n.written = values
	typ := c.typeOfValues(n, values)
	if typ == nil {
		return nil, nil
	}
	return typ, c.parse(n, typ, values)
}

func (c *compiler) checkWeights(n *node, g OneOf) bool {
	if len(g.Weights) != len(g.Values) {
		return c.report(n, "%d values have %d weights", len(g.Values), len(g.Weights))
	}
	if !c.checkEachWeight(n, g.Weights, func(i int) literal.Value { return n.written[i] }) {
		return false
	}
	if allZero(g.Weights) {
		return c.report(n, "all weights are 0")
	}
	return true
}

// checkEachWeight reports a weight that is infinite or below 0. of returns the value that has it.
func (c *compiler) checkEachWeight(n *node, weights []float64, of func(i int) literal.Value) bool {
	for i, w := range weights {
		if !(w >= 0 && finite(w)) {
			return c.reportValue(n, of(i).At, "the weight of %q is %v; weights are finite and at least 0", of(i).Text, w)
		}
	}
	return true
}

// allZero reports whether no weight exceeds 0.
func allZero(weights []float64) bool {
	return !slices.ContainsFunc(weights, func(w float64) bool { return w > 0 })
}

func (c *compiler) buildUniqueOneOf(n *node, g OneOf, typ arrow.DataType, values arrow.Array) bool {
	if g.Weights != nil {
		return c.report(n, "unique values take no weights; each value comes at most once")
	}
	places := make(map[string]uint64, len(g.Values))
	for i := range g.Values {
		text := columns.CellText(values, i)
		if before, ok := places[text]; ok {
			return c.reportValue(n, n.written[i].At, "%q is in the list twice (as value %d and %d), but the column is unique",
				text, before, i)
		}
		places[text] = uint64(i)
	}
	at := func(text string) (uint64, bool) {
		i, ok := places[text]
		return i, ok
	}
	return c.permute(n, uint64(len(g.Values)), at) &&
		c.finish(n, typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
			index, err := b.uniqueIndex(n)
			if err != nil {
				return nil, err
			}
			return columns.Take(mem, values, index)
		})
}

func (g Cycle) compile(c *compiler, n *node) bool {
	typ, values := c.choices(n, g.Values)
	anew, ok := c.startsAnew(n)
	if values == nil || !ok {
		return false
	}
	return c.finish(n, typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		rows, err := b.inSeries(n, anew)
		if err != nil {
			return nil, err
		}
		return columns.Take(mem, values, columns.InTurn(rows, len(g.Values)))
	})
}
