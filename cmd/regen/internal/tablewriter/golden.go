package tablewriter

import (
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/goldenfile"
)

// A goldenWriter writes a golden. It keeps all rows in memory.
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
	rec, err := goldenfile.ToRecord(table)
	if err != nil {
		return err
	}
	text, err := goldenfile.Encode(&goldenfile.File{Order: goldenfile.Ordered, Table: rec})
	if err != nil {
		return err
	}
	_, err = g.w.Write(text)
	return err
}
