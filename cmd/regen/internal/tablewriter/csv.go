package tablewriter

import (
	"bytes"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"

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
	columns, nulls, err := cellsOf(rec)
	if err != nil {
		return err
	}
	buf := c.buf
	for row := range int(rec.NumRows()) {
		for i, format := range columns {
			if i > 0 {
				buf = append(buf, ',')
			}
			if n := len(buf); !nulls[i](row) {
				buf = quoteCSV(format(buf, row), n)
			} else if c.text != "" {
				return fmt.Errorf("column %q: CSV of one column of text has no nulls: write another format, such as jsonl", c.text)
			} else if c.alone {
				buf = append(buf, `""`...)
			}
		}
		buf = append(buf, '\n')
	}
	c.buf = buf[:0]
	_, err = c.w.Write(buf)
	return err
}

func (c *csvWriter) Close() error {
	_, err := c.w.Write(c.buf) // the header, if there are no rows
	return err
}

// quoteCSV quotes the cell buf[n:] if RFC 4180 requires it or the cell is empty.
func quoteCSV(buf []byte, n int) []byte {
	cell := buf[n:]
	if len(cell) > 0 && bytes.IndexByte(cell, ',') < 0 && bytes.IndexByte(cell, '"') < 0 &&
		bytes.IndexByte(cell, '\n') < 0 && bytes.IndexByte(cell, '\r') < 0 {
		return buf
	}
	quoted := bytes.ReplaceAll(cell, []byte(`"`), []byte(`""`))
	return append(append(append(buf[:n], '"'), quoted...), '"')
}
