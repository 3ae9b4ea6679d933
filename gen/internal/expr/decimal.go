package expr

import (
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/gen/internal/decimal"
)

// roundings are the modes of round(x, digits, mode).
var roundings = map[string]decimal.Rounding{
	"half_even": decimal.HalfEven, "half_up": decimal.HalfUp, "half_down": decimal.HalfDown, "up": decimal.Away,
	"down": decimal.Towards, "floor": decimal.Down, "ceil": decimal.Up,
}

// decimalKernels compute with decimals of the same scale.
var decimalKernels = map[string]kernel{"+": addDecimals, "-": subtractDecimals, "%": remainderDecimals}

func addDecimals(s *state, n *node, out *block, args []*block) {
	o := out.decimals
	a, b := args[0].decimals[:len(o)], args[1].decimals[:len(o)]
	for i := range o {
		lo, carry := bits.Add64(a[i].LowBits(), b[i].LowBits(), 0)
		hi := a[i].HighBits() + b[i].HighBits() + int64(carry)
		o[i] = decimal128.New(hi, lo)
		if over := (a[i].HighBits() ^ hi) & (b[i].HighBits() ^ hi); over < 0 || !decimal.IsInt64(o[i]) {
			n.checkDigits(out, i, over < 0)
		}
	}
}

func subtractDecimals(s *state, n *node, out *block, args []*block) {
	o := out.decimals
	a, b := args[0].decimals[:len(o)], args[1].decimals[:len(o)]
	for i := range o {
		lo, borrow := bits.Sub64(a[i].LowBits(), b[i].LowBits(), 0)
		hi := a[i].HighBits() - b[i].HighBits() - int64(borrow)
		o[i] = decimal128.New(hi, lo)
		if over := (a[i].HighBits() ^ b[i].HighBits()) & (a[i].HighBits() ^ hi); over < 0 || !decimal.IsInt64(o[i]) {
			n.checkDigits(out, i, over < 0)
		}
	}
}

// checkDigits makes a row bad if its value overflowed or has too many digits.
func (n *node) checkDigits(out *block, row int, overflowed bool) {
	if out.null[row] {
		return
	}
	if m, _ := decimal.MagnitudeOf(out.decimals[row]); overflowed || !m.Less(decimal.Limit) {
		n.fail(out, row, beyondDecimal)
	}
}

// set sets the value of a row, or makes the row bad if the value does not fit.
func (n *node) set(out *block, row int, v decimal128.Num, fits bool) {
	if out.decimals[row] = v; !fits && !out.null[row] {
		n.fail(out, row, beyondDecimal)
	}
}

func multiplyDecimals(s *state, n *node, out *block, args []*block) {
	o := out.decimals
	a, b := args[0].decimals[:len(o)], args[1].decimals[:len(o)]
	for i := range o {
		if decimal.IsInt64(a[i]) && decimal.IsInt64(b[i]) {
			o[i] = decimal128.New(multiplySigned(int64(a[i].LowBits()), int64(b[i].LowBits())))
			continue
		}
		v, fits := decimal.Multiply(a[i], b[i])
		n.set(out, i, v, fits)
	}
}

// divideDecimals multiplies the dividend by a power of ten, divides, and rounds half to even.
func divideDecimals(power int32) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		for i := range out.decimals {
			a, b := args[0].decimals[i], args[1].decimals[i]
			switch {
			case out.null[i]:
			case b == decimal128.Num{}:
				n.fail(out, i, divisionByZero)
			default:
				v, fits := decimal.Divide(a, b, int(power))
				n.set(out, i, v, fits)
			}
		}
	}
}

func remainderDecimals(s *state, n *node, out *block, args []*block) {
	for i := range out.decimals {
		x, negative := decimal.MagnitudeOf(args[0].decimals[i])
		y, _ := decimal.MagnitudeOf(args[1].decimals[i])
		switch {
		case out.null[i]:
		case y == decimal.Magnitude{}:
			n.fail(out, i, divisionByZero)
		default:
			_, r := x.Over(y)
			out.decimals[i], _ = r.Signed(negative)
		}
	}
}

func rescaleDecimals(s *state, n *node, out *block, args []*block) {
	from := n.args[0].scale
	for i := range out.decimals {
		v, fits := decimal.Rescale(args[0].decimals[i], from, n.scale, decimal.HalfEven)
		n.set(out, i, v, fits)
	}
}

func intsToDecimals(s *state, n *node, out *block, args []*block) {
	for i := range out.decimals {
		v, fits := decimal.Rescale(decimal.FromInt64(args[0].ints[i]), 0, n.scale, decimal.HalfEven)
		n.set(out, i, v, fits)
	}
}
