package report

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// widestCell is the widest cell of a table that takes several blocks. With a wider one, each cell gets its own line.
const widestCell = 40

// mostBlocks is how many blocks of columns a table has, unless all rows are asked for.
const mostBlocks = 20

// rows writes the differing rows: as a table, in several blocks of columns if it is too wide, or with one cell per
// line.
func (t *textWriter) rows() {
	shown := min(t.o.MaxRows, len(t.r.Changes))
	defer t.wholeColumns()
	if shown == 0 {
		return
	}
	g := t.r.grid(shown)
	widths := g.widths()
	if blocks := g.blocks(widths, t.o.Width-2); blocks != nil {
		t.tables(g, widths, blocks)
	} else {
		t.line("")
		t.stack(t.r.Changes[:shown])
	}
	t.more(t.r.leftOut(shown))
}

// wholeColumns names the added and removed columns of which only the first cells are shown.
func (t *textWriter) wholeColumns() {
	var names []string
	for _, c := range t.r.Columns {
		if len(t.r.WithColumns) > 0 && c.Rows > len(c.Examples) {
			names = append(names, goldenfile.ColumnText(c.Name))
		}
	}
	if len(names) > 0 {
		t.more("all cells of " + message.ListFirst(names, 3))
	}
}

// more writes what is left out, and how to see it.
func (t *textWriter) more(left string) {
	switch {
	case left == "":
	case t.all:
		t.line("%s", t.color(term.Faint, fmt.Sprintf("… %s, not listed", left)))
	default:
		t.line("%s", t.color(term.Faint, fmt.Sprintf("… %s (%s)", left, t.o.More)))
	}
}

// digestBlocks writes the differing blocks of a digest.
func (t *textWriter) digestBlocks() {
	if t.r.Digest == nil || len(t.r.Digest.Changed) == 0 {
		return
	}
	g := t.r.blockGrid(t.o.MaxRows)
	t.tables(g, g.widths(), [][]int{{0, 1, 2}})
	if left := len(t.r.Digest.Changed) - len(g.rows); left > 0 {
		t.more(message.Count(left, "more block"))
	}
}

// widths returns the widths of the columns of a grid, in which no cell is cut.
func (g *grid) widths() []int {
	widths := make([]int, len(g.heads))
	for c, head := range g.heads {
		widths[c] = term.Width(head)
		for _, row := range g.rows {
			widths[c] = max(widths[c], term.Width(row.cells[c].text()))
		}
	}
	return widths
}

// blocks returns the columns of each table that together show the grid, none wider than limit. Each begins with the
// columns that identify rows. It returns nil if the rows are better written with one cell per line: some cell is wide,
// or rows change in few cells.
func (g *grid) blocks(widths []int, limit int) [][]int {
	total := 0
	for _, w := range widths {
		total += w + 2
	}
	all := make([]int, len(widths))
	for c := range all {
		all[c] = c
	}
	if total <= limit+2 {
		return [][]int{all}
	}
	whole := slices.ContainsFunc(g.rows, func(r gridRow) bool { return r.kind != Changed })
	if !whole || slices.Max(widths) > widestCell {
		return nil
	}
	fixed := 0
	for _, w := range widths[:g.fixed] {
		fixed += w + 2
	}
	if fixed > limit/2 {
		return nil
	}
	var out [][]int
	room := 0
	for c := g.fixed; c < len(widths); c++ {
		if room -= widths[c] + 2; room < 0 || out == nil {
			out = append(out, slices.Clone(all[:g.fixed]))
			room = limit + 2 - fixed - widths[c] - 2
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}

// tables writes a grid as a table for each block of columns. A row without a cell in a block is left out there; a row
// without any is in the first one.
func (t *textWriter) tables(g grid, widths []int, blocks [][]int) {
	shown := len(blocks)
	if !t.all {
		shown = min(shown, mostBlocks)
	}
	for i, block := range blocks[:shown] {
		t.line("")
		var heads []string
		for _, c := range block {
			heads = append(heads, term.Pad(g.heads[c], widths[c]))
		}
		t.line("  %s", t.color(term.Faint, strings.TrimRight(strings.Join(heads, "  "), " ")))
		for _, row := range g.rows {
			if row.has(block[g.fixed:]) || i == 0 && !row.has(allFrom(g.fixed, len(widths))) {
				t.tableRow(row, widths, block)
			}
		}
	}
	var left []string
	for _, block := range blocks[shown:] {
		for _, c := range block[g.fixed:] {
			left = append(left, g.heads[c])
		}
	}
	if len(left) > 0 {
		t.more(fmt.Sprintf("%s: %s", message.Count(len(left), "more column"), message.List(left)))
	}
}

func allFrom(lo, hi int) []int {
	var out []int
	for c := lo; c < hi; c++ {
		out = append(out, c)
	}
	return out
}

// has reports whether a row has a cell in one of the columns.
func (r *gridRow) has(columns []int) bool {
	return slices.ContainsFunc(columns, func(c int) bool { return r.cells[c].text() != "" })
}

func (t *textWriter) tableRow(row gridRow, widths, block []int) {
	style := KindColors[row.kind]
	var line strings.Builder
	line.WriteString(t.color(style, marks[row.kind]))
	blank := 1
	for _, c := range block {
		cell := row.cells[c]
		if text := cell.text(); text != "" {
			line.WriteString(strings.Repeat(" ", blank))
			blank = 0
			switch {
			case cell.both:
				text = t.arrow(cell)
			case row.kind == Added || row.kind == Removed:
				text = t.color(style, text)
			}
			line.WriteString(text)
		}
		blank += widths[c] - term.Width(cell.text()) + 2
	}
	t.line("%s", line.String())
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
			name := term.Pad(goldenfile.ColumnText(cell.Column), wide)
			t.cell("    "+name+"  ", 4+term.Width(name)+2, c.cell(cell), style)
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
	return strings.Join(parts, ", ")
}

// cell writes a cell after its name: on one line if it fits. Of a change whose texts take more than two lines
// each, it writes the part that differs unless all is asked for; every other text it writes whole, on several lines.
// The first line begins with lead, whose width is indent.
func (t *textWriter) cell(lead string, indent int, c gridCell, style term.Style) {
	limit := max(t.o.Width-indent, narrowest)
	switch {
	case !c.both:
		t.wrapped(lead, indent, limit, c.new, style)
		return
	case term.Width(c.old)+term.Width(c.new)+4 <= limit:
		t.line("%s%s", lead, t.arrow(c))
		return
	}
	if !t.all && max(term.Width(c.old), term.Width(c.new)) > 2*(limit-3) {
		c.old, c.new = term.ShortenPair(c.old, c.new, limit-3)
	}
	t.wrapped(lead, indent, limit-3, c.old, term.Red)
	indent = max(0, t.o.Width-limit-3)
	t.wrapped(strings.Repeat(" ", indent)+"-> ", indent+3, limit-3, c.new, term.Green)
}

// mostLines is how many lines a text takes, unless all is asked for.
const mostLines = 10

// wrapped writes a text on lines of a width, the first one after lead, whose width is indent.
func (t *textWriter) wrapped(lead string, indent, width int, text string, style term.Style) {
	lines := term.Wrap(text, width)
	shown := len(lines)
	if !t.all {
		shown = min(shown, mostLines)
	}
	for _, line := range lines[:shown] {
		t.line("%s%s", lead, t.color(style, line))
		lead = strings.Repeat(" ", indent)
	}
	if left := len(strings.Join(lines[shown:], "")); left > 0 {
		t.more(message.Count(left, "more byte"))
	}
}

// A textWriter writes a report as text.
type textWriter struct {
	*bufio.Writer
	r   *Report
	o   TextOptions
	all bool // leave nothing out
}

func (t *textWriter) color(style term.Style, text string) string {
	return term.Paint(t.o.Color, style, text)
}

func (t *textWriter) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }
