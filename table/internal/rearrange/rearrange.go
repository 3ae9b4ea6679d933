// Package rearrange makes records of the rows and cells of others: rows in another order, doubled numbers, rows of
// nulls, sums of the rows that share a key.
package rearrange

import (
	"errors"
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Take returns rows of a record in the given order. A row may come more than once.
func Take(rec arrow.Record, rows []int) (arrow.Record, error) {
	columns := make([]arrow.Array, rec.NumCols())
	for i, column := range rec.Columns() {
		var err error
		if columns[i], err = Cells(column, rows); err != nil {
			return nil, fmt.Errorf("column %s: %w", rec.ColumnName(i), err)
		}
	}
	return array.NewRecord(rec.Schema(), columns, int64(len(rows))), nil
}

// Cells returns cells of an array. It copies those of the usual types one by one, and joins slices of the others, one
// for each run of neighboring rows.
func Cells(column arrow.Array, rows []int) (arrow.Array, error) {
	if len(rows) == 0 {
		return array.NewSlice(column, 0, 0), nil
	}
	switch t := column.DataType().(type) {
	case *arrow.StringType, *arrow.BinaryType:
		return gatherTexts(column, rows)
	case *arrow.DictionaryType: // its cells are indexes
	case arrow.FixedWidthDataType:
		if size := t.BitWidth() / 8; size > 0 && len(column.Data().Buffers()) == 2 {
			return gatherFixed(column, rows, size), nil
		}
	}
	var parts []arrow.Array
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && rows[to] == rows[to-1]+1 {
			to++
		}
		parts = append(parts, array.NewSlice(column, int64(rows[from]), int64(rows[to-1]+1)))
		from = to
	}
	return array.Concatenate(parts, memory.DefaultAllocator)
}

// gatherFixed copies cells of a number of bytes.
func gatherFixed(column arrow.Array, rows []int, size int) arrow.Array {
	from, to := column.Data().Buffers()[1].Bytes(), make([]byte, 0, len(rows)*size)
	for _, row := range rows {
		at := (column.Data().Offset() + row) * size
		to = append(to, from[at:at+size]...)
	}
	return gathered(column, rows, memory.NewBufferBytes(to))
}

// gatherTexts copies texts.
func gatherTexts(column arrow.Array, rows []int) (arrow.Array, error) {
	texts := column.(interface {
		ValueOffset(i int) int
		ValueLen(i int) int
	})
	var from, to []byte
	if b := column.Data().Buffers()[2]; b != nil {
		from = b.Bytes()
	}
	offsets := make([]int32, 1, len(rows)+1)
	for _, row := range rows {
		if column.IsValid(row) {
			at := texts.ValueOffset(row)
			to = append(to, from[at:at+texts.ValueLen(row)]...)
		}
		if len(to) > math.MaxInt32 {
			return nil, errors.New("the texts exceed 2 GiB")
		}
		offsets = append(offsets, int32(len(to)))
	}
	starts := memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(offsets))
	return gathered(column, rows, starts, memory.NewBufferBytes(to)), nil
}

// gathered returns an array of buffers, in which those cells are null that were.
func gathered(column arrow.Array, rows []int, buffers ...*memory.Buffer) arrow.Array {
	nulls, valid := 0, (*memory.Buffer)(nil)
	if column.NullN() > 0 {
		bits := make([]byte, bitutil.BytesForBits(int64(len(rows))))
		for i, row := range rows {
			if column.IsValid(row) {
				bitutil.SetBit(bits, i)
			} else {
				nulls++
			}
		}
		valid = memory.NewBufferBytes(bits)
	}
	data := array.NewData(column.DataType(), len(rows), append([]*memory.Buffer{valid}, buffers...), nil, nulls, 0)
	return array.MakeFromData(data)
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
