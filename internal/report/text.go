package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// narrowest is the least room for a cell, also on a narrower terminal.
const narrowest = 20

// TextOptions are options for writing a report to a terminal.
type TextOptions struct {
	Color   bool
	Width   int    // of the terminal; 0 means 100
	MaxRows int    // 0 means 20, a negative number means all
	More    string // the command that shows all rows; "": go tool regen diff --all

	NoHeadline bool // leave out the name and the summary: the caller has written them
}

// Text writes the report for a terminal: one line that says what differs, then the columns, then the cells.
func (r *Report) Text(w io.Writer, o TextOptions) error {
	if o.Width <= 0 {
		o.Width = term.DefaultColumns
	}
	o.Width = max(o.Width, 2*narrowest)
	if o.MaxRows == 0 {
		o.MaxRows = 20
	}
	all := o.MaxRows < 0
	if all {
		r = r.WithAllRows()
		o.MaxRows = len(r.Changes) + len(r.Values)
		if r.Digest != nil {
			o.MaxRows += len(r.Digest.Changed)
		}
	}
	if o.More == "" {
		o.More = message.Command + " diff --all"
	}
	t := &textWriter{Writer: bufio.NewWriter(w), r: r, o: o, all: all}
	t.report()
	return t.Flush()
}

// report writes what differs and why first, then whether the inputs changed and what else to know, then the cells.
func (t *textWriter) report() {
	if !t.o.NoHeadline {
		if t.r.Name != "" {
			t.line("%s", t.color(term.Bold, term.Visible(t.r.Name)))
		}
		t.line("%s", t.color(term.Bold, t.r.Summary()))
	}
	t.columns()
	if reason := t.r.Reason(); reason != "" && !t.r.Missing {
		t.line("%s", term.Visible(reason))
	}
	for _, note := range t.r.notes() {
		t.line("  %s", t.color(term.Faint, note))
	}
	t.values()
	t.digestBlocks()
	t.rows()
}

// columns writes a line for each column that differs.
func (t *textWriter) columns() {
	if t.r.Missing {
		return
	}
	wide := 0
	for _, c := range t.r.Columns {
		wide = max(wide, term.Width(goldenfile.ColumnText(c.Name)))
	}
	wide = min(wide, t.o.Width/3)
	for _, c := range t.r.Columns {
		name := goldenfile.ColumnText(c.Name)
		for _, line := range c.DetailLines() {
			for _, piece := range wrapDetails(line, max(t.o.Width-wide-4, narrowest)) {
				t.line("  %s  %s", term.Pad(name, wide), piece)
				name = ""
			}
		}
	}
}

var detailBreaks = strings.NewReplacer("; ", ";\x00", ", as ", ",\x00as ", ", not ", ",\x00not ")

// wrapDetails breaks a line of [Column.DetailLines] between its parts, and only within one that is wider than a line.
func wrapDetails(line string, width int) []string {
	var lines []string
	for part := range strings.SplitSeq(detailBreaks.Replace(line), "\x00") {
		if last := len(lines) - 1; last >= 0 && term.Width(lines[last])+1+term.Width(part) <= width {
			lines[last] += " " + part
		} else {
			lines = append(lines, term.WrapWords(part, width)...)
		}
	}
	return lines
}

// values writes the differences of a value.
func (t *textWriter) values() {
	shown := min(t.o.MaxRows, len(t.r.Values))
	wide := 0
	last := 0 // line of the golden
	for _, v := range t.r.Values[:shown] {
		if wide = max(wide, term.Width(v.Path)); v.Kind != Added {
			last = max(last, v.Line)
		}
	}
	digits := len(strconv.Itoa(last))
	wide = min(wide, t.o.Width/2)
	for _, v := range t.r.Values[:shown] {
		style := KindColors[v.Kind]
		path := term.Pad(v.Path, wide)
		if wide > 0 {
			path += "  "
		}
		at := ""
		switch {
		case last > 0 && (v.Line == 0 || v.Kind == Added):
			at = strings.Repeat(" ", digits+2)
		case last > 0:
			at = fmt.Sprintf("%*d: ", digits, v.Line)
		}
		start := t.color(style, marks[v.Kind]) + " " + t.color(term.Faint, at) + path
		t.cell(start, 2+len(at)+term.Width(path), v.cell(), style)
	}
	if n := len(t.r.Values) - shown; n > 0 {
		t.more(message.Thousands(n) + " more")
	}
}
