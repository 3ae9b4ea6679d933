package rearrange

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Double returns a record with the numbers in some columns doubled, which is exact.
func Double(rec arrow.Record, names []string) (arrow.Record, error) {
	groups := make([][]int, rec.NumRows())
	for row := range groups {
		groups[row] = []int{row, row}
	}
	columns := slices.Clone(rec.Columns())
	for _, name := range names {
		at := rec.Schema().FieldIndices(name)
		if len(at) != 1 {
			return nil, fmt.Errorf("no column %s", name)
		}
		sums, ok, err := sum(columns[at[0]], groups)
		switch {
		case err != nil:
			return nil, fmt.Errorf("column %s: %w", name, err)
		case !ok:
			return nil, fmt.Errorf("column %s is %s, not a number", name, columns[at[0]].DataType())
		}
		columns[at[0]] = sums
	}
	return array.NewRecord(rec.Schema(), columns, rec.NumRows()), nil
}

// SumByKey returns one row for each key, in the order in which keys first come, with the sums of the numbers in the
// other columns. Of what is not a number, it is the cell of the first row.
func SumByKey(rec arrow.Record, key []string) (arrow.Record, error) {
	var keys []arrow.Array
	for _, name := range key {
		at := rec.Schema().FieldIndices(name)
		if len(at) != 1 {
			return nil, fmt.Errorf("no column %s", name)
		}
		keys = append(keys, rec.Column(at[0]))
	}
	var first []int
	var groups [][]int
	number := map[string]int{}
	for row := range int(rec.NumRows()) {
		var text strings.Builder
		for _, k := range keys {
			fmt.Fprintf(&text, "%t %q ", k.IsNull(row), k.ValueStr(row))
		}
		g, known := number[text.String()]
		if !known {
			g = len(groups)
			number[text.String()] = g
			first, groups = append(first, row), append(groups, nil)
		}
		groups[g] = append(groups[g], row)
	}
	columns := make([]arrow.Array, rec.NumCols())
	for i, column := range rec.Columns() {
		sums, ok, err := sum(column, groups)
		if !ok || slices.Contains(key, rec.ColumnName(i)) {
			sums, err = Cells(column, first)
		}
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", rec.ColumnName(i), err)
		}
		columns[i] = sums
	}
	return array.NewRecord(rec.Schema(), columns, int64(len(groups))), nil
}

// sum adds the cells of each group of rows. Nulls do not count, and the sum of nulls is null. It reports whether the
// column has numbers.
func sum(column arrow.Array, groups [][]int) (sums arrow.Array, ok bool, err error) {
	switch c := column.(type) {
	case *array.Int8:
		sums, err = sumOf(c, groups, addInts)
	case *array.Int16:
		sums, err = sumOf(c, groups, addInts)
	case *array.Int32:
		sums, err = sumOf(c, groups, addInts)
	case *array.Int64:
		sums, err = sumOf(c, groups, addInts)
	case *array.Duration:
		sums, err = sumOf(c, groups, addInts)
	case *array.Uint8:
		sums, err = sumOf(c, groups, addInts)
	case *array.Uint16:
		sums, err = sumOf(c, groups, addInts)
	case *array.Uint32:
		sums, err = sumOf(c, groups, addInts)
	case *array.Uint64:
		sums, err = sumOf(c, groups, addInts)
	case *array.Float32:
		sums, err = sumOf(c, groups, func(a, b float32) (float32, bool) { return a + b, true })
	case *array.Float64:
		sums, err = sumOf(c, groups, func(a, b float64) (float64, bool) { return a + b, true })
	case *array.Decimal128:
		digits := c.DataType().(*arrow.Decimal128Type).Precision
		sums, err = sumOf(c, groups, func(a, b decimal128.Num) (decimal128.Num, bool) {
			s := a.Add(b)
			return s, s.FitsInPrecision(digits)
		})
	case *array.Decimal256:
		digits := c.DataType().(*arrow.Decimal256Type).Precision
		sums, err = sumOf(c, groups, func(a, b decimal256.Num) (decimal256.Num, bool) {
			s := a.Add(b)
			return s, s.FitsInPrecision(digits)
		})
	default:
		return nil, false, nil
	}
	return sums, true, err
}

func addInts[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | arrow.Duration](a, b T) (T, bool) {
	s := a + b
	return s, (s >= a) == (b >= 0)
}

// sumOf is sum for one type. add reports whether the sum fits.
func sumOf[T any, A interface {
	arrow.Array
	Value(i int) T
}](column A, groups [][]int, add func(a, b T) (T, bool)) (arrow.Array, error) {
	sums, valid := make([]T, len(groups)), make([]bool, len(groups))
	for g, rows := range groups {
		for _, row := range rows {
			if column.IsNull(row) {
				continue
			}
			if !valid[g] {
				sums[g], valid[g] = column.Value(row), true
				continue
			}
			sum, fits := add(sums[g], column.Value(row))
			if !fits {
				return nil, fmt.Errorf("the sum at row %d exceeds %s", row, column.DataType())
			}
			sums[g] = sum
		}
	}
	b := array.NewBuilder(memory.DefaultAllocator, column.DataType()).(interface {
		AppendValues(values []T, valid []bool)
		NewArray() arrow.Array
	})
	b.AppendValues(sums, valid)
	return b.NewArray(), nil
}
