package gen

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/message"
)

// A Plan is a checked spec that generates records. It is safe for concurrent
// use and never changes.
type Plan struct {
	program *program
	keys    []uint64 // by node
	layout  layout
	left    *budget.Budget // for whole columns and tables
	base    *Plan          // of a plan that Redraw returned: the original plan
	moved   []bool         // by node: it may differ from the base
	failed  *Error         // of a redraw: a count could not be computed; the dataset has no rows
	search  []nodeSearch   // by node; nil if the plan is not a probe
	loose   *looseness     // of the pins; nil if they are kept
	caches  []columnCache
	shared  []sharedTable // by dataset
	pools   []lazy[*pool] // by chooser
}

// Options control how records are made. They do not change any cell.
type Options struct {
	Workers int              // goroutines; 0 means 1
	Batch   int              // rows of a Reader's records; 0 means 65,536
	Mem     memory.Allocator // nil means Go's; see Recycle
}

func (o Options) allocator() memory.Allocator {
	if o.Mem == nil {
		return columns.GoMem
	}
	return o.Mem
}

// Datasets returns the names of the datasets in the spec's order.
func (p *Plan) Datasets() []string {
	names := make([]string, len(p.program.datasets))
	for i, d := range p.program.datasets {
		names[i] = d.name
	}
	return names
}

// Kept returns the number of bytes of the whole columns and tables that the plan keeps so far.
func (p *Plan) Kept() int64 { return p.program.maxBytes - p.left.Left() }

// Rows returns the number of rows of a dataset, or -1 if there is no such dataset.
func (p *Plan) Rows(dataset string) int {
	d := p.program.byName[dataset]
	if d == nil {
		return -1
	}
	return p.layout.rows[d.index]
}

// RowCost returns the number of bytes that a row of a dataset counts at least in a budget. Bytes measure the time
// of a row, too.
func (p *Plan) RowCost(dataset string) (bytes int64) {
	d := p.program.byName[dataset]
	for _, n := range p.program.nodes {
		if n.dataset == d && n.scope == d.scope {
			bytes += max(n.leastCell(), int64(n.steps))
		}
	}
	return bytes
}

// Schema returns the columns of a dataset without the transient ones, or nil if there is no such dataset.
func (p *Plan) Schema(dataset string) *arrow.Schema {
	d := p.program.byName[dataset]
	if d == nil {
		return nil
	}
	return d.schema
}

func (p *Plan) noDataset(name string) error {
	return newError(nil, name, "", fmt.Errorf("no such dataset%s", message.DidYouMean(name, p.Datasets())))
}

// Redraw returns a plan that draws new values in the columns for which redrawn returns true. Different n other than 0
// give different values.
func (p *Plan) Redraw(n uint64, redrawn func(dataset, column string) bool) *Plan {
	return p.redraw(n, redrawn, false, nil)
}

// Probe returns a plan like that of [Plan.Redraw], but its values are rare ones rather than typical ones. Probe 1 and
// probe 2 complement each other: booleans, and choices and lists of few values or lengths, are all at one end and then
// all at the other; null in no row and then in all; and other values are mixed from typical, extreme and equal ones,
// and then all equal. The values are always such that the generator can make them. Unique values, what they are
// computed from, and the targets of references are drawn as by Redraw.
//
// Values that are computed from these, such as a quotient, may fail to be. If a count of children does, the plan is
// that of Redraw.
func (p *Plan) Probe(n uint64, redrawn func(dataset, column string) bool) *Plan {
	if q := p.redraw(n, redrawn, true, nil); q.failed == nil {
		return q
	}
	return p.Redraw(n, redrawn)
}

func (p *Plan) redraw(n uint64, redrawn func(dataset, column string) bool, probe bool, loose *looseness) *Plan {
	pr := p.program
	base := p
	if p.base != nil {
		base = p.base
	}
	q := &Plan{
		program: pr, left: budget.Of(pr.maxBytes), keys: slices.Clone(base.keys), base: base,
		moved: make([]bool, len(pr.nodes)), caches: make([]columnCache, len(pr.nodes)),
		pools: make([]lazy[*pool], len(pr.choosers)), loose: loose,
	}
	for i, node := range pr.nodes {
		if redrawn(node.dataset.name, node.leaf.path) {
			q.keys[i] = draw.Redrawn(base.keys[i], n)
			q.moved[i] = node.drawn
		}
		q.moved[i] = q.moved[i] || loose.loosens(node)
	}
	q.layout = layout{slices.Clone(base.layout.rows), slices.Clone(base.layout.ends)}
	if probe {
		q.search = q.searches(n, q.moved)
	}
	relaid := make([]bool, len(pr.datasets))
	for _, d := range pr.counted {
		rows := &q.layout.rows[d.index]
		if d.parent == nil {
			*rows = pr.rowsOfAll(d, func(source *dataset) int { return q.layout.rows[source.index] })
		} else {
			if d.countBy != nil {
				q.settleMoved(relaid) // of what the count reads
			}
			children, err := q.childrenOf(d, q.layout.rows[d.parent.index])
			if err != nil {
				q.failed = cmp.Or(q.failed, newError(d.spec.Per.At, d.name, "", err))
			}
			*rows, q.layout.ends[d.index] = children.rows, children.ends
		}
		relaid[d.index] = slices.ContainsFunc(d.sources, func(s *dataset) bool { return relaid[s.index] }) ||
			*rows != base.layout.rows[d.index] ||
			!q.layout.ends[d.index].equal(base.layout.ends[d.index], parentsOf(d, base.layout))
	}
	q.settleMoved(relaid)
	return q
}

// settleMoved finds the nodes that a redraw may move. relaid are the datasets whose rows it counts differently.
func (p *Plan) settleMoved(relaid []bool) {
	for _, n := range p.program.order {
		p.moved[n.id] = p.moved[n.id] || relaid[n.dataset.index] ||
			slices.ContainsFunc(n.deps, func(dep *node) bool { return p.moved[dep.id] || relaid[dep.dataset.index] })
	}
}
