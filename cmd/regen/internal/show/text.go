package show

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/texttable"
	"github.com/assay-go/assay/internal/term"
)

// Write writes the first rows and the profile, or the value.
func (s *Table) Write(out console.Console) error {
	if s.value != nil {
		fmt.Fprintf(out, "%s  %s\n", out.Style(term.Bold, term.Visible(s.Name)), out.Style(term.Faint, "a value"))
		for line := range strings.Lines(string(s.value)) {
			fmt.Fprintln(out, term.Visible(strings.TrimSuffix(line, "\n")))
		}
		return nil
	}
	fmt.Fprintf(out, "%s  %s\n", out.Style(term.Bold, term.Visible(s.Name)), s.size())
	if s.First.NumRows() > 0 {
		if err := texttable.Write(out, s.First, int(s.Rows)); err != nil {
			return err
		}
		fmt.Fprintln(out)
	}
	lines := profileLines(s.About.Columns, "")
	columns := []*texttable.Column{
		{Head: "column"},
		{Head: "type"},
		{Head: "nulls", Right: true},
		{Head: "distinct", Right: true},
		{Head: "min"},
		{Head: "max"},
		{Head: "histogram"},
	}
	for i, c := range columns {
		c.Width = term.Width(c.Head)
		for _, l := range lines {
			c.Cells = append(c.Cells, l[i])
			c.Width = max(c.Width, term.Width(l[i]))
		}
	}
	if out.Terminal {
		texttable.Shrink(columns[1:6], out.Width-columns[0].Width-2-columns[6].Width-2)
		columns = texttable.FirstThatFit(columns, out.Width)
	}
	texttable.WriteLine(out, columns, term.Faint, func(c *texttable.Column) string { return c.Head })
	for row := range lines {
		texttable.WriteLine(out, columns, "", func(c *texttable.Column) string { return c.Cells[row] })
	}
	return nil
}

// bars is the number of bars in the histogram of a line.
const bars = 16

// profileLines returns the cells of a profile. Fields of structs and items of lists follow their column.
func profileLines(columns []*profile.Column, indent string) [][]string {
	var lines [][]string
	for _, c := range columns {
		bins, of := c.Histogram(bars)
		histogram := profile.Blocks(bins)
		if of == "lengths" {
			histogram += " of lengths"
		}
		lines = append(lines, []string{
			indent + term.Shorten(term.Visible(c.Name), texttable.MaxCell), term.Shorten(c.TypeText(), texttable.MaxCell),
			share(c.Nulls, c.Rows), distinctText(c),
			term.Shorten(term.Visible(c.Min), texttable.MaxCell*2/3), term.Shorten(term.Visible(c.Max), texttable.MaxCell*2/3),
			histogram,
		})
		parts := c.Fields
		if c.Item != nil {
			parts = []*profile.Column{c.Item}
		}
		lines = append(lines, profileLines(parts, indent+"  ")...)
	}
	return lines
}
