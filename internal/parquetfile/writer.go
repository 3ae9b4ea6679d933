package parquetfile

import (
	"bytes"
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrow18"
)

// Options are those of a [Writer].
type Options struct {
	Codec       string // snappy, zstd, gzip or none
	RowGroup    int64  // rows of a row group
	StoreSchema bool   // write the Arrow schema, which has the types that Parquet lacks
}

// A Writer writes row groups of one size, independent of the batches.
type Writer struct {
	options Options
	schema  *arrow.Schema
	out     io.Writer
	file    *pqarrow.FileWriter // nil before the first record
}

// NewWriter returns a writer of a table.
func NewWriter(w io.Writer, schema *arrow.Schema, o Options) *Writer {
	return &Writer{options: o, schema: schema, out: w}
}

// CheckType returns an error if Parquet has no column of a type.
func CheckType(dt arrow.DataType) error {
	schema, err := arrow18.Schema18(arrow.NewSchema([]arrow.Field{{Name: "a", Type: dt}}, nil))
	if err == nil {
		_, err = pqarrow.ToParquet(schema, parquet.NewWriterProperties(), pqarrow.DefaultWriterProps())
	}
	return err
}

// start starts the file. The first record decides which columns get a dictionary.
func (w *Writer) start(first arrow.Record) error {
	props, err := dictionaries(first)
	if err != nil {
		return err
	}
	props = append(props, parquet.WithCompression(codec(w.options.Codec)))
	if w.options.RowGroup > 0 {
		props = append(props, parquet.WithMaxRowGroupLength(w.options.RowGroup))
	}
	arrowProps := pqarrow.DefaultWriterProps()
	if w.options.StoreSchema {
		arrowProps = pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema())
	}
	schema, err := arrow18.Schema18(w.schema)
	if err != nil {
		return err
	}
	w.file, err = pqarrow.NewFileWriter(schema, w.out, parquet.NewWriterProperties(props...), arrowProps)
	return err
}

// Write writes the rows of a record.
func (w *Writer) Write(rec arrow.Record) error {
	if w.file == nil {
		if err := w.start(rec); err != nil {
			return err
		}
	}
	theirs, err := arrow18.Record18(rec)
	if err != nil {
		return err
	}
	defer theirs.Release()
	return w.file.WriteBuffered(theirs)
}

// Close writes the footer. It does not close the underlying writer.
func (w *Writer) Close() error {
	if w.file == nil {
		b := array.NewRecordBuilder(memory.DefaultAllocator, w.schema)
		defer b.Release()
		none := b.NewRecord()
		defer none.Release()
		if err := w.start(none); err != nil {
			return err
		}
	}
	return w.file.Close()
}

func codec(name string) compress.Compression {
	switch name {
	case "zstd":
		return compress.Codecs.Zstd
	case "gzip":
		return compress.Codecs.Gzip
	case "none":
		return compress.Codecs.Uncompressed
	}
	return compress.Codecs.Snappy
}

// encode returns a table as a Parquet file without an Arrow schema.
func encode(rec arrow.Record) ([]byte, error) {
	var b bytes.Buffer
	w := NewWriter(&b, rec.Schema(), Options{})
	if err := errors.Join(w.Write(rec), w.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
