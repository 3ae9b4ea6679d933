package report

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// A DigestChange is how two digests differ.
type DigestChange struct {
	Blocks  int           `json:"blocks"`            // of the new table
	Changed []BlockChange `json:"changed,omitempty"` // the blocks that differ
	Resized bool          `json:"resized,omitempty"` // the blocks have another size, so that they do not compare
	Parquet bool          `json:"parquet,omitempty"` // the tables are beside the digests, and one cannot be read: Notes say why
}

// A BlockChange is a block of rows that differs.
type BlockChange struct {
	Kind    string   `json:"kind"`          // added, removed or changed
	From    string   `json:"from"`          // its first row: the cells of the key, or the row's number
	Old     int      `json:"old,omitempty"` // its rows
	New     int      `json:"new,omitempty"`
	Columns []string `json:"columns,omitempty"` // those that differ, of a block that is changed
}

// summary says in a few words where the digests differ.
func (d *DigestChange) summary(r Rows) []string {
	var parts []string
	if n := len(d.Changed); n > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s changed", message.Thousands(n), message.Count(d.Blocks, "block")))
	}
	if r.Old != r.New {
		parts = append(parts, fmt.Sprintf("%s -> %s", message.Thousands(r.Old), message.Count(r.New, "row")))
	}
	return parts
}

// digestNotes say what the differences of a digest are, and are not.
func (r *Report) digestNotes() []string {
	if r.Digest == nil {
		return nil
	}
	notes := []string{"the golden is a digest: it tells which blocks differ"}
	if !r.Digest.Parquet {
		notes[0] += "; the form AsParquet keeps the cells"
	}
	if r.Digest.Resized {
		notes = append(notes, "blocks of so many rows have another size, so that they are not compared")
	}
	if len(r.Changes) > 0 {
		notes = append(notes, fmt.Sprintf("the rows shown are of the first and the last %d, which it holds", goldenfile.SampleRows))
	}
	return notes
}

// digestText says how the cells of a column differ, as far as a digest tells.
func (c *Column) digestText() []string {
	text := "changed"
	if c.Blocks > 0 {
		text = message.Count(c.Blocks, "block") + " changed"
	}
	if c.Hint != "" {
		text += ", of the rows shown " + c.Hint
	}
	parts := []string{text}
	for _, f := range c.Figures {
		parts = append(parts, fmt.Sprintf("%s %s -> %s", f.Name, f.Old, f.New))
	}
	return parts
}

// blockGrid returns the blocks that differ, at most as many as most.
func (r *Report) blockGrid(most int) grid {
	from := "from row"
	if r.Order == goldenfile.Keyed.String() {
		from = "from " + strings.Join(shownNames(r.Key), ",")
	}
	g := grid{heads: []string{from, "rows", "columns"}}
	for _, b := range r.Digest.Changed[:min(most, len(r.Digest.Changed))] {
		rows := gridCell{old: message.Thousands(b.Old), new: message.Thousands(b.New), both: b.Old != b.New && b.Kind == Changed}
		if b.Kind == Removed {
			rows.new = rows.old
		}
		g.rows = append(g.rows, gridRow{b.Kind, []gridCell{plainCell(b.From), rows, plainCell(strings.Join(shownNames(b.Columns), ", "))}})
	}
	return g
}
