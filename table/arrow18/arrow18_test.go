package arrow18_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/compute"
	"github.com/apache/arrow-go/v18/arrow/decimal"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/arrow18"
)

// revenue adds up the amounts of the orders of each country, in order of appearance.
func revenue(ctx context.Context, in map[string]arrow.Table) (arrow.Table, error) {
	mem := compute.GetAllocator(ctx)
	if mem == memory.DefaultAllocator {
		return nil, fmt.Errorf("the context has no allocator")
	}
	var countries []string
	sums := map[string]int64{}
	r := array.NewTableReader(in["orders"], 4)
	defer r.Release()
	for r.Next() {
		rec := r.RecordBatch()
		country, amount := rec.Column(1).(*array.String), rec.Column(2).(*array.Decimal128)
		for row := range country.Len() {
			if _, ok := sums[country.Value(row)]; !ok {
				countries = append(countries, country.Value(row))
			}
			sums[country.Value(row)] += int64(amount.Value(row).LowBits())
		}
	}
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{
		{Name: "country", Type: arrow.BinaryTypes.String},
		{Name: "revenue", Type: &arrow.Decimal64Type{Precision: 12, Scale: 2}},
	}, nil))
	defer b.Release()
	for _, c := range countries {
		b.Field(0).(*array.StringBuilder).Append(c)
		b.Field(1).(*array.Decimal64Builder).Append(decimal.Decimal64(sums[c]))
	}
	rec := b.NewRecordBatch()
	defer rec.Release()
	return array.NewTableFromRecords(rec.Schema(), []arrow.RecordBatch{rec}), r.Err()
}

func TestRevenue(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	table.Run(t, fx, arrow18.Transform(revenue),
		table.Case{Name: "both_countries", Key: []string{"country"}},
	)
}

func TestSeveralTables(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	both := func(ctx context.Context, in map[string]arrow.Table) (map[string]arrow.Table, error) {
		out, err := revenue(ctx, in)
		in["orders"].Retain()
		return map[string]arrow.Table{"revenue": out, "orders": in["orders"]}, err
	}
	table.Run(t, fx, arrow18.Tables(both, "revenue", "orders"), table.Case{
		Name: "two", Uses: []string{"orders"},
		Tables: map[string]golden.Options{"orders": {Ignore: []string{"note"}}},
	})
}

// paid passes on the orders, in the batches in which they come.
func paid(_ context.Context, in map[string]array.RecordReader) (array.RecordReader, error) {
	orders := in["orders"]
	orders.Retain()
	return orders, nil
}

func TestStreams(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	for _, form := range []golden.Form{golden.AsText, golden.AsDigest} {
		table.Run(t, fx, arrow18.Stream(paid), table.Case{
			Name: fmt.Sprintf("form_%d", form), Form: form, Uses: []string{"orders"}, Order: golden.Ordered,
		})
	}
}

// The streams release what they hold, also if a transform makes its own records or stops before the end.
func TestStreamsAreReleased(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	for name, stream := range map[string]func(context.Context, map[string]array.RecordReader) (array.RecordReader, error){
		"own_records": func(ctx context.Context, _ map[string]array.RecordReader) (array.RecordReader, error) {
			schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int8}}, nil)
			b := array.NewRecordBuilder(compute.GetAllocator(ctx), schema)
			defer b.Release()
			b.Field(0).(*array.Int8Builder).AppendValues([]int8{1, 2}, nil)
			rec := b.NewRecordBatch()
			defer rec.Release()
			return array.NewRecordReader(schema, []arrow.RecordBatch{rec, rec})
		},
		"first_row": func(_ context.Context, in map[string]array.RecordReader) (array.RecordReader, error) {
			in["orders"].Next()
			row := in["orders"].RecordBatch().NewSlice(0, 1)
			defer row.Release()
			return array.NewRecordReader(in["orders"].Schema(), []arrow.RecordBatch{row})
		},
	} {
		table.Run(t, fx, arrow18.Stream(stream), table.Case{Name: name, Uses: []string{"orders"}})
	}
}

func TestAssertTakesTablesOfBothVersions(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int8}}, nil))
	defer b.Release()
	b.Field(0).(*array.Int8Builder).AppendValues([]int8{1, 2}, nil)
	rec := b.NewRecordBatch()
	defer rec.Release()
	golden.Assert(t, "record", rec)

	whole := array.NewTableFromRecords(rec.Schema(), []arrow.RecordBatch{rec})
	defer whole.Release()
	golden.Assert(t, "table", whole)

	r := array.NewTableReader(whole, 1)
	defer r.Release()
	golden.Assert(t, "reader", r)
}
