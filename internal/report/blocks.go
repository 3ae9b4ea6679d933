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
	Resized bool          `json:"resized,omitempty"` // the block size changed, so blocks cannot be compared
	Parquet bool          `json:"parquet,omitempty"` // both have Parquet files, one unreadable: see Notes
}

// A BlockChange is a block of rows that differs.
type BlockChange struct {
	Kind    string   `json:"kind"`          // added, removed or changed
	From    string   `json:"from"`          // its first row: the key, or the row number
	Old     int      `json:"old,omitempty"` // number of rows
	New     int      `json:"new,omitempty"`
	Columns []string `json:"columns,omitempty"` // the differing columns of a changed block
}

// summary returns in a few words how the digests differ.
func (d *DigestChange) summary(r Rows) []string {
	var parts []string
	counts := map[string]int{}
	for _, b := range d.Changed {
		counts[b.Kind]++
	}
	if n := counts[Changed]; n > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s changed", message.Thousands(n), message.Count(d.Blocks, "block")))
	}
	for _, kind := range []string{Added, Removed} {
		if n := counts[kind]; n > 0 {
			parts = append(parts, message.Count(n, "block")+" "+kind)
		}
	}
	if r.Old != r.New {
		parts = append(parts, fmt.Sprintf("%s -> %s", message.Thousands(r.Old), message.Count(r.New, "row")))
	}
	return parts
}

// digestNotes returns what a reader should know about the differences of a digest.
func (r *Report) digestNotes() []string {
	if r.Digest == nil {
		return nil
	}
	notes := []string{"a digest shows which blocks differ, not which cells"}
	if !r.Digest.Parquet {
		notes[0] += "; the form AsParquet keeps the cells"
	}
	if r.Digest.Resized {
		notes = append(notes, "the block size depends on the number of rows and changed, so blocks are not compared")
	}
	if len(r.Changes) > 0 {
		notes = append(notes, fmt.Sprintf("only the first and the last %d rows are listed", goldenfile.SampleRows))
	}
	return notes
}

// digestText returns how the cells of a column differ, as far as a digest shows it.
func (c *Column) digestText() []string {
	text := "changed"
	if c.Blocks > 0 {
		text = message.Count(c.Blocks, "block") + " changed"
	}
	if c.Cells > 0 {
		text += "; of the listed rows, " + strings.Join(c.explanations(), ", ")
	}
	parts := []string{text}
	for _, f := range c.Figures {
		parts = append(parts, fmt.Sprintf("%s %s -> %s", f.Name, f.Old, f.New))
	}
	return parts
}

// blockGrid returns the first differing blocks.
func (r *Report) blockGrid(most int) grid {
	from := "from row"
	if r.Order == goldenfile.Keyed.String() {
		from = "from " + strings.Join(shownNames(r.Key), ",")
	}
	g := grid{heads: []string{from, "rows", "columns"}}
	for _, b := range r.Digest.Changed[:min(most, len(r.Digest.Changed))] {
		rows := gridCell{old: message.Thousands(b.Old), new: message.Thousands(b.New)}
		rows.both = b.Old != b.New && b.Kind == Changed
		if b.Kind == Removed {
			rows.new = rows.old
		}
		columns := plainCell(strings.Join(shownNames(b.Columns), ", "))
		g.rows = append(g.rows, gridRow{b.Kind, []gridCell{plainCell(b.From), rows, columns}})
	}
	return g
}
