package tablewriter

import (
	"bytes"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/literal"
)

// A csvWriter writes RFC 4180 with \n line ends. A null is an empty cell, and an empty text is "". In a table of one
// column a null is "" too, because readers skip empty lines; there, it refuses the nulls of a column of text.
type csvWriter struct {
	w     io.Writer
	buf   []byte
	alone bool
	text  string // the name of the only column, of text
}

func newCSVWriter(w io.Writer, schema *arrow.Schema, header bool) *csvWriter {
	c := &csvWriter{w: w, alone: schema.NumFields() == 1}
	if c.alone && literal.HoldsText(schema.Field(0).Type) {
		c.text = schema.Field(0).Name
	}
	if header {
		for i, f := range schema.Fields() {
			if i > 0 {
				c.buf = append(c.buf, ',')
			}
			n := len(c.buf)
			c.buf = quoteCSV(append(c.buf, f.Name...), n)
		}
		c.buf = append(c.buf, '\n')
	}
	return c
}

func (c *csvWriter) Write(rec arrow.Record) error {
	columns := make([]csvColumn, rec.NumCols())
	for i, a := range rec.Columns() {
		var err error
		if columns[i], err = newCSVColumn(a); err != nil {
			return err
		}
	}
	buf := c.buf
	for row := range int(rec.NumRows()) {
		for i := range columns {
			column := &columns[i]
			switch {
			case column.null != nil && column.null(row):
				if c.text != "" {
					return fmt.Errorf("column %q: CSV of one column of text has no nulls: write another format, such as jsonl", c.text)
				} else if c.alone {
					buf = append(buf, `""`...)
				}
			case column.ints != nil:
				buf = arrowtext.AppendInt(buf, column.ints[row])
			case column.bare:
				buf = column.format(buf, row)
			default:
				buf = quoteCSV(column.format(buf, row), len(buf))
			}
			buf = append(buf, ',')
		}
		if len(columns) == 0 {
			buf = append(buf, ',')
		}
		buf[len(buf)-1] = '\n'
	}
	c.buf = buf[:0]
	_, err := c.w.Write(buf)
	return err
}

// A csvColumn formats the cells of a column.
type csvColumn struct {
	null   func(row int) bool // nil: no cell is null
	ints   []int64            // of integers; nil for others
	format arrowtext.Formatter
	bare   bool // no cell needs quotes
}

func newCSVColumn(a arrow.Array) (csvColumn, error) {
	format, err := arrowtext.NewFormatter(a)
	c := csvColumn{format: format}
	if arrowtext.HidesNulls(a.DataType()) || a.NullN() > 0 {
		c.null = arrowtext.Nulls(a)
	}
	switch a := a.(type) {
	case *array.Int64:
		c.ints = a.Int64Values()
	case *array.String:
		c.bare = !needsQuotes(a.ValueBytes())
		for row := 0; c.bare && row < a.Len(); row++ {
			c.bare = a.ValueOffset(row) < a.ValueOffset(row+1) || a.IsNull(row)
		}
	default:
		c.bare = arrow.IsPrimitive(a.DataType().ID()) || arrow.IsDecimal(a.DataType().ID())
	}
	return c, err
}

func (c *csvWriter) Close() error {
	_, err := c.w.Write(c.buf) // the header, if there are no rows
	return err
}

// quoteCSV quotes the cell buf[n:] if RFC 4180 requires it or the cell is empty.
func quoteCSV(buf []byte, n int) []byte {
	cell := buf[n:]
	if len(cell) > 0 && !needsQuotes(cell) {
		return buf
	}
	quoted := bytes.ReplaceAll(cell, []byte(`"`), []byte(`""`))
	return append(append(append(buf[:n], '"'), quoted...), '"')
}

// needsQuotes reports whether RFC 4180 requires quotes around a text.
func needsQuotes(text []byte) bool {
	return bytes.IndexByte(text, ',') >= 0 || bytes.IndexByte(text, '"') >= 0 || bytes.IndexByte(text, '\n') >= 0 ||
		bytes.IndexByte(text, '\r') >= 0
}
