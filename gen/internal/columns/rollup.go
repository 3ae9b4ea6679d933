package columns

import (
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/cells"
)

// Groups assigns each cell to one of N groups, numbered from First on. A cell with another number is in no group.
type Groups struct {
	Of       []int
	First, N int
}

// each calls use with each cell that has a group, in order.
func (g Groups) each(use func(k, group int)) {
	for k, of := range g.Of {
		if group := of - g.First; uint(group) < uint(g.N) {
			use(k, group)
		}
	}
}

// Tallies counts the cells of each group. Nulls do not count; if a is nil, all cells do.
func Tallies(mem memory.Allocator, a arrow.Array, g Groups) arrow.Array {
	all := a == nil || a.NullN() == 0
	return fixed(mem, int64s, g.N, func(out []int64) {
		clear(out)
		g.each(func(k, group int) {
			if all || a.IsValid(k) {
				out[group]++
			}
		})
	})
}

// First returns the first cell of each group.
func First(mem memory.Allocator, a arrow.Array, g Groups) (arrow.Array, error) {
	return chosen(mem, a, g, func(int, int) bool { return false })
}

// Last returns the last cell of each group.
func Last(mem memory.Allocator, a arrow.Array, g Groups) (arrow.Array, error) {
	return chosen(mem, a, g, func(int, int) bool { return true })
}

// Least returns the least cell of each group that is not null. sign is 1, or -1 for the greatest.
func Least(mem memory.Allocator, a arrow.Array, g Groups, sign int) (arrow.Array, error) {
	compare := cells.Comparer(a, a)
	return chosen(mem, a, g, func(k, best int) bool {
		return a.IsValid(k) && (a.IsNull(best) || sign*compare(k, best) < 0)
	})
}

// chosen returns one cell of each group: the first that no later one is better than.
func chosen(mem memory.Allocator, a arrow.Array, g Groups, better func(k, best int) bool) (arrow.Array, error) {
	best := make([]int, g.N)
	for i := range best {
		best[i] = NoRow
	}
	g.each(func(k, group int) {
		if best[group] == NoRow || better(k, best[group]) {
			best[group] = k
		}
	})
	return Take(mem, a, best)
}

// SumType returns the type of a sum of cells, or nil if they cannot be added.
func SumType(typ arrow.DataType) arrow.DataType {
	switch t := typ.(type) {
	case *arrow.Decimal128Type:
		return &arrow.Decimal128Type{Precision: decimal.MaxDigits, Scale: t.Scale}
	case *arrow.Float32Type, *arrow.Float64Type:
		return float64s
	case *arrow.DurationType:
		return typ
	}
	if arrow.IsInteger(typ.ID()) {
		return int64s
	}
	return nil
}

// Sums adds the cells of each group, in their order. Nulls do not count; a group without other cells is null. The error
// is a CellError of a group whose sum does not fit.
func Sums(mem memory.Allocator, a arrow.Array, g Groups) (arrow.Array, error) {
	switch a.DataType().ID() {
	case arrow.DECIMAL128:
		return sums(mem, a, g, "38 digits", func(x, y decimal128.Num) (decimal128.Num, bool) {
			sum := x.Add(y)
			m, _ := decimal.MagnitudeOf(sum)
			return sum, m.Less(decimal.Limit)
		})
	case arrow.FLOAT32:
		return sums(mem, a, g, "", func(x float64, y float32) (float64, bool) { return x + float64(y), true })
	case arrow.FLOAT64:
		return sums(mem, a, g, "", func(x, y float64) (float64, bool) { return x + y, true })
	case arrow.INT8:
		return sumIntegers[int8](mem, a, g)
	case arrow.INT16:
		return sumIntegers[int16](mem, a, g)
	case arrow.INT32:
		return sumIntegers[int32](mem, a, g)
	case arrow.UINT8:
		return sumIntegers[uint8](mem, a, g)
	case arrow.UINT16:
		return sumIntegers[uint16](mem, a, g)
	case arrow.UINT32:
		return sumIntegers[uint32](mem, a, g)
	case arrow.UINT64:
		return sums(mem, a, g, "a 64-bit integer", func(x int64, y uint64) (int64, bool) {
			sum, carry := bits.Add64(uint64(x)^1<<63, y, 0) // both unsigned, with an offset
			return int64(sum ^ 1<<63), carry == 0
		})
	}
	return sumIntegers[int64](mem, a, g)
}

func sumIntegers[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](mem memory.Allocator, a arrow.Array,
	g Groups,
) (arrow.Array, error) {
	return sums(mem, a, g, "a 64-bit integer", func(x int64, y T) (int64, bool) {
		sum := x + int64(y)
		return sum, (sum < x) == (y < 0)
	})
}

// sums adds the values of each group with add, which reports whether the sum fits. most names the largest sum.
func sums[S, T arrow.FixedWidthType](mem memory.Allocator, a arrow.Array, g Groups, most string,
	add func(sum S, v T) (S, bool),
) (arrow.Array, error) {
	values, clean := arrow.GetValues[T](a.Data(), 1), a.NullN() == 0
	found := make([]bool, g.N)
	over := -1
	out := fixed(mem, SumType(a.DataType()), g.N, func(out []S) {
		clear(out)
		g.each(func(k, group int) {
			if !clean && a.IsNull(k) {
				return
			}
			found[group] = true
			sum, fits := add(out[group], values[k])
			if out[group] = sum; !fits && over < 0 {
				over = group
			}
		})
	})
	if over >= 0 {
		out.Release()
		return nil, &CellError{Cell: over, Msg: "the sum exceeds " + most + "; add smaller values"}
	}
	for _, some := range found {
		if !some {
			return WithNulls(mem, out, func(k int) bool { return !found[k] }), nil
		}
	}
	return out, nil
}
