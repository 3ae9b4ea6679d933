package report

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// CellLines returns the first differences, one line each with the old and the new value. If there are more than most,
// the last line counts the others.
func (r *Report) CellLines(most int) []string {
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
	if more := len(cells) - most; more > 0 {
		cells = append(cells[:most], fmt.Sprintf("and %d more", more+r.Unlisted))
	}
	return cells
}

// changedCells returns a line for each differing cell of a row, or one line if the whole row is added, removed or
// moved.
func changedCells(r *Report, c Change) []string {
	row := fmt.Sprintf("row %d", max(c.Old, c.New))
	if len(c.Key) > 0 {
		var key []string
		for i, name := range r.Key {
			key = append(key, name+" "+c.Key[i])
		}
		row = strings.Join(key, ", ")
	}
	var cells, texts []string
	for _, cell := range c.Cells {
		cells = append(cells, fmt.Sprintf("%s, %s: %s", row, cell.Column, beforeAfter(cell.Old, cell.New)))
		texts = append(texts, cell.Old+cell.New) // of a row that is added or removed, one is empty
	}
	switch {
	case c.Old < 0 || c.New < 0:
		return []string{fmt.Sprintf("%s is %s: %s", row, c.Kind, strings.Join(texts, ", "))}
	case c.Kind == Moved && len(texts) > 0:
		return []string{fmt.Sprintf("row %d moves to %d: %s", c.Old, c.New, strings.Join(texts, ", "))}
	case c.Kind == Moved:
		return []string{fmt.Sprintf("%s moves from %d to %d", row, c.Old, c.New)}
	}
	return cells
}

func beforeAfter(before, after string) string { return before + " -> " + after }
