package gen

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/message"
)

// declare makes the datasets and the nodes of their columns.
func (c *compiler) declare(s *Spec) {
	for i := range s.Datasets {
		spec := &s.Datasets[i]
		d := &dataset{index: i, name: spec.Name, at: spec.At, spec: spec, scope: &scope{}}
		d.root = &group{byName: map[string]*node{}}
		c.datasets = append(c.datasets, d)
		switch {
		case spec.Name == "":
			c.reportAt(d, nil, "", "a dataset needs a name")
		case c.byName[spec.Name] != nil:
			c.reportAt(d, nil, "", "another dataset has this name")
		default:
			c.byName[spec.Name] = d
		}
	}
	for _, d := range c.datasets {
		if d.spec.Per != nil {
			if strings.Contains(d.spec.Per.As, ".") {
				c.reportAt(d, d.spec.Per.At, d.spec.Per.As, "a column name has no dots; they separate the fields of structs")
			}
			d.key = c.newNode(d, d.root, d.scope, &Column{Name: d.spec.Per.Column(), Gen: perKey{}}, d.spec.Per.Column())
			d.key.at = cmp.Or(d.spec.Per.At, d.at)
		}
		if d.spec.Source != nil {
			c.declareSource(d)
		}
		if len(d.spec.Union.Of) == 0 {
			c.declareColumns(d.root, d.spec.Columns, d, d.scope, "", nil, 0)
		}
		c.checkRows(d)
	}
}

func (c *compiler) checkRows(d *dataset) {
	if ways := boolInt(d.spec.Per != nil) + boolInt(d.spec.Source != nil) + boolInt(d.spec.Rows != 0) +
		boolInt(len(d.spec.Union.Of) > 0); ways > 1 {
		c.reportAt(d, nil, "", "gets its rows from more than one of a count, a parent, a file and a union")
	}
	switch rows := d.ownRows(); {
	case d.spec.Per != nil:
	case rows < 0:
		c.reportAt(d, nil, "", "cannot have %s rows", message.Thousands(rows))
	case rows > c.maxRows:
		c.reportAt(d, nil, "", "has %s rows, more than the limit of %s", message.Thousands(rows),
			message.Thousands(c.maxRows))
	}
}

// declareSource makes the nodes of the columns of a file, except those that the spec generates.
func (c *compiler) declareSource(d *dataset) {
	for i, f := range d.spec.Source.Schema().Fields() {
		if slices.ContainsFunc(d.spec.Columns, func(col Column) bool { return col.Name == f.Name }) {
			continue
		}
		if d.root.byName[f.Name] != nil {
			c.reportAt(d, nil, f.Name, "the file has two columns of this name")
			continue
		}
		n := c.newNode(d, d.root, d.scope, &Column{Name: f.Name}, f.Name)
		n.typ, n.kernel, n.state = f.Type, sourceKernel(d.spec.Source.Column(i)), compiled
		c.order = append(c.order, n)
	}
}

func sourceKernel(column arrow.Array) kernel {
	return func(b *batch, _ memory.Allocator) (arrow.Array, error) {
		return array.NewSlice(column, int64(b.rows.Lo), int64(b.rows.Lo+b.rows.N)), nil
	}
}

// deepest is the maximum nesting of structs, lists and branches.
const deepest = 50

func (c *compiler) declareColumns(g *group, columns []Column, d *dataset, s *scope, prefix string, leaf *node,
	depth int,
) {
	for i := range columns {
		col := &columns[i]
		at := col.At
		switch {
		case col.Name == "":
			c.reportAt(d, at, strings.TrimSuffix(prefix, "."), "a column needs a name")
			continue
		case strings.Contains(col.Name, "."):
			c.reportAt(d, at, prefix+col.Name, "a column name has no dots; they separate the fields of structs")
			continue
		case d.key != nil && g == d.root && d.key.name == col.Name:
			c.reportAt(d, at, col.Name, "exists already: it is the key that per takes from %q; rename the column, or name "+
				"the key with as", d.spec.Per.Parent)
			continue
		case g.byName[col.Name] != nil:
			c.reportAt(d, at, prefix+col.Name, "another column has this name")
			continue
		}
		n := c.newNode(d, g, s, col, col.Name)
		n.path = prefix + col.Name
		if leaf != nil {
			n.leaf = leaf
		}
		c.declareNested(n, depth)
	}
}

// declareNested makes the nodes inside a node.
func (c *compiler) declareNested(n *node, depth int) {
	if depth > deepest {
		c.report(n, "is nested deeper than %d levels", deepest)
		n.state = broken
		return
	}
	switch g := n.column.Gen.(type) {
	case Sub:
		n.fields = &group{byName: map[string]*node{}, outer: n.group, owner: n}
		var leaf *node
		if n.leaf != n {
			leaf = n.leaf
		}
		c.declareColumns(n.fields, g.Columns, n.dataset, n.scope, n.path+".", leaf, depth+1)
	case List:
		s := &scope{outer: n.scope, longest: g.Max}
		n.parts = []*node{c.declarePart(n, &g.Of, s, "[]", depth)}
	case Running:
		n.parts = []*node{c.declarePart(n, &g.Of, n.scope, ".of", depth), nil}
		if g.Start.Gen != nil {
			n.parts[1] = c.declarePart(n, &g.Start, n.scope, ".start", depth)
		}
	case When:
		n.parts = []*node{c.declarePart(n, &g.Then, n.scope, ".then", depth), nil}
		if suffix := ".else"; g.Else.Gen != nil {
			if g.Wraps {
				suffix = ""
			}
			n.parts[1] = c.declarePart(n, &g.Else, n.scope, suffix, depth)
		}
	}
}

// declarePart makes the node of a list element or of a branch. Such a node has no name.
func (c *compiler) declarePart(n *node, col *Column, s *scope, suffix string, depth int) *node {
	g := &group{byName: map[string]*node{}, outer: n.group}
	if s == n.scope { // a branch is null if its struct is
		g.owner = n.group.owner
	}
	part := c.newNode(n.dataset, g, s, col, "")
	part.path, part.leaf = n.path+suffix, n.leaf
	if col.At == nil {
		part.at = n.at
	}
	c.declareNested(part, depth+1)
	return part
}

func (c *compiler) newNode(d *dataset, g *group, s *scope, col *Column, name string) *node {
	n := &node{
		id: len(c.nodes), slot: s.slots, dataset: d, scope: s, group: g, name: name, path: name, column: col,
		at: d.at,
	}
	n.leaf = n
	s.slots++
	switch {
	case col.At != nil:
		n.at = col.At
	case g.owner != nil:
		n.at = g.owner.at
	}
	c.nodes = append(c.nodes, n)
	g.nodes = append(g.nodes, n)
	if name != "" {
		g.byName[name] = n
	}
	return n
}
