package cells

import (
	"hash/maphash"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/parallel"
)

// A Hasher returns the same number for equal cells. The number depends on the process, so nothing that is shown or
// written may depend on it.
type Hasher func(row int) uint64

var HashSeed = maphash.MakeSeed()

const nullHash = 0x9e3779b97f4a7c15

// Mix spreads the bits of x over the word.
func Mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0x2d358dccaa6c78a5, 0x8bb84b93962eacc9)
	return hi ^ lo
}

// combineHashes returns the hash of two values, in order.
func combineHashes(h, next uint64) uint64 { return Mix(bits.RotateLeft64(h, 23) ^ next) }

func NewHasher(a arrow.Array) Hasher {
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

func valueHasher(a arrow.Array) Hasher {
	switch a := a.(type) {
	case *array.Boolean:
		return func(row int) uint64 {
			if a.Value(row) {
				return Mix(1)
			}
			return Mix(0)
		}
	case *array.Float16:
		v := a.Values()
		return func(row int) uint64 { return Mix(uint64(halfRank(v[row]))) }
	case *array.Float32:
		v := a.Float32Values()
		return func(row int) uint64 { return Mix(FloatRank(float64(v[row]))) }
	case *array.Float64:
		v := a.Float64Values()
		return func(row int) uint64 { return Mix(FloatRank(v[row])) }
	case *array.Decimal128:
		v := arrow.GetValues[decimal128.Num](a.Data(), 1)
		return func(row int) uint64 { return combineHashes(Mix(v[row].LowBits()), uint64(v[row].HighBits())) }
	case *array.Decimal256:
		v := arrow.GetValues[decimal256.Num](a.Data(), 1)
		return func(row int) uint64 {
			w := v[row].Array()
			return combineHashes(combineHashes(combineHashes(Mix(w[0]), w[1]), w[2]), w[3])
		}
	case *array.DayTimeInterval:
		return func(row int) uint64 {
			v := a.Value(row)
			return combineHashes(Mix(uint64(v.Days)), uint64(v.Milliseconds))
		}
	case *array.MonthDayNanoInterval:
		return func(row int) uint64 {
			v := a.Value(row)
			return combineHashes(combineHashes(Mix(uint64(v.Months)), uint64(v.Days)), uint64(v.Nanoseconds))
		}
	case *array.Dictionary:
		values := NewHasher(a.Dictionary())
		return func(row int) uint64 { return values(a.GetValueIndex(row)) }
	case *array.RunEndEncoded:
		values := NewHasher(a.Values())
		return func(row int) uint64 { return values(a.GetPhysicalIndex(row)) }
	case *array.Struct:
		fields := make([]Hasher, a.NumField())
		for f := range fields {
			fields[f] = NewHasher(a.Field(f))
		}
		return func(row int) uint64 {
			h := uint64(len(fields))
			for _, field := range fields {
				h = combineHashes(h, field(row))
			}
			return h
		}
	case array.ListLike:
		elem := NewHasher(a.ListValues())
		return func(row int) uint64 {
			start, end := a.ValueOffsets(row)
			h := uint64(end - start)
			for i := start; i < end; i++ {
				h = combineHashes(h, elem(int(i)))
			}
			return Mix(h)
		}
	}
	if v := Strings(a); v != nil {
		return func(row int) uint64 { return maphash.String(HashSeed, v(row)) }
	}
	if v := Binaries(a); v != nil {
		return func(row int) uint64 { return maphash.Bytes(HashSeed, v(row)) }
	}
	return integerHasher(a)
}

func integerHasher(a arrow.Array) Hasher {
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

func hashIntegers[T Integer](a arrow.Array) Hasher {
	v := arrow.GetValues[T](a.Data(), 1)
	return func(row int) uint64 { return Mix(uint64(v[row])) }
}

// HashRows returns a hash of each row, over the given columns.
func HashRows(columns []arrow.Array, rows int) []uint64 {
	out := make([]uint64, rows)
	hashers := make([]Hasher, len(columns))
	for c := range columns {
		hashers[c] = NewHasher(columns[c])
	}
	parts := parallel.Chunks(rows, 1<<14)
	parallel.Do(len(parts), func(p int) {
		for _, hash := range hashers {
			for row := parts[p].Lo; row < parts[p].Hi; row++ {
				out[row] = combineHashes(out[row], hash(row))
			}
		}
	})
	return out
}
