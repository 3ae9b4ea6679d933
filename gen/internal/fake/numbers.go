package fake

import (
	"math"
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/brianvoe/gofakeit/v7/data"

	"github.com/assay-go/assay/gen/internal/draw"
)

var (
	int8s    = arrow.PrimitiveTypes.Int8
	int16s   = arrow.PrimitiveTypes.Int16
	int32s   = arrow.PrimitiveTypes.Int32
	int64s   = arrow.PrimitiveTypes.Int64
	uint8s   = arrow.PrimitiveTypes.Uint8
	uint16s  = arrow.PrimitiveTypes.Uint16
	uint32s  = arrow.PrimitiveTypes.Uint32
	uint64s  = arrow.PrimitiveTypes.Uint64
	float32s = arrow.PrimitiveTypes.Float32
	float64s = arrow.PrimitiveTypes.Float64
)

// between returns an integer in [lo, hi], both ends included.
func between(key uint64, lo, hi int64) int64 {
	if n := uint64(hi) - uint64(lo) + 1; n != 0 {
		return lo + int64(below(key, n))
	}
	return int64(key) // all of int64
}

// ints samples integers in [lo, hi].
func ints(t arrow.DataType, lo, hi int64) *Sampler {
	return intSampler(t, func(key uint64) int64 { return between(key, lo, hi) })
}

// intsNative is ints for a function without parameters.
func intsNative(t arrow.DataType, lo, hi int64) native {
	return func(*compiler, args) (*Sampler, error) { return ints(t, lo, hi), nil }
}

// intRange makes integers from min to max.
func intRange(_ *compiler, a args) (*Sampler, error) {
	lo, hi := a.int("min"), a.int("max")
	if lo > hi {
		return nil, badParam("min", "%d exceeds max %d", lo, hi)
	}
	return ints(int64s, lo, hi), nil
}

// intN makes integers in [0, n).
func intN(_ *compiler, a args) (*Sampler, error) {
	n := a.int("n")
	if n < 1 {
		return nil, badParam("n", "found %d, want at least 1", n)
	}
	return ints(int64s, 0, n-1), nil
}

// uintsNative makes unsigned integers of some bits.
func uintsNative(t arrow.DataType, bits int) native {
	return func(*compiler, args) (*Sampler, error) {
		return uintSampler(t, func(key uint64) uint64 { return key >> (64 - bits) }), nil
	}
}

// uintRange makes unsigned integers from min to max.
func uintRange(_ *compiler, a args) (*Sampler, error) {
	lo, hi := a.uint("min"), a.uint("max")
	if lo > hi {
		return nil, badParam("min", "%d exceeds max %d", lo, hi)
	}
	return uintSampler(uint64s, func(key uint64) uint64 { return uint64(between(key, int64(lo), int64(hi))) }), nil
}

// uintN makes unsigned integers in [0, n).
func uintN(_ *compiler, a args) (*Sampler, error) {
	n := a.uint("n")
	if n < 1 {
		return nil, badParam("n", "found 0, want at least 1")
	}
	return uintSampler(uint64s, func(key uint64) uint64 { return below(key, n) }), nil
}

// float64Unit makes floats in [0, 1).
func float64Unit(*compiler, args) (*Sampler, error) { return floatSampler(float64s, draw.Unit), nil }

// float32Unit makes the multiples of 2^-24 in [0, 1).
func float32Unit(*compiler, args) (*Sampler, error) {
	return floatSampler(float32s, func(key uint64) float64 { return float64(key>>40) / (1 << 24) }), nil
}

// float64Range makes floats from min to max.
func float64Range(_ *compiler, a args) (*Sampler, error) {
	lo, hi := a.float("min"), a.float("max")
	if lo > hi {
		return nil, badParam("min", "%v exceeds max %v", lo, hi)
	}
	return floatSampler(float64s, func(key uint64) float64 {
		u := draw.Unit(key)
		return float64(lo*(1-u)) + float64(hi*u) // the conversions forbid a fused operation
	}), nil
}

// float32Range makes float32s from min to max.
func float32Range(c *compiler, a args) (*Sampler, error) {
	for _, end := range []string{"min", "max"} {
		if math.Abs(a.float(end)) > math.MaxFloat32 {
			return nil, badParam(end, "%v is too large for a float32", a.float(end))
		}
	}
	s, err := float64Range(c, a)
	if err != nil {
		return nil, err
	}
	return floatSampler(float32s, func(key uint64) float64 { return float64(float32(s.float(key))) }), nil
}

// decimals makes numbers from min to max that are multiples of 1/unit. It rejects bounds outside of [-limit, limit].
func decimals(unit, limit float64) native {
	return func(_ *compiler, a args) (*Sampler, error) {
		for _, end := range []string{"min", "max"} {
			if math.Abs(a.float(end)) > limit {
				return nil, badParam(end, "%v is outside of [%v, %v]", a.float(end), -limit, limit)
			}
		}
		lo, hi := a.float("min"), a.float("max")
		first, last := math.Round(lo*unit), math.Round(hi*unit)
		if first/unit < lo {
			first++
		}
		if last/unit > hi {
			last--
		}
		if first > last {
			return nil, badParam("min", "no multiple of %v is between %v and %v", 1/unit, lo, hi)
		}
		return fixed(unit, int64(first), int64(last)), nil
	}
}

// fixed samples n/unit for the integers n in [lo, hi].
func fixed(unit float64, lo, hi int64) *Sampler {
	return floatSampler(float64s, func(key uint64) float64 { return float64(between(key, lo, hi)) / unit })
}

// degrees makes angles of six decimals in [-limit, limit).
func degrees(limit int64) native {
	return func(*compiler, args) (*Sampler, error) { return fixed(1e6, -limit*1e6, limit*1e6-1), nil }
}

// tenths returns the text of numbers of one decimal from lo/10 to hi/10.
func tenths(lo, hi int64) text {
	return textOf(maxNumber, func(dst []byte, key uint64) []byte {
		n := between(key, lo, hi)
		dst = strconv.AppendInt(dst, n/10, 10)
		return append(dst, '.', byte('0'+n%10))
	})
}

// coin makes true and false.
func coin(*compiler, args) (*Sampler, error) {
	return boolSampler(func(key uint64) bool { return key>>63 == 1 }), nil
}

// parsed makes the numbers in gofakeit's list sub of category.
func parsed(t arrow.DataType, category, sub string) native {
	return func(*compiler, args) (*Sampler, error) {
		values := make([]float64, 0)
		for _, w := range data.GetSubData(category, sub) {
			v, err := strconv.ParseFloat(w, 64)
			if err != nil {
				return nil, err
			}
			values = append(values, v)
		}
		pick := func(key uint64) float64 { return values[index(key, len(values))] }
		if t == int64s {
			return intSampler(t, func(key uint64) int64 { return int64(pick(key)) }), nil
		}
		return floatSampler(t, pick), nil
	}
}

// randomInt makes one of some integers.
func randomInt(_ *compiler, a args) (*Sampler, error) {
	list := slices.Clone(a.ints("ints"))
	return intSampler(int64s, func(key uint64) int64 { return list[index(key, len(list))] }), nil
}

// randomUint makes one of some unsigned integers.
func randomUint(_ *compiler, a args) (*Sampler, error) {
	list := slices.Clone(a.uints("uints"))
	return uintSampler(uint64s, func(key uint64) uint64 { return list[index(key, len(list))] }), nil
}

// shuffleInts makes permutations of some integers.
func shuffleInts(_ *compiler, a args) (*Sampler, error) {
	list := slices.Clone(a.ints("ints"))
	return intsSampler(len(list), func(dst []int64, key uint64) []int64 { return appendShuffled(dst, list, key) }), nil
}

// appendShuffled appends a random permutation of list.
func appendShuffled[T any](dst, list []T, key uint64) []T {
	from := len(dst)
	dst = append(dst, list...)
	shuffle(dst[from:], key)
	return dst
}

// shuffle permutes list randomly.
func shuffle[T any](list []T, key uint64) {
	for i := len(list) - 1; i > 0; i-- {
		j := index(part(key, i), i+1)
		list[i], list[j] = list[j], list[i]
	}
}

// intList makes lists of integers from 0 to the given ends.
func intList(ends ...int64) native {
	return func(*compiler, args) (*Sampler, error) {
		return intsSampler(len(ends), func(dst []int64, key uint64) []int64 {
			for i, end := range ends {
				dst = append(dst, between(part(key, i), 0, end))
			}
			return dst
		}), nil
	}
}

// dice makes lists of rolls. Dice without an element in sides have as many sides as the first.
func dice(_ *compiler, a args) (*Sampler, error) {
	n, sides := a.uint("numdice"), slices.Clone(a.uints("sides"))
	if n < 1 || n > maxCell {
		return nil, badParam("numdice", "found %d, want 1 to %d", n, maxCell)
	}
	for _, s := range sides {
		if s < 1 || s > math.MaxInt64 {
			return nil, badParam("sides", "found %d, want 1 to %d", s, int64(math.MaxInt64))
		}
	}
	return intsSampler(int(n), func(dst []int64, key uint64) []int64 {
		for i := range int(n) {
			s := sides[0]
			if i < len(sides) {
				s = sides[i]
			}
			dst = append(dst, 1+int64(below(part(key, i), s)))
		}
		return dst
	}), nil
}
