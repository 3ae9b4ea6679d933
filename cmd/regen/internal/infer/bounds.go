package infer

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
)

// A bound is the least and the greatest number of a type.
type bound struct{ lo, hi float64 }

// holds reports whether a type can hold everything that a distribution generates in practice.
func (b bound) holds(lo, hi float64) bool { return b.lo <= lo && hi <= b.hi }

// boundOf returns the bound of a numeric type.
func boundOf(dt arrow.DataType) bound {
	switch t := dt.(type) {
	case arrow.DecimalType:
		most := math.Pow(10, float64(t.GetPrecision()-t.GetScale())) * (1 - 1e-9)
		return bound{-most, most}
	case *arrow.Float16Type:
		return bound{-65504, 65504}
	case *arrow.Float32Type:
		return bound{-math.MaxFloat32 / 2, math.MaxFloat32 / 2}
	case *arrow.Float64Type:
		return bound{-math.MaxFloat64 / 4, math.MaxFloat64 / 4}
	case arrow.FixedWidthDataType:
		bits := float64(t.BitWidth())
		if arrow.IsUnsignedInteger(dt.ID()) {
			return bound{0, min(math.Exp2(bits)-1, 1<<63-1024)}
		}
		return bound{-math.Exp2(bits - 1), min(math.Exp2(bits-1)-1, 1<<63-1024)}
	}
	return bound{math.Inf(-1), math.Inf(1)}
}
