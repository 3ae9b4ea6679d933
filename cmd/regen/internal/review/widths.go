package review

import (
	"slices"

	"github.com/assay-go/assay/internal/term"
)

const (
	maxCellWidth  = 40
	maxLinesTaken = 1000 // whose widths are measured
)

// Widths are the widths of a view in terminal cells.
type Widths struct {
	Columns []int // by column of the sheet, at most 40
	Number  int   // of the row numbers; 0 if there are none
}

// Widths returns the widths of a view, measured on at most a thousand of its lines from the first to the last.
func (s *Sheet) Widths(v View, all bool) Widths {
	key := layout{v, all}
	if w, known := s.widths[key]; known {
		return w
	}
	w := Widths{Columns: make([]int, len(s.Columns))}
	for i := range s.Columns {
		w.Columns[i] = min(term.Width(s.Columns[i].Name), maxCellWidth)
	}
	if s.HasRowNumbers() {
		w.Number = len("row")
	}
	lines := s.Lines(v, all)
	n := min(lines.Len(), maxLinesTaken)
	for i := range n {
		line := lines.At(i * (lines.Len() - 1) / max(n-1, 1))
		if line.Kind == "" {
			continue
		}
		if w.Number > 0 {
			w.Number = max(w.Number, term.Width(s.RowNumber(line)))
		}
		for c := range w.Columns {
			if w.Columns[c] < maxCellWidth {
				w.Columns[c] = max(w.Columns[c], min(term.Width(s.Cell(v, line, c).Text(line)), maxCellWidth))
			}
		}
	}
	s.widths[key] = w
	return w
}

// ColumnWidths returns widths that fit both the diff and the result.
func (s *Sheet) ColumnWidths() []int {
	widths := slices.Clone(s.Widths(Diff, false).Columns)
	for c, w := range s.Widths(New, false).Columns {
		widths[c] = max(widths[c], w)
	}
	return widths
}

// Text returns the cell of a line as one text, such as "2 -> 3".
func (c Cell) Text(line Line) string {
	switch {
	case !c.Differs() || line.Kind == added:
		return c.New
	case line.Kind == removed:
		return c.Old
	}
	old, new := c.Sides()
	return old + " -> " + new
}

// Sides returns the old and the new text of a changed cell, with (none) for a missing one.
func (c Cell) Sides() (old, new string) {
	old, new = c.Old, c.New
	if old == "" {
		old = "(none)"
	}
	if new == "" {
		new = "(none)"
	}
	return old, new
}
