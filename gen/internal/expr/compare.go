package expr

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"

	"github.com/assay-go/assay/gen/internal/decimal"
)

// comparisonKernel compares two blocks of a kind.
func comparisonKernel(op string, k kind) kernel {
	switch k {
	case boolKind:
		return func(s *state, n *node, out *block, args []*block) {
			for i := range out.bools {
				out.bools[i] = (args[0].bools[i] == args[1].bools[i]) == (op == "==")
			}
		}
	case floatKind:
		return compareOrdered(op, func(b *block) []float64 { return b.floats })
	case decimalKind, textKind:
		compare := threeWay(k)
		holds := holdsFor(op)
		return func(s *state, n *node, out *block, args []*block) {
			for i := range out.bools {
				out.bools[i] = !out.null[i] && holds[1+compare(args[0], args[1], i)]
			}
		}
	}
	return compareOrdered(op, func(b *block) []int64 { return b.ints })
}

// compareOrdered compares with the operators of Go. One loop for each operator makes a row cost one comparison. For NaN
// only != holds.
func compareOrdered[T int64 | float64](op string, values func(*block) []T) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		o := out.bools
		a, b := values(args[0])[:len(o)], values(args[1])[:len(o)]
		switch op {
		case "==":
			for i := range o {
				o[i] = a[i] == b[i]
			}
		case "!=":
			for i := range o {
				o[i] = a[i] != b[i]
			}
		case "<":
			for i := range o {
				o[i] = a[i] < b[i]
			}
		case "<=":
			for i := range o {
				o[i] = a[i] <= b[i]
			}
		case ">":
			for i := range o {
				o[i] = a[i] > b[i]
			}
		case ">=":
			for i := range o {
				o[i] = a[i] >= b[i]
			}
		}
	}
}

// threeWay returns a function that compares a row of two blocks and returns -1, 0 or 1.
func threeWay(k kind) func(a, b *block, row int) int {
	switch k {
	case boolKind:
		return func(a, b *block, row int) int {
			if a.bools[row] == b.bools[row] {
				return 0
			}
			return 1
		}
	case floatKind:
		return func(a, b *block, row int) int {
			x, y := a.floats[row], b.floats[row]
			if x == y {
				return 0
			} else if x < y {
				return -1
			}
			return 1
		}
	case decimalKind:
		return func(a, b *block, row int) int { return decimal.Compare(a.decimals[row], b.decimals[row]) }
	case textKind:
		return func(a, b *block, row int) int { return bytes.Compare(a.texts[row], b.texts[row]) }
	}
	return func(a, b *block, row int) int { return cmp.Compare(a.ints[row], b.ints[row]) }
}

// holdsFor reports whether an operator holds for less, equal and greater.
func holdsFor(op string) [3]bool {
	switch op {
	case "==":
		return [3]bool{false, true, false}
	case "!=":
		return [3]bool{true, false, true}
	case "<":
		return [3]bool{true, false, false}
	case "<=":
		return [3]bool{true, true, false}
	case ">":
		return [3]bool{false, false, true}
	}
	return [3]bool{false, true, true}
}

// between tests x in lo..hi.
func between(s *state, n *node, out *block, args []*block) {
	for i := range out.bools {
		v := args[0].ints[i]
		out.bools[i] = args[1].ints[i] <= v && v <= args[2].ints[i]
	}
}

// member tests x in [a, b, …] as SQL does: if x equals no element and one of them is null, the result is null.
func member(k kind) kernel {
	slow := memberOfNulls(k)
	switch k {
	case boolKind, decimalKind, textKind:
		return slow
	case floatKind:
		return memberOrdered(func(b *block) []float64 { return b.floats }, slow)
	}
	return memberOrdered(func(b *block) []int64 { return b.ints }, slow)
}

// memberOrdered is member for ordered kinds. It is fast in blocks without nulls.
func memberOrdered[T int64 | float64](values func(*block) []T, slow kernel) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		if slices.ContainsFunc(args, func(a *block) bool { return a.hasNull }) {
			slow(s, n, out, args)
			return
		}
		o := out.bools
		clear(o)
		x := values(args[0])[:len(o)]
		for _, a := range args[1:] {
			for i, v := range values(a)[:len(o)] {
				o[i] = o[i] || x[i] == v
			}
		}
	}
}

func memberOfNulls(k kind) kernel {
	compare := threeWay(k)
	return func(s *state, n *node, out *block, args []*block) {
		for i := range out.bools {
			out.bools[i] = false
			x := args[0]
			if out.takeBad(x, i); x.null[i] {
				out.setNull(i)
				continue
			}
			unknown := false
			for _, e := range args[1:] {
				if out.takeBad(e, i); e.null[i] {
					unknown = true
				} else if compare(x, e, i) == 0 {
					out.bools[i] = true
					break
				}
			}
			if unknown && !out.bools[i] {
				out.setNull(i)
			}
		}
	}
}

func textTestKernel(op string) kernel {
	test := map[string]func(x, y []byte) bool{
		"contains": bytes.Contains, "startsWith": bytes.HasPrefix, "endsWith": bytes.HasSuffix,
	}[op]
	return func(s *state, n *node, out *block, args []*block) {
		for i := range out.bools {
			out.bools[i] = !out.null[i] && test(args[0].texts[i], args[1].texts[i])
		}
	}
}

func matchesKernel(re *regexp.Regexp) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		for i := range out.bools {
			out.bools[i] = !out.null[i] && re.Match(args[0].texts[i])
		}
	}
}
