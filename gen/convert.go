package gen

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/internal/arrowtext"
)

// A conversion returns cells as another type. Its error is a cellError where a cell is none of that type.
type conversion func(mem memory.Allocator, a arrow.Array) (arrow.Array, error)

// converter returns the conversion from one type to another, or an error where there is none. Numbers are rounded to
// what the type holds, halves to even, exactly; timestamps are cut to its unit. Everything can become text, and text
// anything that it reads as.
func converter(from, to arrow.DataType) (conversion, error) {
	switch {
	case from.ID() == arrow.FLOAT64 && to.ID() == arrow.DECIMAL128:
		return floatsToDecimals(to.(*arrow.Decimal128Type)), nil
	case from.ID() == arrow.DECIMAL128 && to.ID() == arrow.DECIMAL128:
		return rescaled(from.(*arrow.Decimal128Type), to.(*arrow.Decimal128Type)), nil
	case from.ID() == arrow.INT64 && arrow.IsInteger(to.ID()):
		return narrowed(to), nil
	case from.ID() == arrow.INT64 && to.ID() == arrow.FLOAT64:
		return mapped(to, func(v int64) (float64, bool) { return float64(v), true }), nil
	case isNumber(from) && isNumber(to):
		return throughRationals(to), nil
	case dayFraction(from) != 0 && dayFraction(to) != 0:
		return retimed(from, to), nil
	case isText(from), isText(to), isNested(from) && from.ID() == to.ID(), arrow.TypeEqual(from, to):
		return throughText(to), nil
	}
	return nil, fmt.Errorf("its generator makes %s, which cannot become %s", typeName(from), typeName(to))
}

func isNumber(t arrow.DataType) bool {
	return arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID()) || arrow.IsDecimal(t.ID())
}

func isText(t arrow.DataType) bool {
	if d, ok := t.(*arrow.DictionaryType); ok {
		t = d.ValueType
	}
	return arrow.IsBaseBinary(t.ID()) || t.ID() == arrow.STRING_VIEW || t.ID() == arrow.BINARY_VIEW
}

func isNested(t arrow.DataType) bool {
	_, ok := t.(arrow.NestedType)
	return ok
}

// typeName returns the name of a type as fixtures write it.
func typeName(t arrow.DataType) string {
	if name, err := arrowtext.TypeString(t); err == nil {
		return name
	}
	return t.String()
}

// mapped converts cells of a fixed width one by one. to is false where its type does not hold a cell.
func mapped[From, To arrow.FixedWidthType](typ arrow.DataType, to func(From) (To, bool)) conversion {
	return func(mem memory.Allocator, a arrow.Array) (arrow.Array, error) {
		bad := none
		in := arrow.GetValues[From](a.Data(), 1)
		out := fixed(mem, typ, a.Len(), func(out []To) {
			for k, v := range in {
				w, ok := to(v)
				switch {
				case ok:
					out[k] = w
				case a.IsValid(k):
					bad = k
					return
				default:
					var zero To
					out[k] = zero
				}
			}
		})
		if bad != none {
			out.Release()
			return nil, &cellError{bad, fmt.Sprintf("%s does not fit %s", cellText(a, bad), typeName(typ))}
		}
		return sameNulls(mem, a, out), nil
	}
}

// sameNulls gives out the nulls of a.
func sameNulls(mem memory.Allocator, a, out arrow.Array) arrow.Array {
	if a.NullN() == 0 {
		return out
	}
	return withNulls(mem, out, a.IsNull)
}

func narrowed(to arrow.DataType) conversion {
	switch to.ID() {
	case arrow.INT8:
		return mapped(to, func(v int64) (int8, bool) { return int8(v), v == int64(int8(v)) })
	case arrow.INT16:
		return mapped(to, func(v int64) (int16, bool) { return int16(v), v == int64(int16(v)) })
	case arrow.INT32:
		return mapped(to, func(v int64) (int32, bool) { return int32(v), v == int64(int32(v)) })
	case arrow.UINT8:
		return mapped(to, func(v int64) (uint8, bool) { return uint8(v), v == int64(uint8(v)) })
	case arrow.UINT16:
		return mapped(to, func(v int64) (uint16, bool) { return uint16(v), v == int64(uint16(v)) })
	case arrow.UINT32:
		return mapped(to, func(v int64) (uint32, bool) { return uint32(v), v == int64(uint32(v)) })
	case arrow.UINT64:
		return mapped(to, func(v int64) (uint64, bool) { return uint64(v), v >= 0 })
	}
	return mapped(to, func(v int64) (int64, bool) { return v, true })
}

func floatsToDecimals(to *arrow.Decimal128Type) conversion {
	limit := powerOfTen(int(to.Precision))
	return mapped(to, func(f float64) (decimal128.Num, bool) {
		n, ok := decimalOf(f, int(to.Scale))
		return n, ok && n.Abs().Less(limit)
	})
}

// powerOfTen returns 10^n, for n up to 38.
func powerOfTen(n int) decimal128.Num {
	p := decimal128.FromU64(1)
	for range n {
		p = p.Mul(decimal128.FromU64(10))
	}
	return p
}

// decimalOf returns f * 10^scale, rounded half to even, and whether it fits 127 bits. Nothing is rounded before.
func decimalOf(f float64, scale int) (decimal128.Num, bool) {
	b := math.Float64bits(f)
	exp := int(b>>52&0x7ff) - 1075 // f is fraction * 2^exp
	fraction := b&(1<<52-1) | 1<<52
	switch {
	case exp == 0x7ff-1075:
		return decimal128.Num{}, false
	case exp == -1075:
		exp, fraction = -1074, b&(1<<52-1)
	}
	if scale < 0 || scale > 19 {
		return decimalByRational(f, scale)
	}
	hi, lo := bits.Mul64(fraction, uint64Pow10[scale])
	switch {
	case hi|lo == 0:
		return decimal128.Num{}, true
	case exp >= 0:
		if bits.Len64(hi)+64*boolInt(hi != 0)+boolInt(hi == 0)*bits.Len64(lo)+exp > 127 {
			return decimal128.Num{}, false
		}
		hi, lo = shiftLeft(hi, lo, uint(exp))
	default:
		hi, lo = shiftRightEven(hi, lo, uint(-exp))
	}
	n := decimal128.New(int64(hi), lo)
	if b>>63 != 0 {
		n = n.Negate()
	}
	return n, true
}

var uint64Pow10 = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

func shiftLeft(hi, lo uint64, n uint) (uint64, uint64) {
	if n >= 64 {
		return lo << (n - 64), 0
	}
	return hi<<n | lo>>(64-n), lo << n
}

// shiftRightEven divides 128 bits by 2^n and rounds half to even.
func shiftRightEven(hi, lo uint64, n uint) (uint64, uint64) {
	if n > 128 {
		return 0, 0
	}
	var restHi, restLo uint64 // what is shifted out, at the upper end
	switch {
	case n == 128:
		restHi, restLo, hi, lo = hi, lo, 0, 0
	case n >= 64:
		m := n - 64
		restHi, restLo = lo>>m|hi<<(64-m), lo<<(64-m)
		hi, lo = 0, hi>>m
	default:
		restHi = lo << (64 - n)
		hi, lo = hi>>n, lo>>n|hi<<(64-n)
	}
	const half = 1 << 63
	if restHi > half || restHi == half && (restLo != 0 || lo&1 == 1) {
		var carry uint64
		lo, carry = bits.Add64(lo, 1, 0)
		hi += carry
	}
	return hi, lo
}

// rescaled converts decimals to another scale and precision.
func rescaled(from, to *arrow.Decimal128Type) conversion {
	limit := powerOfTen(int(to.Precision))
	shift := int(to.Scale - from.Scale)
	if shift < -19 || shift > 38 {
		return throughRationals(to)
	}
	if shift >= 0 {
		factor := powerOfTen(shift)
		most := powerOfTen(max(int(to.Precision)-shift, 0)) // beyond which there is no place for the zeros
		return mapped(to, func(v decimal128.Num) (decimal128.Num, bool) {
			if !v.Abs().Less(most) && v.Sign() != 0 {
				return v, false
			}
			return v.Mul(factor), true
		})
	}
	factor := uint64Pow10[-shift]
	return mapped(to, func(v decimal128.Num) (decimal128.Num, bool) {
		abs := v.Abs()
		hi, rest := bits.Div64(0, uint64(abs.HighBits()), factor)
		lo, rest := bits.Div64(rest, abs.LowBits(), factor)
		if rest > factor-rest || rest == factor-rest && lo&1 == 1 {
			var carry uint64
			lo, carry = bits.Add64(lo, 1, 0)
			hi += carry
		}
		quotient := decimal128.New(int64(hi), lo)
		if v.Sign() < 0 {
			return quotient.Negate(), quotient.Less(limit)
		}
		return quotient, quotient.Less(limit)
	})
}

// throughText converts cells by writing them and reading them.
func throughText(to arrow.DataType) conversion {
	return func(mem memory.Allocator, a arrow.Array) (arrow.Array, error) {
		text, err := arrowtext.NewFormatter(a)
		if err != nil {
			return nil, err
		}
		null := arrowtext.Nulls(a)
		if to.ID() == arrow.STRING {
			out, err := texts(mem, to, a.Len(), func(dst []byte, k int) []byte {
				if null(k) {
					return dst
				}
				return text(dst, k)
			})
			if err != nil {
				return nil, err
			}
			return sameNulls(mem, a, out), nil
		}
		b := array.NewBuilder(mem, to)
		defer b.Release()
		add, err := arrowtext.NewParser(b)
		if err != nil {
			return nil, err
		}
		var buf []byte
		for k := range a.Len() {
			if null(k) {
				b.AppendNull()
				continue
			}
			buf = text(buf[:0], k)
			if err := add(buf); err != nil {
				return nil, &cellError{k, err.Error()}
			}
		}
		return b.NewArray(), nil
	}
}

// dayFraction returns how many values of a type of dates or timestamps make a day, 0 for other types; 1 for date32.
func dayFraction(t arrow.DataType) int64 {
	const seconds = 86_400
	switch t := t.(type) {
	case *arrow.Date32Type:
		return 1
	case *arrow.Date64Type:
		return seconds * 1000
	case *arrow.TimestampType:
		return seconds * (1e9 / t.Unit.Multiplier().Nanoseconds())
	}
	return 0
}

// retimed converts between dates and timestamps of any unit. What is finer than the unit is cut off, towards the past.
func retimed(from, to arrow.DataType) conversion {
	f, t := dayFraction(from), dayFraction(to)
	convert := func(v int64) (int64, bool) {
		if f >= t {
			each := f / t
			q := v / each
			if v%each < 0 {
				q--
			}
			return q, true
		}
		hi, lo := bits.Mul64(magnitude(v), uint64(t/f))
		w := int64(lo)
		if v < 0 {
			w = -w
		}
		return w, hi == 0 && (w < 0) == (v < 0)
	}
	if to.ID() == arrow.DATE64 { // holds whole days only
		days := convert
		convert = func(v int64) (int64, bool) {
			w, ok := days(v)
			rest := w % t
			if rest < 0 {
				rest += t
			}
			return w - rest, ok
		}
	}
	switch {
	case from.ID() == arrow.DATE32 && to.ID() == arrow.DATE32:
		return throughText(to)
	case from.ID() == arrow.DATE32:
		return mapped(to, func(v int32) (int64, bool) { return convert(int64(v)) })
	case to.ID() == arrow.DATE32:
		return mapped(to, func(v int64) (int32, bool) {
			w, _ := convert(v)
			return int32(w), w == int64(int32(w))
		})
	}
	return mapped(to, convert)
}
