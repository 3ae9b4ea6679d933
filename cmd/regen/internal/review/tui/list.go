package tui

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/report"
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

// A listRow is a line of the list: a golden, or the name of a group of goldens.
type listRow struct {
	item  int           // -1 for a group
	group *report.Group // of several
}

// listRows returns the lines of the list.
func (m *Model) listRows() []listRow {
	var rows []listRow
	var last *report.Group
	for i, item := range m.session.Items {
		group := item.Group
		if group != nil && len(group.Members) < 2 {
			group = nil
		}
		if group != nil && group != last {
			rows = append(rows, listRow{-1, group})
		}
		rows = append(rows, listRow{i, group})
		last = group
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
		c := &canvas{m: m, left: wide}
		c.put(term.Faint, fmt.Sprintf("  %d alike: ", len(row.group.Members)))
		m.putCause(c, row.group)
		return c.String() + strings.Repeat(" ", c.left)
	}
	item := m.session.Items[row.item]
	cursor := " "
	if row.item == m.at {
		cursor = ">"
	}
	name := term.Visible(item.Name)
	left := cursor + stateMarks[item.State] + " "
	if row.group != nil {
		left += "  "
	}
	room := wide - term.Width(left)
	says := ""
	if row.group == nil && room >= 40 {
		says = term.Visible(item.Title())
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

// putCause draws the name of a group: what it removes, and why.
func (m *Model) putCause(c *canvas, group *report.Group) {
	title := review.GroupTitle(group)
	c.put(term.Red, term.Visible(title[0]))
	if title[0] != "" && title[1] != "" {
		c.put("", "; ")
	}
	c.put(term.Bold, term.Visible(title[1]))
}
