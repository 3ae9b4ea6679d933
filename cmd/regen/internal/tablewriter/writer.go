// Package tablewriter writes Arrow records in the formats of regen gen: CSV, JSON lines, Arrow, Parquet, SQL, goldens,
// and aligned text for people.
package tablewriter

import (
	"io"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/console"
)

// A Writer writes the records of one table. Close completes the output; it does not close the underlying writer.
type Writer interface {
	Write(rec arrow.Record) error
	Close() error
}

// New returns a writer of a format.
func New(f Format, w io.Writer, schema *arrow.Schema) (Writer, error) {
	switch f.Name {
	case "jsonl":
		return &jsonlWriter{w: w}, nil
	case "arrow":
		return newArrowWriter(w, schema)
	case "parquet":
		return newParquetWriter(f, w, schema)
	case "sql":
		return newSQLWriter(w, f.Dataset, schema), nil
	case "golden":
		return &goldenWriter{w: w, schema: schema}, nil
	case "table":
		return &tableWriter{out: console.Console{Writer: w, Width: 200}}, nil
	}
	return newCSVWriter(w, schema, f.Header), nil
}
