package tui

import (
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// table draws the rows from the top one on, under a fixed heading.
func (m *Model) table(sheet *review.Sheet, height, wide int) []string {
	if height <= 0 {
		return nil
	}
	lines := sheet.Lines(m.view, m.unfold)
	if lines.Len() == 0 {
		return []string{m.style(term.Faint, term.Shorten(emptyView(m.view, sheet), wide))}
	}
	var out []string
	if !m.stack {
		out = append(out, m.style(term.Faint, m.head(sheet, wide)))
	}
	skip := m.sub
	for at := m.top; at < lines.Len() && len(out) < height; at++ {
		for _, text := range m.paragraph(sheet, lines.At(at), at, wide) {
			if skip > 0 {
				skip--
				continue
			}
			if len(out) < height {
				out = append(out, text)
			}
		}
	}
	return out
}

func emptyView(v review.View, sheet *review.Sheet) string {
	switch {
	case v == review.Old && sheet.Report.Missing:
		return "  no golden yet"
	case v == review.Diff:
		return "  no row differs"
	}
	return "  no rows"
}

// window returns the shown columns: the key, and the others from left on.
func (m *Model) window(sheet *review.Sheet) []int {
	shown := sheet.Shown(m.unfold)
	keys := sheet.Keys()
	left := min(m.left, max(len(shown)-keys-1, 0))
	return append(append([]int(nil), shown[:keys]...), shown[keys+left:]...)
}

func (m *Model) head(sheet *review.Sheet, wide int) string {
	w := sheet.Widths(m.view, m.unfold)
	var text strings.Builder
	text.WriteString("  ")
	if w.Number > 0 {
		text.WriteString(term.Pad("row", w.Number) + "  ")
	}
	for _, c := range m.window(sheet) {
		text.WriteString(term.Pad(term.Shorten(sheet.Columns[c].Name, w.Columns[c]), w.Columns[c]) + "  ")
	}
	return term.Shorten(strings.TrimRight(text.String(), " "), wide)
}

// lineMarks show the kind of a line without color.
var lineMarks = map[string]string{"added": "+", "removed": "-", "changed": "~", "moved": ">", "same": " "}

// paragraph draws a line of the sheet as one line of the screen, or if stacked, as one for each cell.
func (m *Model) paragraph(sheet *review.Sheet, line review.Line, at, wide int) []string {
	if line.Kind == "" {
		return []string{m.style(term.Faint, term.Shorten("  … "+sheet.Folded(line), wide))}
	}
	mark := lineMarks[line.Kind]
	if at == m.found {
		mark = "»"
	}
	if m.stack {
		return m.stackLine(sheet, line, mark, wide)
	}
	return []string{m.tableLine(sheet, line, mark, wide)}
}

// A canvas is a line of the screen, filled from the left.
type canvas struct {
	strings.Builder
	m    *Model
	left int // free cells
}

func (c *canvas) put(style term.Style, text string) {
	text = term.Shorten(text, c.left)
	c.left -= term.Width(text)
	c.WriteString(c.m.style(style, text))
}

// tableLine draws a row. It cuts a cell that does not fit with an ellipsis, so that nobody takes one side of a change
// for the whole cell.
func (m *Model) tableLine(sheet *review.Sheet, line review.Line, mark string, wide int) string {
	w := sheet.Widths(m.view, m.unfold)
	c := &canvas{m: m, left: wide}
	color := report.KindColors[line.Kind]
	c.put(color, mark+" ")
	blank := 0
	if w.Number > 0 {
		text := sheet.RowNumber(line)
		c.put(term.Faint, text)
		blank = w.Number - term.Width(text) + 2
	}
	for _, column := range m.window(sheet) {
		cell := sheet.Cell(m.view, line, column)
		text := cell.Text(line)
		wide := w.Columns[column]
		if text != "" {
			c.put("", strings.Repeat(" ", max(blank, 0)))
			blank = 0
		}
		used := min(term.Width(text), wide)
		switch {
		case line.Kind == "changed" && cell.Differs() && m.view == review.Diff && term.Width(text) <= min(wide, c.left):
			old, new := cell.Sides()
			c.put(term.Red, old)
			c.put("", " -> ")
			c.put(term.Green, new)
		case line.Kind == "changed" && cell.Differs() && m.view == review.Diff:
			c.put(term.Yellow, term.Shorten(text, wide))
		case line.Kind == "changed" || line.Kind == "moved" || line.Kind == "same":
			c.put("", term.Shorten(text, wide))
		default:
			c.put(color, term.Shorten(text, wide))
		}
		blank += wide - used + 2
		if c.left <= 0 {
			break
		}
	}
	return strings.TrimRight(c.String(), " ")
}

// stackLine draws a row with a line for each cell, with the whole texts.
func (m *Model) stackLine(sheet *review.Sheet, line review.Line, mark string, wide int) []string {
	color := report.KindColors[line.Kind]
	columns := m.window(sheet)
	var title strings.Builder
	title.WriteString(mark)
	if sheet.HasRowNumbers() {
		title.WriteString(" row " + sheet.RowNumber(line))
	} else {
		for _, c := range columns[:sheet.Keys()] {
			title.WriteString(" " + sheet.Columns[c].Name + " " + sheet.Cell(m.view, line, c).Text(line))
		}
		columns = columns[sheet.Keys():]
	}
	lines := []string{m.style(color, term.Shorten(title.String(), wide))}
	widest := 0
	for _, c := range columns {
		widest = max(widest, term.Width(sheet.Columns[c].Name))
	}
	widest = min(widest, wide/3)
	indent := strings.Repeat(" ", widest+6)
	add := func(head string, style term.Style, text string) {
		for _, piece := range term.Wrap(text, max(wide-term.Width(indent), 8)) {
			lines = append(lines, head+m.style(style, piece))
			head = indent
		}
	}
	for _, c := range columns {
		cell := sheet.Cell(m.view, line, c)
		head := "    " + term.Pad(term.Shorten(sheet.Columns[c].Name, widest), widest) + "  "
		if !cell.Differs() || line.Kind != "changed" {
			add(head, "", cell.Text(line))
			continue
		}
		old, new := cell.Sides()
		if term.Width(old)+term.Width(new)+4+term.Width(indent) <= wide {
			lines = append(lines, head+m.style(term.Red, old)+" -> "+m.style(term.Green, new))
			continue
		}
		add(head, term.Red, old)
		add(term.Shorten(indent, term.Width(indent)-3)+"-> ", term.Green, new)
	}
	return lines
}
