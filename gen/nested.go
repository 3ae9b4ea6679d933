package gen

import (
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/internal/message"
)

func (Sub) compile(c *compiler, n *node) bool {
	fields := n.fields.nodes
	if len(fields) == 0 {
		return c.report(n, "a struct needs a column")
	}
	if n.column.Unique {
		return c.report(n, "a struct cannot be unique; its columns can")
	}
	if !c.inheritFields(n) {
		return false
	}
	ok := true
	types := make([]arrow.Field, len(fields))
	for i, f := range fields {
		if f.column.Transient {
			c.report(f, "a field of a struct cannot be transient")
			ok = false
		}
		if !c.need(n, f) {
			ok = false
			continue
		}
		types[i] = arrow.Field{Name: f.name, Type: f.typ, Nullable: true}
	}
	if !ok {
		return false
	}
	if n.leaf != n {
		for _, f := range fields {
			n.drawn = n.drawn || f.drawn
		}
	}
	typ := arrow.StructOf(types...)
	return c.finish(n, typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		cells, err := b.columns(fields)
		if err != nil {
			return nil, err
		}
		return columns.Structs(typ, b.rows.N, cells), nil
	})
}

// inheritFields passes the type of a struct column down to its fields.
func (c *compiler) inheritFields(n *node) bool {
	if n.column.Type == nil {
		return true
	}
	typ, ok := n.column.Type.(*arrow.StructType)
	if !ok || typ.NumFields() != len(n.fields.nodes) {
		return c.report(n, "a struct of %s cannot be %s", message.Count(len(n.fields.nodes), "column"), n.column.Type)
	}
	for i, f := range n.fields.nodes {
		if typ.Field(i).Name != f.name {
			return c.report(n, "field %d of the struct is %q, but its type has %q", i, f.name, typ.Field(i).Name)
		}
		inheritType(f, typ.Field(i).Type)
	}
	return true
}

func (g List) compile(c *compiler, n *node) bool {
	of := n.parts[0]
	switch {
	case g.Min < 0 || g.Min > g.Max:
		return c.report(n, "the length is between %d and %d; the minimum is at least 0 and at most the maximum", g.Min, g.Max)
	case g.Of.Gen == nil:
		c.report(n, "a list needs a generator for its elements")
		of.state = broken
		return false
	case !c.checkElements(n):
		return false
	}
	if typ := n.column.Type; typ != nil {
		list, ok := typ.(arrow.ListLikeType)
		if !ok {
			return c.report(n, "is a list, not %s", typ)
		}
		inheritType(of, list.Elem())
	}
	if !c.need(n, of) {
		return false
	}
	n.drawn = g.Min < g.Max || of.drawn
	n.searchFew(0)
	typ := arrow.ListOf(of.typ)
	if want, ok := n.column.Type.(*arrow.ListType); ok && arrow.TypeEqual(want.Elem(), of.typ) {
		typ = want
	}
	return c.finish(n, typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) { return b.list(n, typ, g, mem) })
}

// checkElements reports lists that may have more elements in all than the row limit.
func (c *compiler) checkElements(n *node) bool {
	most := uint64(c.rowsOf(n.dataset))
	for s := n.parts[0].scope; s.outer != nil; s = s.outer {
		over, product := bits.Mul64(most, uint64(max(s.longest, 0)))
		if most = product; over > 0 || most > uint64(c.maxRows) {
			return c.report(n, "the lists of %s rows may have more than %s elements in all, the limit",
				message.Thousands(c.rowsOf(n.dataset)), message.Thousands(c.maxRows))
		}
	}
	return true
}

// list draws the lengths of the lists, then computes all elements as the rows of an inner batch.
func (b *batch) list(n *node, typ *arrow.ListType, g List, mem memory.Allocator) (arrow.Array, error) {
	lists, err := columns.NewLists(mem, b.key(n), b.rowsFor(n), g.Min, g.Max)
	if err != nil {
		return nil, err
	}
	of := n.parts[0]
	inner := newBatch(b.ctx, b.plan, of.scope, lists.Elements, mem)
	inner.outer, inner.outerRow = b, lists.OuterRow
	defer inner.release()
	values, err := inner.column(of)
	if err != nil {
		lists.Release()
		return nil, err
	}
	values.Retain()
	return lists.Of(typ, b.rows.N, values), nil
}
