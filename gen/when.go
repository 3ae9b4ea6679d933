package gen

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/internal/specsource"
)

func (g When) compile(c *compiler, n *node) bool {
	condition := c.condition(&environment{c: c, n: n, group: n.group}, g.If)
	if condition == nil {
		return false
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
	branches := func(b *batch) ([]int, error) { // an index for columns.Merge
		test, err := condition.eval(b, b.scratch())
		if err != nil {
			return nil, err
		}
		index := make([]int, b.rows.N)
		for k := range index {
			switch {
			case isTrue(test, k):
				index[k] = k
			case other == nil:
				index[k] = columns.NoRow
			default:
				index[k] = columns.SecondRow(k)
			}
		}
		return index, nil
	}
	if to := then.reference; to != nil && (other == nil || other.reference != nil && other.reference.target == to.target) {
		n.refer(to.target, func(b *batch) ([]int, error) { return b.referredByBranches(then, other, branches) })
	}
	return c.finish(n, then.typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		index, err := branches(b)
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
		return columns.Merge(mem, yes, no, index)
	})
}

// referredByBranches returns the rows that a When refers to if each of its branches is a reference.
func (b *batch) referredByBranches(then, other *node, branches func(b *batch) ([]int, error)) ([]int, error) {
	index, err := branches(b)
	if err != nil {
		return nil, err
	}
	yes, err := b.referred(then)
	var no []int
	if err == nil && other != nil {
		no, err = b.referred(other)
	}
	if err != nil {
		return nil, err
	}
	for k, i := range index {
		switch {
		case i >= 0:
			index[k] = yes[k]
		case i != columns.NoRow:
			index[k] = no[k]
		}
	}
	return index, nil
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
		return c.report(n, "%w", &specsource.TwoTypes{Then: then.typ.String(), Else: other.typ.String()})
	}
	for _, branch := range n.parts {
		if arrow.TypeEqual(branch.typ, common) {
			continue
		}
		convert, err := columns.Converter(branch.typ, common)
		if err != nil {
			return c.report(n, "%w", err)
		}
		branch.typ, branch.kernel = common, converted(branch.kernel, convert)
	}
	return true
}
