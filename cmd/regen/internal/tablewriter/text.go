package tablewriter

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/texttable"
)

// A tableWriter writes the first rows as an aligned table.
type tableWriter struct {
	out   console.Console
	first arrow.Record
	rows  int
}

func (t *tableWriter) Write(rec arrow.Record) error {
	if t.first == nil {
		t.first = rec.NewSlice(0, min(rec.NumRows(), texttable.PreviewRows))
	}
	t.rows += int(rec.NumRows())
	return nil
}

func (t *tableWriter) Close() error {
	if t.first == nil {
		return nil
	}
	return texttable.Write(t.out, t.first, t.rows)
}
