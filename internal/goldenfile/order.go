package goldenfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/message"
)

// rowOrder returns the rows in the order in which the golden lists them; nil means their own order.
func rowOrder(f *File) ([]int32, error) {
	order := f.RowOrder()
	if order == Ordered {
		return nil, nil
	}
	columns := sortColumns(f.Table, order, f.Key)
	compare := cells.RowComparer(columns, columns)
	if order == Keyed {
		if err := NullKey(f.Table, f.Key); err != nil {
			return nil, err
		}
	}
	rows := int(f.Table.NumRows())
	if ascending(rows, compare, order == Keyed) {
		return nil, nil
	}
	perm, twin := cells.SortRows(columns, rows)
	if order == Keyed && twin > 0 {
		return nil, DuplicateKey(f.Table, f.Key, int(perm[twin-1]), int(perm[twin]))
	}
	return perm, nil
}

// ascending reports whether the rows are in order already, and unequal if distinct is set.
func ascending(rows int, compare cells.Comparison, distinct bool) bool {
	for row := 1; row < rows; row++ {
		if c := compare(row-1, row); c > 0 || c == 0 && distinct {
			return false
		}
	}
	return true
}

// A KeyError says that a key does not identify the rows of a table.
type KeyError struct {
	Key  []string
	Rows []string // the first offending rows, as a golden writes them
	Msg  string
}

func (e *KeyError) Error() string {
	return fmt.Sprintf("key %s: %s:\n\t%s", strings.Join(e.Key, ", "), e.Msg, strings.Join(e.Rows, "\n\t"))
}

// NullKey returns an error if the key of a row has a null.
func NullKey(rec arrow.Record, key []string) error {
	for _, name := range key {
		column := rec.Column(ColumnIndex(rec.Schema(), name))
		if !arrowtext.HidesNulls(column.DataType()) && column.NullN() == 0 {
			continue
		}
		null := arrowtext.Nulls(column)
		var rows []int
		for row := range column.Len() {
			if null(row) {
				rows = append(rows, row)
			}
		}
		if len(rows) > 0 {
			msg := fmt.Sprintf("%s is null in %s: choose another key, or give it a value", name,
				message.Count(len(rows), "row"))
			return keyError(rec, key, msg, rows)
		}
	}
	return nil
}

func DuplicateKey(rec arrow.Record, key []string, rows ...int) error {
	slices.Sort(rows)
	return keyError(rec, key, "rows have the same key: mend the join if it repeats rows, add a column that distinguishes "+
		"them to the key, or compare as a multiset", rows)
}

// keyError returns an error that shows the first offending rows.
func keyError(rec arrow.Record, key []string, msg string, rows []int) error {
	writers, err := CellWriters(rec)
	if err != nil {
		return err
	}
	e := &KeyError{Key: key, Msg: msg}
	for _, row := range rows[:min(len(rows), 5)] {
		e.Rows = append(e.Rows, string(AppendRow(fmt.Appendf(nil, "row %d: ", row), writers, row)))
	}
	return e
}
