package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// All renderings show changed rows as a grid.

// marks are the signs for the kinds of a change.
var marks = map[string]string{Added: "+", Removed: "-", Changed: "~", Moved: ">", Same: " "}

// A grid is a table of text for the differing rows.
type grid struct {
	heads []string
	rows  []gridRow
	fixed int // the number of columns that identify rows: the first ones
}

type gridRow struct {
	kind  string
	cells []gridCell
}

// A gridCell is one text, or an old and a new text.
type gridCell struct {
	old, new string
	both     bool
}

func (c gridCell) text() string {
	if c.both {
		return c.old + " -> " + c.new
	}
	return c.new
}

func plainCell(text string) gridCell { return gridCell{new: text} }

// grid returns the first differing rows: row numbers, key, and the columns that changed. Only if rows are added or
// removed, or move without a key, does it show all their columns.
func (r *Report) grid(rows int) grid {
	var g grid
	byPlace := r.Order != goldenfile.Keyed.String()
	if byPlace {
		g.heads = append(g.heads, "row")
	}
	for _, name := range r.Key {
		g.heads = append(g.heads, goldenfile.ColumnText(name))
	}
	g.fixed = len(g.heads)
	shown := r.shownColumns()
	for _, name := range shown {
		g.heads = append(g.heads, goldenfile.ColumnText(name))
	}
	for _, c := range r.Changes[:min(rows, len(r.Changes))] {
		row := gridRow{kind: c.Kind}
		if byPlace {
			row.cells = append(row.cells, c.place())
		}
		cells := make(map[string]gridCell, len(c.Cells))
		for _, cell := range c.Cells {
			cells[cell.Column] = c.cell(cell)
		}
		for i, text := range c.Key {
			cell := cells[r.Key[i]]
			if !cell.both {
				cell = plainCell(text)
			}
			row.cells = append(row.cells, cell)
		}
		for _, name := range shown {
			row.cells = append(row.cells, cells[name])
		}
		g.rows = append(g.rows, row)
	}
	return g
}

// shownColumns returns the columns of a grid besides the key: the changed columns, then the others of rows that are
// shown whole.
func (r *Report) shownColumns() []string {
	var names []string
	paired := slices.IndexFunc(r.Changes, func(c Change) bool { return c.Kind == Changed || c.Kind == Same })
	isPaired := func(name string) bool { // all rows of both tables have a cell of an added column, or none has
		return paired >= 0 && slices.ContainsFunc(r.Changes[paired].Cells, func(c Cell) bool { return c.Column == name })
	}
	for _, c := range r.Columns {
		shown := c.Cells > 0 || (c.State == ColumnAdded || c.State == ColumnRemoved) && isPaired(c.Name)
		if shown && !slices.Contains(r.Key, c.Name) {
			names = append(names, c.Name)
		}
	}
	for _, kind := range []string{Added, Removed, Moved} { // all rows of a kind have the same columns
		i := slices.IndexFunc(r.Changes, func(c Change) bool { return c.Kind == kind && len(c.Cells) > 0 })
		if i < 0 {
			continue
		}
		for _, cell := range r.Changes[i].Cells {
			if !slices.Contains(names, cell.Column) && !slices.Contains(r.Key, cell.Column) {
				names = append(names, cell.Column)
			}
		}
	}
	return names
}

// place returns the row number, or both row numbers of a moved row.
func (c *Change) place() gridCell {
	switch {
	case c.Kind == Moved || c.Moved:
		return gridCell{old: fmt.Sprint(c.Old), new: fmt.Sprint(c.New), both: true}
	case c.New < 0:
		return plainCell(fmt.Sprint(c.Old))
	}
	return plainCell(fmt.Sprint(c.New))
}

func (c *Change) cell(cell Cell) gridCell {
	switch {
	case c.Kind == Removed, cell.Class == Removed:
		return plainCell(cell.Old)
	case c.Kind == Added, c.Kind == Moved, cell.Class == Added:
		return plainCell(cell.New)
	}
	return gridCell{old: cell.Old, new: cell.New, both: true}
}

// leftOut describes the rows that a list of the first rows omits. It returns "" if the list is complete.
func (r *Report) leftOut(shown int) string {
	n := len(r.Changes) - shown + r.Unlisted
	if n <= 0 {
		return ""
	}
	kinds := map[string]int{Added: r.Rows.Added, Removed: r.Rows.Removed, Changed: r.Rows.Changed, Moved: r.Rows.Moved}
	for _, c := range r.Changes {
		if r.Digest != nil {
			kinds[c.Kind]++ // Rows counts no rows of a digest
		} else if c.Kind == Changed && c.Moved {
			kinds[Moved]--
		}
	}
	for _, c := range r.Changes[:shown] {
		kinds[c.Kind]--
	}
	var parts []string
	rest := n
	for _, kind := range []string{Changed, Added, Removed, Moved} {
		if rest -= kinds[kind]; kinds[kind] > 0 {
			parts = append(parts, message.Thousands(kinds[kind])+" "+kind)
		}
	}
	if rest > 0 {
		parts = append(parts, message.Thousands(rest)+" unchanged")
	}
	if n == 1 {
		return "1 more row: " + strings.Join(parts, ", ")
	}
	return fmt.Sprintf("%s more rows: %s", message.Thousands(n), strings.Join(parts, ", "))
}

func shownNames(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = goldenfile.ColumnText(name)
	}
	return out
}
