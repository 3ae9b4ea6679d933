package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// TextOptions says how a report is written to a terminal.
type TextOptions struct {
	Color   bool
	Width   int    // in cells; 0 means 100
	MaxRows int    // 0 means 20, negative means all
	More    string // the command that shows all rows; "": regen diff --all
}

// The colours of a terminal's own palette, so that they suit its background.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
	bold   = "\x1b[1m"
	faint  = "\x1b[2m"
	reset  = "\x1b[0m"
)

var kindColors = map[string]string{Added: green, Removed: red, Changed: yellow, Moved: cyan}

// Text writes the report for a terminal: what differs in one line, then by column, then the cells.
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
		o.More = "regen diff --all"
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

func (t *textWriter) color(code, text string) string {
	if !t.o.Color || text == "" {
		return text
	}
	return code + text + reset
}

func (t *textWriter) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t *textWriter) report() {
	if t.r.Name != "" {
		t.line("%s", t.color(bold, visible(t.r.Name)))
		if reason := t.r.Reason(); reason != "" {
			t.line("%s", visible(reason))
		}
	}
	t.line("%s", t.color(bold, t.r.Summary()))
	t.columns()
	for _, note := range t.r.notes() {
		t.line("  %s", t.color(faint, note))
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
		wide = max(wide, width(goldenfile.ColumnText(c.Name)))
	}
	wide = min(wide, t.o.Width/3)
	for _, c := range t.r.Columns {
		name := Shorten(goldenfile.ColumnText(c.Name), wide)
		t.line("  %s  %s", pad(name, wide), Shorten(c.Details(), t.o.Width-wide-4))
	}
}

// values writes the differences of a value.
func (t *textWriter) values() {
	shown := min(t.o.MaxRows, len(t.r.Values))
	wide := 0
	for _, v := range t.r.Values[:shown] {
		wide = max(wide, width(v.Path))
	}
	wide = min(wide, t.o.Width/2)
	for _, v := range t.r.Values[:shown] {
		code := kindColors[v.Kind]
		path := pad(Shorten(v.Path, wide), wide)
		if wide > 0 {
			path += "  "
		}
		t.line("%s %s%s", t.color(code, marks[v.Kind]), path, t.oldNew(v.cell(), t.o.Width-wide-4, code))
	}
	if n := len(t.r.Values) - shown; n > 0 {
		t.line("… %s more (%s)", message.Thousands(n), t.o.More)
	}
}

// widestCell bounds the width of one text of a cell in a grid; what is wider is shown a row a line only.
const widestCell = 40

// rows writes the rows that differ, as a table where it fits and a cell a line where not.
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
		t.line("%s", t.color(faint, fmt.Sprintf("… %s (%s)", left, t.o.More)))
	}
}

// blocks writes the blocks of a digest that differ.
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
		t.line("%s", t.color(faint, fmt.Sprintf("… %s (%s)", message.Count(left, "more block"), t.o.More)))
	}
}

// fit returns the widths of the columns of a grid that is no wider than limit: the last columns of rows that are added or removed
// are left out for that. It returns nil where the grid has cells that do not fit.
func (g *grid) fit(limit int) []int {
	widths := make([]int, len(g.heads))
	needed := 0 // columns that hold a change, or the key
	for c, head := range g.heads {
		widths[c] = min(width(head), widestCell)
		for _, row := range g.rows {
			cell := row.cells[c]
			if cell.both {
				needed = max(needed, c+1)
				if width(cell.old) > widestCell || width(cell.new) > widestCell {
					return nil
				}
				widths[c] = max(widths[c], width(cell.text()))
			} else {
				widths[c] = max(widths[c], min(width(cell.text()), widestCell))
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
		heads = append(heads, pad(Shorten(g.heads[c], w), w))
	}
	head := strings.TrimRight(strings.Join(heads, "  "), " ")
	if g.left > 0 {
		head += fmt.Sprintf("  … %s", message.Count(g.left, "more column"))
	}
	t.line("  %s", t.color(faint, head))
	for _, row := range g.rows {
		code := kindColors[row.kind]
		var line strings.Builder
		line.WriteString(t.color(code, marks[row.kind]))
		blank := 1
		for c, w := range widths {
			text := Shorten(row.cells[c].text(), w)
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
					line.WriteString(t.color(code, text))
				}
			}
			blank += w - width(text) + 2
		}
		t.line("%s", line.String())
	}
}

// arrow writes old -> new.
func (t *textWriter) arrow(c gridCell) string {
	return t.color(red, c.old) + " -> " + t.color(green, c.new)
}

// stack writes a row a paragraph, a cell a line.
func (t *textWriter) stack(changes []Change) {
	for i := range changes {
		c := &changes[i]
		code := kindColors[c.Kind]
		t.line("%s %s", t.color(code, marks[c.Kind]), t.color(code, t.title(c)))
		wide := 0
		for _, cell := range c.Cells {
			wide = max(wide, width(goldenfile.ColumnText(cell.Column)))
		}
		wide = min(wide, t.o.Width/3)
		for _, cell := range c.Cells {
			name := goldenfile.ColumnText(cell.Column)
			t.line("    %s  %s", pad(Shorten(name, wide), wide), t.oldNew(c.cell(cell.Column), t.o.Width-wide-6, code))
		}
	}
}

// title names a row: its key and its place.
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
	return Shorten(strings.Join(parts, ", "), t.o.Width-2)
}

// oldNew writes a cell on one line, or on two where it is too wide for that: the part of each text in which they differ.
func (t *textWriter) oldNew(c gridCell, limit int, code string) string {
	switch {
	case !c.both:
		return t.color(code, Shorten(c.new, limit))
	case width(c.old)+width(c.new)+4 <= limit:
		return t.arrow(c)
	}
	old, new := apart(c.old, c.new, limit-3)
	indent := strings.Repeat(" ", t.o.Width-limit-3)
	return t.color(red, old) + "\n" + indent + "-> " + t.color(green, new)
}

// apart cuts two texts to a width so that the place where they first differ is in sight.
func apart(a, b string, limit int) (string, string) {
	const context = 12
	common := 0
	for common < len(a) && common < len(b) && a[common] == b[common] {
		common++
	}
	start := 0
	for at, room := common, context; at > 0 && (room > 0 || !utf8.RuneStart(a[at-1])); at-- {
		if start = at - 1; utf8.RuneStart(a[at-1]) {
			room--
		}
	}
	if common <= limit-context {
		start = 0
	}
	if start == 0 {
		return Shorten(a, limit), Shorten(b, limit)
	}
	return "…" + Shorten(a[start:], limit-1), "…" + Shorten(b[start:], limit-1)
}

// width returns the cells of a terminal that text takes.
func width(text string) int { return uniseg.StringWidth(text) }

// pad fills text with spaces to a width.
func pad(text string, wide int) string {
	return text + strings.Repeat(" ", max(0, wide-width(text)))
}

// Shorten cuts text to a width, at the end of a character as a person sees it.
func Shorten(text string, wide int) string {
	if len(text) <= wide || width(text) <= wide {
		return text
	}
	room := max(wide-1, 0)
	used, end := 0, 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if used += g.Width(); used > room {
			break
		}
		_, end = g.Positions()
	}
	return text[:end] + "…"
}

// visible makes controls and other invisible characters of a text visible, as those of cells are.
func visible(text string) string { return arrowtext.Visible(text) }
