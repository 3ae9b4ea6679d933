package tui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// table draws the rows from the top one on, under a fixed heading, and notes which part of the result that is.
func (m *Model) table(sheet *review.Sheet, height, wide int) []string {
	lines := sheet.Lines(m.view, m.unfold)
	shown := len(sheet.Shown(m.unfold))
	m.rows = height - 2
	m.part = review.Part{OfRows: sheet.Rows(m.view), Columns: shown, OfColumns: shown}
	if height <= 0 {
		return nil
	}
	if lines.Len() == 0 {
		return []string{m.style(term.Faint, term.Shorten(emptyView(m.view, sheet), wide))}
	}
	var out []string
	var g *grid
	if !m.stack {
		g = m.layOut(sheet, height-1, wide)
		out = append(out, m.style(term.Faint, term.Shorten(g.head(), wide)))
	}
	skip := m.sub
	for at := m.top; at < lines.Len() && len(out) < height; at++ {
		paragraph := m.paragraph(sheet, g, lines.At(at), at, wide)
		whole := skip == 0 && len(out)+len(paragraph) <= height
		paragraph, skip = paragraph[min(skip, len(paragraph)):], 0
		out = append(out, paragraph[:min(len(paragraph), height-len(out))]...)
		if whole && sheet.Tells(m.view, lines.At(at)) {
			m.part.Rows++
		}
	}
	if g != nil {
		m.part.Columns, m.part.Cut = len(g.places), g.cut
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

// lineMarks show the kind of a line without color.
var lineMarks = map[string]string{"added": "+", "removed": "-", "changed": "~", "moved": ">", "same": " "}

// paragraph draws a line of the sheet as one line of the screen, or without a grid as one for each cell.
func (m *Model) paragraph(sheet *review.Sheet, g *grid, line review.Line, at, wide int) []string {
	if line.Kind == "" {
		return []string{m.style(term.Faint, term.Shorten("  … "+sheet.Folded(line), wide))}
	}
	mark := lineMarks[line.Kind]
	if at == m.found {
		mark = "»"
	}
	if g == nil {
		return m.stackLine(sheet, line, mark, wide)
	}
	c := &canvas{m: m, left: wide}
	c.put(report.KindColors[line.Kind], mark+" ")
	for _, s := range g.row(line) {
		c.put(s.style, s.text)
	}
	return []string{strings.TrimRight(c.String(), " ")}
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

func sameness(c review.Cell) int {
	if c.Differs() {
		return 0
	}
	return 1
}

// stackLine draws a row with a line for each cell, with the whole texts.
func (m *Model) stackLine(sheet *review.Sheet, line review.Line, mark string, wide int) []string {
	color := report.KindColors[line.Kind]
	columns := sheet.Shown(m.unfold)
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
	columns = slices.Clone(columns)
	slices.SortStableFunc(columns, func(a, b int) int { // those that differ come first
		return cmp.Compare(sameness(sheet.Cell(m.view, line, a)), sameness(sheet.Cell(m.view, line, b)))
	})
	lines := []string{}
	for _, piece := range term.Wrap(title.String(), wide) {
		lines = append(lines, m.style(color, piece))
	}
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
		old, new, change := sheet.Texts(m.view, line, c)
		if change != "" {
			change = "  " + change
		}
		if term.Width(old)+term.Width(new)+len(review.Arrow)+len(change)+term.Width(indent) <= wide {
			lines = append(lines, head+m.style(term.Red, old)+review.Arrow+m.style(term.Green, new)+change)
			continue
		}
		add(head, term.Red, old)
		add(term.Shorten(indent, term.Width(indent)-3)+"-> ", term.Green, new)
	}
	return lines
}
