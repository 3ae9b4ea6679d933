package expr

import (
	"math"
	"math/bits"
)

// intKernels compute with integers, dates, timestamps and durations. A result past 64 bits is a fault. Overflow is
// detected for the whole block first; a second pass finds the rows.
var intKernels = map[string]kernel{"+": addInts, "-": subtractInts, "*": multiplyInts, "%": remainderInts}

func addInts(s *state, n *node, out *block, args []*block) {
	o := out.ints
	a, b := args[0].ints[:len(o)], args[1].ints[:len(o)]
	over := int64(0)
	for i := range o {
		r := a[i] + b[i]
		over |= (a[i] ^ r) & (b[i] ^ r)
		o[i] = r
	}
	if over < 0 {
		n.failWhere(out, n.overflow(), func(i int) bool { return (a[i]^o[i])&(b[i]^o[i]) < 0 })
	}
}

func subtractInts(s *state, n *node, out *block, args []*block) {
	o := out.ints
	a, b := args[0].ints[:len(o)], args[1].ints[:len(o)]
	over := int64(0)
	for i := range o {
		r := a[i] - b[i]
		over |= (a[i] ^ b[i]) & (a[i] ^ r)
		o[i] = r
	}
	if over < 0 {
		n.failWhere(out, n.overflow(), func(i int) bool { return (a[i]^b[i])&(a[i]^o[i]) < 0 })
	}
}

func multiplyInts(s *state, n *node, out *block, args []*block) {
	o := out.ints
	a, b := args[0].ints[:len(o)], args[1].ints[:len(o)]
	wide := uint64(0) // has a bit past the 32nd if a factor does not fit 32 bits
	for i := range o {
		o[i] = a[i] * b[i]
		wide |= uint64(a[i]+1<<31) | uint64(b[i]+1<<31)
	}
	if wide>>32 != 0 {
		n.failWhere(out, n.overflow(), func(i int) bool { return multiplyOverflows(a[i], b[i]) })
	}
}

func multiplyOverflows(a, b int64) bool {
	hi, lo := multiplySigned(a, b)
	return hi != int64(lo)>>63
}

// multiplySigned returns the 128-bit product.
func multiplySigned(a, b int64) (hi int64, lo uint64) {
	h, lo := bits.Mul64(uint64(a), uint64(b))
	return int64(h) - (a>>63)&b - (b>>63)&a, lo
}

func remainderInts(s *state, n *node, out *block, args []*block) {
	o := out.ints
	a, b := args[0].ints[:len(o)], args[1].ints[:len(o)]
	for i := range o {
		switch {
		case b[i] != 0:
			o[i] = a[i] % b[i]
		case !out.null[i]:
			n.fail(out, i, divisionByZero)
		}
	}
}

// floatKernels compute with floats. Each kernel stores its results before the next reads them, so no machine fuses a
// product and a sum into one rounding.
var floatKernels = map[string]kernel{"+": addFloats, "-": subtractFloats, "*": multiplyFloats}

func addFloats(s *state, n *node, out *block, args []*block) {
	o := out.floats
	a, b := args[0].floats[:len(o)], args[1].floats[:len(o)]
	for i := range o {
		o[i] = a[i] + b[i]
	}
}

func subtractFloats(s *state, n *node, out *block, args []*block) {
	o := out.floats
	a, b := args[0].floats[:len(o)], args[1].floats[:len(o)]
	for i := range o {
		o[i] = a[i] - b[i]
	}
}

func multiplyFloats(s *state, n *node, out *block, args []*block) {
	o := out.floats
	a, b := args[0].floats[:len(o)], args[1].floats[:len(o)]
	for i := range o {
		o[i] = a[i] * b[i]
	}
}

// quotient divides floats. If both operands were integers, which have no infinity, division by zero is a fault.
func quotient(integers bool) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		o := out.floats
		a, b := args[0].floats[:len(o)], args[1].floats[:len(o)]
		zero := false
		for i := range o {
			o[i] = a[i] / b[i]
			zero = zero || b[i] == 0
		}
		if zero && integers {
			n.failWhere(out, divisionByZero, func(i int) bool { return b[i] == 0 })
		}
	}
}

// powers raises floats to integer powers by repeated squaring, which rounds the same on every machine.
func powers(s *state, n *node, out *block, args []*block) {
	base, power := args[0].floats, args[1].ints
	for i := range out.floats {
		if !out.null[i] {
			out.floats[i] = wholePower(base[i], power[i])
		}
	}
}

func wholePower(x float64, power int64) float64 {
	left := uint64(power)
	if power < 0 {
		left = -left
	}
	result := 1.0
	for ; left > 0; left >>= 1 {
		if left&1 == 1 {
			result = float64(result * x)
		}
		x = float64(x * x)
	}
	if power < 0 {
		return 1 / result
	}
	return result
}

func negation(k kind) kernel {
	switch k {
	case floatKind:
		return func(s *state, n *node, out *block, args []*block) {
			for i := range out.floats {
				out.floats[i] = -args[0].floats[i]
			}
		}
	case decimalKind:
		return func(s *state, n *node, out *block, args []*block) {
			for i := range out.decimals {
				out.decimals[i] = args[0].decimals[i].Negate()
			}
		}
	}
	return func(s *state, n *node, out *block, args []*block) {
		for i := range out.ints {
			v := args[0].ints[i]
			if out.ints[i] = -v; v == math.MinInt64 && !out.null[i] {
				n.fail(out, i, n.overflow())
			}
		}
	}
}

func intsToFloats(s *state, n *node, out *block, args []*block) {
	for i := range out.floats {
		out.floats[i] = float64(args[0].ints[i])
	}
}
