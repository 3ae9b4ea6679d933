package tablediff

import (
	"slices"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/explain"
	"github.com/assay-go/assay/internal/report"
)

// explainer returns what explains columns of both tables.
func (t *tableDiff) explainer(pairs ...columnPair) *explain.Table {
	columns := make([]explain.Column, len(pairs))
	for i, p := range pairs {
		columns[i] = explain.Column{
			Name: p.name, Old: p.old, New: p.new, SameType: p.sameType, Changed: p.changed,
			Key: slices.Contains(t.report.Key, p.name),
		}
	}
	return explain.NewTable(explain.Rows{Pairs: t.rows.pairs, Old: t.rows.oldRow, New: t.rows.newRow}, columns)
}

// explain adds to a column what explains its changed cells, and how many became null or were null.
func (t *tableDiff) explain(c *report.Column, p *columnPair, found []report.Explanation) {
	c.Explanations = found
	for i := range found {
		if t.digests != nil && found[i].Where != "" { // it was tested on the listed rows only
			found[i].Where, found[i].Partial = "", found[i].Rule != ""
		}
		if found[i].Partial {
			c.Of = t.rows.pairs
		}
	}
	if p.rule != "" && len(found) > 0 { // it made all cells of the pairs
		c.Explanations = []report.Explanation{{Cells: c.Cells, Rule: p.rule, Example: found[0].Example}}
	}
	oldNull, newNull := arrowtext.Nulls(p.old), arrowtext.Nulls(p.new)
	for _, pair := range p.changed {
		switch {
		case newNull(t.rows.newRow(int(pair))):
			c.Nulled++
		case oldNull(t.rows.oldRow(int(pair))):
			c.Filled++
		}
	}
}
