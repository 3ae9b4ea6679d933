package gen

import (
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen/internal/columns"
)

// A Loosener makes plans with other values in the pinned cells and in the generated ones.
type Loosener struct {
	plan  *Plan
	nodes []loosePins // by node
}

// Loosener returns a loosener of a plan. Pinned cells may also take what the other plans pin in the same column; times,
// decimals and floats, what is pinned in any column of their type; and times, the spec's Now.
//
// Some pins are always kept: those of unique columns, of columns that references refer to, of what these are computed
// from, and of life cycles; and whether a struct is null.
func (p *Plan) Loosener(others ...*Plan) (*Loosener, error) {
	l := &Loosener{plan: p, nodes: make([]loosePins, len(p.program.nodes))}
	all := append([]*Plan{p}, others...)
	for i, n := range p.program.nodes {
		if n.pins == nil || n.plain || n.isStruct() || n.keyOf != nil || n.decidesRows() || n.withoutTraits().cycle != nil {
			continue
		}
		own, lent := []arrow.Array{n.pins.values}, []arrow.Array(nil)
		if !n.leaf.withoutTraits().follows { // a series knows its own values only
			own, lent = pinnedLike(n, all)
		}
		values, err := array.Concatenate(slices.Concat(own, lent), columns.GoMem)
		if err != nil {
			return nil, err
		}
		text, err := columns.Texts(values)
		if err != nil {
			return nil, err
		}
		size := 0
		for _, a := range own {
			size += a.Len()
		}
		lp := loosePins{values: values}
		seen := map[string]bool{}
		for v := range values.Len() {
			cell, ok := text(v)
			key := string(cell)
			if !ok {
				key = "\x00null"
			}
			switch {
			case seen[key] || !ok && n == n.dataset.key:
			case v < size:
				lp.choices = append(lp.choices, v)
			default:
				lp.lent = append(lp.lent, v)
			}
			seen[key] = true
		}
		l.nodes[i] = lp
	}
	return l, nil
}

// pinnedLike returns the values that plans pin in the column of a node, its own first, and those that the node may
// borrow: thresholds of code are often where two columns, or a column and the present, are equal.
func pinnedLike(n *node, plans []*Plan) (own, lent []arrow.Array) {
	id := n.typ.ID()
	borrows := id == arrow.TIMESTAMP || id == arrow.DATE32 || arrow.IsDecimal(id) || arrow.IsFloating(id)
	for _, p := range plans {
		for _, other := range p.program.nodes {
			switch {
			case other.pins == nil || other.isStruct() || !arrow.TypeEqual(other.typ, n.typ):
			case other.dataset.name == n.dataset.name && other.path == n.path:
				own = append(own, other.pins.values)
			case borrows:
				lent = append(lent, other.pins.values)
			}
		}
		if now := momentOf(n.typ, p.program.now); now != nil {
			lent = append(lent, now)
		}
	}
	return own, lent
}

// momentOf returns an instant as a timestamp or a date, or nil for other types.
func momentOf(typ arrow.DataType, at time.Time) arrow.Array {
	b := array.NewBuilder(columns.GoMem, typ)
	defer b.Release()
	switch b := b.(type) {
	case *array.TimestampBuilder:
		v, err := arrow.TimestampFromTime(at, typ.(*arrow.TimestampType).Unit)
		if err != nil {
			return nil
		}
		b.Append(v)
	case *array.Date32Builder:
		b.Append(arrow.Date32FromTime(at))
	default:
		return nil
	}
	return b.NewArray()
}

// How are the choices of [Loosener.Plan].
type How struct {
	Keep  bool // pinned cells keep their values
	Plain bool // no column has rare values, of which an input may fail to be made
}

// Plan returns the n-th loosened plan. Plan 0 is the loosener's own. In the others, all columns are redrawn, three
// times in four as [Plan.Probe] does. Each pinned cell keeps its value, takes another value that is pinned in its
// column, or is generated. How many cells keep their value depends on n.
func (l *Loosener) Plan(n uint64, how How) *Plan {
	if n == 0 {
		return l.plan
	}
	const first = 2 // the first two probes leave the values of a column at one end
	all := func(string, string) bool { return true }
	loose := &looseness{nodes: l.nodes, n: n}
	if how.Keep {
		loose = nil
	}
	return l.plan.redraw(n+first, all, n%4 != 0 && !how.Plain, loose)
}
