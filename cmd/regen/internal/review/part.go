package review

import (
	"fmt"

	"github.com/assay-go/assay/internal/message"
)

// A Part is how much of a result a person sees.
type Part struct {
	Rows, OfRows       int // that differ; of a new golden all rows
	Columns, OfColumns int
	Cut                int // cells of which only a part is shown
}

// String returns what is not shown, such as "12 of 400 rows shown", or "" if everything is.
func (p Part) String() string {
	text := ""
	if p.Rows < p.OfRows {
		text = fmt.Sprintf("%s of %s", message.Thousands(p.Rows), message.Count(p.OfRows, "row"))
	}
	if p.Columns < p.OfColumns {
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%d of %s", p.Columns, message.Count(p.OfColumns, "column"))
	}
	if text != "" {
		text += " shown"
	}
	if p.Cut > 0 {
		if text != "" {
			text += ", "
		}
		text += message.Count(p.Cut, "cell") + " cut"
	}
	return text
}

// Rows returns how many lines of a view a person must see to know a result: those that differ, or all of a new golden
// and of a value's result.
func (s *Sheet) Rows(v View) int {
	switch {
	case s.isWhole(v):
		return s.newRows
	case s.Report.Digest != nil:
		return len(s.Report.Digest.Changed)
	case s.cellText != nil:
		return len(s.Report.Values)
	}
	return len(s.Report.Changes) + s.Report.Unlisted
}

// Tells reports whether a line is one of [Sheet.Rows]. Those of the golden tell nothing about the result.
func (s *Sheet) Tells(v View, line Line) bool {
	return v != Old && line.Kind != "" && (line.change >= 0 || s.isWhole(v))
}

// isWhole reports whether a view shows a result without what it replaces.
func (s *Sheet) isWhole(v View) bool { return s.Report.Missing || v == New && s.cellText != nil }
