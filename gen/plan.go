package gen

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// A Plan is a checked spec that generates records. It is safe for concurrent
// use and never changes.
type Plan struct {
	program *program
	keys    []uint64 // by node
	layout  layout
	base    *Plan  // of a plan that Redraw returned: the plan as it was
	moved   []bool // by node: it may differ from the base
	whole   []wholeCells
	shared  []sharedTable // by dataset
}

// Options say how records are made; they never change a cell.
type Options struct {
	Workers int              // goroutines; 0 means 1
	Batch   int              // rows of a Reader's records; 0 means 65,536
	Mem     memory.Allocator // nil means Go's; see Recycle
}

// ColumnInfo tells about a column of a plan. Of a struct column there is one
// for each leaf, with a path such as address.zip, and one for the struct itself
// where it has a share of nulls.
type ColumnInfo struct {
	Dataset, Path string
	Type          arrow.DataType
	Drawn         bool     // it has random draws of its own
	Count         bool     // the key of a Per dataset, which stands for the row count; Drawn as well
	Deps          []string // the columns, as dataset.path, that it is directly computed from
	Transient     bool
	At            any
}

// Datasets returns the names of the datasets in the spec's order.
func (p *Plan) Datasets() []string {
	names := make([]string, len(p.program.datasets))
	for i, d := range p.program.datasets {
		names[i] = d.name
	}
	return names
}

// Rows returns the number of rows of a dataset, -1 where there is none.
func (p *Plan) Rows(dataset string) int {
	d := p.program.byName[dataset]
	if d == nil {
		return -1
	}
	return p.layout.rows[d.index]
}

// Schema returns the columns that a dataset emits, nil where there is none.
func (p *Plan) Schema(dataset string) *arrow.Schema {
	d := p.program.byName[dataset]
	if d == nil {
		return nil
	}
	return d.schema
}

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
			q.keys[i] = substream(base.keys[i], forRedraw+mix(n))
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
