package gen

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/internal/message"
)

// declareUnions makes the nodes of the columns of unions, each after its sources.
func (c *compiler) declareUnions() {
	state := make([]state, len(c.datasets))
	var visit func(d *dataset, path []string) bool
	visit = func(d *dataset, path []string) bool {
		path = append(path, d.name)
		switch {
		case len(d.spec.Union.Of) == 0 || state[d.index] == compiled:
			return true
		case state[d.index] == broken:
			return false
		case state[d.index] == underWay:
			state[d.index] = broken
			return c.reportAt(d, d.unionAt(), "", "is a union of itself: %s",
				strings.Join(path[slices.Index(path, d.name):], " -> "))
		}
		state[d.index] = underWay
		for _, name := range d.spec.Union.Of {
			source := c.byName[name]
			if source == nil {
				c.reportAt(d, d.unionAt(), "", "no dataset %q%s", name, c.nearDataset(name))
			}
			if source == nil || !visit(source, path) {
				d.sources, state[d.index] = nil, broken
				return false
			}
			d.sources = append(d.sources, source)
		}
		state[d.index] = compiled
		c.declareUnion(d)
		return true
	}
	for _, d := range c.datasets {
		if visit(d, nil); len(d.spec.Union.Of) > 0 {
			c.declareColumns(d.root, d.spec.Columns, d, d.scope, "", nil, 0)
		}
	}
}

func (d *dataset) unionAt() any { return cmp.Or(d.spec.Union.At, d.at) }

// maxUnioned is the number of columns of all unions. A union names none of them, so a short file could have many.
const maxUnioned = 10_000

// declareUnion makes the nodes of a union, or reports columns that a source lacks.
func (c *compiler) declareUnion(d *dataset) {
	own := func(name string) bool {
		return slices.ContainsFunc(d.spec.Columns, func(col Column) bool { return col.Name == name })
	}
	lacks := func(source, other *dataset, n *node) {
		if !source.spec.Broken {
			c.reportAt(d, d.unionAt(), n.name, "%q has no column %q, but %q has; add it there, with a type alone for nulls, or "+
				"generate the column here", source.name, n.name, other.name)
		}
	}
	first := d.sources[0]
	for _, n := range first.root.nodes {
		if n.column.Transient || own(n.name) {
			continue
		}
		u := union{}
		for _, source := range d.sources {
			m := source.root.byName[n.name]
			if m == nil || m.column.Transient {
				lacks(source, first, n)
				break
			}
			u = append(u, m)
		}
		if c.unioned++; c.unioned > maxUnioned {
			c.reportAt(d, d.unionAt(), "", "the unions have more than %s columns in all", message.Thousands(maxUnioned))
			return
		}
		if len(u) == len(d.sources) {
			c.newNode(d, d.root, d.scope, &Column{Name: n.name, Gen: u}, n.name).at = d.unionAt()
		}
	}
	for _, source := range d.sources[1:] {
		for _, n := range source.root.nodes {
			if m := first.root.byName[n.name]; !n.column.Transient && !own(n.name) && (m == nil || m.column.Transient) {
				lacks(first, source, n)
			}
		}
	}
}

// A union is the generator of a column of a Union: the columns of the sources, one after the other.
type union []*node

func (u union) compile(c *compiler, n *node) bool {
	for _, m := range u {
		if !c.need(n, m) {
			return false
		}
		if !arrow.TypeEqual(m.typ, u[0].typ) {
			return c.report(n, "%s is %s, but %s is %s; give both one type", u[0].fullName(), u[0].typ, m.fullName(), m.typ)
		}
	}
	refers := !slices.ContainsFunc(u, func(m *node) bool {
		return m.reference == nil || u[0].reference == nil || m.reference.target != u[0].reference.target
	})
	if refers { // as each source does, to the same rows
		n.refer(u[0].reference.target, func(b *batch) ([]int, error) {
			index := columns.NewIndex(b.rows.N)[:0]
			err := b.eachPart(u, func(part *batch, m *node) error {
				some, err := part.referred(m)
				index = append(index, some...)
				return err
			})
			return index, err
		})
	}
	return c.finish(n, u[0].typ, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		var parts []arrow.Array
		err := b.eachPart(u, func(part *batch, m *node) error {
			a, err := part.column(m)
			parts = append(parts, a)
			return err
		})
		switch {
		case err != nil:
			return nil, err
		case len(parts) == 0:
			return array.MakeArrayOfNull(mem, n.typ, 0), nil
		case len(parts) == 1:
			parts[0].Retain()
			return parts[0], nil
		}
		return array.Concatenate(parts, mem)
	})
}

// eachPart calls use for each source that has some of the rows of a batch, with a batch of these rows. The columns of
// the rows share them.
func (b *batch) eachPart(u union, use func(part *batch, m *node) error) error {
	start := 0
	for i, m := range u {
		rows := b.plan.layout.rows[m.dataset.index]
		lo, hi := max(b.rows.Lo, start), min(b.rows.Lo+b.rows.N, start+rows)
		if lo < hi {
			if b.parts == nil {
				b.parts = make([]*batch, len(u))
			}
			if b.parts[i] == nil {
				b.parts[i] = b.of(m.dataset, lo-start, hi-start)
			}
			part := b.parts[i]
			if err := b.charge(part, func() error { return use(part, m) }); err != nil {
				return err
			}
		}
		start += rows
	}
	return nil
}
