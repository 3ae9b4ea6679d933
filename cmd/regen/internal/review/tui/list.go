package tui

import (
	"fmt"

	"github.com/assay-go/assay/cmd/regen/internal/review"
)

// stateMarks tell what was decided, so that one sees it without colour.
var stateMarks = map[review.State]string{
	review.Waiting: " ", review.Accepted: "✓", review.Rejected: "✗", review.Skipped: "·", review.Gone: "-",
}

var stateColors = map[review.State]string{review.Accepted: green, review.Rejected: red, review.Skipped: faint, review.Gone: faint}

// A listRow is a line of the list: a golden, or the head of those that changed alike.
type listRow struct {
	item  int // -1 for a head
	head  string
	alike bool // it stands under a head
}

// rows returns the lines of the list.
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

// list draws the list around the golden that is shown.
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
		return m.style(faint, pad(cut("  "+visible(row.head), wide), wide))
	}
	item := m.session.Items[row.item]
	cursor := " "
	if row.item == m.at {
		cursor = ">"
	}
	name := visible(item.Name)
	left := cursor + stateMarks[item.State] + " "
	if row.alike {
		left += "  "
	}
	room := wide - width(left)
	says := ""
	if !row.alike && room >= 40 {
		says = visible(item.Summary())
		name = cutLeft(name, max(room*3/5, room-width(says)-2))
		says = cut(says, room-width(name)-2)
	}
	name = cutLeft(name, room)
	text := left + name
	if says != "" {
		text += "  " + says
	}
	text = pad(text, wide)
	if row.item == m.at {
		return m.style(invert, text)
	}
	return m.style(stateColors[item.State], text)
}
