package tabular

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// appendScalar appends a text to the builder of a type that kinds.typ returns, which holds it.
func appendScalar(b array.Builder, s string) error {
	switch b := b.(type) {
	case *array.Int64Builder:
		v, err := strconv.ParseInt(s, 10, 64)
		b.Append(v)
		return err
	case *array.Float64Builder:
		v, err := strconv.ParseFloat(s, 64)
		b.Append(v)
		return err
	case *array.BooleanBuilder:
		b.Append(strings.EqualFold(s, "true"))
	case *array.Date32Builder:
		at, _, ok := parseTime(s)
		if !ok {
			return fmt.Errorf("%q is no date", s)
		}
		b.Append(arrow.Date32FromTime(at))
	case *array.TimestampBuilder:
		at, _, ok := parseTime(s)
		if !ok {
			return fmt.Errorf("%q is no timestamp", s)
		}
		v, err := arrow.TimestampFromTime(at, b.Type().(*arrow.TimestampType).Unit)
		b.Append(v)
		return err
	case *array.StringBuilder:
		b.Append(s)
	default:
		return fmt.Errorf("no text is %s", b.Type())
	}
	return nil
}

// A batcher builds records of a batch of rows and hands them over.
type batcher struct {
	schema   *arrow.Schema
	columns  []int // nil means all
	builders []array.Builder
	rows     int
	each     func(arrow.Record) error
}

func newBatcher(schema *arrow.Schema, columns []int, each func(arrow.Record) error) *batcher {
	if len(columns) == 0 {
		columns = make([]int, schema.NumFields())
		for i := range columns {
			columns[i] = i
		}
	}
	b := &batcher{columns: columns, each: each}
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = schema.Field(c)
		b.builders = append(b.builders, array.NewBuilder(allocator, fields[i].Type))
	}
	b.schema = arrow.NewSchema(fields, nil)
	return b
}

// row counts a row that is complete.
func (b *batcher) row() error {
	if b.rows++; b.rows < batch {
		return nil
	}
	return b.flush()
}

func (b *batcher) flush() error {
	if b.rows == 0 {
		return nil
	}
	arrays := make([]arrow.Array, len(b.builders))
	for i, builder := range b.builders {
		arrays[i] = builder.NewArray()
	}
	rec := array.NewRecord(b.schema, arrays, int64(b.rows))
	b.rows = 0
	return b.each(rec)
}
