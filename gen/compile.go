package gen

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/gen/internal/fake"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// Compile checks a spec. Its error is [Errors].
func Compile(s *Spec) (*Plan, error) {
	c := &compiler{program: &program{seed: s.Seed, now: s.Now, maxRows: s.MaxRows, byName: map[string]*dataset{}}}
	if s.Now.IsZero() {
		c.now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if c.maxRows <= 0 {
		c.maxRows = DefaultMaxRows
	}
	if s.Fakes.Text != "" {
		record, err := fake.RecordOf(s.Fakes.Text)
		if err != nil {
			return nil, Errors{{At: s.Fakes.At, Msg: "fakes: " + err.Error()}}
		}
		c.record = record
	}
	c.declare(s)
	c.link()
	plan := &Plan{program: c.program, keys: make([]uint64, len(c.nodes)), whole: make([]wholeCells, len(c.nodes)), shared: make([]sharedTable, len(c.datasets))}
	for _, n := range c.nodes {
		plan.keys[n.id] = columnKey(s.Seed, n.dataset.name, n.path)
	}
	plan.layout = c.lay(plan.keys, func(d *dataset) {
		c.reportAt(d, d.spec.Per.At, "", "makes more than %s rows; raise the limit, or make fewer children", message.Thousands(c.maxRows))
	}, func(d *dataset) {
		c.reportAt(d, d.spec.Per.At, "", "the children of more than %s parents are counted, with those of the datasets before; "+
			"raise the limit of rows, or give each as many", message.Thousands(2*int64(c.maxRows)))
	})
	c.layout = plan.layout
	for _, n := range c.nodes {
		c.resolve(n)
	}
	for _, d := range c.datasets {
		c.pin(d)
	}
	c.countValues()
	c.checkKeys()
	for _, d := range c.datasets {
		c.emit(d)
	}
	if len(c.errs) > 0 {
		return nil, c.sorted()
	}
	return plan, nil
}

// A compiler turns a spec into a program.
type compiler struct {
	*program
	layout layout
	record *fake.Record // what fakes have to agree with, nil for nothing
	stack  []*node      // whose resolving is under way
	errs   []located
}

// A located error is one with its place in the spec's order.
type located struct {
	*Error
	dataset, node int
}

func (c *compiler) sorted() Errors {
	slices.SortStableFunc(c.errs, func(a, b located) int {
		return cmp.Or(cmp.Compare(a.dataset, b.dataset), cmp.Compare(a.node, b.node))
	})
	errs := make(Errors, len(c.errs))
	for i, e := range c.errs {
		errs[i] = e.Error
	}
	return errs
}

// report adds an error about a column.
func (c *compiler) report(n *node, format string, args ...any) {
	c.reportValue(n, n.at, format, args...)
}

// reportValue adds an error about a part of a column that has a place of its own.
func (c *compiler) reportValue(n *node, at any, format string, args ...any) {
	if at == nil {
		at = n.at
	}
	e := &Error{At: at, Dataset: n.dataset.name, Column: n.path, Msg: fmt.Sprintf(format, args...)}
	c.errs = append(c.errs, located{e, n.dataset.index, n.id})
}

// reportAt adds an error about a dataset, or about a path in it that is no column.
func (c *compiler) reportAt(d *dataset, at any, path, format string, args ...any) {
	if at == nil {
		at = d.at
	}
	e := &Error{At: at, Dataset: d.name, Column: path, Msg: fmt.Sprintf(format, args...)}
	c.errs = append(c.errs, located{e, d.index, -1})
}

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
			c.reportAt(d, nil, "", "the name is taken by another dataset")
		default:
			c.byName[spec.Name] = d
		}
	}
	for _, d := range c.datasets {
		if d.spec.Per != nil {
			d.key = c.newNode(d, d.root, d.scope, nil, d.spec.Per.Key)
			d.key.at = cmp.Or(d.spec.Per.At, d.at)
		}
		if d.spec.Source != nil {
			c.declareSource(d)
		}
		c.declareColumns(d.root, d.spec.Columns, d, d.scope, "", nil, 0)
		c.checkRows(d)
	}
}

func (c *compiler) checkRows(d *dataset) {
	if ways := boolInt(d.spec.Per != nil) + boolInt(d.spec.Source != nil) + boolInt(d.spec.Rows != 0); ways > 1 {
		c.reportAt(d, nil, "", "has its rows from more than one of a count, a parent and a file")
	}
	switch rows := d.ownRows(); {
	case d.spec.Per != nil:
	case rows < 0:
		c.reportAt(d, nil, "", "cannot have %s rows", message.Thousands(rows))
	case rows > c.maxRows:
		c.reportAt(d, nil, "", "has %s rows, more than the limit of %s", message.Thousands(rows), message.Thousands(c.maxRows))
	}
}

// declareSource makes the nodes of a file's columns, but for those that the spec generates.
func (c *compiler) declareSource(d *dataset) {
	for i, f := range d.spec.Source.Schema().Fields() {
		if slices.ContainsFunc(d.spec.Columns, func(col Column) bool { return col.Name == f.Name }) {
			continue
		}
		if d.root.byName[f.Name] != nil {
			c.reportAt(d, nil, f.Name, "the file has two columns of this name")
			continue
		}
		n := c.newNode(d, d.root, d.scope, nil, f.Name)
		n.typ, n.kernel, n.state = f.Type, sourceKernel(d.spec.Source.Column(i)), compiled
		c.order = append(c.order, n)
	}
}

// deepest is the number of structs, lists and branches that a column may be nested in.
const deepest = 50

func (c *compiler) declareColumns(g *group, columns []Column, d *dataset, s *scope, prefix string, leaf *node, depth int) {
	for i := range columns {
		col := &columns[i]
		at := col.At
		switch {
		case col.Name == "":
			c.reportAt(d, at, strings.TrimSuffix(prefix, "."), "a column needs a name")
			continue
		case strings.Contains(col.Name, "."):
			c.reportAt(d, at, prefix+col.Name, "a column's name has no dot, which is for the fields of structs")
			continue
		case d.key != nil && g == d.root && d.key.name == col.Name:
			c.reportAt(d, at, col.Name, "is there already: it is the key that per takes from %q", d.spec.Per.Parent)
			continue
		case g.byName[col.Name] != nil:
			c.reportAt(d, at, prefix+col.Name, "there is another column of this name")
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

// declareNested makes the nodes within a node.
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

// declarePart makes the node of a list's element or of a branch: one without a name of its own.
func (c *compiler) declarePart(n *node, col *Column, s *scope, suffix string, depth int) *node {
	g := &group{byName: map[string]*node{}, outer: n.group}
	if s == n.scope { // a branch is null where its struct is
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
	n := &node{id: len(c.nodes), slot: s.slots, dataset: d, scope: s, group: g, name: name, path: name, column: col, at: d.at}
	n.leaf = n
	s.slots++
	switch {
	case col != nil && col.At != nil:
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

// link finds the parents of Per datasets, and the order in which rows can be counted.
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
			c.reportAt(d, d.spec.Per.At, "", "has itself as a parent: %s", strings.Join(path[slices.Index(path, d.name):], " -> "))
			state[d.index] = broken
			return false
		}
		state[d.index] = underWay
		if d.spec.Per != nil && (d.parent == nil || !visit(d.parent, path)) {
			state[d.index] = broken
			return false
		}
		state[d.index] = compiled
		c.laid = append(c.laid, d)
		return true
	}
	for _, d := range c.datasets {
		if !visit(d, nil) && d.key != nil {
			d.key.state = broken
			d.parent = nil
		}
	}
}

func (c *compiler) checkCount(d *dataset, per *Per) bool {
	count, ok := per.Count, true
	bad := func(format string, args ...any) {
		ok = false
		c.reportAt(d, per.At, "", format, args...)
	}
	if per.Rows != nil {
		if *per.Rows < 0 {
			bad("cannot have %d rows", *per.Rows)
		}
		return ok
	}
	ways := boolInt(count.Fixed != nil) + boolInt(count.Poisson != nil) + boolInt(count.Range != nil) + boolInt(count.Pinned != nil)
	switch {
	case ways != 1:
		bad("the count of children is one of a number, a Poisson mean, a range and a list; %d are given", ways)
	case count.Fixed != nil && *count.Fixed < 0:
		bad("a parent cannot have %d children", *count.Fixed)
	case count.Poisson != nil && !(*count.Poisson >= 0 && *count.Poisson <= maxLambda):
		bad("the mean count of children is %v; it is between 0 and %s", *count.Poisson, message.Thousands(maxLambda))
	case count.Range != nil && (count.Range[0] < 0 || count.Range[0] > count.Range[1]):
		bad("the count of children is between %d and %d; the first is at least 0 and at most the second", count.Range[0], count.Range[1])
	case count.Pinned != nil && len(count.Pinned) == 0:
		bad("the list of counts is empty")
	case slices.ContainsFunc(count.Pinned, func(n int) bool { return n < 0 }):
		bad("a parent cannot have %d children", slices.Min(count.Pinned))
	}
	return ok
}

// emit makes the schema of a dataset.
func (c *compiler) emit(d *dataset) {
	var fields []arrow.Field
	for _, n := range d.root.nodes {
		if n.state != compiled || n.column != nil && n.column.Transient {
			continue
		}
		d.emitted = append(d.emitted, n)
		fields = append(fields, arrow.Field{Name: n.name, Type: n.typ, Nullable: true})
	}
	d.schema = arrow.NewSchema(fields, nil)
}

// resolve compiles a node after those that it is computed from. It is false where an error has been reported.
func (c *compiler) resolve(n *node) bool {
	switch n.state {
	case compiled:
		return true
	case broken:
		return false
	case underWay:
		c.cycle(n)
		return false
	}
	n.state = underWay
	c.stack = append(c.stack, n)
	ok := c.checkColumn(n) && c.build(n)
	c.stack = c.stack[:len(c.stack)-1]
	if !ok || n.state == broken {
		n.state = broken
		return false
	}
	n.state = compiled
	n.drawn = n.drawn || n.drawnNulls()
	c.order = append(c.order, n)
	return true
}

// cycle reports the path from a node to itself.
func (c *compiler) cycle(n *node) {
	from := slices.Index(c.stack, n)
	var path []string
	for _, m := range append(slices.Clone(c.stack[from:]), n) {
		path = append(path, m.fullName())
		m.state = broken
	}
	c.report(n, "is computed from itself: %s", strings.Join(path, " -> "))
}

// need resolves what a node is computed from.
func (c *compiler) need(n, dep *node) bool {
	if !slices.Contains(n.deps, dep) {
		n.deps = append(n.deps, dep)
	}
	return c.resolve(dep)
}

func (c *compiler) checkColumn(n *node) bool {
	if n.column == nil {
		return true
	}
	if null := n.column.Null; !(null >= 0 && null <= 1) {
		c.report(n, "the share of nulls is %v; it is between 0 and 1", null)
		return false
	}
	if n.column.Type != nil {
		if _, err := arrowtext.TypeString(n.column.Type); err != nil {
			c.report(n, "%v", err)
			return false
		}
	}
	return true
}

// find returns the column that a name stands for, seen from a group: name, or struct.name.
func (g *group) find(name string) *node {
	for ; g != nil; g = g.outer {
		if n := g.byName[name]; n != nil {
			return n
		}
		if first, rest, ok := strings.Cut(name, "."); ok {
			if n := g.byName[first]; n != nil && n.isStruct() {
				inside := &group{byName: n.fields.byName}
				return inside.find(rest)
			}
		}
	}
	return nil
}

// namesAround returns the names that a node can find other columns by.
func (n *node) namesAround() []string {
	names := n.group.names()
	return slices.DeleteFunc(names, func(name string) bool { return name == n.name })
}

// names returns the names that a column can be found by from a group.
func (g *group) names() []string {
	var names []string
	for ; g != nil; g = g.outer {
		names = g.appendNames(names, "")
	}
	return names
}

func (g *group) appendNames(names []string, prefix string) []string {
	for _, n := range g.nodes {
		if n.name == "" {
			continue
		}
		names = append(names, prefix+n.name)
		if n.isStruct() {
			names = n.fields.appendNames(names, prefix+n.name+".")
		}
	}
	return names
}

func (c *compiler) nearDataset(name string) string {
	var names []string
	for _, d := range c.datasets {
		names = append(names, d.name)
	}
	return message.DidYouMean(name, names)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// finite tells whether all of some numbers are.
func finite(fs ...float64) bool {
	return !slices.ContainsFunc(fs, func(f float64) bool { return math.IsNaN(f) || math.IsInf(f, 0) })
}
