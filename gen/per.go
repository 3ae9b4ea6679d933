package gen

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/message"
)

// link finds the parents of Per datasets and puts each dataset after its parent.
func (c *compiler) link() {
	for _, d := range c.datasets {
		per := d.spec.Per
		if per == nil {
			continue
		}
		if d.parent = c.byName[per.Parent]; d.parent == nil {
			c.reportAt(d, per.At, "", "no dataset %q%s", per.Parent, c.nearDataset(per.Parent))
		}
		if !c.checkCount(d, per) {
			d.parent = nil
		}
	}
	state := make([]state, len(c.datasets))
	var visit func(d *dataset, path []string) bool
	visit = func(d *dataset, path []string) bool {
		path = append(path, d.name)
		switch state[d.index] {
		case compiled:
			return true
		case broken:
			return false
		case underWay:
			c.reportAt(d, d.rowsAt(), "", "is its own parent: %s", strings.Join(path[slices.Index(path, d.name):], " -> "))
			state[d.index] = broken
			return false
		}
		state[d.index] = underWay
		if d.spec.Per != nil && (d.parent == nil || !visit(d.parent, path)) {
			state[d.index] = broken
			return false
		}
		for _, source := range d.sources {
			if !visit(source, path) {
				state[d.index] = broken
				return false
			}
		}
		state[d.index] = compiled
		return true
	}
	for _, d := range c.datasets {
		if !visit(d, nil) && d.key != nil {
			d.key.state = broken
			d.parent = nil
		}
	}
}

// rowsAt returns where a dataset says what its rows come from.
func (d *dataset) rowsAt() any {
	if d.spec.Per != nil {
		return d.spec.Per.At
	}
	return d.unionAt()
}

func (c *compiler) checkCount(d *dataset, per *Per) bool {
	ok := true
	bad := func(format string, args ...any) {
		ok = false
		c.reportAt(d, per.At, "", format, args...)
	}
	switch count := per.Count.(type) {
	case nil:
		bad("the count of children is missing; set a Fixed, InTurn, Total, Int, Poisson, Geometric, Zipf, " +
			"OneOf, Expr or StatesOf")
	case Total:
		if count < 0 {
			bad("cannot have %d rows", count)
		}
	case Fixed:
		if count < 0 {
			bad("a parent cannot have %d children", count)
		}
	case Poisson:
		if !(count.Lambda >= 0 && count.Lambda <= maxLambda) {
			bad("the mean count of children is %v; it must be between 0 and %s", count.Lambda, message.Thousands(maxLambda))
		}
	case Geometric:
		if !(count.P >= 1.0/maxLambda && count.P <= 1) {
			bad("the probability of geometric is %v; it must be between %v and 1", count.P, 1.0/maxLambda)
		}
	case Zipf:
		if msg := count.wrong(); msg != "" {
			bad("%s", msg)
		}
	case Expr, StatesOf: // checked when their columns are known
	case OneOf:
		c.checkListedCounts(d, count, &ok)
	case Int:
		if count.Min < 0 || count.Min > count.Max {
			bad("the count of children is between %d and %d; the minimum is at least 0 and at most the maximum", count.Min,
				count.Max)
		}
	case InTurn:
		if len(count) == 0 {
			bad("the list of counts is empty")
		} else if least := slices.Min(count); least < 0 {
			bad("a parent cannot have %d children", least)
		}
	default:
		bad("unsupported count %T (pass a value, not a pointer)", count)
	}
	return ok
}

// checkListedCounts reports values that are not numbers of children, and invalid weights.
func (c *compiler) checkListedCounts(d *dataset, g OneOf, ok *bool) {
	counts, wrong := countsOf(g.Values)
	sum := 0.0
	for _, w := range g.Weights {
		if !(w >= 0 && finite(w)) {
			sum = math.NaN()
		}
		sum = max(sum, w)
	}
	at := cmp.Or(wrong.At, d.spec.Per.At)
	switch {
	case counts == nil && len(g.Values) > 0:
		*ok = c.reportAt(d, at, "", "a parent cannot have %q children; count them by whole numbers of at least 0", wrong.Text)
	case len(counts) == 0:
		*ok = c.reportAt(d, at, "", "the list of counts is empty")
	case g.Weights == nil:
	case len(g.Weights) != len(counts):
		*ok = c.reportAt(d, at, "", "%d counts have %d weights", len(counts), len(g.Weights))
	case !(sum > 0):
		*ok = c.reportAt(d, at, "", "weights of counts must be finite and at least 0, and one must exceed 0; found %v",
			g.Weights)
	}
}

// A perKey is the generator of the key column of a Per dataset: the parent's key, repeated for each child.
type perKey struct{}

func (perKey) compile(c *compiler, n *node) bool {
	d := n.dataset
	per := d.spec.Per
	target := c.targetColumn(n, d.parent, per.Key)
	if target == nil {
		return false
	}
	if total, ok := per.Count.(Total); ok && total > 0 && c.rowsOf(d.parent) == 0 {
		return c.report(n, "needs %d rows, but its parent %q has none", total, d.parent.name)
	}
	if target.drawnNulls() {
		return c.report(target, "has a share of nulls, but is the key of %q, which cannot be null", d.name)
	}
	target.keyOf = d
	n.typ = target.typ
	n.drawn = d.drawnCount()
	n.searchFrom(draw.UnboundedEnds, "")
	n.refer(target, func(b *batch) ([]int, error) {
		if n.pins != nil { // which change it
			return slices.Clone(b.parentRows(d)), nil
		}
		return b.parentRows(d), nil
	})
	n.kernel = n.keyCells
	return true
}

// keyCells is the kernel of the key of a Per dataset: the referred cells, which must not be null.
func (n *node) keyCells(b *batch, mem memory.Allocator) (arrow.Array, error) {
	a, err := n.referredCells(b, mem)
	if err != nil || a.NullN() == 0 {
		return a, err
	}
	parents, err := b.referred(n)
	for row, parent := range parents {
		if parent >= 0 && a.IsNull(row) { // a row that is pinned to another key may have no parent
			target := n.reference.target
			err = newError(target.leaf.at, target.dataset.name, target.path, fmt.Errorf(
				"row %d: is null, but is the key of %q, which cannot be null; give the row a value or no children", parent,
				n.dataset.name))
			break
		}
	}
	if err != nil {
		a.Release()
		return nil, err
	}
	return a, nil
}

// checkKeys reports keys that are null in every row. Single nulls are errors only in rows that have children.
func (c *compiler) checkKeys() {
	for _, d := range c.datasets {
		if d.key == nil || d.key.state != compiled || c.rowsOf(d) == 0 {
			continue
		}
		key := d.key.reference.target
		if g, ok := key.column.Gen.(Ref); ok && g.Pick == PickEarlier && !pinsRow0(key) {
			c.report(key, "row 0 of pick: earlier is null, since no row comes before it, but is the key of %q, which cannot be "+
				"null; pin row 0, or take another key", d.name)
			continue
		}
		if key.pins == nil && onlyNull(key.written) {
			c.report(key, "is null in every row, but is the key of %q, which cannot be null; give it values", d.name)
		}
	}
}

// pinsRow0 reports whether row 0 of a column is pinned.
func pinsRow0(n *node) bool {
	return n.pins != nil && len(n.pins.segments) > 0 && n.pins.segments[0].lo == 0
}

func onlyNull(list []literal.Value) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(v literal.Value) bool { return v.Kind != literal.Null })
}
