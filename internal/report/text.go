package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// TextOptions are options for writing a report to a terminal.
type TextOptions struct {
	Color   bool
	Width   int    // of the terminal; 0 means 100
	MaxRows int    // 0 means 20, a negative number means all
	More    string // the command that shows all rows; "": go tool regen diff --all

	NoHeadline bool // leave out the name and the summary: the caller has written [Report.Headline]
}

// Text writes the report for a terminal: one line that says what differs, then the columns, then the cells.
func (r *Report) Text(w io.Writer, o TextOptions) error {
	if o.Width <= 0 {
		o.Width = 100
	}
	if o.MaxRows == 0 {
		o.MaxRows = 20
	}
	if o.MaxRows < 0 {
		o.MaxRows = len(r.Changes) + len(r.Values)
		if r.Digest != nil {
			o.MaxRows += len(r.Digest.Changed)
		}
	}
	if o.More == "" {
		o.More = message.Command + " diff --all"
	}
	t := &textWriter{Writer: bufio.NewWriter(w), r: r, o: o}
	t.report()
	return t.Flush()
}

// A textWriter writes a report as text.
type textWriter struct {
	*bufio.Writer
	r *Report
	o TextOptions
}

func (t *textWriter) color(style term.Style, text string) string {
	return term.Paint(t.o.Color, style, text)
}

func (t *textWriter) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t *textWriter) report() {
	if t.o.NoHeadline {
		if t.r.Inputs.Changed {
			t.line("%s", term.Visible(t.r.Reason()))
		}
		t.details()
		return
	}
	if t.r.Name != "" {
		t.line("%s", t.color(term.Bold, term.Visible(t.r.Name)))
		if reason := t.r.Reason(); reason != "" {
			t.line("%s", term.Visible(reason))
		}
	}
	t.line("%s", t.color(term.Bold, t.r.Summary()))
	t.details()
}

func (t *textWriter) details() {
	t.columns()
	for _, note := range t.r.notes() {
		t.line("  %s", t.color(term.Faint, note))
	}
	t.values()
	t.blocks()
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
		name := term.Shorten(goldenfile.ColumnText(c.Name), wide)
		for _, line := range c.DetailLines() {
			for _, piece := range wrapDetails(line, t.o.Width-wide-4) {
				t.line("  %s  %s", term.Pad(name, wide), piece)
				name = ""
			}
		}
	}
}

// wrapDetails breaks a line of [Column.DetailLines] before its example if it is wider than limit.
func wrapDetails(line string, limit int) []string {
	at := strings.Index(line, ", as ")
	if at < 0 || term.Width(line) <= limit {
		return term.Wrap(line, limit)
	}
	return append(term.WrapWords(line[:at+1], limit), term.Wrap(line[at+2:], limit)...)
}

// values writes the differences of a value.
func (t *textWriter) values() {
	shown := min(t.o.MaxRows, len(t.r.Values))
	wide := 0
	for _, v := range t.r.Values[:shown] {
		wide = max(wide, term.Width(v.Path))
	}
	wide = min(wide, t.o.Width/2)
	for _, v := range t.r.Values[:shown] {
		style := KindColors[v.Kind]
		path := term.Pad(term.Shorten(v.Path, wide), wide)
		if wide > 0 {
			path += "  "
		}
		t.line("%s %s%s", t.color(style, marks[v.Kind]), path, t.oldNew(v.cell(), t.o.Width-wide-4, style))
	}
	if n := len(t.r.Values) - shown; n > 0 {
		t.line("… %s more (%s)", message.Thousands(n), t.o.More)
	}
}

// widestCell is the widest text of a cell in a grid. With a wider one, each cell gets its own line.
const widestCell = 40

// rows writes the differing rows as a table or, if it does not fit, with one cell per line.
func (t *textWriter) rows() {
	shown := min(t.o.MaxRows, len(t.r.Changes))
	if shown == 0 {
		return
	}
	g := t.r.grid(shown)
	widths := g.fit(t.o.Width - 2)
	t.line("")
	if widths != nil {
		t.table(g, widths)
	} else {
		t.stack(t.r.Changes[:shown])
	}
	if left := t.r.leftOut(shown); left != "" {
		t.line("%s", t.color(term.Faint, fmt.Sprintf("… %s (%s)", left, t.o.More)))
	}
}

// blocks writes the differing blocks of a digest.
func (t *textWriter) blocks() {
	if t.r.Digest == nil || len(t.r.Digest.Changed) == 0 {
		return
	}
	g := t.r.blockGrid(t.o.MaxRows)
	widths := g.fit(t.o.Width - 2)
	if widths == nil {
		widths = []int{t.o.Width / 2, t.o.Width / 4}
	}
	t.line("")
	t.table(g, widths)
	if left := len(t.r.Digest.Changed) - len(g.rows); left > 0 {
		t.line("%s", t.color(term.Faint, fmt.Sprintf("… %s (%s)", message.Count(left, "more block"), t.o.More)))
	}
}

// fit returns the widths of the columns of a grid no wider than limit. It may leave out the last columns of added and
// removed rows. It returns nil if changed cells do not fit.
func (g *grid) fit(limit int) []int {
	widths := make([]int, len(g.heads))
	needed := 0 // number of columns up to the last with a change
	for c, head := range g.heads {
		widths[c] = min(term.Width(head), widestCell)
		for _, row := range g.rows {
			cell := row.cells[c]
			if cell.both {
				needed = max(needed, c+1)
				if term.Width(cell.old) > widestCell || term.Width(cell.new) > widestCell {
					return nil
				}
				widths[c] = max(widths[c], term.Width(cell.text()))
			} else {
				widths[c] = max(widths[c], min(term.Width(cell.text()), widestCell))
			}
		}
	}
	total := 0
	for c, w := range widths {
		if total += w + 2; total <= limit+2 {
			continue
		}
		if c < max(needed, 1) {
			return nil
		}
		g.left += len(widths) - c
		return widths[:c]
	}
	return widths
}

func (t *textWriter) table(g grid, widths []int) {
	var heads []string
	for c, w := range widths {
		heads = append(heads, term.Pad(term.Shorten(g.heads[c], w), w))
	}
	head := strings.TrimRight(strings.Join(heads, "  "), " ")
	if g.left > 0 {
		head += fmt.Sprintf("  … %s", message.Count(g.left, "more column"))
	}
	t.line("  %s", t.color(term.Faint, head))
	for _, row := range g.rows {
		style := KindColors[row.kind]
		var line strings.Builder
		line.WriteString(t.color(style, marks[row.kind]))
		blank := 1
		for c, w := range widths {
			text := term.Shorten(row.cells[c].text(), w)
			if row.cells[c].both {
				text = row.cells[c].text()
			}
			if text != "" {
				line.WriteString(strings.Repeat(" ", blank))
				blank = 0
				if row.cells[c].both {
					line.WriteString(t.arrow(row.cells[c]))
				} else if row.kind == Changed || row.kind == Moved {
					line.WriteString(text)
				} else {
					line.WriteString(t.color(style, text))
				}
			}
			blank += w - term.Width(text) + 2
		}
		t.line("%s", line.String())
	}
}

// arrow returns "old -> new" in colors.
func (t *textWriter) arrow(c gridCell) string {
	return t.color(term.Red, c.old) + " -> " + t.color(term.Green, c.new)
}

// stack writes each row as a paragraph, with one cell per line.
func (t *textWriter) stack(changes []Change) {
	for i := range changes {
		c := &changes[i]
		style := KindColors[c.Kind]
		t.line("%s %s", t.color(style, marks[c.Kind]), t.color(style, t.title(c)))
		wide := 0
		for _, cell := range c.Cells {
			wide = max(wide, term.Width(goldenfile.ColumnText(cell.Column)))
		}
		wide = min(wide, t.o.Width/3)
		for _, cell := range c.Cells {
			name := goldenfile.ColumnText(cell.Column)
			t.line("    %s  %s", term.Pad(term.Shorten(name, wide), wide),
				t.oldNew(c.cell(cell.Column), t.o.Width-wide-6, style))
		}
	}
}

// title returns the key and the place of a row.
func (t *textWriter) title(c *Change) string {
	var parts []string
	for i, name := range t.r.Key {
		if i < len(c.Key) {
			parts = append(parts, goldenfile.ColumnText(name)+" "+c.Key[i])
		}
	}
	if t.r.Order != goldenfile.Keyed.String() || len(parts) == 0 {
		parts = append(parts, "row "+c.place().text())
	}
	return term.Shorten(strings.Join(parts, ", "), t.o.Width-2)
}

// oldNew returns a cell on one line or, if it is too wide, on two lines with the part of each text that differs.
func (t *textWriter) oldNew(c gridCell, limit int, style term.Style) string {
	switch {
	case !c.both:
		return t.color(style, term.Shorten(c.new, limit))
	case term.Width(c.old)+term.Width(c.new)+4 <= limit:
		return t.arrow(c)
	}
	old, new := term.ShortenPair(c.old, c.new, limit-3)
	indent := strings.Repeat(" ", t.o.Width-limit-3)
	return t.color(term.Red, old) + "\n" + indent + "-> " + t.color(term.Green, new)
}
