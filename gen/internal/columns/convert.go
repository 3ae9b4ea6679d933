package columns

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/literal"
)

// A Conversion converts cells to another type. Its error is a CellError if a cell does not fit the type.
type Conversion func(mem memory.Allocator, a arrow.Array) (arrow.Array, error)

// Converter returns the conversion from one type to another, or an error if there is none. Numbers are rounded exactly,
// half to even, to what the type holds. Timestamps are truncated to its unit. Everything converts to text, and text to
// any type as which it can be parsed.
func Converter(from, to arrow.DataType) (Conversion, error) {
	switch {
	case from.ID() == arrow.FLOAT64 && to.ID() == arrow.DECIMAL128:
		return floatsToDecimals(to.(*arrow.Decimal128Type)), nil
	case from.ID() == arrow.DECIMAL128 && to.ID() == arrow.DECIMAL128:
		return rescaled(from.(*arrow.Decimal128Type), to.(*arrow.Decimal128Type)), nil
	case from.ID() == arrow.INT64 && arrow.IsInteger(to.ID()):
		return narrowed(to), nil
	case from.ID() == arrow.INT64 && to.ID() == arrow.FLOAT64:
		return convertCells(to, func(v int64) (float64, bool) { return float64(v), true }), nil
	case literal.HoldsNumber(from) && literal.HoldsNumber(to):
		return throughRationals(to), nil
	case dayFraction(from) != 0 && dayFraction(to) != 0:
		return retimed(from, to), nil
	case isText(from), isText(to), isNested(from) && from.ID() == to.ID(), arrow.TypeEqual(from, to):
		return throughText(to), nil
	}
	return nil, fmt.Errorf("its generator makes %s, which cannot be converted to %s",
		arrowtext.TypeText(from), arrowtext.TypeText(to))
}

func narrowed(to arrow.DataType) Conversion {
	switch to.ID() {
	case arrow.INT8:
		return convertCells(to, func(v int64) (int8, bool) { return int8(v), v == int64(int8(v)) })
	case arrow.INT16:
		return convertCells(to, func(v int64) (int16, bool) { return int16(v), v == int64(int16(v)) })
	case arrow.INT32:
		return convertCells(to, func(v int64) (int32, bool) { return int32(v), v == int64(int32(v)) })
	case arrow.UINT8:
		return convertCells(to, func(v int64) (uint8, bool) { return uint8(v), v == int64(uint8(v)) })
	case arrow.UINT16:
		return convertCells(to, func(v int64) (uint16, bool) { return uint16(v), v == int64(uint16(v)) })
	case arrow.UINT32:
		return convertCells(to, func(v int64) (uint32, bool) { return uint32(v), v == int64(uint32(v)) })
	case arrow.UINT64:
		return convertCells(to, func(v int64) (uint64, bool) { return uint64(v), v >= 0 })
	}
	return convertCells(to, func(v int64) (int64, bool) { return v, true })
}

// converted returns the kernel that converts the cells of k.
func converted(k Kernel, convert Conversion) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		a, err := k(key, rows, Scratch(mem))
		if err != nil {
			return nil, err
		}
		return convert(mem, a)
	}
}
