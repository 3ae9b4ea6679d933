package table

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/tablediff"
)

// A difference is what differs between two outcomes of a transform.
type difference struct {
	summary string   // one line
	cells   []string // some of the cells that differ, before -> after
}

// compareOutcomes compares the outcome of a run with that of the first run, as the case's golden would, and returns nil
// if they are equal. The first run had no error, or the one that the case wants.
func compareOutcomes(c *Case, first, other runOutcome) *difference {
	var crashed *crash
	switch {
	case errors.As(other.err, &crashed):
		return &difference{summary: crashed.line()}
	case c.WantErr != "" && (other.err == nil || errors.As(other.err, new(*resultError))):
		return &difference{summary: "the transform succeeds"}
	case c.WantErr != "" && !strings.Contains(other.err.Error(), c.WantErr):
		return &difference{summary: "the error is: " + other.err.Error()}
	case c.WantErr != "":
		return nil
	case other.err != nil:
		return &difference{summary: "the transform fails: " + other.err.Error()}
	}
	cells, err := compareResults(c, first.result, other.result)
	switch {
	case err != nil:
		return &difference{summary: "the result cannot be compared: " + err.Error()}
	case cells == nil:
		return nil
	}
	return &difference{cells: cells}
}

// compareResults returns some of the cells that differ in two results of a case, compared as a result and its golden
// are. Both have the same parts.
func compareResults(c *Case, a, b result) (cells []string, err error) {
	for i := range a {
		o := c.options(a[i].name)
		report, err := tablediff.Compare(a[i].file(o), b[i].file(o), o.Comparison())
		if err != nil && a[i].name != "" {
			err = fmt.Errorf("table %q: %w (Tables of the case says how it alone is compared)", a[i].name, err)
		}
		if err != nil {
			return nil, err
		}
		if report.Equal() {
			continue
		}
		of := ""
		if path := a[i].path(); path != "" {
			of = path + ": "
		}
		for _, cell := range differingCells(report) {
			cells = append(cells, of+cell)
		}
	}
	return cells, nil
}

// mostCells is how many differing cells are shown.
const mostCells = 3

// differingCells returns some of the cells that differ, before -> after, and how many more there are.
func differingCells(r *report.Report) []string {
	var cells []string
	for _, v := range r.Values {
		cells = append(cells, fmt.Sprintf("%s: %s", v.Path, beforeAfter(v.Old, v.New)))
	}
	for _, s := range r.Settings {
		cells = append(cells, fmt.Sprintf("%s: %s", s.Name, beforeAfter(s.Old, s.New)))
	}
	for _, c := range r.Columns {
		switch {
		case c.State != "":
			cells = append(cells, fmt.Sprintf("column %s is %s", c.Name, c.State))
		case c.OldType != c.NewType:
			cells = append(cells, fmt.Sprintf("column %s: %s", c.Name, beforeAfter(c.OldType, c.NewType)))
		case c.Digested && c.Cells == 0: // no cell of the rows that a digest shows differs
			var text strings.Builder
			text.WriteString(fmt.Sprintf("column %s: other values", c.Name))
			if c.Blocks > 0 {
				text.WriteString(" in " + message.Count(c.Blocks, "block") + " of rows")
			}
			for _, f := range c.Figures {
				text.WriteString(fmt.Sprintf(", %s %s", f.Name, beforeAfter(f.Old, f.New)))
			}
			cells = append(cells, text.String())
		}
	}
	for _, c := range r.Changes {
		cells = append(cells, changedCells(r, c)...)
	}
	if more := len(cells) - mostCells; more > 0 {
		cells = append(cells[:mostCells], fmt.Sprintf("and %d more", more+r.Unlisted))
	}
	return cells
}

// changedCells returns a line for each differing cell of a row, or one line if the whole row is added, removed or
// moved.
func changedCells(r *report.Report, c report.Change) []string {
	row := fmt.Sprintf("row %d", max(c.Old, c.New))
	if len(c.Key) > 0 {
		row = fmt.Sprintf("%s %s", strings.Join(r.Key, ", "), strings.Join(c.Key, ", "))
	}
	var cells, texts []string
	for _, cell := range c.Cells {
		cells = append(cells, fmt.Sprintf("%s, %s: %s", row, cell.Column, beforeAfter(cell.Old, cell.New)))
		texts = append(texts, cell.Old+cell.New) // of a row that is added or removed, one is empty
	}
	switch {
	case c.Old < 0 || c.New < 0:
		return []string{fmt.Sprintf("%s is %s: %s", row, c.Kind, strings.Join(texts, ", "))}
	case len(cells) == 0:
		return []string{fmt.Sprintf("%s moves from %d to %d", row, c.Old, c.New)}
	}
	return cells
}

func beforeAfter(before, after string) string { return before + " -> " + after }
