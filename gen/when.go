package gen

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/expr"
	"github.com/assay-go/assay/internal/specnote"
)

func (g When) compile(c *compiler, n *node) bool {
	condition := c.formula(n, g.If, expr.Compile)
	if condition == nil {
		return false
	}
	if typ := condition.program.Type(); typ.ID() != arrow.BOOL {
		return c.report(n, "the condition %q is %s; it must be a boolean", g.If, typ)
	}
	if g.Then.Gen == nil {
		c.report(n, "when needs a generator under then")
		n.parts[0].state = broken
		return false
	}
	if !c.resolveBranches(n) {
		return false
	}
	then, other := n.parts[0], n.parts[1]
	n.drawn = then.drawn || other != nil && other.drawn
	return c.finish(n, then.typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		test, err := condition.eval(b, b.scratch())
		if err != nil {
			return nil, err
		}
		yes, err := b.column(then)
		if err != nil {
			return nil, err
		}
		var no arrow.Array
		if other != nil {
			if no, err = b.column(other); err != nil {
				return nil, err
			}
		}
		index := make([]int, b.rows.N)
		for k := range index {
			switch {
			case test.IsValid(k) && test.(*array.Boolean).Value(k):
				index[k] = k
			case no == nil:
				index[k] = columns.NoRow
			default:
				index[k] = columns.OfSecond(k)
			}
		}
		return columns.Merge(mem, yes, no, index)
	})
}

// resolveBranches resolves the branches of a When and gives them one type: the column's, the first branch's, or the
// wider of two numbers.
func (c *compiler) resolveBranches(n *node) bool {
	then, other := n.parts[0], n.parts[1]
	inheritType(then, n.column.Type)
	ok := c.need(n, then)
	if other == nil {
		return ok
	}
	inheritType(other, n.column.Type)
	if isStatic(other) && ok {
		inheritType(other, then.typ)
	}
	if !c.need(n, other) || !ok {
		return false
	}
	if arrow.TypeEqual(then.typ, other.typ) {
		return true
	}
	common := wider(then.typ, other.typ)
	if common == nil {
		return c.report(n, "%w", &specnote.TwoTypes{Then: then.typ.String(), Else: other.typ.String()})
	}
	for _, branch := range n.parts {
		if arrow.TypeEqual(branch.typ, common) {
			continue
		}
		convert, err := columns.Converter(branch.typ, common)
		if err != nil {
			return c.report(n, "%w", err)
		}
		made := branch.kernel
		branch.typ = common
		branch.kernel = func(b *batch, mem memory.Allocator) (arrow.Array, error) {
			a, err := made(b, b.scratch())
			if err != nil {
				return nil, err
			}
			return convert(mem, a)
		}
	}
	return true
}

// isStatic reports whether a node's values are written down, so that they can be parsed as any type.
func isStatic(n *node) bool {
	switch n.column.Gen.(type) {
	case Const, OneOf, Cycle:
		return true
	}
	return false
}

// inheritType sets the type of a part of a column, unless the part names its own type.
func inheritType(n *node, typ arrow.DataType) {
	if typ == nil || n.column.Type != nil {
		return
	}
	column := *n.column
	column.Type = typ
	n.column = &column
}
