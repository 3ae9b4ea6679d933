package gen

import (
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/literal"
)

// A program is a compiled spec: what a plan and its redraws share.
type program struct {
	seed     uint64
	now      time.Time
	maxRows  int
	maxBytes int64
	datasets []*dataset
	byName   map[string]*dataset
	counted  []*dataset         // each after those that its number of rows depends on
	nodes    []*node            // by id
	order    []*node            // each after the nodes it is computed from
	choosers []*chooser         // by id
	twins    map[string][]*node // the nodes whose generators make the same values
}

// A dataset is a compiled Dataset.
type dataset struct {
	index    int
	name     string
	at       any
	spec     *Dataset
	parent   *dataset   // of Per
	sources  []*dataset // of Union
	key      *node      // the key column of Per
	resolved int        // columns
	countBy  *countBy   // of a count that other columns decide; nil for others
	scope    *scope
	root     *group
	emitted  []*node
	schema   *arrow.Schema
}

// ownRows returns the number of rows of a dataset without Per.
func (d *dataset) ownRows() int {
	if d.spec.Source != nil {
		return int(d.spec.Source.NumRows())
	}
	return d.spec.Rows
}

// drawnCount reports whether the dataset's own count is drawn. The count of its parent may be drawn even if it is not.
func (d *dataset) drawnCount() bool {
	if d.parent == nil {
		return false
	}
	switch d.spec.Per.Count.(type) {
	case Poisson, Int, Geometric, Zipf, OneOf:
		return true
	}
	return false
}

// counts calls use with each column that decides the number of rows: the key column of a drawn count, or the columns
// that the count reads.
func (d *dataset) counts(use func(by *node)) { d.countsOnce(use, map[*dataset]bool{}) }

func (d *dataset) countsOnce(use func(by *node), seen map[*dataset]bool) {
	for ; d != nil && !seen[d]; d = d.parent {
		seen[d] = true
		for _, source := range d.sources {
			source.countsOnce(use, seen)
		}
		if d.drawnCount() {
			use(d.key)
		}
		if d.countBy != nil {
			for _, n := range d.countBy.columns {
				use(n)
			}
		}
		if d.parent == nil {
			return
		}
		if _, total := d.spec.Per.Count.(Total); total {
			return // whatever the count of the parent
		}
	}
}

// hasDrawnRows reports whether a draw may decide the number of rows.
func (d *dataset) hasDrawnRows() bool {
	drawn := false
	d.counts(func(*node) { drawn = true })
	return drawn
}

// A countBy is how other columns decide a count.
type countBy struct {
	columns []*node // that it reads: a States column of the children, or columns of the parent
	cycle   *states // of a StatesOf
	// count returns a function that returns the number of children of a parent. row is where they start.
	count func(p *Plan, parents int) (func(parent, row int) int, error)
}

// decidesRows reports whether the draws of a node decide how many rows its dataset has.
func (n *node) decidesRows() bool {
	by := n.dataset.countBy
	return n == n.dataset.key && n.dataset.drawnCount() || by != nil && by.cycle != nil && by.columns[0] == n
}

// A scope is a set of rows: those of a dataset, or the elements of a list column.
type scope struct {
	outer   *scope // the rows that have the lists
	slots   int    // the nodes of the scope
	longest int    // of lists: the most elements
}

// A group is the columns of a dataset or of a struct. An expression in a struct sees the columns of the struct first,
// then those around it.
type group struct {
	nodes  []*node
	byName map[string]*node
	outer  *group
	owner  *node // the struct; nil for a dataset
}

// A kernel computes the values of a column for the rows of a batch, before nulls and pins.
type kernel func(b *batch, mem memory.Allocator) (arrow.Array, error)

// A node is a compiled column, or a part of one: a field of a struct, the element of a list, a branch of a When.
type node struct {
	id, slot int
	dataset  *dataset
	scope    *scope
	group    *group
	name     string
	path     string // address.zip, tags[]
	leaf     *node  // the column that it is a part of: the node itself, or the list or When around it
	column   *Column
	at       any

	state       state
	typ         arrow.DataType
	kernel      kernel
	fields      *group                              // of a struct
	parts       []*node                             // of a list, a When or a Running
	deps        []*node                             // the nodes it is directly computed from
	drawn       bool                                // it has its own draws
	whole       bool                                // its kernel needs all rows at once
	kept        bool                                // a column beside it needs it whole
	distinct    bool                                // its values are drawn independently and must be checked to be unique
	check       func(b *batch, a arrow.Array) error // checks distinct values; nil if there is nothing to check
	cardinality cardinality                         // of its generator
	written     []literal.Value                     // of a generator that has a list of values
	placed      bool                                // it reads where its row stands
	each        *node                               // a series starts anew for each of its values, if it is not nil
	cycle       *states                             // of a States
	follows     bool                                // its cells follow from those before them
	ascending   bool                                // it counts integers upwards by one
	unique      *domain                             // of unique values that are permuted
	search      searchable
	steps       int  // of its expressions
	plain       bool // a probe draws it as a redraw does
	reference   *reference
	// the reference by which the values come from another dataset: the node itself, or the via of a lookup
	via     *node
	foreign *node // the column of the other dataset they come from
	pins    *pinSet
	// the columns of the other dataset by which a reference chooses its rows
	chosenBy []*node
	rollup   *rollup  // nil if the generator is another
	keyOf    *dataset // the Per dataset that takes its keys here, or nil
}

// A state is the progress of compiling a node.
type state uint8

const (
	untouched state = iota
	underWay
	compiled
	broken // an error has been reported
)

// A reference is how a column refers to the rows of another dataset.
type reference struct {
	target *node // the column whose values it has
	rows   func(b *batch) ([]int, error)
}

// inList reports whether the node is within an element of a list.
func (n *node) inList() bool { return n.scope != n.dataset.scope }

// drawnNulls reports whether the node has a share of nulls.
func (n *node) drawnNulls() bool { return n.column.Null > 0 }

// isStruct reports whether the node is a struct of other nodes.
func (n *node) isStruct() bool { return n.fields != nil }

// leaves calls use with each leaf column of a node.
func (n *node) leaves(use func(*node)) {
	if !n.isStruct() {
		use(n.leaf)
		return
	}
	if n.leaf != n {
		use(n.leaf)
		return
	}
	for _, f := range n.fields.nodes {
		f.leaves(use)
	}
}

// find returns the column that a name means in a group: name, or struct.name.
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

// namesAround returns the names by which a node can refer to other columns.
func (n *node) namesAround() []string {
	names := n.group.names()
	return slices.DeleteFunc(names, func(name string) bool { return name == n.name })
}

// names returns the names that find knows in a group.
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

func (n *node) fullName() string { return n.dataset.name + "." + n.path }

// picksUnique reports whether a column is a reference that picks each row at most once.
func (n *node) picksUnique() bool { return n.unique != nil && n.reference != nil }
