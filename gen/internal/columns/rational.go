package columns

import (
	"fmt"
	"math"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/decimal"
)

// throughRationals converts numbers of any type to any other by exact fractions, for pairs of types without a faster
// way.
func throughRationals(to arrow.DataType) Conversion {
	return func(mem memory.Allocator, a arrow.Array) (arrow.Array, error) {
		text, err := Texts(a)
		if err != nil {
			return nil, err
		}
		exact := exactNumbers(a)
		var buf []byte
		return parsed(mem, to, a.Len(), func(k int) ([]byte, bool) {
			cell, ok := text(k)
			if ok && !arrow.IsFloating(to.ID()) {
				if r := exact(k, cell); r != nil {
					buf = roundedText(buf[:0], r, to)
					return buf, true
				}
			}
			return cell, ok
		})
	}
}

// exactNumbers returns a function that returns a cell with its text as a fraction, or nil if it is not finite.
func exactNumbers(a arrow.Array) func(k int, text []byte) *big.Rat {
	float := func(f float64) *big.Rat {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return nil
		}
		return new(big.Rat).SetFloat64(f)
	}
	switch a := a.(type) {
	case *array.Float64:
		return func(k int, _ []byte) *big.Rat { return float(a.Value(k)) }
	case *array.Float32:
		return func(k int, _ []byte) *big.Rat { return float(float64(a.Value(k))) }
	case *array.Float16:
		return func(k int, _ []byte) *big.Rat { return float(float64(a.Value(k).Float32())) }
	}
	return func(_ int, text []byte) *big.Rat {
		if r, ok := new(big.Rat).SetString(string(text)); ok {
			return r
		}
		return nil
	}
}

// roundedText appends a fraction, rounded half to even to the scale of an integer or decimal type.
func roundedText(dst []byte, r *big.Rat, to arrow.DataType) []byte {
	scale := 0
	if d, ok := to.(arrow.DecimalType); ok {
		scale = int(d.GetScale())
	}
	n := decimal.RoundRat(r, scale)
	if scale <= 0 {
		zeros := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-scale)), nil)
		return n.Mul(n, zeros).Append(dst, 10)
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	whole, rest := new(big.Int).QuoRem(new(big.Int).Abs(n), unit, new(big.Int))
	if n.Sign() < 0 {
		dst = append(dst, '-')
	}
	return fmt.Appendf(dst, "%s.%0*s", whole, scale, rest)
}
