package gen

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
)

// A Loosener makes plans with other values in the pinned cells and in the generated ones.
type Loosener struct {
	plan  *Plan
	nodes []loosePins // by node
}

// loosePins are the values that the pinned cells of a node may take. There are none if its pins are kept.
type loosePins struct {
	values  arrow.Array // those of the node's own pins first
	choices []int       // of different values
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

// Plan returns the n-th loosened plan. Plan 0 is the loosener's own. In the others, all columns are redrawn, three times
// in four as [Plan.Probe] does. Each pinned cell keeps its value, takes another value that is pinned in its column, or is
// generated. How many cells keep their value depends on n.
func (l *Loosener) Plan(n uint64) *Plan {
	if n == 0 {
		return l.plan
	}
	return l.redraw(n, &looseness{nodes: l.nodes, n: n})
}

// Kept returns a plan like that of [Loosener.Plan], but all pinned cells keep their values.
func (l *Loosener) Kept(n uint64) *Plan {
	if n == 0 {
		return l.plan
	}
	return l.redraw(n, nil)
}

func (l *Loosener) redraw(n uint64, loose *looseness) *Plan {
	const first = 2 // the first two probes leave the values of a column at one end
	all := func(string, string) bool { return true }
	return l.plan.redraw(n+first, all, n%4 != 0, loose)
}

// A looseness is how a plan loosens pins.
type looseness struct {
	nodes []loosePins
	n     uint64
}

// loosens reports whether pins of a node are loosened.
func (l *looseness) loosens(n *node) bool { return l != nil && l.nodes[n.id].values != nil }

// loosened returns the pins of a batch as a plan loosens them.
func (b *batch) loosened(n *node, pinned pinnedSlice) (out pinnedSlice) {
	l := b.plan.loose
	key := draw.Substream(b.key(n), draw.ForLoosening)
	rows := 0
	for _, s := range pinned.segments {
		for k := s.lo; k < s.hi; k++ {
			value, ok := l.choose(&l.nodes[n.id], key, uint64(k), s.value)
			if !ok {
				continue
			}
			rows++
			if last := len(out.segments) - 1; last >= 0 && out.segments[last].hi == k && out.segments[last].value == value {
				out.segments[last].hi++
				continue
			}
			out.segments = append(out.segments, segment{k, k + 1, value})
		}
	}
	out.covered = rows == b.rows.N && rows > 0
	return out
}

// choose returns the number of the value of a pinned cell. It is not ok if the cell is generated.
func (l *looseness) choose(p *loosePins, key, row uint64, own int) (value int, ok bool) {
	u := draw.At(key, row)
	loose := true
	switch l.n % 4 {
	case 1: // a few cells
		loose = u>>61 == 0
	case 2: // whole columns
		loose = key&1 == 0
	case 3: // half of the cells
		loose = u>>63 == 0
	}
	switch {
	case !loose:
		return own, true
	case u&1 == 0:
		return 0, false
	}
	return p.choices[int(draw.Below(draw.Next(u), uint64(len(p.choices))))], true
}
