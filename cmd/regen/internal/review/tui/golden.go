package tui

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// golden draws the shown golden: its name, the reason for the change, and its rows.
func (m *Model) golden(height, wide int) []string {
	if len(m.session.Items) == 0 || height <= 0 {
		return nil
	}
	item := m.item()
	lines := []string{m.style(term.Bold, term.ShortenLeft(term.Visible(item.Name), wide))}
	if item.State != review.Waiting {
		lines[0] = m.style(term.Bold, term.ShortenLeft(term.Visible(item.Name), wide-term.Width(item.State.String())-2)) +
			"  " + item.State.String()
	}
	m.part = review.Part{}
	sheet, err := m.session.Load(m.at)
	switch {
	case item.State == review.Accepted || item.State == review.Rejected || item.State == review.Gone:
		return append(lines, term.Shorten(term.Visible(item.Summary()), wide))
	case err != nil:
		lines = append(lines, "cannot compare; you can reject it:")
		for _, line := range term.WrapWords(term.Visible(err.Error()), wide) {
			lines = append(lines, m.style(term.Red, line))
		}
		return lines[:min(len(lines), height)]
	}
	if item.Group != nil {
		c := &canvas{m: m, left: wide}
		m.putCause(c, &report.Groups([]*report.Report{sheet.Report})[0]) // alone: what this one removes
		lines = append(lines, c.String())
	}
	if reason := sheet.Report.Reason(); reason != "" {
		lines = append(lines, m.style(term.Cyan, term.Shorten(term.Visible(reason), wide)))
	}
	lines = append(lines, term.Shorten(term.Visible(item.Summary()), wide))
	lines = append(lines, m.columnDetails(sheet, max(height/5, 1), wide)...)
	for _, note := range sheet.Report.Notes {
		lines = append(lines, m.style(term.Faint, term.Shorten(term.Visible(note), wide)))
	}
	shown := m.table(sheet, height-len(lines)-1, wide)
	lines = append(lines, m.tabs(sheet, wide))
	return append(lines, shown...)
}

// columnDetails draws how the changed columns differ.
func (m *Model) columnDetails(sheet *review.Sheet, most, wide int) []string {
	details := sheet.Details()
	widest := 0
	for _, d := range details {
		widest = max(widest, term.Width(d.Name))
	}
	widest = min(widest, wide/3)
	var lines []string
	for i, d := range details {
		if i == most-1 && len(details) > most {
			return append(lines, m.style(term.Faint, term.Shorten(fmt.Sprintf("  … and %s more",
				message.Count(len(details)-i, "column")), wide)))
		}
		lines = append(lines, term.Shorten("  "+term.Pad(term.Shorten(d.Name, widest), widest)+"  "+d.Text, wide))
	}
	return lines
}

// tabs draws the names of the views, and the position in the shown one.
func (m *Model) tabs(sheet *review.Sheet, wide int) string {
	var names []string
	used := 0
	for v, name := range review.Views {
		text := " " + name + " "
		if review.View(v) == m.view {
			text = "[" + name + "]"
		}
		used += len(text)
		if review.View(v) == m.view {
			text = m.style(term.Bold, text)
		}
		names = append(names, text)
	}
	lines := sheet.Lines(m.view, m.unfold)
	says := fmt.Sprintf("line %d of %d", min(m.top+1, lines.Len()), lines.Len())
	if hidden := len(sheet.Columns) - len(sheet.Shown(m.unfold)); hidden > 0 {
		says += ", " + message.Count(hidden, "column") + " folded"
	}
	says = term.Shorten(says, wide-used-2)
	return strings.Join(names, "") + m.style(term.Faint, strings.Repeat(" ", max(wide-used-term.Width(says), 0))+says)
}
