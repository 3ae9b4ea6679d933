package tui

import (
	"fmt"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/term"
)

// stateMarks show the decisions without color.
var stateMarks = map[review.State]string{
	review.Waiting: " ", review.Accepted: "✓", review.Rejected: "✗", review.Skipped: "·", review.Gone: "-",
}

var stateColors = map[review.State]term.Style{
	review.Accepted: term.Green, review.Rejected: term.Red,
	review.Skipped: term.Faint, review.Gone: term.Faint,
}

// A listRow is a line of the list: a golden, or the heading of goldens that changed alike.
type listRow struct {
	item  int // -1 for a heading
	head  string
	alike bool // the golden is under a heading
}

// listRows returns the lines of the list.
func (m *Model) listRows() []listRow {
	var rows []listRow
	items := m.session.Items
	for i := 0; i < len(items); {
		end := i + 1
		for end < len(items) && items[i].Alike != "" && items[end].Alike == items[i].Alike {
			end++
		}
		alike := end-i > 1
		if alike {
			rows = append(rows, listRow{item: -1, head: fmt.Sprintf("%d alike: %s", end-i, m.session.Common(i))})
		}
		for ; i < end; i++ {
			rows = append(rows, listRow{item: i, alike: alike})
		}
	}
	return rows
}

func (m *Model) listLength() int { return len(m.listRows()) }

// list draws the part of the list around the shown golden.
func (m *Model) list(height, wide int) []string {
	rows := m.listRows()
	at := 0
	for i, row := range rows {
		if row.item == m.at {
			at = i
		}
	}
	top := min(max(at-height/2, 0), max(len(rows)-height, 0))
	var lines []string
	for _, row := range rows[top:min(top+height, len(rows))] {
		lines = append(lines, m.listLine(row, wide))
	}
	return lines
}

func (m *Model) listLine(row listRow, wide int) string {
	if row.item < 0 {
		return m.style(term.Faint, term.Pad(term.Shorten("  "+term.Visible(row.head), wide), wide))
	}
	item := m.session.Items[row.item]
	cursor := " "
	if row.item == m.at {
		cursor = ">"
	}
	name := term.Visible(item.Name)
	left := cursor + stateMarks[item.State] + " "
	if row.alike {
		left += "  "
	}
	room := wide - term.Width(left)
	says := ""
	if !row.alike && room >= 40 {
		says = term.Visible(item.Summary())
		name = term.ShortenLeft(name, max(room*3/5, room-term.Width(says)-2))
		says = term.Shorten(says, room-term.Width(name)-2)
	}
	name = term.ShortenLeft(name, room)
	text := left + name
	if says != "" {
		text += "  " + says
	}
	text = term.Pad(text, wide)
	if row.item == m.at {
		return m.style(term.Invert, text)
	}
	return m.style(stateColors[item.State], text)
}
