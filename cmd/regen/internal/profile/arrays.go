package profile

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/assay-go/assay/internal/arrowtext"
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

// wholes returns the values of some rows. A uint64 larger than the largest int64 becomes that.
func wholes(a arrow.Array, rows []int) []int64 {
	value := arrowtext.Int64s(a)
	if b, ok := a.(*array.Boolean); ok {
		value = func(row int) int64 {
			if b.Value(row) {
				return 1
			}
			return 0
		}
	}
	out := make([]int64, len(rows))
	for k, row := range rows {
		out[k] = value(row)
	}
	if a.DataType().ID() == arrow.UINT64 {
		for k, v := range out {
			out[k] = int64(min(uint64(v), math.MaxInt64))
		}
	}
	return out
}

// reals returns the values of some rows as the nearest float64.
func reals(a arrow.Array, rows []int) []float64 {
	out := make([]float64, len(rows))
	value := arrowtext.Floats(a)
	switch a := a.(type) {
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
		return Mixed(uint64(int64(v))) // as the integer, so keys of both kinds match
	}
	return Mixed(math.Float64bits(v))
}

// hashText returns the hash of a text, never 0.
func hashText(s string) uint64 { return max(1, xxh3.HashString(s)) }

// Cells returns the cells of some rows that are not null, of a type that has Numbers or Texts: their numbers, or their
// texts.
func (c *Column) Cells(a arrow.Array, rows []int) (numbers []float64, texts []string) {
	switch {
	case c.Texts != nil:
		text := textOf(a)
		for _, row := range rows {
			texts = append(texts, text(row))
		}
	case c.Numbers != nil && isWhole(c.Type):
		for _, v := range wholes(a, rows) {
			numbers = append(numbers, float64(v))
		}
	case c.Numbers != nil:
		numbers = reals(a, rows)
	}
	return numbers, texts
}
