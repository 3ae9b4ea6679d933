package tablewriter

import (
	"bufio"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/arrowtext"
)

// A parquetWriter writes row groups of one size, independent of the batches.
type parquetWriter struct {
	format              Format
	schema              *arrow.Schema
	*pqarrow.FileWriter // nil before the first record
	buf                 *bufio.Writer
}

func newParquetWriter(f Format, w io.Writer, schema *arrow.Schema) (Writer, error) {
	for _, field := range schema.Fields() {
		if _, err := pqarrow.ToParquet(arrow.NewSchema([]arrow.Field{field}, nil), parquet.NewWriterProperties(),
			withSchema); err != nil {
			return nil, fmt.Errorf("column %q: cannot write %s to Parquet: choose another type, or --format arrow", field.Name,
				arrowtext.TypeText(field.Type))
		}
	}
	return &parquetWriter{format: f, schema: schema, buf: bufio.NewWriterSize(w, 1<<20)}, nil
}

// withSchema stores the Arrow schema in the Parquet file.
var withSchema = pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema())

// start starts the file. The first record decides which columns get a dictionary.
func (p *parquetWriter) start(first arrow.Record) error {
	props, err := arrowfile.Dictionaries(first)
	if err != nil {
		return err
	}
	props = append(props, parquet.WithCompression(p.format.codec()), parquet.WithMaxRowGroupLength(p.format.RowGroup))
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

// codec returns the Parquet compression.
func (f Format) codec() compress.Compression {
	switch f.Compression {
	case "zstd":
		return compress.Codecs.Zstd
	case "gzip":
		return compress.Codecs.Gzip
	case "none":
		return compress.Codecs.Uncompressed
	}
	return compress.Codecs.Snappy
}
