package gen

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen/internal/columns"
)

// A Loosener makes plans with other values in the pinned cells and in the generated ones.
type Loosener struct {
	plan  *Plan
	nodes []loosePins // by node
}

// Loosener returns a loosener of a plan. Pinned cells may also take what the other plans pin in the same column.
//
// Some pins are always kept: those of unique columns, of columns that references refer to, of what these are computed
// from, and of life cycles; and whether a struct is null.
func (p *Plan) Loosener(others ...*Plan) (*Loosener, error) {
	l := &Loosener{plan: p, nodes: make([]loosePins, len(p.program.nodes))}
	for i, n := range p.program.nodes {
		if n.pins == nil || n.plain || n.isStruct() || n.keyOf != nil || n.decidesRows() || n.withoutTraits().cycle != nil {
			continue
		}
		all := []arrow.Array{n.pins.values}
		for _, other := range others {
			if pins := other.pinsLike(n); pins != nil && !n.leaf.withoutTraits().follows {
				all = append(all, pins.values)
			}
		}
		values, err := array.Concatenate(all, columns.GoMem)
		if err != nil {
			return nil, err
		}
		text, err := columns.Texts(values)
		if err != nil {
			return nil, err
		}
		l.nodes[i].values = values
		seen := map[string]bool{}
		for v := range values.Len() {
			cell, ok := text(v)
			key := string(cell)
			if !ok {
				key = "\x00null"
			}
			if (ok || n != n.dataset.key) && !seen[key] {
				seen[key] = true
				l.nodes[i].choices = append(l.nodes[i].choices, v)
			}
		}
	}
	return l, nil
}

// pinsLike returns the pins of the column of a plan that has the name and the type of a node, or nil.
func (p *Plan) pinsLike(n *node) *pinSet {
	d := p.program.byName[n.dataset.name]
	if d == nil {
		return nil
	}
	like := d.root.find(n.path)
	if like == nil || like.pins == nil || like.isStruct() || !arrow.TypeEqual(like.typ, n.typ) {
		return nil
	}
	return like.pins
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
