package expr

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/message"
)

// A checker turns syntax into nodes. It reads literals with a point as floats, or exactly, as decimals. The operands
// decide which: if a float meets a decimal, the side that is one only because of its literals is checked again in the
// other way.
type checker struct {
	env     Env
	text    string
	deps    []string
	columns map[string]*node
	lets    map[string]*syntax
	memo    map[reading]checked

	patternSteps int // of the patterns of matches

	functions map[string]function
	once      func(x *syntax, exact bool) (*node, error) // checks a syntax that is not in memo
}

// A reading is a syntax and the way to read its literals.
type reading struct {
	x     *syntax
	exact bool
}

type checked struct {
	n   *node
	err error
}

func (c *checker) errorf(at int, format string, args ...any) error {
	return &Error{Offset: at, Msg: fmt.Sprintf(format, args...)}
}

// check checks each syntax once for each reading, so that what is named or compared twice is computed once.
func (c *checker) check(x *syntax, exact bool) (*node, error) {
	if done, ok := c.memo[reading{x, exact}]; ok {
		return done.n, done.err
	}
	n, err := c.once(x, exact)
	c.memo[reading{x, exact}] = checked{n, err}
	return n, err
}

// blockOf returns a block of one row of a kind.
func blockOf(k kind) *block {
	b := new(block)
	b.clear(1)
	b.prepare(k, 1)
	return b
}

// literal returns a constant with the value of the one row of b.
func (c *checker) literal(x *syntax, t typ, b *block) *node {
	return &node{typ: t, column: -1, value: b, text: c.text[x.from:x.to], at: x.at}
}

func (c *checker) null(x *syntax, t typ) *node {
	b := blockOf(t.kind)
	b.setNull(0)
	return c.literal(x, t, b)
}

// group checks operands that are combined or compared.
func (c *checker) group(exact bool, xs ...*syntax) ([]*node, error) {
	nodes := make([]*node, len(xs))
	hard := map[kind]bool{}
	for i, x := range xs {
		var err error
		if nodes[i], err = c.check(x, exact); err != nil {
			return nil, err
		}
		if n := nodes[i]; !n.soft {
			hard[n.kind] = true
		}
	}
	for i, n := range nodes {
		var err error
		switch {
		case n.soft && n.kind == floatKind && (hard[decimalKind] || !hard[floatKind] && anyKind(nodes, decimalKind)):
			nodes[i], err = c.check(xs[i], true)
		case n.soft && n.kind == decimalKind && hard[floatKind]:
			nodes[i], err = c.check(xs[i], false)
		}
		if err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

func anyKind(nodes []*node, k kind) bool {
	return slices.ContainsFunc(nodes, func(n *node) bool { return n.kind == k })
}

// softness reports whether a number is a float or a decimal only because of the reading of literals.
func softness(nodes []*node) bool {
	soft := false
	for _, n := range nodes {
		switch {
		case n.soft:
			soft = true
		case n.kind != intKind && n.kind != nullKind:
			return false
		}
	}
	return soft
}

// join converts operands to their common type.
func (c *checker) join(x *syntax, nodes []*node) (typ, error) {
	t := nodes[0].typ
	for i, n := range nodes[1:] {
		both, ok := common(t, n.typ)
		if !ok {
			return t, c.mismatch(x, nodes[i], n)
		}
		t = both
	}
	if t.kind == decimalKind {
		digits := int32(0)
		for _, n := range nodes {
			if n.kind != nullKind {
				digits = max(digits, digitsOf(n))
			}
		}
		t = decimalType(digits+t.scale, t.scale)
	}
	for i, n := range nodes {
		nodes[i] = c.convert(n, t)
	}
	return t, nil
}

// mismatch returns the error of operands whose types cannot be combined, with advice.
func (c *checker) mismatch(x *syntax, a, b *node) error {
	return c.errorf(x.at, "%s is %s and %s is %s: %s cannot combine them%s",
		message.Excerpt(a.text), a.typ, message.Excerpt(b.text), b.typ, operatorName(x), advice(a, b))
}

func operatorName(x *syntax) string {
	if x.kind == callSyntax {
		return x.word + "()"
	}
	return x.word
}

// advice suggests a conversion of one of two operands.
func advice(a, b *node) string {
	if a.kind > b.kind {
		a, b = b, a
	}
	at, bt := message.Excerpt(a.text), message.Excerpt(b.text)
	switch {
	case a.kind == floatKind && b.kind == decimalKind:
		return fmt.Sprintf("; write decimal(%s, %d) to compute exactly, or float(%s)", at, max(2, b.scale), bt)
	case a.number() && b.kind == textKind:
		return fmt.Sprintf("; write string(%s) for its text", at)
	case a.kind == textKind && b.kind >= dateKind:
		return fmt.Sprintf("; write a literal as %s", example(b.typ))
	case a.kind == dateKind && b.kind == timestampKind:
		return fmt.Sprintf("; write date(%s) for its date, or timestamp(%s) for the midnight", bt, at)
	case a.kind == timestampKind && b.kind == timestampKind:
		return "; one is an instant and the other has no time zone"
	case a.kind == intKind && (b.kind == dateKind || b.kind == timestampKind):
		return fmt.Sprintf("; write addDays(%s, %s) to move by days", bt, at)
	}
	return ""
}

// example returns a literal of a temporal type.
func example(t typ) string {
	switch {
	case t.kind == dateKind:
		return `date("2026-01-31")`
	case t.kind == durationKind:
		return `duration("36h")`
	case t.zone == "":
		return `timestamp("2026-01-31T10:15:00")`
	}
	return `timestamp("2026-01-31T10:15:00Z")`
}

// operation returns a node that computes; it is a constant if all its operands are.
func (c *checker) operation(x *syntax, t typ, strict bool, run kernel, args ...*node) (*node, error) {
	n := &node{typ: t, column: -1, args: args, run: run, strict: strict, text: c.text[x.from:x.to], at: x.at}
	if slices.ContainsFunc(args, func(a *node) bool { return !a.constant() }) {
		return n, nil
	}
	s := &state{rows: 1, made: make([]int32, 1)}
	blocks := make([]*block, len(args))
	for i, a := range args {
		blocks[i] = a.value
	}
	out := new(block)
	n.compute(s, out, blocks)
	if out.hasBad {
		return nil, c.errorf(x.at, "%s: %s", message.Excerpt(n.text), reasons[out.bad[0]&0xff])
	}
	return &node{typ: t, column: -1, value: out, text: n.text, at: n.at}, nil
}

// softOperation is operation with the softness of its result.
func (c *checker) softOperation(soft bool, x *syntax, t typ, strict bool, run kernel, args ...*node) (*node, error) {
	n, err := c.operation(x, t, strict, run, args...)
	if err == nil {
		n.soft = soft
	}
	return n, err
}

// convert converts a node to a type that common returned for it.
func (c *checker) convert(n *node, t typ) *node {
	x := &syntax{from: 0, to: 0, at: n.at}
	var run kernel
	switch {
	case n.kind == nullKind:
		if t.kind == nullKind {
			return n
		}
		converted := c.null(x, t)
		converted.text = n.text
		return converted
	case n.kind == intKind && t.kind == floatKind:
		run = intsToFloats
	case n.kind == intKind && t.kind == decimalKind:
		run = intsToDecimals
	case n.kind == decimalKind && n.scale != t.scale:
		run = rescaleDecimals
	case (n.kind == timestampKind || n.kind == durationKind) && n.unit != t.unit:
		run = rescaleUnits
	default:
		return n
	}
	converted, err := c.operation(x, t, true, run, n)
	if err != nil { // a constant that does not fit fails in its rows
		converted = &node{typ: t, column: -1, args: []*node{n}, run: run, strict: true, at: n.at}
	}
	converted.text, converted.soft = n.text, n.soft
	return converted
}

// A function can be called. Its check gets from least to most checked arguments.
type function struct {
	usage       string
	least, most int
	check       func(c *checker, x *syntax, args []*node) (*node, error)
}

// wrong returns the error of an argument of a type that the function does not take.
func (c *checker) wrong(x *syntax, n *node) error {
	usage := c.functions[x.word].usage
	if one := oneOf[x.word]; one != "" && n.kind == intKind {
		usage += fmt.Sprintf(", or for a duration %s * duration(%q)", message.Excerpt(n.text), one)
	}
	return c.errorf(n.at, "%s is %s, which %s does not take; write %s", message.Excerpt(n.text), n.typ, x.word, usage)
}

// oneOf are the durations that functions count.
var oneOf = map[string]string{"days": "24h", "hours": "1h", "minutes": "1m", "seconds": "1s"}

// literalText returns the text of an argument that must be a literal: a unit, a mode, a format.
func (c *checker) literalText(x *syntax, n *node, what string) (string, error) {
	if n.kind != textKind || !n.constant() || n.value.hasNull {
		return "", c.errorf(n.at, "the %s of %s must be a quoted text, as in %s", what, x.word, c.functions[x.word].usage)
	}
	return string(n.value.texts[0]), nil
}

// literalInt returns the value of an argument that must be an integer literal between two bounds.
func (c *checker) literalInt(x *syntax, n *node, what string, least, most int64) (int32, error) {
	if n.kind != intKind || !n.constant() || n.value.hasNull || n.value.ints[0] < least || n.value.ints[0] > most {
		return 0, c.errorf(n.at, "the %s of %s must be a number between %d and %d", what, x.word, least, most)
	}
	return int32(n.value.ints[0]), nil
}

// wordsOf lists the keys of a table, for errors.
func wordsOf[V any](table map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(table)), ", ")
}

// orNull gives a nil argument a type.
func (c *checker) orNull(n *node, t typ) *node {
	if n.kind == nullKind {
		return c.convert(n, t)
	}
	return n
}

// boolean returns n if it is a boolean, or a null boolean if it is nil.
func (c *checker) boolean(x *syntax, n *node) (*node, error) {
	if n.kind != boolKind && n.kind != nullKind {
		return nil, c.errorf(x.at, "%s is %s: %s takes booleans, such as a comparison", message.Excerpt(n.text), n.typ,
			operatorName(x))
	}
	return c.convert(n, boolType), nil
}

// texts returns n if it is a text, or a null text if it is nil.
func (c *checker) texts(x *syntax, n *node) (*node, error) {
	if n.kind != textKind && n.kind != nullKind {
		return nil, c.errorf(x.at, "%s is %s: %s takes texts; write string(%s)", message.Excerpt(n.text), n.typ,
			operatorName(x), message.Excerpt(n.text))
	}
	return c.convert(n, textType), nil
}

// digitsOf returns the maximum number of digits before the point of a number.
func digitsOf(n *node) int32 {
	if n.kind == intKind && n.constant() && !n.value.hasNull {
		return int32(decimal.DigitCount(decimal.FromInt64(n.value.ints[0])))
	}
	return n.digits()
}
