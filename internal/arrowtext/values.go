package arrowtext

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Int64s returns a reader of an array whose cells are integers or counts of a unit: dates, times and durations. It
// returns nil for other arrays. A uint64 is returned as the int64 of the same bits.
func Int64s(a arrow.Array) func(row int) int64 {
	switch a := a.(type) {
	case *array.Int8:
		return int64s(a.Int8Values())
	case *array.Int16:
		return int64s(a.Int16Values())
	case *array.Int32:
		return int64s(a.Int32Values())
	case *array.Int64:
		return int64s(a.Int64Values())
	case *array.Uint8:
		return int64s(a.Uint8Values())
	case *array.Uint16:
		return int64s(a.Uint16Values())
	case *array.Uint32:
		return int64s(a.Uint32Values())
	case *array.Uint64:
		return int64s(a.Uint64Values())
	case *array.Date32:
		return int64s(a.Date32Values())
	case *array.Date64:
		return int64s(a.Date64Values())
	case *array.Time32:
		return int64s(a.Time32Values())
	case *array.Time64:
		return int64s(a.Time64Values())
	case *array.Timestamp:
		return int64s(a.TimestampValues())
	case *array.Duration:
		return int64s(a.DurationValues())
	}
	return nil
}

func int64s[T ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64](values []T) func(int) int64 {
	return func(row int) int64 { return int64(values[row]) }
}

// Floats returns a reader of an array of floats, or nil for other arrays.
func Floats(a arrow.Array) func(row int) float64 {
	switch a := a.(type) {
	case *array.Float16:
		v := a.Values()
		return func(row int) float64 { return halfToFloat(v[row].Uint16()) }
	case *array.Float32:
		v := a.Float32Values()
		return func(row int) float64 { return float64(v[row]) }
	case *array.Float64:
		v := a.Float64Values()
		return func(row int) float64 { return v[row] }
	}
	return nil
}
