package shrink

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Take returns some rows of a record, which are in order.
func Take(rec arrow.Record, rows []int) (arrow.Record, error) {
	columns := make([]arrow.Array, rec.NumCols())
	for i, column := range rec.Columns() {
		var parts []arrow.Array
		for k := 0; k < len(rows); {
			end := k + 1
			for end < len(rows) && rows[end] == rows[end-1]+1 {
				end++
			}
			parts = append(parts, array.NewSlice(column, int64(rows[k]), int64(rows[end-1]+1)))
			k = end
		}
		if parts == nil {
			columns[i] = array.MakeArrayOfNull(memory.DefaultAllocator, column.DataType(), 0)
			continue
		}
		var err error
		if columns[i], err = array.Concatenate(parts, memory.DefaultAllocator); err != nil {
			return nil, err
		}
	}
	return array.NewRecord(rec.Schema(), columns, int64(len(rows))), nil
}

// Pick returns the cells of an array in some rows, in any order and number.
func Pick(a arrow.Array, rows []int) (arrow.Array, error) {
	parts := make([]arrow.Array, len(rows))
	for k, row := range rows {
		parts[k] = array.NewSlice(a, int64(row), int64(row+1))
	}
	if len(rows) == 0 {
		return array.MakeArrayOfNull(memory.DefaultAllocator, a.DataType(), 0), nil
	}
	return array.Concatenate(parts, memory.DefaultAllocator)
}
