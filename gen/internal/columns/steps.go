package columns

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/literal"
)

// Steps returns the conversion of numbers and durations to 64-bit integers: their product with unit, of floats rounded
// half to even.
func Steps(from arrow.DataType, unit int64) (Conversion, error) {
	ints := arrow.PrimitiveTypes.Int64
	times := func(v int64) (int64, bool) {
		hi, lo := bits.Mul64(magnitude(v), uint64(unit))
		w := int64(lo)
		if v < 0 {
			w = -w
		}
		return w, hi == 0 && (w < 0) == (v < 0 && w != 0)
	}
	switch {
	case from.ID() == arrow.INT64, from.ID() == arrow.DURATION:
		return convertCells(ints, times), nil
	case from.ID() == arrow.FLOAT64:
		return convertCells(ints, func(f float64) (int64, bool) {
			v := math.RoundToEven(f * float64(unit))
			return int64(v), math.Abs(v) < 1<<63
		}), nil
	case !literal.HoldsNumber(from):
		return nil, fmt.Errorf("%s is not a number or a duration", arrowtext.TypeText(from))
	}
	wide := float64s
	if arrow.IsInteger(from.ID()) {
		wide = ints
	}
	widen, err := Converter(from, wide)
	if err != nil {
		return nil, err
	}
	steps, err := Steps(wide, unit)
	return func(mem memory.Allocator, a arrow.Array) (arrow.Array, error) {
		if a, err = widen(mem, a); err != nil {
			return nil, err
		}
		return steps(mem, a)
	}, err
}
