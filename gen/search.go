package gen

import (
	"fmt"
	"slices"

	"github.com/assay-go/assay/gen/internal/draw"
)

// A searchable is how the draws of a node are replaced in a redraw that looks for rare values. The zero value is that
// of generators whose values have no order or depend on each other: they are always drawn plainly.
type searchable struct {
	ends func() draw.Ends // nil if the draws are never replaced
	few  bool             // there are few values, so that all cells take the same end
	rare []uint64         // the draws of the values that are not the most frequent one, if one of them is rare
	twin string           // equal for generators that make the same values; "" if unknown
}

// fewValues is the largest number of values that count as few.
const fewValues = 8

func endsAt(e draw.Ends) func() draw.Ends { return func() draw.Ends { return e } }

// searchFew makes a node searchable whose generator has n values or more. The values of the ends are the first and the
// last.
func (n *node) searchFew(values int) {
	n.search = searchable{ends: endsAt(draw.BoundedEnds), few: values <= fewValues}
}

// rareShare is the largest share of all cells that counts as rare.
const rareShare = 1. / 16

// searchRare is called after searchFew, for values of different weight. If one of few is rare, a redraw makes mostly
// those other than the most frequent one, and another redraw only the most frequent one.
func (n *node) searchRare(w *draw.Weights, weights []float64) {
	least, sum := slices.Max(weights), 0.0
	for _, weight := range weights {
		if sum += weight; weight > 0 {
			least = min(least, weight)
		}
	}
	most, others := w.Most(weights)
	if n.search.few && least <= rareShare*sum && len(others) > 0 {
		n.search.ends, n.search.rare = endsAt(draw.Ends{most, most}), others
	}
}

// searchFrom makes a node searchable whose generator has many values and is described by a text.
func (n *node) searchFrom(ends draw.Ends, format string, args ...any) {
	n.search = searchable{ends: endsAt(ends), twin: fmt.Sprintf(format, args...)}
}

// setPlain finds the nodes whose draws a probe must not replace: unique ones, the targets of references, and the nodes
// that these are computed from.
func (pr *program) setPlain() {
	var visit func(n *node)
	visit = func(n *node) {
		if n.plain {
			return
		}
		n.plain = true
		for _, dep := range n.deps {
			visit(dep)
		}
		for _, part := range n.parts {
			if part != nil {
				visit(part)
			}
		}
	}
	pr.twins = map[string][]*node{}
	for _, n := range pr.order {
		if n.distinct || n.unique != nil {
			visit(n)
		}
		if n.reference != nil {
			visit(n.reference.target)
			for _, by := range n.chosenBy {
				visit(by)
			}
		}
		if n.search.twin != "" && !n.inList() {
			pr.twins[n.search.twin] = append(pr.twins[n.search.twin], n)
		}
	}
}

// A nodeSearch is what a probe does to one node.
type nodeSearch struct {
	draws *draw.Search // nil: nothing
	nulls nullMode
}

type nullMode uint8

const (
	plainNulls nullMode = iota
	noNulls
	onlyNulls
)

// searches returns what probe n does to the nodes that it redraws.
func (p *Plan) searches(n uint64, redrawn []bool) []nodeSearch {
	out := make([]nodeSearch, len(redrawn))
	for i, node := range p.program.nodes {
		if redrawn[i] && !node.plain {
			out[i] = p.base.searchOf(n, node)
		}
	}
	for i, s := range out { // after the modes of all are known
		if s.draws != nil && s.draws.Mode == draw.EachAlone {
			s.draws.Twin = p.twinOf(p.program.nodes[i], out)
		}
	}
	return out
}

// searchOf returns what probe n does to a node.
func (p *Plan) searchOf(n uint64, node *node) (s nodeSearch) {
	chance := draw.At(draw.Substream(p.keys[node.id], draw.ForSearches), (n+1)/2)
	first, second := chance&1 == 0, n%2 == 0
	if node.drawnNulls() && node.column.Null < 1 && n <= 2 {
		s.nulls = onlyNulls
		if chance&2 == 0 != second {
			s.nulls = noNulls
		}
	}
	if node.search.ends == nil {
		return s
	}
	s.draws = &draw.Search{Mode: draw.EachAlone, Ends: node.search.ends(), Rare: node.search.rare}
	switch {
	case node.search.rare != nil && !second:
		s.draws.Mode = draw.MostlyRare // together with the ends of other columns
	case node.search.few && (n <= 2 || second):
		s.draws.Mode = draw.AtLeast
		if first != second {
			s.draws.Mode = draw.AtMost
		}
	case node.search.few:
		s.draws = nil
	case second && s.nulls == plainNulls && !node.countsPerParent():
		s.draws.Mode = draw.AllEqual
	}
	return s
}

// countsPerParent reports whether the draws of a node are the numbers of children.
func (n *node) countsPerParent() bool { return n == n.dataset.key && n.dataset.drawnCount() }

// twinOf returns another node that makes the same values, or nil.
func (p *Plan) twinOf(n *node, searches []nodeSearch) *draw.Twin {
	twins := p.program.twins[n.search.twin]
	if len(twins) < 2 || n.search.twin == "" {
		return nil
	}
	other := twins[p.keys[n.id]%uint64(len(twins))]
	if other == n {
		other = twins[(p.keys[n.id]+1)%uint64(len(twins))]
	}
	t := &draw.Twin{Key: p.keys[other.id], Rows: uint64(p.layout.rows[other.dataset.index])}
	if s := searches[other.id].draws; s != nil {
		t.Mode = s.Mode
	}
	return t
}

// rowsFor returns the rows of a batch, with the search of a node.
func (b *batch) rowsFor(n *node) *draw.Rows {
	s := b.plan.searched(n)
	if s.draws == nil {
		return &b.rows
	}
	rows := b.rows
	rows.Search = s.draws
	return &rows
}

// searched returns what a plan does to a node.
func (p *Plan) searched(n *node) nodeSearch {
	if p.search == nil {
		return nodeSearch{}
	}
	return p.search[n.id]
}
