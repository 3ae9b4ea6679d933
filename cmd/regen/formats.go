package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/arrowtext"
)

// formats are the names of the formats that gen writes.
var formats = []string{"csv", "jsonl", "arrow", "parquet", "sql", "golden", "table"}

// extension returns the extension of the files of a format.
func extension(format string) string {
	if format == "table" {
		return "txt"
	}
	return format
}

// A recordWriter writes the records of one table. Close writes what is left; it does not close what it writes to.
type recordWriter interface {
	Write(rec arrow.Record) error
	Close() error
}

// A tableFormat is how a table is written.
type tableFormat struct {
	name        string // one of formats
	dataset     string // SQL names it
	header      bool   // CSV starts with the names of columns
	rowGroup    int64  // rows of a row group of Parquet
	compression string // of Parquet, one of compressions
}

// compressions are the ways to compress Parquet.
var compressions = []string{"snappy", "zstd", "gzip", "none"}

// codec returns the way to compress Parquet.
func (f tableFormat) codec() compress.Compression {
	switch f.compression {
	case "zstd":
		return compress.Codecs.Zstd
	case "gzip":
		return compress.Codecs.Gzip
	case "none":
		return compress.Codecs.Uncompressed
	}
	return compress.Codecs.Snappy
}

// newRecordWriter returns the writer of a format.
func newRecordWriter(f tableFormat, w io.Writer, schema *arrow.Schema) (recordWriter, error) {
	switch f.name {
	case "jsonl":
		return &jsonlWriter{w: w}, nil
	case "arrow":
		return newArrowWriter(w, schema)
	case "parquet":
		return newParquetWriter(f, w, schema)
	case "sql":
		return newSQLWriter(w, f.dataset, schema), nil
	case "golden":
		return &goldenWriter{w: w, schema: schema}, nil
	case "table":
		return &tableWriter{out: console{Writer: w, width: 200}}, nil
	}
	return newCSVWriter(w, schema, f.header), nil
}

// A jsonlWriter writes a JSON object a row.
type jsonlWriter struct {
	w   io.Writer
	buf []byte
}

func (j *jsonlWriter) Write(rec arrow.Record) error {
	objects := array.RecordToStructArray(rec)
	defer objects.Release()
	format, err := arrowtext.NewFormatter(objects)
	if err != nil {
		return err
	}
	j.buf = j.buf[:0]
	for row := range objects.Len() {
		j.buf = append(format(j.buf, row), '\n')
	}
	_, err = j.w.Write(j.buf)
	return err
}

func (j *jsonlWriter) Close() error { return nil }

// newArrowWriter writes an IPC file where w can seek, and a stream where it cannot.
func newArrowWriter(w io.Writer, schema *arrow.Schema) (recordWriter, error) {
	if f, ok := w.(*output); ok {
		return ipc.NewFileWriter(f.File, ipc.WithSchema(schema))
	}
	return ipc.NewWriter(w, ipc.WithSchema(schema)), nil
}

// defaultRowGroup is the number of rows of a Parquet row group.
const defaultRowGroup = 1 << 20

// A parquetWriter writes row groups of the same size, whatever the batches.
type parquetWriter struct {
	format              tableFormat
	schema              *arrow.Schema
	*pqarrow.FileWriter // nil before the first record
	buf                 *bufio.Writer
}

func newParquetWriter(f tableFormat, w io.Writer, schema *arrow.Schema) (recordWriter, error) {
	for _, field := range schema.Fields() {
		if _, err := pqarrow.ToParquet(arrow.NewSchema([]arrow.Field{field}, nil), parquet.NewWriterProperties(), withSchema); err != nil {
			return nil, fmt.Errorf("column %q: Parquet has no %s here: choose another type, or --format arrow", field.Name, arrowtext.TypeText(field.Type))
		}
	}
	return &parquetWriter{format: f, schema: schema, buf: bufio.NewWriterSize(w, 1<<20)}, nil
}

// withSchema stores Arrow's schema in a Parquet file.
var withSchema = pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema())

// start starts the file, whose first rows are those of a record.
func (p *parquetWriter) start(first arrow.Record) error {
	props, err := arrowfile.Dictionaries(first)
	if err != nil {
		return err
	}
	props = append(props, parquet.WithCompression(p.format.codec()), parquet.WithMaxRowGroupLength(p.format.rowGroup))
	p.FileWriter, err = pqarrow.NewFileWriter(p.schema, p.buf, parquet.NewWriterProperties(props...), withSchema)
	return err
}

func (p *parquetWriter) Write(rec arrow.Record) error {
	if p.FileWriter == nil {
		if err := p.start(rec); err != nil {
			return err
		}
	}
	return p.WriteBuffered(rec)
}

func (p *parquetWriter) Close() error {
	if p.FileWriter == nil {
		b := array.NewRecordBuilder(memory.DefaultAllocator, p.schema)
		defer b.Release()
		none := b.NewRecord()
		defer none.Release()
		if err := p.start(none); err != nil {
			return err
		}
	}
	if err := p.FileWriter.Close(); err != nil {
		return err
	}
	return p.buf.Flush()
}

// A goldenWriter writes a golden, which it has to hold whole.
type goldenWriter struct {
	w      io.Writer
	schema *arrow.Schema
	parts  []arrow.Record
}

func (g *goldenWriter) Write(rec arrow.Record) error {
	rec.Retain()
	g.parts = append(g.parts, rec)
	return nil
}

func (g *goldenWriter) Close() error {
	table := array.NewTableFromRecords(g.schema, g.parts)
	defer table.Release()
	rec, err := golden.ToRecord(table)
	if err != nil {
		return err
	}
	text, err := golden.Encode(&golden.File{Order: golden.Ordered, Table: rec})
	if err != nil {
		return err
	}
	_, err = g.w.Write(text)
	return err
}

// A tableWriter writes the first rows as an aligned table.
type tableWriter struct {
	out   console
	first arrow.Record
	rows  int
}

func (t *tableWriter) Write(rec arrow.Record) error {
	if t.first == nil {
		t.first = rec.NewSlice(0, min(rec.NumRows(), previewRows))
	}
	t.rows += int(rec.NumRows())
	return nil
}

func (t *tableWriter) Close() error {
	if t.first == nil {
		return nil
	}
	return writeTable(t.out, t.first, t.rows)
}

// A csvWriter writes RFC 4180 with \n line ends. A null is an empty cell and an empty text "". In a table of one
// column both are "", because a reader takes an empty line for no row.
type csvWriter struct {
	w     io.Writer
	buf   []byte
	alone bool
}

func newCSVWriter(w io.Writer, schema *arrow.Schema, header bool) *csvWriter {
	c := &csvWriter{w: w, alone: schema.NumFields() == 1}
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

// cellsOf returns what writes the cells of each column, and what tells its nulls.
func cellsOf(rec arrow.Record) (columns []arrowtext.Formatter, nulls []func(row int) bool, err error) {
	for _, a := range rec.Columns() {
		format, err := arrowtext.NewFormatter(a)
		if err != nil {
			return nil, nil, err
		}
		columns, nulls = append(columns, format), append(nulls, arrowtext.Nulls(a))
	}
	return columns, nulls, nil
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
	_, err := c.w.Write(c.buf) // the names, where there are no rows
	return err
}

// quoteCSV puts the cell buf[n:] between quotes where RFC 4180 wants it, or where it is empty.
func quoteCSV(buf []byte, n int) []byte {
	cell := buf[n:]
	if len(cell) > 0 && bytes.IndexByte(cell, ',') < 0 && bytes.IndexByte(cell, '"') < 0 &&
		bytes.IndexByte(cell, '\n') < 0 && bytes.IndexByte(cell, '\r') < 0 {
		return buf
	}
	quoted := bytes.ReplaceAll(cell, []byte(`"`), []byte(`""`))
	return append(append(append(buf[:n], '"'), quoted...), '"')
}
