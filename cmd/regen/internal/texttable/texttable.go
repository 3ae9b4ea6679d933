// Package texttable aligns the columns of a table for a terminal.
package texttable

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// PreviewRows is the number of rows in a preview.
const PreviewRows = 20

// MaxCell is the width to which cells are shortened.
const MaxCell = 32

// A Column is a column of cells as text.
type Column struct {
	Head, kind string
	Cells      []string
	Right      bool // align to the right
	Width      int
}

// Write writes rec as a table with names and types above, and as many columns as fit. rows is the number of rows of
// the whole table, of which rec may be a part.
func Write(out console.Console, rec arrow.Record, rows int) error {
	columns := make([]*Column, rec.NumCols())
	for i := range columns {
		c, err := newColumn(rec.Schema().Field(i), rec.Column(i))
		if err != nil {
			return err
		}
		columns[i] = c
	}
	shown := FirstThatFit(columns, out.Width)
	WriteLine(out, shown, term.Bold, func(c *Column) string { return c.Head })
	WriteLine(out, shown, term.Faint, func(c *Column) string { return c.kind })
	for row := range int(rec.NumRows()) {
		WriteLine(out, shown, "", func(c *Column) string { return c.Cells[row] })
	}
	var more []string
	if n := rows - int(rec.NumRows()); n > 0 {
		more = append(more, message.Count(n, "more row"))
	}
	if n := len(columns) - len(shown); n > 0 {
		names := make([]string, n)
		for i, c := range columns[len(shown):] {
			names[i] = c.Head
		}
		more = append(more, message.Count(n, "more column")+": "+strings.Join(names, ", "))
	}
	if len(more) > 0 {
		fmt.Fprintln(out, out.Style(term.Faint, term.Shorten("… "+strings.Join(more, "; "), out.Width)))
	}
	return nil
}

// IsNumber reports whether the cells of a type are aligned to the right.
func IsNumber(dt arrow.DataType) bool {
	switch dt.(type) {
	case arrow.DecimalType, *arrow.Float16Type, *arrow.Float32Type, *arrow.Float64Type:
		return true
	}
	return arrow.IsInteger(dt.ID())
}

// CellText returns a function that returns the cells of an array as visible text, or null.
func CellText(a arrow.Array) (func(row int) string, error) {
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	null := arrowtext.Nulls(a)
	return func(row int) string {
		if null(row) {
			return "null"
		}
		return term.Visible(string(format(nil, row)))
	}, nil
}

func newColumn(f arrow.Field, a arrow.Array) (*Column, error) {
	kind, err := arrowtext.TypeString(f.Type)
	if err != nil {
		return nil, err
	}
	text, err := CellText(a)
	if err != nil {
		return nil, err
	}
	c := &Column{
		Head: term.Shorten(term.Visible(f.Name), MaxCell), kind: term.Shorten(kind, MaxCell),
		Cells: make([]string, a.Len()),
	}
	c.Right = IsNumber(f.Type)
	c.Width = max(term.Width(c.Head), term.Width(c.kind))
	for row := range c.Cells {
		c.Cells[row] = term.Shorten(text(row), MaxCell)
		c.Width = max(c.Width, term.Width(c.Cells[row]))
	}
	return c, nil
}

// FirstThatFit returns the first columns that fit into the width, at least one.
func FirstThatFit(columns []*Column, width int) []*Column {
	used := -2
	for i, c := range columns {
		if used += c.Width + 2; used > width && i > 0 {
			return columns[:i]
		}
	}
	return columns
}

// Shrink shortens the cells of columns, the widest first, until the columns fit into the width or are narrow.
func Shrink(columns []*Column, width int) {
	const narrowest = 8
	for {
		used, widest := -2, columns[0]
		for _, c := range columns {
			used += c.Width + 2
			if c.Width > widest.Width {
				widest = c
			}
		}
		if used <= width || widest.Width <= narrowest {
			break
		}
		widest.Width--
	}
	for _, c := range columns {
		for row, cell := range c.Cells {
			c.Cells[row] = term.Shorten(cell, c.Width)
		}
	}
}

// WriteLine writes a line with a cell of each column, without trailing spaces.
func WriteLine(out console.Console, columns []*Column, style term.Style, cell func(*Column) string) {
	var line strings.Builder
	for i, c := range columns {
		if i > 0 {
			line.WriteString("  ")
		}
		text := cell(c)
		if c.Right {
			line.WriteString(strings.Repeat(" ", c.Width-term.Width(text)) + text)
		} else {
			line.WriteString(term.Pad(text, c.Width))
		}
	}
	fmt.Fprintln(out, out.Style(style, strings.TrimRight(line.String(), " ")))
}
