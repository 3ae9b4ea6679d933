package engine

import (
	"fmt"
	"math/big"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A Decimal is a decimal number: Unscaled / 10^Scale.
type Decimal struct {
	Unscaled *big.Int
	Scale    int32
}

// String returns the number as text.
func (d Decimal) String() string {
	return new(big.Rat).SetFrac(d.Unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)).
		FloatString(int(d.Scale))
}

// A Map is the entries of a map, in order.
type Map []Entry

// An Entry is an entry of a map.
type Entry struct{ Key, Value any }

// A Struct is the fields of a struct, by name.
type Struct map[string]any

// A TimeOfDay is the time since midnight.
type TimeOfDay time.Duration

// Values returns a function that returns the cells of an array as Go values: nil, bool, int64, uint64, float64, string,
// []byte, [Decimal], [time.Time] for dates and timestamps (in UTC), [TimeOfDay], [time.Duration],
// [arrow.MonthDayNanoInterval], []any, [Struct] and [Map].
func Values(a arrow.Array) (func(row int) any, error) {
	a = arrowtext.Storage(a)
	if a.DataType().ID() == arrow.NULL {
		return func(int) any { return nil }, nil
	}
	value, err := values(a)
	if err != nil {
		return nil, err
	}
	return func(row int) any {
		if a.IsNull(row) {
			return nil
		}
		return value(row)
	}, nil
}

func values(a arrow.Array) (func(row int) any, error) {
	switch a := a.(type) {
	case *array.Boolean:
		return func(row int) any { return a.Value(row) }, nil
	case *array.Int8, *array.Int16, *array.Int32, *array.Int64:
		value := arrowtext.Int64s(a)
		return func(row int) any { return value(row) }, nil
	case *array.Uint8, *array.Uint16, *array.Uint32:
		value := arrowtext.Int64s(a)
		return func(row int) any { return uint64(value(row)) }, nil
	case *array.Uint64:
		return func(row int) any { return a.Value(row) }, nil
	case *array.Float16, *array.Float32, *array.Float64:
		value := arrowtext.Floats(a)
		return func(row int) any { return value(row) }, nil
	case array.StringLike:
		return func(row int) any { return a.Value(row) }, nil
	case *array.Binary:
		return func(row int) any { return a.Value(row) }, nil
	case *array.LargeBinary:
		return func(row int) any { return a.Value(row) }, nil
	case *array.FixedSizeBinary:
		return func(row int) any { return a.Value(row) }, nil
	case *array.Decimal128:
		scale := a.DataType().(*arrow.Decimal128Type).Scale
		return func(row int) any { return Decimal{a.Value(row).BigInt(), scale} }, nil
	case *array.Decimal256:
		scale := a.DataType().(*arrow.Decimal256Type).Scale
		return func(row int) any { return Decimal{a.Value(row).BigInt(), scale} }, nil
	case *array.Dictionary:
		value, err := Values(a.Dictionary())
		return func(row int) any { return value(a.GetValueIndex(row)) }, err
	}
	if value := temporal(a); value != nil {
		return value, nil
	}
	return nested(a)
}

func temporal(a arrow.Array) func(row int) any {
	switch a := a.(type) {
	case *array.Date32:
		return func(row int) any { return a.Value(row).ToTime() }
	case *array.Date64:
		return func(row int) any { return a.Value(row).ToTime() }
	case *array.Timestamp:
		unit := a.DataType().(*arrow.TimestampType).Unit
		return func(row int) any { return a.Value(row).ToTime(unit) }
	case *array.Time32:
		unit := a.DataType().(*arrow.Time32Type).Unit.Multiplier()
		return func(row int) any { return TimeOfDay(time.Duration(a.Value(row)) * unit) }
	case *array.Time64:
		unit := a.DataType().(*arrow.Time64Type).Unit.Multiplier()
		return func(row int) any { return TimeOfDay(time.Duration(a.Value(row)) * unit) }
	case *array.Duration:
		unit := a.DataType().(*arrow.DurationType).Unit.Multiplier()
		return func(row int) any { return time.Duration(a.Value(row)) * unit }
	case *array.MonthInterval:
		return func(row int) any { return arrow.MonthDayNanoInterval{Months: int32(a.Value(row))} }
	case *array.DayTimeInterval:
		return func(row int) any {
			v := a.Value(row)
			nanos := int64(v.Milliseconds) * int64(time.Millisecond)
			return arrow.MonthDayNanoInterval{Days: v.Days, Nanoseconds: nanos}
		}
	case *array.MonthDayNanoInterval:
		return func(row int) any { return a.Value(row) }
	}
	return nil
}

func nested(a arrow.Array) (func(row int) any, error) {
	switch a := a.(type) {
	case *array.Map:
		keys, err := Values(a.Keys())
		if err != nil {
			return nil, err
		}
		items, err := Values(a.Items())
		return func(row int) any {
			start, end := a.ValueOffsets(row)
			m := make(Map, 0, end-start)
			for i := start; i < end; i++ {
				m = append(m, Entry{keys(int(i)), items(int(i))})
			}
			return m
		}, err
	case array.ListLike:
		value, err := Values(a.ListValues())
		return func(row int) any {
			start, end := a.ValueOffsets(row)
			list := make([]any, 0, end-start)
			for i := start; i < end; i++ {
				list = append(list, value(int(i)))
			}
			return list
		}, err
	case *array.Struct:
		names := a.DataType().(*arrow.StructType).Fields()
		fields := make([]func(row int) any, a.NumField())
		for i := range fields {
			var err error
			if fields[i], err = Values(a.Field(i)); err != nil {
				return nil, err
			}
		}
		return func(row int) any {
			s := make(Struct, len(fields))
			for i, field := range fields {
				s[names[i].Name] = field(row)
			}
			return s
		}, nil
	}
	return nil, fmt.Errorf("a column of type %s cannot be a column of a table", arrowtext.TypeText(a.DataType()))
}
