package review

import (
	"slices"

	"github.com/assay-go/assay/internal/term"
)

const (
	maxCellWidth  = 40
	maxLinesTaken = 1000 // by which the widths are found
)

// Widths are the widths of a view on a screen, in cells.
type Widths struct {
	Columns []int // by column of the sheet, at most 40
	Number  int   // of the row's number; 0 if rows have none
}

// Widths returns how wide a view is, as far as a thousand of its lines show, from the first to the last.
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

// ColumnWidths returns the widths that suit the diff and the result alike.
func (s *Sheet) ColumnWidths() []int {
	widths := slices.Clone(s.Widths(Diff, false).Columns)
	for c, w := range s.Widths(New, false).Columns {
		widths[c] = max(widths[c], w)
	}
	return widths
}

// Text returns the cell of a line as one text.
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

// Sides returns the old and the new text of a cell that differs, of which one may be missing.
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
