package main

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
	"github.com/rivo/uniseg"
)

// maxCell is the width of a cell beyond which it is cut.
const maxCell = 32

// A column of a table that is shown.
type tableColumn struct {
	head, kind string
	cells      []string
	right      bool // aligned to the right
	width      int
}

// writeTable writes rec as a table with names and types above, as many columns as fit. rows is the number of rows
// that there are, those that rec leaves out included.
func writeTable(out console, rec arrow.Record, rows int) error {
	columns := make([]*tableColumn, rec.NumCols())
	for i := range columns {
		c, err := newTableColumn(rec.Schema().Field(i), rec.Column(i))
		if err != nil {
			return err
		}
		columns[i] = c
	}
	shown := fitting(columns, out.width)
	writeLine(out, shown, bold, func(c *tableColumn) string { return c.head })
	writeLine(out, shown, dim, func(c *tableColumn) string { return c.kind })
	for row := range int(rec.NumRows()) {
		writeLine(out, shown, "", func(c *tableColumn) string { return c.cells[row] })
	}
	var more []string
	if n := rows - int(rec.NumRows()); n > 0 {
		more = append(more, message.Count(n, "more row"))
	}
	if n := len(columns) - len(shown); n > 0 {
		names := make([]string, n)
		for i, c := range columns[len(shown):] {
			names[i] = c.head
		}
		more = append(more, message.Count(n, "more column")+": "+strings.Join(names, ", "))
	}
	if len(more) > 0 {
		fmt.Fprintln(out, out.style(dim, cut("… "+strings.Join(more, "; "), out.width)))
	}
	return nil
}

// isNumber reports whether the cells of a type are aligned to the right.
func isNumber(dt arrow.DataType) bool {
	switch dt.(type) {
	case arrow.DecimalType, *arrow.Float16Type, *arrow.Float32Type, *arrow.Float64Type:
		return true
	}
	return arrow.IsInteger(dt.ID())
}

func newTableColumn(f arrow.Field, a arrow.Array) (*tableColumn, error) {
	kind, err := arrowtext.TypeString(f.Type)
	if err != nil {
		return nil, err
	}
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	c := &tableColumn{head: cut(visible(f.Name), maxCell), kind: cut(kind, maxCell), cells: make([]string, a.Len())}
	c.right = isNumber(f.Type)
	null := arrowtext.Nulls(a)
	c.width = max(uniseg.StringWidth(c.head), uniseg.StringWidth(c.kind))
	for row := range c.cells {
		c.cells[row] = "null"
		if !null(row) {
			c.cells[row] = cut(visible(string(format(nil, row))), maxCell)
		}
		c.width = max(c.width, uniseg.StringWidth(c.cells[row]))
	}
	return c, nil
}

// fitting returns the columns, from the first, that fit into the width, at least one.
func fitting(columns []*tableColumn, width int) []*tableColumn {
	used := -2
	for i, c := range columns {
		if used += c.width + 2; used > width && i > 0 {
			return columns[:i]
		}
	}
	return columns
}

// narrow cuts the cells of columns, those of the widest first, until they fit into the width or are narrow.
func narrow(columns []*tableColumn, width int) {
	const narrowest = 8
	for {
		used, widest := -2, columns[0]
		for _, c := range columns {
			used += c.width + 2
			if c.width > widest.width {
				widest = c
			}
		}
		if used <= width || widest.width <= narrowest {
			break
		}
		widest.width--
	}
	for _, c := range columns {
		for row, cell := range c.cells {
			c.cells[row] = cut(cell, c.width)
		}
	}
}

// writeLine writes a cell of each column, aligned, without spaces at the end.
func writeLine(out console, columns []*tableColumn, sgr string, cell func(*tableColumn) string) {
	var line strings.Builder
	for i, c := range columns {
		if i > 0 {
			line.WriteString("  ")
		}
		text := cell(c)
		pad := strings.Repeat(" ", c.width-uniseg.StringWidth(text))
		if c.right {
			text = pad + text
		} else {
			text += pad
		}
		line.WriteString(text)
	}
	text := strings.TrimRight(line.String(), " ")
	if sgr != "" {
		text = out.style(sgr, text)
	}
	fmt.Fprintln(out, text)
}

// cut returns s within a width in cells, with an ellipsis where it is cut.
func cut(s string, width int) string {
	if uniseg.StringWidth(s) <= width {
		return s
	}
	var b strings.Builder
	used := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if used += g.Width(); used > width-1 {
			break
		}
		b.WriteString(g.Str())
	}
	return b.String() + "…"
}
