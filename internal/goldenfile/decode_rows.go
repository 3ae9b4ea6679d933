package goldenfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/parallel"
)

func (d *decoder) rows(schema *arrow.Schema) error {
	body := d.text[d.at:]
	n := bytes.Count(body, []byte("\n"))
	left := budget.ForFile(int64(len(d.text)))
	for i, field := range d.fields {
		column := d.fields[i : i+1]
		if err := left.Spend(budget.Columns(column) + budget.Rows(column, int64(max(n, 1)))); err != nil {
			return d.fail(3+i, 1, "column %q: the file %w", field.Name, err)
		}
	}
	left = budget.ForFile(int64(len(d.text))) // from here on, what the builders allocate
	parts := d.cut(n)
	mem := budget.Allocator(left)
	parallel.Do(len(parts), func(p int) { parts[p].read(mem) })
	chunks := make([][]arrow.Array, len(d.fields))
	for _, p := range parts {
		for i, a := range p.arrays {
			chunks[i] = append(chunks[i], a)
			defer a.Release()
		}
	}
	for _, p := range parts {
		if p.err != nil {
			return p.err
		}
	}
	arrays := make([]arrow.Array, len(d.fields))
	for i, of := range chunks {
		var err error
		if arrays[i], err = arrowfile.Concatenate(of, d.fields[i].Type, memory.DefaultAllocator); err != nil {
			return d.fail(3+i, 1, "column %q: %w", d.fields[i].Name, err)
		}
		defer arrays[i].Release()
	}
	d.line += n
	d.f.Table = array.NewRecord(schema, arrays, int64(n))
	if d.lenient {
		return nil // Encode sorts them
	}
	return d.checkOrder()
}

// rowsInPart is the number of rows that each of several readers reads.
const rowsInPart = 1 << 13

// A rowReader reads a range of rows with its own builders.
type rowReader struct {
	decoder // at the first row
	rows    int
	arrays  []arrow.Array
	err     error
}

// cut divides the remaining n rows among readers. If Arrow cannot concatenate a column, there is one reader.
func (d *decoder) cut(n int) []*rowReader {
	size := rowsInPart
	if slices.ContainsFunc(d.fields, func(f arrow.Field) bool { return !joinable(f.Type) }) {
		size = n
	}
	out := []*rowReader{{decoder: *d, rows: min(n, max(size, 1))}}
	for at, line := d.at, 0; line < n-size; {
		for range size {
			at += bytes.IndexByte(d.text[at:], '\n') + 1
		}
		line += size
		r := &rowReader{decoder: *d, rows: min(n-line, size)}
		r.at, r.line = at, d.line+line
		out = append(out, r)
	}
	return out
}

// joinable reports whether Arrow concatenates arrays of a type without changing the values.
func joinable(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.BINARY, arrow.LARGE_BINARY, arrow.BOOL:
		return true
	}
	_, fixed := dt.(arrow.FixedWidthDataType)
	return fixed && dt.ID() != arrow.DICTIONARY && dt.ID() != arrow.EXTENSION
}

func (r *rowReader) read(mem memory.Allocator) {
	defer func() {
		if p := recover(); p != nil {
			err := budget.Recovered(p)
			if err == nil {
				panic(p)
			}
			r.err = r.fail(r.line, 1, "the file %w", err)
		}
	}()
	columns := make([]columnReader, len(r.fields))
	for i, field := range r.fields {
		c, err := newColumnReader(field, mem)
		if err != nil {
			r.err = r.fail(3+i, 1, "column %q: %w", field.Name, err)
			return
		}
		defer c.builder.Release()
		c.lenient = r.lenient
		c.builder.Reserve(r.rows)
		columns[i] = c
	}
	for range r.rows {
		line, _ := r.next()
		if r.err = r.row(line, columns); r.err != nil {
			return
		}
	}
	for i := range columns {
		r.arrays = append(r.arrays, columns[i].builder.NewArray())
	}
}

// row reads one cell per column.
func (d *decoder) row(line []byte, columns []columnReader) error {
	at := 0
	for i := range columns {
		if i > 0 {
			if at >= len(line) {
				return d.fail(d.line, len(line)+1, "the row has %s, want %d: %s", message.Count(i, "cell"),
					len(columns), Advice)
			}
			if line[at] != ',' {
				return d.fail(d.line, at+1, "want a comma after the cell of column %q, found %s", columns[i-1].name,
					message.Quote(line[at:]))
			}
			at++
		}
		n, err := columns[i].read(line[at:])
		if err != nil {
			if syntax, ok := errors.AsType[*arrowtext.SyntaxError](err); ok {
				return d.fail(d.line, at+syntax.Offset+1, "column %q: %s", columns[i].name, syntax.Msg)
			}
			return d.fail(d.line, at+1, "column %q: %w", columns[i].name, err)
		}
		at += n
	}
	if at < len(line) {
		return d.fail(d.line, at+1, "the row has more than %d cells, found %s: %s", len(columns),
			message.Quote(line[at:]), Advice)
	}
	return nil
}

// A columnReader reads the cells of one column.
type columnReader struct {
	name    string
	builder array.Builder
	parse   arrowtext.Parser
	text    bool // strings, which may be quoted
	nested  bool // JSON
	notNull bool
	lenient bool
	buf     []byte
}

func newColumnReader(field arrow.Field, mem memory.Allocator) (columnReader, error) {
	b := array.NewBuilder(mem, field.Type)
	parse, err := arrowtext.NewParser(b)
	return columnReader{
		name: field.Name, builder: b, parse: parse,
		text: Textual(field.Type), nested: nested(field.Type), notNull: !field.Nullable,
	}, err
}

// read appends the cell at the start of text and returns its length in bytes.
func (c *columnReader) read(text []byte) (n int, err error) {
	switch {
	case c.text && len(text) > 0 && text[0] == '"':
		if c.buf, n, err = arrowtext.ParseJSONString(c.buf[:0], text); err != nil {
			return n, err
		}
		if !c.lenient && !needsQuotes(c.buf) {
			return n, errors.New("the text needs no quotes: " + Advice)
		}
		return n, c.parse(c.buf)
	case c.nested && len(text) > 0 && (text[0] == '[' || text[0] == '{'):
		if n, err = arrowtext.JSONValue(text); err != nil {
			return n, err
		}
		return n, c.parse(text[:n])
	}
	n = bytes.IndexByte(text, ',')
	if n < 0 {
		n = len(text)
	}
	cell := text[:n]
	switch {
	case n == 0:
		return 0, errors.New(`empty cell: write null, or "" for an empty text`)
	case string(cell) == NullText:
		if c.notNull {
			return 0, errors.New("null in a column that is not nullable")
		}
		c.builder.AppendNull()
		return n, nil
	case c.text && !c.lenient && needsQuotes(cell):
		return 0, fmt.Errorf("the text %s needs quotes", message.Quote(cell))
	}
	return n, c.parse(cell)
}

// checkOrder returns an error for the first row that is out of order.
func (d *decoder) checkOrder() error {
	f := d.f
	if f.Order == Ordered {
		return nil
	}
	columns := sortColumns(f.Table, f.Order, f.Key)
	compare := cells.RowComparer(columns, columns)
	if f.Order == Keyed {
		for _, name := range f.Key {
			null := arrowtext.Nulls(ColumnsNamed(f.Table, []string{name})[0])
			for row := range int(f.Table.NumRows()) {
				if null(row) {
					return d.fail(d.first+row, 1, "the key column %q is null: %s", name, Advice)
				}
			}
		}
	}
	for row := 1; row < int(f.Table.NumRows()); row++ {
		switch c := compare(row-1, row); {
		case c > 0:
			return d.fail(d.first+row, 1, "the row is out of order (%s): it belongs above the previous row: %s",
				f.Order, Advice)
		case c == 0 && f.Order == Keyed:
			return d.fail(d.first+row, 1, "the row has the same key as the previous row: %s", Advice)
		}
	}
	return nil
}
