// Package rearrange makes records of the rows and cells of others: rows in another order, doubled numbers, rows of
// nulls, sums of the rows that share a key.
package rearrange

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Take returns rows of a record in the given order. A row may come more than once.
func Take(rec arrow.Record, rows []int) (arrow.Record, error) {
	columns := make([]arrow.Array, rec.NumCols())
	for i, column := range rec.Columns() {
		var err error
		if columns[i], err = take(column, rows); err != nil {
			return nil, fmt.Errorf("column %s: %w", rec.ColumnName(i), err)
		}
	}
	return array.NewRecord(rec.Schema(), columns, int64(len(rows))), nil
}

// take joins slices of an array, one for each run of neighboring rows.
func take(column arrow.Array, rows []int) (arrow.Array, error) {
	var parts []arrow.Array
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && rows[to] == rows[to-1]+1 {
			to++
		}
		parts = append(parts, array.NewSlice(column, int64(rows[from]), int64(rows[to-1]+1)))
		from = to
	}
	if parts == nil {
		return array.MakeArrayOfNull(memory.DefaultAllocator, column.DataType(), 0), nil
	}
	return array.Concatenate(parts, memory.DefaultAllocator)
}

// Append returns the rows of two records of equal types, one after the other.
func Append(a, b arrow.Record) (arrow.Record, error) {
	columns := make([]arrow.Array, a.NumCols())
	for i, column := range a.Columns() {
		var err error
		both := []arrow.Array{column, b.Column(i)}
		if columns[i], err = array.Concatenate(both, memory.DefaultAllocator); err != nil {
			return nil, fmt.Errorf("column %s: %w", a.ColumnName(i), err)
		}
	}
	return array.NewRecord(a.Schema(), columns, a.NumRows()+b.NumRows()), nil
}

// WithNullRow returns a record with one more row: a copy of its last one with nulls in some columns.
func WithNullRow(rec arrow.Record, null []bool) (arrow.Record, error) {
	columns := make([]arrow.Array, rec.NumCols())
	for i, column := range rec.Columns() {
		if null[i] || rec.NumRows() == 0 {
			columns[i] = array.MakeArrayOfNull(memory.DefaultAllocator, column.DataType(), 1)
		} else {
			columns[i] = array.NewSlice(column, rec.NumRows()-1, rec.NumRows())
		}
	}
	return Append(rec, array.NewRecord(rec.Schema(), columns, 1))
}

// Conform returns the columns of a schema from a record that has them, perhaps in another order and among others. A
// column that it lacks is null if absent allows that.
func Conform(rec arrow.Record, schema *arrow.Schema, absent func(column string) bool) (arrow.Record, error) {
	columns := make([]arrow.Array, schema.NumFields())
	for i, f := range schema.Fields() {
		at := rec.Schema().FieldIndices(f.Name)
		switch {
		case len(at) == 0 && absent(f.Name):
			columns[i] = array.MakeArrayOfNull(memory.DefaultAllocator, f.Type, int(rec.NumRows()))
		case len(at) != 1:
			return nil, fmt.Errorf("the result has no column %s", f.Name)
		case !arrow.TypeEqual(rec.Column(at[0]).DataType(), f.Type):
			return nil, fmt.Errorf("column %s of the result is %s, and of the dataset %s: give both one type",
				f.Name, rec.Column(at[0]).DataType(), f.Type)
		default:
			columns[i] = rec.Column(at[0])
		}
	}
	return array.NewRecord(schema, columns, rec.NumRows()), nil
}
