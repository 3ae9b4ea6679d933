package gen

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
)

// ColumnInfo describes a column of a plan. A struct column has one ColumnInfo for each leaf, with a path such as
// address.zip, and one for the struct itself if it has a share of nulls.
type ColumnInfo struct {
	Dataset, Path string
	Type          arrow.DataType
	Drawn         bool     // it has its own random draws
	Count         bool     // it is the key of a Per dataset with a drawn count; Drawn is set, too
	Deps          []string // the columns it is directly computed from, as dataset.path
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

// isTransient reports whether the column, or the struct around it, is left out of the table.
func (n *node) isTransient() bool {
	for ; n.group.owner != nil; n = n.group.owner {
	}
	return n.column.Transient
}

// isDrawn reports whether a leaf column has draws of its own that pins do not all cover. A drawn count always does.
func (n *node) isDrawn() bool {
	return n.drawn && (n.pins == nil || !n.pins.all || n.isStruct() || n.decidesRows())
}

// reads calls use with each leaf column that a leaf column is directly computed from: the columns its values depend on,
// unless all values are pinned, and the columns its number of rows depends on. For a struct, these are the columns its
// nulls depend on.
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

// drawnParts returns the nodes that a leaf column consists of: itself, list elements, branches, and their parts.
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

// Deps returns all columns, as dataset.path, that a column is computed from, directly or not.
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
