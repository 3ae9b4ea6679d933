package review

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/term"
)

// mostMeasured is how many cells are measured for the widths of a view.
const mostMeasured = 100_000

// A Width is the width of a column in terminal cells. A column that differs shows old and new texts side by side, and
// by how much numbers changed; any other column has only New.
type Width struct {
	Old     int `json:"old"`
	New     int `json:"new"`
	Change  int `json:"change"`
	Percent int `json:"percent"`
}

// Widths are the widths of a view.
type Widths struct {
	Columns []Width // by column of the sheet
	Number  int     // of the row numbers; 0 if there are none
}

// Widths returns the widths of a view, measured on all of its lines or, if they are many, on some from the first to the
// last.
func (s *Sheet) Widths(v View, all bool) Widths {
	key := layout{v, all}
	if w, known := s.widths[key]; known {
		return w
	}
	w := Widths{Columns: make([]Width, len(s.Columns))}
	if s.HasRowNumbers() {
		w.Number = len("row")
	}
	lines := s.Lines(v, all)
	n := min(lines.Len(), max(1000, mostMeasured/max(len(s.Columns), 1)))
	for i := range n {
		s.widen(&w, v, lines.At(i*(lines.Len()-1)/max(n-1, 1)))
	}
	for c := range w.Columns { // the names fit, too
		w.Columns[c].New += max(0, term.Width(s.Columns[c].Name)-w.Columns[c].Total())
	}
	s.widths[key] = w
	return w
}

// WidthsWith returns widths that also fit n lines from one on.
func (s *Sheet) WidthsWith(v View, all bool, from, n int) Widths {
	w := s.Widths(v, all)
	lines := s.Lines(v, all)
	if lines.Len() <= mostMeasured/max(len(s.Columns), 1) {
		return w // all lines are measured
	}
	w.Columns = slices.Clone(w.Columns)
	for at := from; at < min(from+n, lines.Len()); at++ {
		s.widen(&w, v, lines.At(at))
	}
	return w
}

// widen makes the widths fit a line.
func (s *Sheet) widen(w *Widths, v View, line Line) {
	if line.Kind == "" {
		return
	}
	if w.Number > 0 {
		w.Number = max(w.Number, term.Width(s.RowNumber(line)))
	}
	for c := range w.Columns {
		old, new, change := s.Texts(v, line, c)
		at := &w.Columns[c]
		by, percent, _ := strings.Cut(change, " ")
		at.Old, at.New = max(at.Old, term.Width(old)), max(at.New, term.Width(new))
		at.Change, at.Percent = max(at.Change, len(by)), max(at.Percent, len(percent))
	}
}

// Arrow is between an old and a new text.
const Arrow = " -> "

// Total returns the width of all parts of a column.
func (w Width) Total() int {
	total := w.New
	if w.Old > 0 {
		total += w.Old + len(Arrow)
	}
	return total + w.Moved()
}

// Moved returns the width of the part of a column that says by how much numbers changed, with the space before it.
func (w Width) Moved() int {
	total := 0
	if w.Change > 0 {
		total += 2 + w.Change
	}
	if w.Percent > 0 {
		total += 1 + w.Percent
	}
	return total
}

// isSplit reports whether a view shows old and new texts of a column side by side.
func (s *Sheet) isSplit(v View, column int) bool {
	return v == Diff && s.Columns[column].Differs && !s.Report.Missing
}

// Texts returns the texts of a cell: the old and the new one if it differs, with (none) for a missing one, and by how
// much a number changed. The text of a removed row is old; any other single text is new.
func (s *Sheet) Texts(v View, line Line, column int) (old, new, change string) {
	cell := s.Cell(v, line, column)
	switch split := s.isSplit(v, column); {
	case line.Kind == removed && split && v == Diff:
		return cell.Old, "", ""
	case line.Kind == removed && v == Diff:
		return "", cell.Old, ""
	case !cell.Differs() || line.Kind == added || split && s.Columns[column].isAdded():
		return "", cell.New, ""
	case split && s.Columns[column].isRemoved():
		return cell.Old, "", ""
	case split && (s.cellText != nil || s.IsNumeric(column)):
		change = difference(cell.Old, cell.New, s.allTypes(column, arrow.IsFloating))
	}
	old, new = cell.Sides()
	return old, new, change
}

func (c *Column) isAdded() bool   { return c.old < 0 && c.new >= 0 }
func (c *Column) isRemoved() bool { return c.old >= 0 && c.new < 0 }

// Text returns the cell of a line as one text, such as "2 -> 3".
func (c Cell) Text(line Line) string {
	switch {
	case !c.Differs() || line.Kind == added:
		return c.New
	case line.Kind == removed:
		return c.Old
	}
	old, new := c.Sides()
	return old + Arrow + new
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
