package gen

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
)

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
}

// Columns returns all columns of all datasets.
func (p *Plan) Columns() []ColumnInfo {
	var infos []ColumnInfo
	for _, d := range p.program.datasets {
		for _, n := range d.root.nodes {
			infos = appendInfos(infos, n)
		}
	}
	return infos
}

func appendInfos(infos []ColumnInfo, n *node) []ColumnInfo {
	if !n.isStruct() || n.drawnNulls() {
		counts := n.dataset.drawnCount() && n == n.dataset.key
		infos = append(infos, ColumnInfo{
			Dataset: n.dataset.name, Path: n.path, Type: n.typ,
			Drawn: n.isDrawn(), Count: counts, Deps: n.depNames(),
			Transient: n.isTransient(),
		})
	}
	if n.isStruct() {
		for _, f := range n.fields.nodes {
			infos = appendInfos(infos, f)
		}
	}
	return infos
}

// isTransient tells whether a column, or the struct that it is in, is not emitted.
func (n *node) isTransient() bool {
	for ; n.group.owner != nil; n = n.group.owner {
	}
	return n.column.Transient
}

// isDrawn tells whether a leaf column has draws of its own that are not all under pins. A drawn count always is.
func (n *node) isDrawn() bool {
	return n.drawn && (n.pins == nil || !n.pins.all || n.isStruct() || n == n.dataset.key && n.dataset.drawnCount())
}

// reads calls use with each leaf column that a leaf column is directly computed from: for its values where they are not
// all pinned, and for which rows there are. Of a struct they are what its nulls are computed from.
func (n *node) reads(use func(dep *node)) {
	if !n.isStruct() && (n.pins == nil || !n.pins.all) {
		for _, part := range n.drawnParts() {
			for _, dep := range part.deps {
				if dep.leaf != n {
					dep.leaves(use)
				}
			}
		}
	}
	n.dataset.counts(func(key *node) {
		if key != n {
			use(key)
		}
	})
	for g := n.group; g.owner != nil; g = g.owner.group {
		if g.owner.drawnNulls() {
			use(g.owner)
		}
	}
}

// drawnParts returns the nodes that a leaf column is made of: itself, elements of lists, branches, and what is in them.
func (n *node) drawnParts() []*node {
	parts := []*node{n}
	for _, p := range n.parts {
		if p != nil {
			parts = append(parts, p.drawnParts()...)
		}
	}
	if n.isStruct() && n.leaf != n {
		for _, f := range n.fields.nodes {
			parts = append(parts, f.drawnParts()...)
		}
	}
	return parts
}

func (n *node) depNames() []string {
	var names []string
	n.reads(func(dep *node) {
		if name := dep.fullName(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	})
	return names
}

// Deps returns all columns, as dataset.path, that a column is computed from.
func (p *Plan) Deps(dataset, column string) []string {
	d := p.program.byName[dataset]
	if d == nil {
		return nil
	}
	start := d.root.find(column)
	if start == nil {
		return nil
	}
	var names []string
	seen := map[*node]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		n.reads(func(dep *node) {
			if !seen[dep] {
				seen[dep] = true
				names = append(names, dep.fullName())
				visit(dep)
			}
		})
	}
	start.leaves(func(leaf *node) {
		seen[leaf] = true
		visit(leaf)
	})
	return names
}
