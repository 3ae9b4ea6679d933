package profile

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/zeebo/xxh3"
)

// isWhole reports whether the values of a type are integers, or counts of a unit.
func isWhole(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64,
		arrow.BOOL,
		arrow.DATE32, arrow.DATE64, arrow.TIME32, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return true
	}
	return false
}

func isReal(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64, arrow.DECIMAL128, arrow.DECIMAL256:
		return true
	}
	return false
}

func isText(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW:
		return true
	case arrow.DICTIONARY:
		return isText(dt.(*arrow.DictionaryType).ValueType)
	}
	return false
}

// wholes returns the values of some rows.
func wholes(a arrow.Array, rows []int) []int64 {
	switch a := a.(type) {
	case *array.Int8:
		return chosen(a.Int8Values(), rows)
	case *array.Int16:
		return chosen(a.Int16Values(), rows)
	case *array.Int32:
		return chosen(a.Int32Values(), rows)
	case *array.Int64:
		return chosen(a.Int64Values(), rows)
	case *array.Uint8:
		return chosen(a.Uint8Values(), rows)
	case *array.Uint16:
		return chosen(a.Uint16Values(), rows)
	case *array.Uint32:
		return chosen(a.Uint32Values(), rows)
	case *array.Uint64:
		return clamped(a.Uint64Values(), rows)
	case *array.Date32:
		return chosen(a.Date32Values(), rows)
	case *array.Date64:
		return chosen(a.Date64Values(), rows)
	case *array.Time32:
		return chosen(a.Time32Values(), rows)
	case *array.Time64:
		return chosen(a.Time64Values(), rows)
	case *array.Timestamp:
		return chosen(a.TimestampValues(), rows)
	case *array.Duration:
		return chosen(a.DurationValues(), rows)
	}
	b := a.(*array.Boolean)
	out := make([]int64, len(rows))
	for k, row := range rows {
		if b.Value(row) {
			out[k] = 1
		}
	}
	return out
}

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

func chosen[T integer](values []T, rows []int) []int64 {
	out := make([]int64, len(rows))
	for k, row := range rows {
		out[k] = int64(values[row])
	}
	return out
}

// clamped returns numbers as int64, and larger ones as the largest int64.
func clamped(values []uint64, rows []int) []int64 {
	out := make([]int64, len(rows))
	for k, row := range rows {
		out[k] = int64(min(values[row], math.MaxInt64))
	}
	return out
}

// reals returns the values of some rows as the nearest float64.
func reals(a arrow.Array, rows []int) []float64 {
	out := make([]float64, len(rows))
	var value func(row int) float64
	switch a := a.(type) {
	case *array.Float64:
		value = a.Value
	case *array.Float32:
		value = func(row int) float64 { return float64(a.Value(row)) }
	case *array.Float16:
		value = func(row int) float64 { return float64(a.Value(row).Float32()) }
	case *array.Decimal128:
		scale := a.DataType().(*arrow.Decimal128Type).Scale
		value = func(row int) float64 { return a.Value(row).ToFloat64(scale) }
	case *array.Decimal256:
		scale := a.DataType().(*arrow.Decimal256Type).Scale
		value = func(row int) float64 { return a.Value(row).ToFloat64(scale) }
	}
	for k, row := range rows {
		out[k] = value(row)
	}
	return out
}

// textOf returns a function that reads a text.
func textOf(a arrow.Array) func(row int) string {
	if d, ok := a.(*array.Dictionary); ok {
		text := textOf(d.Dictionary())
		return func(row int) string { return text(d.GetValueIndex(row)) }
	}
	return a.(interface{ Value(int) string }).Value
}

func hashFloat(v float64) uint64 {
	if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
		return mixed(uint64(int64(v))) // as the integer, so keys of both kinds match
	}
	return mixed(math.Float64bits(v))
}

// hashText returns the hash of a text, never 0.
func hashText(s string) uint64 { return max(1, xxh3.HashString(s)) }
