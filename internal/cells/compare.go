package cells

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/float16"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A Comparison compares cell i of one array with cell j of another; the result is negative, 0 or positive. Null sorts
// before all values; NaN sorts after all numbers and equals NaN; -0 sorts before 0.
type Comparison func(i, j int) int

// Comparer returns the comparison of two arrays of one type.
func Comparer(a, b arrow.Array) Comparison {
	a, b = arrowtext.Storage(a), arrowtext.Storage(b)
	values := valueComparer(a, b)
	if !arrowtext.HidesNulls(a.DataType()) && a.NullN() == 0 && b.NullN() == 0 {
		return values
	}
	aNull, bNull := arrowtext.Nulls(a), arrowtext.Nulls(b)
	return func(i, j int) int {
		switch x, y := aNull(i), bNull(j); {
		case x && y:
			return 0
		case x:
			return -1
		case y:
			return 1
		}
		return values(i, j)
	}
}

// valueComparer is Comparer for cells that are not null.
func valueComparer(a, b arrow.Array) Comparison {
	switch a := a.(type) {
	case *array.Boolean:
		b := b.(*array.Boolean)
		return func(i, j int) int { return compareBools(a.Value(i), b.Value(j)) }
	case *array.Float16:
		x, y := a.Values(), b.(*array.Float16).Values()
		return func(i, j int) int { return cmp.Compare(halfRank(x[i]), halfRank(y[j])) }
	case *array.Float32:
		x, y := a.Float32Values(), b.(*array.Float32).Float32Values()
		return func(i, j int) int { return cmp.Compare(FloatRank(float64(x[i])), FloatRank(float64(y[j]))) }
	case *array.Float64:
		x, y := a.Float64Values(), b.(*array.Float64).Float64Values()
		return func(i, j int) int { return cmp.Compare(FloatRank(x[i]), FloatRank(y[j])) }
	case *array.Decimal128:
		x, y := a.Values(), b.(*array.Decimal128).Values()
		return func(i, j int) int { return x[i].Cmp(y[j]) }
	case *array.Decimal256:
		x, y := a.Values(), b.(*array.Decimal256).Values()
		return func(i, j int) int { return x[i].Cmp(y[j]) }
	case *array.DayTimeInterval:
		b := b.(*array.DayTimeInterval)
		return func(i, j int) int {
			x, y := a.Value(i), b.Value(j)
			return cmp.Or(cmp.Compare(x.Days, y.Days), cmp.Compare(x.Milliseconds, y.Milliseconds))
		}
	case *array.MonthDayNanoInterval:
		b := b.(*array.MonthDayNanoInterval)
		return func(i, j int) int {
			x, y := a.Value(i), b.Value(j)
			return cmp.Or(cmp.Compare(x.Months, y.Months), cmp.Compare(x.Days, y.Days),
				cmp.Compare(x.Nanoseconds, y.Nanoseconds))
		}
	case *array.Dictionary:
		b := b.(*array.Dictionary)
		values := Comparer(a.Dictionary(), b.Dictionary())
		return func(i, j int) int { return values(a.GetValueIndex(i), b.GetValueIndex(j)) }
	case *array.RunEndEncoded:
		b := b.(*array.RunEndEncoded)
		values := Comparer(a.Values(), b.Values())
		return func(i, j int) int { return values(a.GetPhysicalIndex(i), b.GetPhysicalIndex(j)) }
	case *array.Struct:
		return structComparer(a, b.(*array.Struct))
	case array.ListLike:
		return listComparer(a, b.(array.ListLike))
	}
	if x := Strings(a); x != nil {
		y := Strings(b)
		return func(i, j int) int { return strings.Compare(x(i), y(j)) }
	}
	if x := Binaries(a); x != nil {
		y := Binaries(b)
		return func(i, j int) int { return bytes.Compare(x(i), y(j)) }
	}
	return integerComparer(a, b)
}

func integerComparer(a, b arrow.Array) Comparison {
	switch a.DataType().ID() {
	case arrow.INT8:
		return compareIntegers[int8](a, b)
	case arrow.INT16:
		return compareIntegers[int16](a, b)
	case arrow.INT32, arrow.DATE32, arrow.TIME32, arrow.INTERVAL_MONTHS:
		return compareIntegers[int32](a, b)
	case arrow.INT64, arrow.DATE64, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return compareIntegers[int64](a, b)
	case arrow.UINT8:
		return compareIntegers[uint8](a, b)
	case arrow.UINT16:
		return compareIntegers[uint16](a, b)
	case arrow.UINT32:
		return compareIntegers[uint32](a, b)
	case arrow.UINT64:
		return compareIntegers[uint64](a, b)
	}
	return func(int, int) int { return 0 } // the null type, which has no values
}

type Integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

func compareIntegers[T Integer](a, b arrow.Array) Comparison {
	x, y := arrow.GetValues[T](a.Data(), 1), arrow.GetValues[T](b.Data(), 1)
	return func(i, j int) int { return cmp.Compare(x[i], y[j]) }
}

func structComparer(a, b *array.Struct) Comparison {
	fields := make([]Comparison, a.NumField())
	for f := range fields {
		fields[f] = Comparer(a.Field(f), b.Field(f))
	}
	return func(i, j int) int {
		for _, field := range fields {
			if c := field(i, j); c != 0 {
				return c
			}
		}
		return 0
	}
}

func listComparer(a, b array.ListLike) Comparison {
	elem := Comparer(a.ListValues(), b.ListValues())
	return func(i, j int) int {
		x, xEnd := a.ValueOffsets(i)
		y, yEnd := b.ValueOffsets(j)
		for ; x < xEnd && y < yEnd; x, y = x+1, y+1 {
			if c := elem(int(x), int(y)); c != 0 {
				return c
			}
		}
		return cmp.Compare(xEnd-x, yEnd-y)
	}
}

// Strings returns the values of an array of strings, however it stores them. It returns nil for other arrays.
func Strings(a arrow.Array) func(row int) string {
	switch a := a.(type) {
	case *array.String:
		return a.Value
	case *array.LargeString:
		return a.Value
	case *array.StringView:
		return a.Value
	case *array.Dictionary, *array.RunEndEncoded, array.ExtensionArray:
		values, at := decoded(arrowtext.Storage(a))
		if text := Strings(values); text != nil {
			return func(row int) string { return text(at(row)) }
		}
	}
	return nil
}

// Binaries returns the values of a binary array. It returns nil for other arrays.
func Binaries(a arrow.Array) func(row int) []byte {
	switch a := a.(type) {
	case *array.Binary:
		return a.Value
	case *array.LargeBinary:
		return a.Value
	case *array.BinaryView:
		return a.Value
	case *array.FixedSizeBinary:
		return a.Value
	}
	return nil
}

func compareBools(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// FloatRank maps floats to integers in the order of floats: -Inf first, then -0 before 0, Inf, and all NaN as one.
func FloatRank(f float64) uint64 {
	b := math.Float64bits(f)
	switch {
	case f != f:
		return math.MaxUint64
	case b>>63 == 1:
		return ^b
	}
	return b | 1<<63
}

// halfRank is FloatRank for half floats.
func halfRank(h float16.Num) uint16 {
	b := h.Uint16()
	switch {
	case b&0x7fff > 0x7c00:
		return math.MaxUint16
	case b>>15 == 1:
		return ^b
	}
	return b | 1<<15
}

// SortedRows returns n row numbers, sorted. Rows that compare equal keep their order.
func SortedRows(n int, compare Comparison) []int32 {
	sorted := true
	for row := 1; row < n && sorted; row++ {
		sorted = compare(row-1, row) <= 0
	}
	perm := make([]int32, n)
	for row := range perm {
		perm[row] = int32(row)
	}
	if !sorted {
		slices.SortStableFunc(perm, func(i, j int32) int { return compare(int(i), int(j)) })
	}
	return perm
}

// RowComparer compares rows column by column.
func RowComparer(a, b []arrow.Array) Comparison {
	columns := make([]Comparison, len(a))
	for c := range columns {
		columns[c] = Comparer(a[c], b[c])
	}
	if len(columns) == 1 {
		return columns[0]
	}
	return func(i, j int) int {
		for _, column := range columns {
			if c := column(i, j); c != 0 {
				return c
			}
		}
		return 0
	}
}
