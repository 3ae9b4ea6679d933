package goldenfile

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A CellWriter appends a cell of one column.
type CellWriter func(dst []byte, row int) []byte

func NewCellWriter(a arrow.Array) (CellWriter, error) {
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	if Textual(a.DataType()) {
		plain := format
		format = func(dst []byte, row int) []byte { return quoteFrom(plain(dst, row), len(dst)) }
	}
	if !arrowtext.HidesNulls(a.DataType()) && a.NullN() == 0 {
		return CellWriter(format), nil
	}
	null := arrowtext.Nulls(a)
	return func(dst []byte, row int) []byte {
		if null(row) {
			return append(dst, NullText...)
		}
		return format(dst, row)
	}, nil
}

// AppendRow appends cells of a row as a golden has them on its line.
func AppendRow(dst []byte, writers []CellWriter, row int) []byte {
	for c, write := range writers {
		if c > 0 {
			dst = append(dst, ',')
		}
		dst = write(dst, row)
	}
	return dst
}

// CellWriters returns a writer for each column.
func CellWriters(rec arrow.Record) ([]CellWriter, error) {
	writers := make([]CellWriter, rec.NumCols())
	for i := range writers {
		var err error
		if writers[i], err = NewCellWriter(rec.Column(i)); err != nil {
			return nil, fmt.Errorf("column %q: %w", rec.ColumnName(i), err)
		}
	}
	return writers, nil
}
