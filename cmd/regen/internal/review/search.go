package review

import (
	"fmt"
	"slices"
	"strings"
)

// A From is where a search goes on from, and what it looks at.
type From struct {
	Item     int
	Line     int // -1 for what is said of the item
	View     View
	All      bool
	Backward bool
}

// A Match is a line that holds a text, and the first column that does; Line is -1 where what is said of the item does.
type Match struct{ Item, Line, Column int }

// Find returns the next match after where the search stands, through all items and around. Case does not matter.
func (s *Session) Find(text string, from From) (Match, bool) {
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

// matches returns the lines of an item that hold the text, ascending, with -1 for its name, its summary and its columns.
func (s *Session) matches(text string, at int, how From) []int {
	item := s.Items[at]
	holds := func(t string) bool { return strings.Contains(strings.ToLower(t), text) }
	inHead := holds(item.Name) || holds(item.Summary())
	var sheet *Sheet
	if item.isOpen() && item.Err == nil {
		sheet, _ = s.Load(at) // one that cannot be read any more has a head alone
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

// columnOf returns the first column of a line that holds the text, -1 for what is said of the item.
func (s *Session) columnOf(text string, at, line int, how From) int {
	if line < 0 {
		return -1
	}
	sheet, err := s.Load(at)
	if err != nil {
		return -1
	}
	return sheet.holds(how.View, sheet.Lines(how.View, how.All).At(line), text)
}

// holds returns the first column of which the cell of a line holds a text, which is in lower case; -1 for none.
func (s *Sheet) holds(v View, line Line, text string) int {
	if line.Kind == "" {
		return -1
	}
	for c := range s.Columns {
		cell := s.Cell(v, line, c)
		if strings.Contains(strings.ToLower(cell.Old), text) || cell.Differs() && strings.Contains(strings.ToLower(cell.New), text) {
			return c
		}
	}
	return -1
}

// Describe says where in an item a search has found a text: in which column, and whether that is folded.
func (s *Session) Describe(m Match, all bool) string {
	if m.Line < 0 {
		return "in what is said of " + s.Items[m.Item].Name
	}
	text := fmt.Sprintf("line %d", m.Line+1)
	if sheet, err := s.Load(m.Item); err == nil && m.Column >= 0 {
		text += ", " + sheet.Columns[m.Column].Name
		if !slices.Contains(sheet.Shown(all), m.Column) {
			text += ", which f unfolds"
		}
	}
	return text
}
