package golden

import (
	"bytes"
	"cmp"
	"hash/maphash"
	"math"
	"math/bits"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"
	"github.com/apache/arrow/go/v17/arrow/float16"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A comparison returns how cell i of one array stands to cell j of another: negative, 0 or positive. Null comes before all
// values, NaN after all numbers and equal to itself, -0 before 0.
type comparison func(i, j int) int

// comparer returns the comparison of two arrays of one type.
func comparer(a, b arrow.Array) comparison {
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

// valueComparer is comparer for cells that are not null.
func valueComparer(a, b arrow.Array) comparison {
	switch a := a.(type) {
	case *array.Boolean:
		b := b.(*array.Boolean)
		return func(i, j int) int { return compareBools(a.Value(i), b.Value(j)) }
	case *array.Float16:
		x, y := a.Values(), b.(*array.Float16).Values()
		return func(i, j int) int { return cmp.Compare(halfRank(x[i]), halfRank(y[j])) }
	case *array.Float32:
		x, y := a.Float32Values(), b.(*array.Float32).Float32Values()
		return func(i, j int) int { return cmp.Compare(floatRank(float64(x[i])), floatRank(float64(y[j]))) }
	case *array.Float64:
		x, y := a.Float64Values(), b.(*array.Float64).Float64Values()
		return func(i, j int) int { return cmp.Compare(floatRank(x[i]), floatRank(y[j])) }
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
			return cmp.Or(cmp.Compare(x.Months, y.Months), cmp.Compare(x.Days, y.Days), cmp.Compare(x.Nanoseconds, y.Nanoseconds))
		}
	case *array.Dictionary:
		b := b.(*array.Dictionary)
		values := comparer(a.Dictionary(), b.Dictionary())
		return func(i, j int) int { return values(a.GetValueIndex(i), b.GetValueIndex(j)) }
	case *array.RunEndEncoded:
		b := b.(*array.RunEndEncoded)
		values := comparer(a.Values(), b.Values())
		return func(i, j int) int { return values(a.GetPhysicalIndex(i), b.GetPhysicalIndex(j)) }
	case *array.Struct:
		return structComparer(a, b.(*array.Struct))
	case array.ListLike:
		return listComparer(a, b.(array.ListLike))
	}
	if x := stringsOf(a); x != nil {
		y := stringsOf(b)
		return func(i, j int) int { return strings.Compare(x(i), y(j)) }
	}
	if x := bytesOf(a); x != nil {
		y := bytesOf(b)
		return func(i, j int) int { return bytes.Compare(x(i), y(j)) }
	}
	return integerComparer(a, b)
}

func integerComparer(a, b arrow.Array) comparison {
	switch a.DataType().ID() {
	case arrow.INT8:
		return inOrder[int8](a, b)
	case arrow.INT16:
		return inOrder[int16](a, b)
	case arrow.INT32, arrow.DATE32, arrow.TIME32, arrow.INTERVAL_MONTHS:
		return inOrder[int32](a, b)
	case arrow.INT64, arrow.DATE64, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return inOrder[int64](a, b)
	case arrow.UINT8:
		return inOrder[uint8](a, b)
	case arrow.UINT16:
		return inOrder[uint16](a, b)
	case arrow.UINT32:
		return inOrder[uint32](a, b)
	case arrow.UINT64:
		return inOrder[uint64](a, b)
	}
	return func(int, int) int { return 0 } // the null type, which has no values
}

type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

func inOrder[T integer](a, b arrow.Array) comparison {
	x, y := arrow.GetValues[T](a.Data(), 1), arrow.GetValues[T](b.Data(), 1)
	return func(i, j int) int { return cmp.Compare(x[i], y[j]) }
}

func structComparer(a, b *array.Struct) comparison {
	fields := make([]comparison, a.NumField())
	for f := range fields {
		fields[f] = comparer(a.Field(f), b.Field(f))
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

func listComparer(a, b array.ListLike) comparison {
	elem := comparer(a.ListValues(), b.ListValues())
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

// stringsOf returns the values of an array of strings, nil for another.
func stringsOf(a arrow.Array) func(row int) string {
	switch a := a.(type) {
	case *array.String:
		return a.Value
	case *array.LargeString:
		return a.Value
	case *array.StringView:
		return a.Value
	}
	return nil
}

// bytesOf returns the values of an array of binary, nil for another.
func bytesOf(a arrow.Array) func(row int) []byte {
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

// floatRank maps floats to integers in their order: -Inf, -0, 0, Inf, and every NaN as one.
func floatRank(f float64) uint64 {
	b := math.Float64bits(f)
	switch {
	case f != f:
		return math.MaxUint64
	case b>>63 == 1:
		return ^b
	}
	return b | 1<<63
}

// halfRank is floatRank for half floats.
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

// A hasher returns a number that is the same for equal cells. It differs from one process to the next, so nothing that
// is shown or written may depend on it.
type hasher func(row int) uint64

var hashSeed = maphash.MakeSeed()

const nullHash = 0x9e3779b97f4a7c15

// mix spreads the bits of x over the whole word.
func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0x2d358dccaa6c78a5, 0x8bb84b93962eacc9)
	return hi ^ lo
}

// join returns the hash of two things, in their order.
func join(h, next uint64) uint64 { return mix(bits.RotateLeft64(h, 23) ^ next) }

func newHasher(a arrow.Array) hasher {
	a = arrowtext.Storage(a)
	values := valueHasher(a)
	if !arrowtext.HidesNulls(a.DataType()) && a.NullN() == 0 {
		return values
	}
	null := arrowtext.Nulls(a)
	return func(row int) uint64 {
		if null(row) {
			return nullHash
		}
		return values(row)
	}
}

func valueHasher(a arrow.Array) hasher {
	switch a := a.(type) {
	case *array.Boolean:
		return func(row int) uint64 {
			if a.Value(row) {
				return mix(1)
			}
			return mix(0)
		}
	case *array.Float16:
		v := a.Values()
		return func(row int) uint64 { return mix(uint64(halfRank(v[row]))) }
	case *array.Float32:
		v := a.Float32Values()
		return func(row int) uint64 { return mix(floatRank(float64(v[row]))) }
	case *array.Float64:
		v := a.Float64Values()
		return func(row int) uint64 { return mix(floatRank(v[row])) }
	case *array.Decimal128:
		v := arrow.GetValues[decimal128.Num](a.Data(), 1)
		return func(row int) uint64 { return join(mix(v[row].LowBits()), uint64(v[row].HighBits())) }
	case *array.Decimal256:
		v := arrow.GetValues[decimal256.Num](a.Data(), 1)
		return func(row int) uint64 {
			w := v[row].Array()
			return join(join(join(mix(w[0]), w[1]), w[2]), w[3])
		}
	case *array.DayTimeInterval:
		return func(row int) uint64 {
			v := a.Value(row)
			return join(mix(uint64(v.Days)), uint64(v.Milliseconds))
		}
	case *array.MonthDayNanoInterval:
		return func(row int) uint64 {
			v := a.Value(row)
			return join(join(mix(uint64(v.Months)), uint64(v.Days)), uint64(v.Nanoseconds))
		}
	case *array.Dictionary:
		values := newHasher(a.Dictionary())
		return func(row int) uint64 { return values(a.GetValueIndex(row)) }
	case *array.RunEndEncoded:
		values := newHasher(a.Values())
		return func(row int) uint64 { return values(a.GetPhysicalIndex(row)) }
	case *array.Struct:
		fields := make([]hasher, a.NumField())
		for f := range fields {
			fields[f] = newHasher(a.Field(f))
		}
		return func(row int) uint64 {
			h := uint64(len(fields))
			for _, field := range fields {
				h = join(h, field(row))
			}
			return h
		}
	case array.ListLike:
		elem := newHasher(a.ListValues())
		return func(row int) uint64 {
			start, end := a.ValueOffsets(row)
			h := uint64(end - start)
			for i := start; i < end; i++ {
				h = join(h, elem(int(i)))
			}
			return mix(h)
		}
	}
	if v := stringsOf(a); v != nil {
		return func(row int) uint64 { return maphash.String(hashSeed, v(row)) }
	}
	if v := bytesOf(a); v != nil {
		return func(row int) uint64 { return maphash.Bytes(hashSeed, v(row)) }
	}
	return integerHasher(a)
}

func integerHasher(a arrow.Array) hasher {
	switch a.DataType().ID() {
	case arrow.INT8:
		return hashIntegers[int8](a)
	case arrow.INT16:
		return hashIntegers[int16](a)
	case arrow.INT32, arrow.DATE32, arrow.TIME32, arrow.INTERVAL_MONTHS:
		return hashIntegers[int32](a)
	case arrow.INT64, arrow.DATE64, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return hashIntegers[int64](a)
	case arrow.UINT8:
		return hashIntegers[uint8](a)
	case arrow.UINT16:
		return hashIntegers[uint16](a)
	case arrow.UINT32:
		return hashIntegers[uint32](a)
	case arrow.UINT64:
		return hashIntegers[uint64](a)
	}
	return func(int) uint64 { return nullHash }
}

func hashIntegers[T integer](a arrow.Array) hasher {
	v := arrow.GetValues[T](a.Data(), 1)
	return func(row int) uint64 { return mix(uint64(v[row])) }
}
