package gen

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/expr"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/message"
)

// countedRows returns the number of rows of a dataset, which it counts when it is first asked for. A dataset that is
// being counted has no rows yet; needForCount reports the column that asks.
func (c *compiler) countedRows(d *dataset) int {
	if c.counts[d.index] == untouched {
		c.counts[d.index] = underWay
		c.count(d)
		c.counts[d.index] = compiled
		c.counted = append(c.counted, d)
	}
	return c.plan.layout.rows[d.index]
}

func (c *compiler) count(d *dataset) {
	l := &c.plan.layout
	switch {
	case d.spec.Per == nil:
		rows := c.rowsOfAll(d, c.countedRows)
		if len(d.sources) > 0 && rows > c.maxRows {
			c.reportAt(d, d.rowsAt(), "", "makes more than %s rows; raise the limit or make fewer children",
				message.Thousands(c.maxRows))
			rows = c.maxRows
		}
		l.rows[d.index] = rows
		return
	case d.parent == nil: // the error in Per has been reported
		return
	}
	at := cmp.Or(d.spec.Per.CountAt, d.spec.Per.At)
	parents := c.rowsOf(d.parent)
	if !evenly(d.spec.Per.Count) {
		if c.covered += int64(parents); c.covered > c.mostDrawn() {
			c.reportAt(d, d.spec.Per.At, "", "drawn counts cover more than %s parents, with those of the datasets before; "+
				"raise the limit of rows or give each parent the same count", message.Thousands(c.mostDrawn()))
			return
		}
		if !c.settleCount(d, at) {
			d.parent, d.key.state = nil, broken
			return
		}
	}
	p := c.plan
	if d.countBy != nil {
		p = c.trialPlan()
	}
	children, err := p.childrenOf(d, parents)
	switch {
	case err != nil:
		c.reportAt(d, at, "", "%w", err)
		d.parent, d.key.state = nil, broken
	case children.over:
		c.reportAt(d, d.spec.Per.At, "", "makes more than %s rows; raise the limit or make fewer children",
			message.Thousands(c.maxRows))
	}
	l.rows[d.index], l.ends[d.index] = children.rows, children.ends
}

// trialPlan returns a plan that evaluates counts. Its caches are not used later, since uniqueness is not checked yet.
func (c *compiler) trialPlan() *Plan {
	if c.trial == nil {
		p := *c.plan
		p.caches, p.left = make([]columnCache, len(c.nodes)), budget.Of(c.maxBytes)
		c.trial = &p
	}
	return c.trial
}

// settleCount finds the columns that decide a count, or reports its error.
func (c *compiler) settleCount(d *dataset, at any) bool {
	by := &countBy{}
	switch count := d.spec.Per.Count.(type) {
	case StatesOf:
		n := d.root.byName[count.Column]
		if n == nil {
			return c.reportAt(d, at, "", "count: no column %q%s", count.Column,
				message.DidYouMean(count.Column, c.candidates(d.root.names)))
		}
		s := n.withoutTraits()
		if _, is := s.column.Gen.(States); !is {
			return c.reportAt(d, at, "", "count: states counts the rows of a column with states; %q has another generator",
				count.Column)
		}
		if d.countBy = by; !c.resolve(n) {
			return false
		}
		if s.column.Each != d.key.name {
			return c.reportAt(d, at, "", "count: %s does not start anew for each parent; give it each: %s", count.Column,
				d.key.name)
		}
		if from := s.cycle.endless(); from >= 0 {
			return c.reportAt(d, at, "", "count: the life cycle of %s never ends, because no way from %q leads to a state "+
				"without next; give such a state, or count otherwise", count.Column, s.cycle.name(from))
		}
		by.columns, by.cycle = []*node{n}, s.cycle
		by.count = func(p *Plan, _ int) (func(parent, row int) int, error) {
			key := p.keys[s.id]
			return func(parent, row int) int { return s.cycle.length(key, n, parent, row) }, nil
		}
	case Expr:
		reader := &node{dataset: d, at: at, column: &Column{}}
		f := c.formulaOver(&environment{c: c, n: reader, group: d.parent.root}, count.Text, expr.Compile)
		if f == nil {
			return false
		}
		if typ := f.program.Type(); !arrow.IsInteger(typ.ID()) {
			return c.reportAt(d, at, "", "the count %s is %s; it must be a whole number: write int(%s)",
				message.Quote(count.Text), typ, message.Excerpt(count.Text))
		}
		by.columns = f.columns
		by.count = func(p *Plan, parents int) (func(parent, row int) int, error) {
			return p.countByFormula(d, f, parents)
		}
	default:
		return true
	}
	d.countBy = by
	needed := map[*dataset]bool{}
	if !c.needForCount(d, by.columns, []string{d.name}, map[*node]bool{}, needed) {
		return false
	}
	if by.cycle != nil {
		c.plan.layout.rows[d.index] = math.MaxInt // until they are counted
	}
	reported := c.errs
	for _, of := range c.datasets {
		if needed[of] && c.pinned[of.index] != of.resolved { // pins of columns that are not resolved are passed over
			c.pin(of)
			c.pinned[of.index] = of.resolved
		}
	}
	ok := len(c.errs) == len(reported)
	c.errs = reported // wrong pins are reported with those of all columns
	return ok
}

// needForCount resolves some columns that decide the count of a dataset, and what they are computed from. It adds their
// datasets to needed, and reports those that are being counted.
func (c *compiler) needForCount(d *dataset, columns []*node, path []string, seen map[*node]bool,
	needed map[*dataset]bool,
) bool {
	for _, n := range columns {
		if n == nil || seen[n] {
			continue
		}
		seen[n] = true
		path := append(slices.Clip(path), n.fullName())
		if c.counts[n.dataset.index] == underWay && (n.dataset != d || d.countBy.cycle == nil) {
			return c.reportAt(d, cmp.Or(d.spec.Per.CountAt, d.spec.Per.At), "", "the number of its rows depends on itself: %s",
				strings.Join(append(path, n.dataset.name), " -> "))
		}
		needed[n.dataset] = true
		if n.dataset != d {
			c.rowsOf(n.dataset)
		}
		if !c.resolve(n) || !c.needForCount(d, slices.Concat(n.deps, n.parts), path, seen, needed) {
			return false
		}
	}
	return true
}

// countByFormula returns a function that returns the number of children of a parent: the result of an expression over
// the row of the parent.
func (p *Plan) countByFormula(d *dataset, by *formula, parents int) (func(parent, row int) int, error) {
	mem := &bytebudget.Allocator{Allocator: columns.GoMem, Bytes: p.left.Left()}
	b := newBatch(context.Background(), p, d.parent.scope, draw.Rows{N: parents}, mem)
	defer b.release()
	a, err := by.eval(b, b.scratch())
	if err == nil {
		a, err = convertedTo(a, arrow.PrimitiveTypes.Int64, b.scratch())
	}
	if cell, ok := errors.AsType[*columns.CellError](err); ok {
		err = fmt.Errorf("the count of row %d of %q: %s", cell.Cell, d.parent.name, cell.Msg)
	}
	const each = 4 // bytes
	if err == nil {
		err = p.spend(each * int64(parents))
	}
	if err != nil {
		return nil, p.tooLarge(d, err)
	}
	counts := make([]int32, parents)
	for parent, n := range arrow.GetValues[int64](a.Data(), 1) {
		switch {
		case a.IsNull(parent):
			return nil, fmt.Errorf("the count of row %d of %q is null; write a number for it, such as %s ?? 0", parent,
				d.parent.name, message.Excerpt(countOf(d).(Expr).Text))
		case n < 0 || n > math.MaxInt32:
			return nil, fmt.Errorf("the count of row %d of %q is %d; it must be from 0 to %d", parent, d.parent.name, n,
				math.MaxInt32)
		}
		counts[parent] = int32(n)
	}
	return func(parent, _ int) int { return int(counts[parent]) }, nil
}
