package arrow18

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
	arrow17 "github.com/apache/arrow/go/v17/arrow"
	array17 "github.com/apache/arrow/go/v17/arrow/array"
	memory17 "github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

// An owner is the allocator of a wrapped buffer. Freeing the buffer releases the original.
type owner struct {
	memory.Allocator // panics: a wrapped buffer never grows
	release          func()
}

func (o owner) Free([]byte) { o.release() }

// Array17 wraps an array of v18. The caller releases it.
func Array17(a arrow.Array) (arrow17.Array, error) {
	dt, err := Type17(a.DataType())
	if err != nil {
		return nil, err
	}
	return As17(a, dt), nil
}

// As17 wraps an array of v18 as one of type dt, which has the same buffers. The caller releases it.
func As17(a arrow.Array, dt arrow17.DataType) arrow17.Array {
	data := data17(a.Data(), dt)
	defer data.Release()
	return array17.MakeFromData(data)
}

// Record17 wraps a record of v18. The caller releases it.
func Record17(rec arrow.RecordBatch) (arrow17.Record, error) {
	schema, err := heldSchema17(rec)
	if err != nil {
		return nil, err
	}
	return record17(rec, schema), nil
}

// heldSchema17 returns the schema of a table or record. A released one has no columns any more, but still its schema.
func heldSchema17(t interface {
	NumCols() int64
	Schema() *arrow.Schema
},
) (*arrow17.Schema, error) {
	if t.NumCols() != int64(t.Schema().NumFields()) {
		return nil, fmt.Errorf("found %d of the %d columns of its schema: it was released already, "+
			"release it after the assertion", t.NumCols(), t.Schema().NumFields())
	}
	return Schema17(t.Schema())
}

func record17(rec arrow.RecordBatch, schema *arrow17.Schema) arrow17.Record {
	columns := make([]arrow17.Array, rec.NumCols())
	for i := range columns {
		columns[i] = As17(rec.Column(i), schema.Field(i).Type)
		defer columns[i].Release()
	}
	return array17.NewRecord(schema, columns, rec.NumRows())
}

// Table17 wraps a table of v18. The caller releases it.
func Table17(t arrow.Table) (arrow17.Table, error) {
	schema, err := heldSchema17(t)
	if err != nil {
		return nil, err
	}
	columns := make([]arrow17.Column, t.NumCols())
	for i := range columns {
		chunks := make([]arrow17.Array, len(t.Column(i).Data().Chunks()))
		for j, chunk := range t.Column(i).Data().Chunks() {
			chunks[j] = As17(chunk, schema.Field(i).Type)
			defer chunks[j].Release()
		}
		chunked := arrow17.NewChunked(schema.Field(i).Type, chunks)
		columns[i] = *arrow17.NewColumn(schema.Field(i), chunked)
		chunked.Release()
		defer columns[i].Release()
	}
	return array17.NewTable(schema, columns, t.NumRows()), nil
}

// A reader17 wraps a reader of v18.
type reader17 struct {
	array.RecordReader
	schema *arrow17.Schema
	record arrow17.Record
}

// Reader17 wraps a reader of v18. The caller releases it.
func Reader17(r array.RecordReader) (array17.RecordReader, error) {
	schema, err := Schema17(r.Schema())
	if err != nil {
		return nil, err
	}
	r.Retain()
	return &reader17{RecordReader: r, schema: schema}, nil
}

func (r *reader17) Schema() *arrow17.Schema { return r.schema }

func (r *reader17) Record() arrow17.Record { return r.record }

func (r *reader17) Next() bool {
	r.drop()
	if !r.RecordReader.Next() {
		return false
	}
	r.record = record17(r.RecordBatch(), r.schema)
	return true
}

func (r *reader17) Release() {
	r.drop()
	r.RecordReader.Release()
}

func (r *reader17) drop() {
	if r.record != nil {
		r.record.Release()
		r.record = nil
	}
}

// data17 wraps the data of an array whose type is dt.
func data17(of arrow.ArrayData, dt arrow17.DataType) arrow17.ArrayData {
	if wide := wideDecimals(of); wide != nil {
		defer wide.Release()
		of = wide
	}
	buffers := make([]*memory17.Buffer, len(of.Buffers()))
	for i, b := range of.Buffers() {
		if b != nil {
			b.Retain()
			buffers[i] = memory17.NewBufferWithAllocator(b.Bytes(), owner{release: b.Release})
			defer buffers[i].Release()
		}
	}
	types := childTypes17(dt)
	children := make([]arrow17.ArrayData, len(of.Children()))
	for i, c := range of.Children() {
		children[i] = data17(c, types[i])
		defer children[i].Release()
	}
	data := array17.NewData(dt, of.Len(), buffers, children, of.NullN(), of.Offset())
	if d, ok := arrowtext.StorageType(dt).(*arrow17.DictionaryType); ok && of.Dictionary() != nil {
		values := data17(of.Dictionary(), d.ValueType)
		defer values.Release()
		data.SetDictionary(values)
	}
	return data
}

// childTypes17 returns the types of the children of an array.
func childTypes17(dt arrow17.DataType) []arrow17.DataType {
	switch dt := arrowtext.StorageType(dt).(type) {
	case *arrow17.MapType:
		return []arrow17.DataType{dt.Elem()}
	case arrow17.NestedType:
		types := make([]arrow17.DataType, dt.NumFields())
		for i, f := range dt.Fields() {
			types[i] = f.Type
		}
		return types
	}
	return nil
}

// wideDecimals copies decimals of 32 and 64 bits, which v17 lacks, into decimals of 128 bits. It returns nil for
// others.
func wideDecimals(of arrow.ArrayData) arrow.ArrayData {
	var wide []decimal128.Num
	dt := &arrow.Decimal128Type{}
	switch t := of.DataType().(type) {
	case *arrow.Decimal32Type:
		dt.Precision, dt.Scale = t.Precision, t.Scale
		for _, n := range arrow.Decimal32Traits.CastFromBytes(of.Buffers()[1].Bytes()) {
			wide = append(wide, decimal128.FromI64(int64(n)))
		}
	case *arrow.Decimal64Type:
		dt.Precision, dt.Scale = t.Precision, t.Scale
		for _, n := range arrow.Decimal64Traits.CastFromBytes(of.Buffers()[1].Bytes()) {
			wide = append(wide, decimal128.FromI64(int64(n)))
		}
	default:
		return nil
	}
	values := memory.NewBufferBytes(arrow.Decimal128Traits.CastToBytes(wide))
	return array.NewData(dt, of.Len(), []*memory.Buffer{of.Buffers()[0], values}, nil, of.NullN(), of.Offset())
}
