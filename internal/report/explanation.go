package report

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// An Explanation explains some of the changed cells of a column. The comparison tested it on every cell.
type Explanation struct {
	Cells      int        `json:"cells"`             // that it explains, without the exceptions
	Rule       string     `json:"rule,omitempty"`    // gives the new cells, such as "by factor 1.1"; "" if no rule does
	Trend      string     `json:"trend,omitempty"`   // what its cells have in common without a rule, such as "larger"
	Partial    bool       `json:"partial,omitempty"` // the rule would also change cells that did not change
	Whole      bool       `json:"whole,omitempty"`   // the rule is about the column, not about each cell
	Where      string     `json:"where,omitempty"`   // a condition that holds for the rows of its cells and for no others
	Example    CellPair   `json:"example"`
	Exceptions []CellPair `json:"exceptions,omitempty"` // the changed cells to which the rule does not apply
}

// A CellPair is the old and the new text of a cell.
type CellPair struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// text returns a cell whose long texts are cut to where they differ.
func (p CellPair) text() string {
	const widest = 48
	old, new := term.ShortenPair(p.Old, p.New, widest)
	return beforeAfter(old, new)
}

// text returns the explanation with its example. several says that the column has others.
func (e *Explanation) text(several bool) string {
	total := e.Cells + len(e.Exceptions)
	var text string
	switch {
	case several && e.Rule == "" && e.Where == "":
		text = message.Thousands(total) + " otherwise"
	case several:
		text = message.Thousands(total)
	}
	if e.Rule != "" {
		text = strings.TrimSpace(text + " " + e.quantifier(several) + e.Rule)
	}
	if e.Trend != "" {
		text = strings.TrimSpace(text + " " + e.quantifier(several) + e.Trend)
	}
	if e.Where != "" {
		text = strings.TrimSpace(text + " where " + e.Where)
	}
	if e.Example != (CellPair{}) && e.Rule != beforeAfter(e.Example.Old, e.Example.New) {
		text += ", as " + e.Example.text()
	}
	for _, p := range e.Exceptions {
		text += ", not " + p.text()
	}
	return text
}

// quantifier returns for how many of the cells the rule holds.
func (e *Explanation) quantifier(several bool) string {
	switch {
	case len(e.Exceptions) > 0:
		return fmt.Sprintf("all but %d ", len(e.Exceptions))
	case several || e.Whole || e.Cells == 1:
		return ""
	case e.Cells == 2:
		return "both "
	}
	return "all "
}

// Name returns the rule, or the condition if no rule gives the new cells, without counts and examples.
func (e *Explanation) Name() string {
	text := e.Rule
	switch {
	case e.Partial:
		return text + " in some rows"
	case text != "":
		return text
	case e.Trend == "" && e.Where == "":
		return noRule
	}
	text = Changed
	if e.Trend != "" {
		text += ", " + e.quantifier(false) + e.Trend
	}
	if e.Where != "" {
		text += " where " + e.Where
	}
	return text
}

// Rule returns what explains the changed cells, without counts and examples. It returns "" if nothing does. Conditions
// are left out of a rule that gives the new cells: they differ between goldens that changed by it.
func (c *Column) Rule() string { return c.ruleText((*Explanation).Name) }

// ruleWhere is [Column.Rule] with all conditions.
func (c *Column) ruleWhere() string {
	return c.ruleText(func(e *Explanation) string {
		if e.Rule != "" && e.Where != "" {
			return e.Rule + " where " + e.Where
		}
		if e.Partial {
			noun := "row"
			if c.Digested {
				noun = "listed row"
			}
			return fmt.Sprintf("%s in %s of %s", e.Rule, message.Thousands(e.Cells), message.Count(c.Of, noun))
		}
		return e.Name()
	})
}

func (c *Column) ruleText(name func(*Explanation) string) string {
	var names []string
	for i := range c.Explanations {
		names = append(names, name(&c.Explanations[i]))
	}
	if text := strings.Join(names, ", or "); text != noRule {
		return text
	}
	return ""
}

// explanations returns a text for each explanation. The first one begins with the number of changed cells.
func (c *Column) explanations() []string {
	texts := make([]string, max(1, len(c.Explanations)))
	for i := range c.Explanations {
		texts[i] = c.Explanations[i].text(len(c.Explanations) > 1)
	}
	head := message.Count(c.Cells, "cell") + " changed"
	if c.Of > 0 {
		head = message.Thousands(c.Cells) + " of " + message.Count(c.Of, "cell") + " changed"
	}
	switch first := texts[0]; {
	case first == "" || strings.HasPrefix(first, ","):
		texts[0] = head + first
	case strings.HasPrefix(first, "where "):
		texts[0] = head + " " + first
	default:
		texts[0] = head + ", " + first
	}
	return texts
}
