package review

import (
	"fmt"
	"slices"
	"strings"
)

// A SearchStart says where a search continues, and in which view.
type SearchStart struct {
	Item     int
	Line     int // -1 for the heading of the item
	View     View
	All      bool
	Backward bool
}

// A Match is a line that contains a text, with the first column that does. Line is -1 if the heading of the item does.
type Match struct{ Item, Line, Column int }

// Find returns the next match, through all items and around. It ignores case.
func (s *Session) Find(text string, from SearchStart) (Match, bool) {
	text = strings.ToLower(text)
	by := 1
	if from.Backward {
		by = -1
	}
	n := len(s.Items)
	for step := range n + 1 {
		at := ((from.Item+by*step)%n + n) % n
		lines := s.matches(text, at, from)
		for i := range lines {
			line := lines[i]
			if from.Backward {
				line = lines[len(lines)-1-i]
			}
			if step > 0 || (line-from.Line)*by > 0 {
				return Match{at, line, s.columnOf(text, at, line, from)}, true
			}
		}
	}
	return Match{}, false
}

// matches returns the lines of an item that contain the text, ascending. -1 is its heading: name, summary and columns.
func (s *Session) matches(text string, at int, how SearchStart) []int {
	item := s.Items[at]
	holds := func(t string) bool { return strings.Contains(strings.ToLower(t), text) }
	inHead := holds(item.Name) || holds(item.Summary())
	var sheet *Sheet
	if item.isOpen() && item.Err == nil {
		sheet, _ = s.Load(at) // an unreadable item has only a heading
	}
	if sheet == nil {
		if inHead {
			return []int{-1}
		}
		return nil
	}
	for i := range sheet.Columns {
		inHead = inHead || holds(sheet.Columns[i].Name)
	}
	for _, d := range sheet.Details() {
		inHead = inHead || holds(d.Name) || holds(d.Text)
	}
	var found []int
	if inHead || holds(sheet.Report.Reason()) {
		found = append(found, -1)
	}
	lines := sheet.Lines(how.View, how.All)
	for i := range lines.Len() {
		if sheet.holds(how.View, lines.At(i), text) >= 0 {
			found = append(found, i)
		}
	}
	return found
}

// columnOf returns the first column of a line that contains the text, or -1 for the heading.
func (s *Session) columnOf(text string, at, line int, how SearchStart) int {
	if line < 0 {
		return -1
	}
	sheet, err := s.Load(at)
	if err != nil {
		return -1
	}
	return sheet.holds(how.View, sheet.Lines(how.View, how.All).At(line), text)
}

// holds returns the first column of a line whose cell contains a lower-case text, or -1.
func (s *Sheet) holds(v View, line Line, text string) int {
	if line.Kind == "" {
		return -1
	}
	for c := range s.Columns {
		cell := s.Cell(v, line, c)
		if strings.Contains(strings.ToLower(cell.Old), text) || cell.Differs() &&
			strings.Contains(strings.ToLower(cell.New), text) {
			return c
		}
	}
	return -1
}

// Describe says where a search found a text: in which column, and whether that is folded.
func (s *Session) Describe(m Match, all bool) string {
	if m.Line < 0 {
		return "in the heading of " + s.Items[m.Item].Name
	}
	text := fmt.Sprintf("line %d", m.Line+1)
	if sheet, err := s.Load(m.Item); err == nil && m.Column >= 0 {
		text += ", " + sheet.Columns[m.Column].Name
		if !slices.Contains(sheet.Shown(all), m.Column) {
			text += " (folded: press f)"
		}
	}
	return text
}
