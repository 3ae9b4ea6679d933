package gen

import (
	"slices"

	"github.com/assay-go/assay/gen/internal/draw"
)

// Redraw returns the plan with some of its drawn columns drawn afresh: n, which
// is not 0, says which of their other values they get.
func (p *Plan) Redraw(n uint64, redrawn func(dataset, column string) bool) *Plan {
	pr := p.program
	base := p
	if p.base != nil {
		base = p.base
	}
	q := &Plan{
		program: pr, keys: slices.Clone(base.keys), base: base,
		moved: make([]bool, len(pr.nodes)), whole: make([]wholeCells, len(pr.nodes)),
	}
	for i, node := range pr.nodes {
		if redrawn(node.dataset.name, node.leaf.path) {
			q.keys[i] = draw.Redrawn(base.keys[i], n)
			q.moved[i] = node.drawn
		}
	}
	relaid := make([]bool, len(pr.datasets))
	q.layout = pr.lay(q.keys, func(*dataset) {}, nil)
	for _, d := range pr.datasets {
		relaid[d.index] = q.layout.rows[d.index] != base.layout.rows[d.index] ||
			!q.layout.ends[d.index].equal(base.layout.ends[d.index], parentsOf(d, base.layout))
	}
	for _, n := range pr.order {
		q.moved[n.id] = q.moved[n.id] || relaid[n.dataset.index] ||
			slices.ContainsFunc(n.deps, func(dep *node) bool { return q.moved[dep.id] || relaid[dep.dataset.index] })
	}
	return q
}
