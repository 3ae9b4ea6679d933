package engine

import (
	"fmt"
	"math/big"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// A Builder builds a record from rows of Go values.
type Builder struct {
	schema *arrow.Schema
	rows   int64
	cols   []array.Builder
	add    []func(any) error
}

// NewBuilder returns a builder of a record.
func NewBuilder(schema *arrow.Schema) (*Builder, error) {
	b := &Builder{schema: schema}
	for _, f := range schema.Fields() {
		col := array.NewBuilder(memory.DefaultAllocator, f.Type)
		add, err := appender(col)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", message.Quote(f.Name), err)
		}
		b.cols, b.add = append(b.cols, col), append(b.add, add)
	}
	return b, nil
}

// Append appends a row. A cell is a value as [Values] returns it, any number type, or a text of the column's type as a
// string or as bytes. Times are taken as they show on the clock for columns without a zone.
func (b *Builder) Append(row []any) error {
	for i, v := range row {
		if err := b.add[i](v); err != nil {
			return fmt.Errorf("column %s, row %d: %w", message.Quote(b.schema.Field(i).Name), b.rows, err)
		}
	}
	b.rows++
	return nil
}

// Record returns the record.
func (b *Builder) Record() arrow.Record {
	columns := make([]arrow.Array, len(b.cols))
	for i, c := range b.cols {
		columns[i] = c.NewArray()
	}
	return array.NewRecord(b.schema, columns, b.rows)
}

// appender returns a function that appends a value to a builder.
func appender(b array.Builder) (func(any) error, error) {
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return nil, err
	}
	add, err := typedAppender(b)
	if err != nil {
		return nil, err
	}
	binary := b.Type().ID() == arrow.BINARY
	return func(v any) error {
		switch v := v.(type) {
		case nil:
			b.AppendNull()
			return nil
		case string:
			return parse([]byte(v))
		case []byte:
			if !binary {
				return parse(v)
			}
		}
		if add(v) {
			return nil
		}
		return fmt.Errorf("the value %v does not fit the type %s: cast the column", v, arrowtext.TypeText(b.Type()))
	}, nil
}

// typedAppender returns a function that appends values that are not texts. It reports whether it knows the value.
func typedAppender(b array.Builder) (func(any) bool, error) {
	switch b := b.(type) {
	case *array.NullBuilder:
		return func(any) bool { return false }, nil
	case *array.BooleanBuilder:
		return as(b.Append), nil
	case *array.Int8Builder:
		return ints(b.Append), nil
	case *array.Int16Builder:
		return ints(b.Append), nil
	case *array.Int32Builder:
		return ints(b.Append), nil
	case *array.Int64Builder:
		return ints(b.Append), nil
	case *array.Uint8Builder:
		return ints(b.Append), nil
	case *array.Uint16Builder:
		return ints(b.Append), nil
	case *array.Uint32Builder:
		return ints(b.Append), nil
	case *array.Uint64Builder:
		return ints(b.Append), nil
	case *array.Float32Builder:
		return floats(b.Append), nil
	case *array.Float64Builder:
		return floats(b.Append), nil
	case *array.StringBuilder:
		return as(b.Append), nil
	case *array.BinaryBuilder:
		return as(b.Append), nil
	case *array.Decimal128Builder:
		return decimals(b), nil
	case *array.Date32Builder:
		return as(func(t time.Time) { b.Append(arrow.Date32FromTime(wallClock(t))) }), nil
	case *array.TimestampBuilder:
		return timestamps(b), nil
	case *array.Time64Builder:
		return timesOfDay(b), nil
	case *array.MonthDayNanoIntervalBuilder:
		return as(b.Append), nil
	}
	return nestedAppender(b)
}

func as[T any](add func(T)) func(any) bool {
	return func(v any) bool {
		t, ok := v.(T)
		if ok {
			add(t)
		}
		return ok
	}
}

func ints[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](add func(T)) func(any) bool {
	return func(v any) bool {
		var big uint64
		negative := false
		switch v := v.(type) {
		case int8:
			big, negative = uint64(v), v < 0
		case int16:
			big, negative = uint64(v), v < 0
		case int32:
			big, negative = uint64(v), v < 0
		case int64:
			big, negative = uint64(v), v < 0
		case uint8:
			big = uint64(v)
		case uint16:
			big = uint64(v)
		case uint32:
			big = uint64(v)
		case uint64:
			big = v
		default:
			return false
		}
		t := T(big)
		if uint64(t) != big || t < 0 != negative {
			return false
		}
		add(t)
		return true
	}
}

func floats[T float32 | float64](add func(T)) func(any) bool {
	return func(v any) bool {
		switch v := v.(type) {
		case float32:
			add(T(v))
		case float64:
			add(T(v))
		default:
			return false
		}
		return true
	}
}

// decimals appends a [Decimal], or an integer as a *big.Int or uint64, if it fits exactly.
func decimals(b *array.Decimal128Builder) func(any) bool {
	t := b.Type().(*arrow.Decimal128Type)
	return func(v any) bool {
		d, ok := v.(Decimal)
		switch n := v.(type) {
		case *big.Int:
			d, ok = Decimal{Unscaled: n}, true
		case uint64:
			d, ok = Decimal{Unscaled: new(big.Int).SetUint64(n)}, true
		}
		if !ok || d.Scale > t.Scale {
			return false
		}
		n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.Scale-d.Scale)), nil)
		if n.Mul(n, d.Unscaled); n.BitLen() > 127 {
			return false
		}
		num := decimal128.FromBigInt(n)
		if !num.FitsInPrecision(t.Precision) {
			return false
		}
		b.Append(num)
		return true
	}
}

// wallClock returns the instant at which a clock in UTC shows what t shows.
func wallClock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

func timestamps(b *array.TimestampBuilder) func(any) bool {
	t := b.Type().(*arrow.TimestampType)
	return func(v any) bool {
		at, ok := v.(time.Time)
		if !ok {
			return false
		}
		if t.TimeZone == "" {
			at = wallClock(at)
		}
		ts, err := arrow.TimestampFromTime(at, t.Unit)
		if err != nil || !ts.ToTime(t.Unit).Equal(at) {
			return false
		}
		b.Append(ts)
		return true
	}
}

// timesOfDay appends a [TimeOfDay], or what a time shows on the clock.
func timesOfDay(b *array.Time64Builder) func(any) bool {
	unit := b.Type().(*arrow.Time64Type).Unit.Multiplier()
	return func(v any) bool {
		if t, ok := v.(time.Time); ok {
			t = wallClock(t)
			v = TimeOfDay(t.Sub(t.Truncate(24 * time.Hour)))
		}
		t, ok := v.(TimeOfDay)
		if ok = ok && time.Duration(t)%unit == 0; ok {
			b.Append(arrow.Time64(time.Duration(t) / unit))
		}
		return ok
	}
}

func nestedAppender(b array.Builder) (func(any) bool, error) {
	switch b := b.(type) {
	case *array.MapBuilder:
		key, err := appender(b.KeyBuilder())
		if err != nil {
			return nil, err
		}
		item, err := appender(b.ItemBuilder())
		return func(v any) bool {
			m, ok := v.(Map)
			if ok {
				b.Append(true)
			}
			for i := 0; ok && i < len(m); i++ {
				ok = key(m[i].Key) == nil && item(m[i].Value) == nil
			}
			return ok
		}, err
	case array.ListLikeBuilder:
		add, err := appender(b.ValueBuilder())
		return func(v any) bool {
			list, ok := v.([]any)
			if ok {
				b.Append(true)
			}
			for i := 0; ok && i < len(list); i++ {
				ok = add(list[i]) == nil
			}
			return ok
		}, err
	case *array.StructBuilder:
		fields := make([]func(any) error, b.NumField())
		for i := range fields {
			var err error
			if fields[i], err = appender(b.FieldBuilder(i)); err != nil {
				return nil, err
			}
		}
		names := b.Type().(*arrow.StructType).Fields()
		return func(v any) bool {
			s, ok := v.(Struct)
			if ok {
				b.Append(true)
			}
			for i := 0; ok && i < len(fields); i++ {
				ok = fields[i](s[names[i].Name]) == nil
			}
			return ok
		}, nil
	}
	return nil, fmt.Errorf("a result cannot hold the type %s", arrowtext.TypeText(b.Type()))
}
