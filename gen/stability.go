package gen

import (
	"context"
	"fmt"
	"slices"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/internal/message"
)

// RowsStable reports whether a redraw that leaves the columns for which held returns true unchanged also leaves the
// number of rows of a dataset unchanged.
func (p *Plan) RowsStable(dataset string, held func(dataset, column string) bool) bool {
	d := p.program.byName[dataset]
	return d != nil && (&stability{plan: p, held: held}).rows(d)
}

// Stable reports, for each row of a column, whether a redraw that leaves the columns for which held returns true
// unchanged also leaves this value unchanged. Pinned cells are always stable. If the number of rows is drawn and not
// held, no other cell is stable, because any row may disappear.
func (p *Plan) Stable(ctx context.Context, dataset, column string, held func(dataset, column string) bool) ([]bool,
	error,
) {
	d := p.program.byName[dataset]
	if d == nil {
		return nil, p.noDataset(dataset)
	}
	n := d.root.find(column)
	if n == nil {
		return nil, newError(d.at, dataset, column, fmt.Errorf("no such column%s",
			message.DidYouMean(column, d.root.names())))
	}
	x := &stability{ctx: ctx, plan: p, held: held, known: map[*node][]bool{}}
	return x.column(n)
}

// A stability finds the cells that a redraw cannot change.
type stability struct {
	ctx   context.Context
	plan  *Plan
	held  func(dataset, column string) bool
	known map[*node][]bool // by leaf column
}

func (x *stability) isHeld(n *node) bool { return x.held(n.dataset.name, n.path) }

func (x *stability) rows(d *dataset) bool {
	fixed := true
	d.counts(func(key *node) { fixed = fixed && x.isHeld(key) })
	return fixed
}

// column returns the fixed rows of a node, which the caller owns. A row of a struct is fixed if all its fields are.
func (x *stability) column(n *node) ([]bool, error) {
	fixed := slices.Repeat([]bool{true}, x.plan.layout.rows[n.dataset.index])
	var err error
	n.leaves(func(leaf *node) {
		if err != nil {
			return
		}
		var of []bool
		if of, err = x.leaf(leaf); err == nil {
			and(fixed, of)
		}
	})
	return fixed, err
}

func and(a, b []bool) {
	for k := range a {
		a[k] = a[k] && b[k]
	}
}

func (x *stability) leaf(n *node) ([]bool, error) {
	if fixed, ok := x.known[n]; ok {
		return fixed, nil
	}
	fixed := make([]bool, x.plan.layout.rows[n.dataset.index])
	if x.rows(n.dataset) && (n.pins == nil || !n.pins.all) {
		if err := x.generated(n, fixed); err != nil {
			return nil, err
		}
	}
	if n.pins != nil {
		n.pins.each(len(fixed), func(k, _ int) { fixed[k] = true })
	}
	x.known[n] = fixed
	return fixed, nil
}

// generated sets the fixed rows of a column, ignoring its pins.
func (x *stability) generated(n *node, fixed []bool) error {
	switch {
	case x.isHeld(n):
		setAll(fixed)
		return nil
	case n.drawn && n != n.dataset.key:
		return nil
	}
	setAll(fixed)
	for g := n.group; g.owner != nil; g = g.owner.group {
		if g.owner.drawnNulls() && !x.isHeld(g.owner) {
			clear(fixed)
			return nil
		}
	}
	if u, ok := n.column.Gen.(union); ok {
		return x.union(u, fixed)
	}
	for _, part := range n.drawnParts() {
		for _, dep := range part.deps {
			if slices.Contains(part.chosenBy, dep) {
				of, err := x.column(dep)
				if err != nil {
					return err
				}
				if !x.rows(dep.dataset) || slices.Contains(of, false) {
					clear(fixed)
				}
				if dep != part.foreign {
					continue
				}
			}
			switch {
			case dep.leaf == n:
			case part.rollup != nil:
				if err := x.rollup(part.rollup, dep, fixed); err != nil {
					return err
				}
			case dep == part.foreign:
				if err := x.foreign(part, fixed); err != nil {
					return err
				}
			default:
				of, err := x.column(dep)
				if err != nil {
					return err
				}
				and(fixed, of)
			}
		}
		if part.each != nil {
			of, err := x.column(part.each)
			if err != nil {
				return err
			}
			if slices.Contains(of, false) { // any row may join a series
				clear(fixed)
			}
		}
		if part.follows && !part.inList() {
			if err := x.follow(part, fixed); err != nil {
				return err
			}
		}
	}
	return nil
}

// follow clears the rows of a series that follow from rows that are not fixed. A pinned row ends that.
func (x *stability) follow(n *node, fixed []bool) error {
	p := x.plan
	pinned := make([]bool, len(fixed))
	if pins := n.pinHolder().pins; pins != nil {
		pins.each(len(fixed), func(k, value int) { pinned[k] = pins.values.IsValid(value) })
	}
	follow := func(k, before int) { fixed[k] = fixed[k] && (before < 0 || fixed[before] || pinned[before]) }
	switch {
	case n.each != nil:
		cells, err := p.wholeColumn(x.ctx, n.each)
		if err != nil {
			return err
		}
		groups, err := newGrouping(cells)
		if err != nil {
			return err
		}
		for k, before := range groups.before {
			follow(k, int(before))
		}
	case n.column.Each == "":
		for k := range fixed {
			follow(k, k-1)
		}
	default:
		stride, places := p.stride(n.dataset), make([]int64, len(fixed))
		families(&p.layout, n.dataset, 0, p.layout.parents(n.dataset, 0, len(fixed)), false, places)
		for k, place := range places {
			if place > 0 {
				follow(k, k-stride)
			}
		}
	}
	return nil
}

// foreign clears the rows of a column whose values come from another dataset, if the cells there, or the rows they are
// in, are not fixed.
func (x *stability) foreign(n *node, fixed []bool) error {
	of, err := x.column(n.foreign)
	if err != nil {
		return err
	}
	all := !slices.Contains(of, false)
	if !x.rows(n.foreign.dataset) || n.inList() && !all {
		clear(fixed)
		return nil
	}
	if all {
		return x.pinnedReferences(n, fixed)
	}
	rows, err := x.plan.wholeReferred(x.ctx, n.via)
	if err != nil {
		return err
	}
	for k, row := range rows {
		fixed[k] = fixed[k] && (row == columns.NoRow || of[row])
	}
	return x.pinnedReferences(n, fixed)
}

// rollup clears the rows of a rollup that have a child whose cell in dep, one of the columns that it reads, is not
// fixed. If a redraw may give a child another parent, it clears all rows.
func (x *stability) rollup(r *rollup, dep *node, fixed []bool) error {
	of, err := x.column(dep)
	if err != nil {
		return err
	}
	switch {
	case !x.rows(dep.dataset) || dep == r.by && slices.Contains(of, false):
		clear(fixed)
		return nil
	case !slices.Contains(of, false):
		return nil
	}
	parents, err := x.plan.wholeReferred(x.ctx, r.by)
	if err != nil {
		return err
	}
	for k, parent := range parents {
		if !of[k] && parent != columns.NoRow {
			fixed[parent] = false
		}
	}
	return nil
}

// union clears the rows of a union whose cells in a source, or whose places, are not fixed.
func (x *stability) union(u union, fixed []bool) error {
	start := 0
	for _, m := range u {
		of, err := x.column(m)
		if err != nil {
			return err
		}
		if !x.rows(m.dataset) {
			clear(fixed)
			return nil
		}
		and(fixed[start:start+len(of)], of)
		start += len(of)
	}
	return nil
}

// pinnedReferences clears the rows of a lookup through a pinned reference if a redraw can move the row that has the
// pinned value.
func (x *stability) pinnedReferences(n *node, fixed []bool) error {
	if n.via == n || n.via.pins == nil {
		return nil
	}
	keys, err := x.column(n.via.reference.target)
	if err != nil || !slices.Contains(keys, false) {
		return err
	}
	n.via.pins.each(len(fixed), func(k, _ int) { fixed[k] = false })
	return nil
}

func setAll(fixed []bool) {
	for k := range fixed {
		fixed[k] = true
	}
}
