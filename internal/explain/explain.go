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

// Column explains the changed cells of a column. Each changed cell is in one explanation. If no rule explains a few
// cells, because that takes more of them, Column also returns the names of the rules that would.
func (t *Table) Column(at int) (out []report.Explanation, candidates []string, err error) {
	c := &t.columns[at]
	if len(c.Changed) == 0 {
		return nil, nil, nil
	}
	old, err := goldenfile.NewCellWriter(c.Old)
	if err != nil {
		return nil, nil, err
	}
	new, err := goldenfile.NewCellWriter(c.New)
	if err != nil {
		return nil, nil, err
	}
	e := &explainer{Column: c, table: t, oldNull: arrowtext.Nulls(c.Old), newNull: arrowtext.Nulls(c.New)}
	pairText := func(pair int32) report.CellPair {
		i, j := t.pair(pair)
		return report.CellPair{Old: string(old(nil, i)), New: string(new(nil, j))}
	}
	parts := e.parts()
	if len(parts) == 1 && parts[0].rule == nil && len(c.Changed) <= mostForCandidates {
		candidates = e.candidates()
	}
	for _, p := range parts {
		x := report.Explanation{Cells: len(p.cells), Trend: p.trend, Example: pairText(e.example(p.cells))}
		if p.rule != nil {
			x.Rule, x.Whole = p.rule.words, p.rule.whole
		}
		if partial := p.rule != nil && !e.total(p.rule); partial || len(parts) > 1 || p.rule == nil {
			x.Where = t.where(merged(p.cells, p.except))
			x.Partial = partial && x.Where == ""
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
	return out, candidates, nil
}

// mostForCandidates is the most cells for which rules are looked for that need more cells.
const mostForCandidates = 3

// candidates returns the names of the rules that give the few changed cells, were they more.
func (e *explainer) candidates() (names []string) {
	repeated := slices.Concat(e.Changed, e.Changed, e.Changed, e.Changed)
	slices.Sort(repeated)
	where := e.table.where(e.Changed)
	for _, guess := range e.guesses() {
		for _, r := range guess(repeated) {
			if e.all(e.Changed, r.holds) {
				x := report.Explanation{Rule: r.words, Partial: where == "" && !e.total(&r)}
				names = append(names, x.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// example returns the first cell that is null in neither table, or else the first one.
func (e *explainer) example(of []int32) int32 {
	for _, pair := range of {
		if i, j := e.table.pair(pair); !e.oldNull(i) && !e.newNull(j) {
			return pair
		}
	}
	return of[0]
}

func merged(a, b []int32) []int32 {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return all
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
	all := cells
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
	if len(parts) < 2 || !slices.ContainsFunc(parts, func(p part) bool { return e.table.where(p.cells) == "" }) {
		return parts
	}
	if words := e.wholeFactors(all); words != "" {
		return []part{{cells: all, trend: words}}
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
		if c.rule.distinct > 0 && e.distinctNumbers(hit) < c.rule.distinct {
			continue
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
		out = append(out, e.numbers, e.numberLines)
	case e.asFloats():
		out = append(out, e.floats, e.floatLines)
	case e.asTimes():
		out = append(out, e.times)
	case e.asBools():
		out = append(out, e.bools)
	}
	return append(out, e.formulas, e.becameFew, e.recoded)
}
