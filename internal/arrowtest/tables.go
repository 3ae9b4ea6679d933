package arrowtest

import (
	"fmt"
	"math/rand/v2"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"
)

// Table draws a table of any types. Columns that are not nullable have no nulls.
func Table(t *rapid.T) arrow.Record {
	rows := rapid.IntRange(0, 5).Draw(t, "rows")
	var fields []arrow.Field
	var columns []arrow.Array
	for i := range rapid.IntRange(0, 4).Draw(t, "columns") {
		field := arrow.Field{
			Name:     fmt.Sprint(Name().Draw(t, "name"), i),
			Type:     Type(2).Draw(t, "type"),
			Nullable: rapid.Bool().Draw(t, "nullable"),
		}
		if mayHideNulls(field.Type) {
			field.Nullable = true
		}
		fields = append(fields, field)
		columns = append(columns, Column(t, field.Type, rows, field.Nullable))
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, int64(rows))
}

// mayHideNulls reports whether Column may draw nulls of a type even if it is not nullable.
func mayHideNulls(dt arrow.DataType) bool {
	for {
		e, ok := dt.(arrow.ExtensionType)
		if !ok {
			break
		}
		dt = e.StorageType()
	}
	return dt.ID() == arrow.NULL || dt.ID() == arrow.RUN_END_ENCODED
}

// Numbered returns a table of rows with an id from 0, a name and a lift. edit may change the lift; rows for which it
// returns false are left out.
func Numbered(rows int, edit func(id int, lift *float64) (keep bool)) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "lift", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	}, nil))
	defer b.Release()
	for id := range rows {
		lift := float64(id%100) / 8
		if edit != nil && !edit(id, &lift) {
			continue
		}
		b.Field(0).(*array.Int64Builder).Append(int64(id))
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("user %d", id%40))
		b.Field(2).(*array.Float64Builder).Append(lift)
	}
	return b.NewRecord()
}

// WideSchema is the schema of tables from Wide.
var WideSchema = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64},
	{Name: "rate", Type: arrow.PrimitiveTypes.Float64},
	{Name: "name", Type: arrow.BinaryTypes.String},
	{Name: "total", Type: &arrow.Decimal128Type{Precision: 12, Scale: 2}},
	{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}},
	{Name: "paid", Type: arrow.FixedWidthTypes.Boolean},
}, nil)

// Wide returns a table of six columns, with rows in the order of perm. If edited is set, every hundredth rate is one
// higher.
func Wide(rows int, perm []int, edited bool) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, WideSchema)
	defer b.Release()
	for at := range rows {
		row := at
		if perm != nil {
			row = perm[at]
		}
		rate := float64(row) / 7
		if edited && row%100 == 0 {
			rate++
		}
		b.Field(0).(*array.Int64Builder).Append(int64(row))
		b.Field(1).(*array.Float64Builder).Append(rate)
		b.Field(2).(*array.StringBuilder).Append(fmt.Sprintf("customer %d", row%5000))
		b.Field(3).(*array.Decimal128Builder).Append(decimal128.FromI64(int64(row) * 31))
		b.Field(4).(*array.TimestampBuilder).Append(arrow.Timestamp(1767225600000 + int64(row)*1000))
		b.Field(5).(*array.BooleanBuilder).Append(row%3 == 0)
	}
	return b.NewRecord()
}

// Shuffled returns the numbers below rows, in the same random order in each run.
func Shuffled(rows int) []int { return rand.New(rand.NewPCG(1, 2)).Perm(rows) }
