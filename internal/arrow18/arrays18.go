package arrow18

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	arrow17 "github.com/apache/arrow/go/v17/arrow"
	array17 "github.com/apache/arrow/go/v17/arrow/array"
)

// Array18 wraps an array of v17. The caller releases it.
func Array18(a arrow17.Array) (arrow.Array, error) {
	dt, err := Type18(a.DataType())
	if err != nil {
		return nil, err
	}
	return as18(a, dt), nil
}

func as18(a arrow17.Array, dt arrow.DataType) arrow.Array {
	data := data18(a.Data(), dt)
	defer data.Release()
	return array.MakeFromData(data)
}

// Record18 wraps a record of v17. The caller releases it.
func Record18(rec arrow17.Record) (arrow.RecordBatch, error) {
	schema, err := Schema18(rec.Schema())
	if err != nil {
		return nil, err
	}
	return record18(rec, schema), nil
}

func record18(rec arrow17.Record, schema *arrow.Schema) arrow.RecordBatch {
	columns := make([]arrow.Array, rec.NumCols())
	for i := range columns {
		columns[i] = as18(rec.Column(i), schema.Field(i).Type)
		defer columns[i].Release()
	}
	return array.NewRecordBatch(schema, columns, rec.NumRows())
}

// Table18 wraps a table of v17. The caller releases it.
func Table18(t arrow17.Table) (arrow.Table, error) {
	schema, err := Schema18(t.Schema())
	if err != nil {
		return nil, err
	}
	columns := make([]arrow.Column, t.NumCols())
	for i := range columns {
		chunks := make([]arrow.Array, len(t.Column(i).Data().Chunks()))
		for j, chunk := range t.Column(i).Data().Chunks() {
			chunks[j] = as18(chunk, schema.Field(i).Type)
			defer chunks[j].Release()
		}
		chunked := arrow.NewChunked(schema.Field(i).Type, chunks)
		columns[i] = *arrow.NewColumn(schema.Field(i), chunked)
		chunked.Release()
		defer columns[i].Release()
	}
	return array.NewTable(schema, columns, t.NumRows()), nil
}

// A reader18 wraps a reader of v17.
type reader18 struct {
	array17.RecordReader
	schema *arrow.Schema
	record arrow.RecordBatch
}

// Reader18 wraps a reader of v17. The caller releases it.
func Reader18(r array17.RecordReader) (array.RecordReader, error) {
	schema, err := Schema18(r.Schema())
	if err != nil {
		return nil, err
	}
	r.Retain()
	return &reader18{RecordReader: r, schema: schema}, nil
}

func (r *reader18) Schema() *arrow.Schema { return r.schema }

func (r *reader18) RecordBatch() arrow.RecordBatch { return r.record }

func (r *reader18) Record() arrow.RecordBatch { return r.record }

func (r *reader18) Next() bool {
	r.drop()
	if !r.RecordReader.Next() {
		return false
	}
	r.record = record18(r.RecordReader.Record(), r.schema)
	return true
}

func (r *reader18) Release() {
	r.drop()
	r.RecordReader.Release()
}

func (r *reader18) drop() {
	if r.record != nil {
		r.record.Release()
		r.record = nil
	}
}

// data18 wraps the data of an array whose type is dt.
func data18(of arrow17.ArrayData, dt arrow.DataType) arrow.ArrayData {
	buffers := make([]*memory.Buffer, len(of.Buffers()))
	for i, b := range of.Buffers() {
		if b != nil {
			b.Retain()
			buffers[i] = memory.NewBufferWithAllocator(b.Bytes(), owner{release: b.Release})
			defer buffers[i].Release()
		}
	}
	types := childTypes18(dt)
	children := make([]arrow.ArrayData, len(of.Children()))
	for i, c := range of.Children() {
		children[i] = data18(c, types[i])
		defer children[i].Release()
	}
	data := array.NewData(dt, of.Len(), buffers, children, of.NullN(), of.Offset())
	if d, ok := storage18(dt).(*arrow.DictionaryType); ok && of.Dictionary() != nil {
		values := data18(of.Dictionary(), d.ValueType)
		defer values.Release()
		data.SetDictionary(values)
	}
	return data
}

// childTypes18 returns the types of the children of an array17.
func childTypes18(dt arrow.DataType) []arrow.DataType {
	switch dt := storage18(dt).(type) {
	case *arrow.MapType:
		return []arrow.DataType{dt.Elem()}
	case arrow.NestedType:
		types := make([]arrow.DataType, dt.NumFields())
		for i, f := range dt.Fields() {
			types[i] = f.Type
		}
		return types
	}
	return nil
}

func storage18(dt arrow.DataType) arrow.DataType {
	for {
		e, ok := dt.(arrow.ExtensionType)
		if !ok {
			return dt
		}
		dt = e.StorageType()
	}
}
