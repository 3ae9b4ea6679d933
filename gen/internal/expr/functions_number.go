package expr

import (
	"math"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/message"
)

func (c *checker) absolute(x *syntax, args []*node) (*node, error) {
	of := c.orNull(args[0], intType)
	if !of.number() && of.kind != durationKind {
		return nil, c.wrong(x, of)
	}
	return c.softOperation(of.soft, x, of.typ, true, absolute, of)
}

func absolute(s *state, n *node, out *block, args []*block) {
	switch n.kind {
	case floatKind:
		for i := range out.floats {
			out.floats[i] = math.Abs(args[0].floats[i])
		}
	case decimalKind:
		for i := range out.decimals {
			out.decimals[i] = args[0].decimals[i].Abs()
		}
	default:
		for i := range out.ints {
			v := args[0].ints[i]
			if out.ints[i] = max(v, -v); v == math.MinInt64 && !out.null[i] {
				n.fail(out, i, n.overflow())
			}
		}
	}
}

// rounder returns the check of floor or ceil.
func rounder(mode decimal.Rounding) func(c *checker, x *syntax, args []*node) (*node, error) {
	return func(c *checker, x *syntax, args []*node) (*node, error) { return c.rounded(x, args[0], 0, mode) }
}

func (c *checker) round(x *syntax, args []*node) (*node, error) {
	scale, mode := int32(0), decimal.HalfUp
	var err error
	if len(args) > 1 {
		if scale, err = c.literalInt(x, args[1], "number of decimals", -decimal.MaxDigits, decimal.MaxDigits); err != nil {
			return nil, err
		}
	}
	if len(args) > 2 {
		word, err := c.literalText(x, args[2], "mode")
		if err != nil {
			return nil, err
		}
		var ok bool
		if mode, ok = roundings[word]; !ok {
			return nil, c.errorf(args[2].at, "round has no mode %q; the modes are %s", word, wordsOf(roundings))
		}
	}
	return c.rounded(x, args[0], scale, mode)
}

func (c *checker) rounded(x *syntax, of *node, scale int32, mode decimal.Rounding) (*node, error) {
	of = c.orNull(of, intType)
	t := of.typ
	switch of.kind {
	case intKind:
		if scale >= 0 {
			return of, nil
		}
	case floatKind:
	case decimalKind:
		to := max(0, min(scale, of.scale))
		t = decimalType(of.digits()+1+to, to)
	default:
		return nil, c.wrong(x, of)
	}
	return c.softOperation(of.soft, x, t, true, roundKernel(scale, mode), of)
}

// roundKernel rounds numbers as they are written: the float 2.675 to 2.68, although it is slightly less.
func roundKernel(scale int32, mode decimal.Rounding) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		switch n.kind {
		case floatKind:
			for i, v := range args[0].floats[:s.rows] {
				if out.floats[i] = v; math.IsNaN(v) || math.IsInf(v, 0) {
					continue
				}
				d := decimal.DigitsOf(v)
				d.Round(int(scale), mode)
				out.floats[i] = d.Float()
			}
		case decimalKind:
			from := n.args[0].scale
			for i, v := range args[0].decimals[:s.rows] {
				fits := true
				if scale < from {
					if v, fits = decimal.Rescale(v, from, scale, mode); fits {
						v, fits = decimal.Rescale(v, min(scale, n.scale), n.scale, mode)
					}
				}
				n.set(out, i, v, fits)
			}
		default:
			for i, v := range args[0].ints[:s.rows] {
				r, fits := decimal.Rescale(decimal.FromInt64(v), 0, scale, mode)
				if fits {
					r, fits = decimal.Rescale(r, scale, 0, mode)
				}
				if out.ints[i] = int64(r.LowBits()); !out.null[i] && (!fits || !decimal.IsInt64(r)) {
					n.fail(out, i, beyondInt)
				}
			}
		}
	}
}

func (c *checker) sqrt(x *syntax, args []*node) (*node, error) {
	of := args[0]
	if of.kind == decimalKind {
		return nil, c.errorf(of.at, "%s is %s, whose root is not exact; write sqrt(float(%s))", message.Excerpt(of.text),
			of.typ, message.Excerpt(of.text))
	}
	if of.kind != floatKind && of.kind != intKind && of.kind != nullKind {
		return nil, c.wrong(x, of)
	}
	return c.operation(x, floatType, true, func(s *state, n *node, out *block, args []*block) {
		for i, v := range args[0].floats[:s.rows] {
			out.floats[i] = math.Sqrt(v)
		}
	}, c.convert(of, floatType))
}

// extreme returns the check of min, if sign is -1, or max.
func extreme(sign int) func(c *checker, x *syntax, args []*node) (*node, error) {
	return func(c *checker, x *syntax, args []*node) (*node, error) {
		soft := softness(args)
		t, err := c.join(x, args)
		if err != nil {
			return nil, err
		}
		if t.kind == nullKind {
			return c.null(x, t), nil
		}
		if t.kind == boolKind {
			return nil, c.wrong(x, args[0])
		}
		return c.softOperation(soft, x, t, true, extremeKernel(t.kind, sign), args...)
	}
}

// extremeKernel selects the least or the greatest argument. A NaN wins, as in Go.
func extremeKernel(k kind, sign int) kernel {
	compare := threeWay(k)
	return func(s *state, n *node, out *block, args []*block) {
		for i := range s.rows {
			if out.null[i] {
				continue
			}
			best := args[0]
			for _, a := range args[1:] {
				if k == floatKind {
					if f := a.floats[i]; math.IsNaN(f) {
						best = a
						break
					} else if math.IsNaN(best.floats[i]) {
						break
					}
				}
				if compare(a, best, i)*sign > 0 {
					best = a
				}
			}
			out.copyRow(k, best, i)
		}
	}
}

// copyRow copies the value of a row of another block. Texts share their bytes.
func (b *block) copyRow(k kind, from *block, row int) {
	switch k {
	case floatKind:
		b.floats[row] = from.floats[row]
	case decimalKind:
		b.decimals[row] = from.decimals[row]
	case textKind:
		b.texts[row] = from.texts[row]
	default:
		b.ints[row] = from.ints[row]
	}
}

func (c *checker) toInt(x *syntax, args []*node) (*node, error) {
	of := c.orNull(args[0], intType)
	var run kernel
	switch of.kind {
	case intKind:
		return of, nil
	case boolKind:
		run = boolsToInts
	case floatKind:
		run = floatsToInts
	case decimalKind:
		run = decimalsToInts
	case textKind:
		run = textsToInts
	default:
		return nil, c.wrong(x, of)
	}
	return c.operation(x, intType, true, run, of)
}

func boolsToInts(s *state, n *node, out *block, args []*block) {
	for i, v := range args[0].bools[:s.rows] {
		if out.ints[i] = 0; v {
			out.ints[i] = 1
		}
	}
}

// floatsToInts truncates. The bounds are the floats next to those of int64.
func floatsToInts(s *state, n *node, out *block, args []*block) {
	for i, v := range args[0].floats[:s.rows] {
		switch {
		case v >= -1<<63 && v < 1<<63:
			out.ints[i] = int64(v)
		case math.IsNaN(v) || math.IsInf(v, 0):
			n.failUnlessNull(out, i, notFinite)
		default:
			n.failUnlessNull(out, i, beyondInt)
		}
	}
}

func decimalsToInts(s *state, n *node, out *block, args []*block) {
	for i, v := range args[0].decimals[:s.rows] {
		v, _ = decimal.Rescale(v, n.args[0].scale, 0, decimal.Towards)
		if out.ints[i] = int64(v.LowBits()); !out.null[i] && !decimal.IsInt64(v) {
			n.fail(out, i, beyondInt)
		}
	}
}

func textsToInts(s *state, n *node, out *block, args []*block) {
	for i, text := range args[0].texts[:s.rows] {
		if out.null[i] {
			continue
		}
		v, err := strconv.ParseInt(string(text), 10, 64)
		if out.ints[i] = v; err != nil {
			n.fail(out, i, noNumber)
		}
	}
}

func (c *checker) toFloat(x *syntax, args []*node) (*node, error) {
	of := c.orNull(args[0], floatType)
	var run kernel
	switch of.kind {
	case floatKind:
		if !of.soft {
			return of, nil
		}
		run = func(s *state, n *node, out *block, args []*block) { copy(out.floats, args[0].floats) }
	case intKind:
		run = intsToFloats
	case decimalKind:
		run = func(s *state, n *node, out *block, args []*block) {
			for i, v := range args[0].decimals[:s.rows] {
				out.floats[i] = decimal.ToFloat(v, n.args[0].scale)
			}
		}
	case textKind:
		run = textsToFloats
	default:
		return nil, c.wrong(x, of)
	}
	return c.operation(x, floatType, true, run, of)
}

func textsToFloats(s *state, n *node, out *block, args []*block) {
	for i, text := range args[0].texts[:s.rows] {
		if out.null[i] {
			continue
		}
		if _, ok := decimal.ParseDigits(text); !ok {
			n.fail(out, i, noNumber)
			continue
		}
		v, err := strconv.ParseFloat(string(text), 64)
		if out.floats[i] = v; err != nil {
			n.fail(out, i, noNumber)
		}
	}
}

func (c *checker) toDecimal(x *syntax, args []*node) (*node, error) {
	scale, err := c.literalInt(x, args[1], "scale", 0, decimal.MaxDigits)
	if err != nil {
		return nil, err
	}
	of := c.orNull(args[0], intType)
	t := decimalType(decimal.MaxDigits, scale)
	var run kernel
	switch of.kind {
	case intKind:
		t = decimalType(digitsOf(of)+scale, scale)
		run = intsToDecimals
	case decimalKind:
		t = decimalType(of.digits()+1+scale, scale)
		run = rescaleDecimals
	case floatKind:
		run = floatsToDecimals
	case textKind:
		run = textsToDecimals
	default:
		return nil, c.wrong(x, of)
	}
	return c.operation(x, t, true, run, of)
}

func floatsToDecimals(s *state, n *node, out *block, args []*block) {
	for i, v := range args[0].floats[:s.rows] {
		if out.decimals[i] = (decimal128.Num{}); math.IsNaN(v) || math.IsInf(v, 0) {
			n.failUnlessNull(out, i, notFinite)
			continue
		}
		r, fits := decimal.DigitsOf(v).Decimal(int(n.scale), decimal.HalfEven)
		n.set(out, i, r, fits)
	}
}

func textsToDecimals(s *state, n *node, out *block, args []*block) {
	for i, text := range args[0].texts[:s.rows] {
		if out.null[i] {
			continue
		}
		d, ok := decimal.ParseDigits(text)
		if !ok {
			n.fail(out, i, noNumber)
			continue
		}
		v, fits := d.Decimal(int(n.scale), decimal.HalfEven)
		n.set(out, i, v, fits)
	}
}

// inUnits returns the check of a function that returns a duration in units of that many seconds, as a float.
func inUnits(seconds int64) func(c *checker, x *syntax, args []*node) (*node, error) {
	return func(c *checker, x *syntax, args []*node) (*node, error) {
		of := c.orNull(args[0], typ{kind: durationKind, unit: arrow.Second})
		if of.kind != durationKind {
			return nil, c.wrong(x, of)
		}
		unit := float64(seconds * perSecond(of.unit))
		return c.operation(x, floatType, true, func(s *state, n *node, out *block, args []*block) {
			for i, v := range args[0].ints[:s.rows] {
				out.floats[i] = float64(v) / unit
			}
		}, of)
	}
}
