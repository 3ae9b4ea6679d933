// Package explain finds out what changed the cells of a column: a factor, a shift in time, another case of letters, an
// exchange with another column, and the condition on the rows that changed.
//
// An explanation is a hypothesis that was tested. A rule is guessed from a sample of the changed cells and then applied
// to all of them; a condition is guessed from the rows of the changed cells and then tested on all rows. What fails its
// test is not said, except for a rule to which few cells are exceptions. The time is linear in the number of cells, up
// to sorting.
package explain

import (
	"cmp"
	"slices"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// Column explains the changed cells of a column. Each changed cell is in one explanation.
func (t *Table) Column(at int) ([]report.Explanation, error) {
	c := &t.columns[at]
	if len(c.Changed) == 0 {
		return nil, nil
	}
	old, err := goldenfile.NewCellWriter(c.Old)
	if err != nil {
		return nil, err
	}
	new, err := goldenfile.NewCellWriter(c.New)
	if err != nil {
		return nil, err
	}
	e := &explainer{Column: c, table: t, oldNull: arrowtext.Nulls(c.Old), newNull: arrowtext.Nulls(c.New)}
	pairText := func(pair int32) report.CellPair {
		i, j := t.pair(pair)
		return report.CellPair{Old: string(old(nil, i)), New: string(new(nil, j))}
	}
	parts := e.parts()
	var out []report.Explanation
	for _, p := range parts {
		x := report.Explanation{Cells: len(p.cells), Trend: p.trend, Example: pairText(p.cells[0])}
		if p.rule != nil {
			x.Rule, x.Whole = p.rule.words, p.rule.whole
		}
		if len(parts) > 1 || p.rule == nil || !e.total(p.rule) {
			x.Where = t.where(merged(p.cells, p.except))
		}
		if name := goldenfile.ColumnText(c.Name); !x.Whole && x.Where == name+" is null" ||
			p.rule == nil && x.Where == name+" is not null" {
			x.Where = "" // the example shows it
		}
		for _, pair := range p.except {
			x.Exceptions = append(x.Exceptions, pairText(pair))
		}
		out = append(out, x)
	}
	return out, nil
}

func merged(a, b []int32) []int32 {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return all
}

// total reports whether a rule leaves the unchanged cells as they are.
func (e *explainer) total(r *rule) bool {
	fixed := r.fixed
	if fixed == nil {
		fixed = func(i, j int) bool { return e.oldNull(i) || r.holds(i, j) }
	}
	changed := e.Changed
	for pair := range int32(e.table.rows.Pairs) {
		if len(changed) > 0 && changed[0] == pair {
			changed = changed[1:]
			continue
		}
		if !fixed(e.table.pair(pair)) {
			return false
		}
	}
	return true
}

// parts explains all changed cells, those with the most common explanation first.
func (e *explainer) parts() []part {
	if p := e.wholeColumn(); p != nil {
		return p
	}
	var nulled, filled, valued []int32
	for _, pair := range e.Changed {
		switch i, j := e.table.pair(pair); {
		case e.newNull(j):
			nulled = append(nulled, pair)
		case e.oldNull(i):
			filled = append(filled, pair)
		default:
			valued = append(valued, pair)
		}
	}
	parts := e.valued(valued)
	if len(nulled) > 0 {
		parts = append(parts, part{rule: e.becameNull(nulled), cells: nulled})
	}
	if len(filled) > 0 {
		parts = append(parts, part{rule: e.wereNull(filled), cells: filled})
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.size(), a.size()) })
	return parts
}

// size returns the number of cells that a rule explains.
func (p *part) size() int {
	if p.rule == nil {
		return 0 // comes last
	}
	return len(p.cells)
}

// mostParts bounds the rules of one column.
const mostParts = 3

// valued explains cells that are not null in either table.
func (e *explainer) valued(cells []int32) []part {
	var parts []part
	for len(cells) > 0 && len(parts) < mostParts {
		p, rest := e.bestPart(cells)
		if p == nil {
			break
		}
		parts, cells = append(parts, *p), rest
	}
	if len(cells) > 0 {
		parts = append(parts, part{cells: cells, trend: e.trend(cells)})
	}
	return parts
}

// bestPart returns the cells with the best rule, and the others. It returns nil if no rule explains enough of them.
func (e *explainer) bestPart(cells []int32) (*part, []int32) {
	most := mostExceptions(len(cells))
	var few *part
	var partial []rule
	for _, guess := range e.guesses() {
		for _, r := range guess(cells) {
			missed, ok := e.missed(&r, cells, most)
			switch {
			case ok && len(missed) == 0:
				return &part{rule: &r, cells: cells}, nil
			case ok && (few == nil || len(missed) < len(few.except)):
				few = &part{rule: &r, except: missed}
			}
			partial = append(partial, r)
		}
	}
	if few != nil {
		few.cells = without(cells, few.except)
		return few, nil
	}
	return e.largestPart(partial, cells)
}

// largestPart returns the rule that explains the most cells: at least half of them, or exactly those of the rows for
// which a condition holds.
func (e *explainer) largestPart(rules []rule, cells []int32) (*part, []int32) {
	const (
		tried      = 3
		mostDigits = 4 // of a factor: more may be fitted to few cells
	)
	type candidate struct {
		rule *rule
		hits int
	}
	var candidates []candidate
	probe := sample(cells, 256)
	for i := range rules {
		c := candidate{rule: &rules[i]}
		for _, pair := range probe {
			if c.rule.holds(e.table.pair(pair)) {
				c.hits++
			}
		}
		if c.hits >= 2 && 20*c.hits >= len(probe) && c.rule.digits <= mostDigits {
			candidates = append(candidates, c)
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(b.hits, a.hits) })
	for _, c := range candidates[:min(tried, len(candidates))] {
		var hit, rest []int32
		for _, pair := range cells {
			if c.rule.holds(e.table.pair(pair)) {
				hit = append(hit, pair)
			} else {
				rest = append(rest, pair)
			}
		}
		if len(hit) >= 4 && 2*len(hit) >= len(cells) || len(hit) >= 3 && e.table.where(hit) != "" {
			return &part{rule: c.rule, cells: hit}, rest
		}
	}
	return nil, cells
}

// guesses returns functions that guess rules for cells, the most specific rules first.
func (e *explainer) guesses() []func(cells []int32) []rule {
	out := []func([]int32) []rule{e.fromOneToOne, e.becameOne}
	switch {
	case e.asTexts():
		out = append(out, e.texts)
	case e.asNumbers():
		out = append(out, e.numbers)
	case e.asFloats():
		out = append(out, e.floats)
	case e.asTimes():
		out = append(out, e.times)
	case e.asBools():
		out = append(out, e.bools)
	}
	return append(out, e.formulas, e.becameFew, e.recoded)
}
