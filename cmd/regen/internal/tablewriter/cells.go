package tablewriter

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// cellsOf returns functions that write the cells of each column, and functions that report its nulls.
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
