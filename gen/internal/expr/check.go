package expr

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/internal/message"
)

// A checker turns syntax into nodes. It reads literals with a point in one of two ways: as floats, or exactly, as decimals.
// What they are computed with decides: where a float meets a decimal, the side whose literals made it so is checked again the
// other way.
type checker struct {
	env     Env
	text    string
	deps    []string
	columns map[string]*node
	lets    map[string]*syntax
	memo    map[reading]checked

	functions map[string]function
}

// A reading is a syntax and the way its literals are read.
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

// check checks each syntax once a way, so that what is named or compared twice is computed once.
func (c *checker) check(x *syntax, exact bool) (*node, error) {
	if done, ok := c.memo[reading{x, exact}]; ok {
		return done.n, done.err
	}
	n, err := c.checkOnce(x, exact)
	c.memo[reading{x, exact}] = checked{n, err}
	return n, err
}

func (c *checker) checkOnce(x *syntax, exact bool) (*node, error) {
	switch x.kind {
	case nilSyntax:
		return c.null(x, typ{}), nil
	case boolSyntax:
		b := blockOf(boolKind)
		b.bools[0] = x.word == "true"
		return c.literal(x, boolType, b), nil
	case intSyntax:
		v, err := strconv.ParseInt(x.word, 0, 64)
		if x.word[0] == '0' && err != nil || isDigits(x.word) {
			v, err = strconv.ParseInt(x.word, 10, 64) // a leading 0 is not octal
		}
		if err != nil {
			return nil, c.errorf(x.at, "%s is no integer of 64 bits", x.word)
		}
		b := blockOf(intKind)
		b.ints[0] = v
		return c.literal(x, intType, b), nil
	case numberSyntax:
		return c.number(x, exact)
	case textSyntax:
		b := blockOf(textKind)
		b.texts[0] = []byte(x.word)
		return c.literal(x, textType, b), nil
	case nameSyntax:
		return c.name(x, exact)
	case unarySyntax:
		return c.unary(x, exact)
	case binarySyntax:
		return c.binary(x, exact)
	case condSyntax:
		return c.condition(x, exact)
	case callSyntax:
		return c.call(x, exact)
	case letSyntax:
		return c.let(x, exact)
	case partSyntax:
		return c.part(x)
	case sliceSyntax:
		return c.slice(x)
	}
	return nil, c.errorf(x.at, "a list stands right of in only, as in status in [\"sent\", \"opened\"]")
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// blockOf returns a block with one row of a kind.
func blockOf(k kind) *block {
	b := new(block)
	b.clear(1)
	b.prepare(k, 1)
	return b
}

// literal returns a constant, the value of the one row of b.
func (c *checker) literal(x *syntax, t typ, b *block) *node {
	return &node{typ: t, column: -1, value: b, text: c.text[x.from:x.to], at: x.at}
}

func (c *checker) null(x *syntax, t typ) *node {
	b := blockOf(t.kind)
	b.setNull(0)
	return c.literal(x, t, b)
}

// number reads a literal with a point or an exponent.
func (c *checker) number(x *syntax, exact bool) (*node, error) {
	if exact {
		d, ok := parseDigits([]byte(x.word))
		scale := max(0, -d.exp)
		v, fits := d.decimal(scale, halfEven)
		if !ok || !fits || scale > maxDigits {
			return nil, c.errorf(x.at, "%s has more than the %d digits of a decimal", x.word, maxDigits)
		}
		b := blockOf(decimalKind)
		b.decimals[0] = v
		n := c.literal(x, decimalType(int32(max(scale, digitCount(v))), int32(scale)), b)
		n.soft = true
		return n, nil
	}
	v, err := strconv.ParseFloat(x.word, 64)
	if err != nil {
		return nil, c.errorf(x.at, "%s is no number that float64 can hold", x.word)
	}
	b := blockOf(floatKind)
	b.floats[0] = v
	n := c.literal(x, floatType, b)
	n.soft = true
	return n, nil
}

// name finds a column, or what let names.
func (c *checker) name(x *syntax, exact bool) (*node, error) {
	if value, ok := c.lets[x.word]; ok {
		return c.check(value, exact)
	}
	if n, ok := c.columns[x.word]; ok {
		return n, nil
	}
	dt, ok := c.env.Type(x.word)
	if !ok {
		msg := fmt.Sprintf("no column %q", x.word)
		if near := message.DidYouMean(x.word, c.env.Names()); near != "" {
			msg += near
		} else if f := c.functions[x.word]; f.usage != "" {
			msg += "; the function is written " + f.usage
		}
		return nil, c.errorf(x.at, "%s", msg)
	}
	t, ok := typeOf(dt)
	if !ok {
		return nil, c.errorf(x.at, "%s", unreadable(x.word, dt))
	}
	n := &node{typ: t, column: len(c.deps), run: readColumn, text: c.text[x.from:x.to], at: x.at}
	if t.kind == nullKind {
		n = c.null(x, t)
	} else {
		c.deps = append(c.deps, x.word)
	}
	c.columns[x.word] = n
	return n, nil
}

// unreadable says why a column cannot be read.
func unreadable(name string, dt arrow.DataType) string {
	if s, ok := dt.(*arrow.StructType); ok && s.NumFields() > 0 {
		return fmt.Sprintf("%s is a struct; an expression reads its fields, as in %s.%s", name, name, s.Field(0).Name)
	}
	return fmt.Sprintf("%s is %s; an expression reads booleans, numbers, texts, dates, timestamps and durations", name, typeText(dt))
}

func (c *checker) let(x *syntax, exact bool) (*node, error) {
	_, named := c.lets[x.word]
	if _, ok := c.env.Type(x.word); ok || named {
		return nil, c.errorf(x.at, "let %s hides another %s; choose another name", x.word, x.word)
	}
	if _, err := c.check(x.args[0], exact); err != nil {
		return nil, err
	}
	c.lets[x.word] = x.args[0]
	defer delete(c.lets, x.word)
	return c.check(x.args[1], exact)
}

// group checks operands that are computed or compared with each other.
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

// softness reports whether a number is a float or a decimal only because literals among its operands were read so.
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

// join gives operands their common type.
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

// mismatch says that two operands do not go together, and what would.
func (c *checker) mismatch(x *syntax, a, b *node) error {
	return c.errorf(x.at, "%s is %s and %s is %s: %s does not join them%s",
		message.Excerpt(a.text), a.typ, message.Excerpt(b.text), b.typ, operatorName(x), advice(a, b))
}

func operatorName(x *syntax) string {
	if x.kind == callSyntax {
		return x.word + "()"
	}
	return x.word
}

// advice proposes a conversion of one of two operands.
func advice(a, b *node) string {
	if a.kind > b.kind {
		a, b = b, a
	}
	at, bt := message.Excerpt(a.text), message.Excerpt(b.text)
	switch {
	case a.kind == floatKind && b.kind == decimalKind:
		return fmt.Sprintf("; write decimal(%s, %d) to compute exactly, or float(%s)", at, max(2, b.scale), bt)
	case a.number() && b.kind == textKind:
		return fmt.Sprintf("; string(%s) is its text", at)
	case a.kind == textKind && b.kind >= dateKind:
		return fmt.Sprintf("; a literal is written %s", example(b.typ))
	case a.kind == dateKind && b.kind == timestampKind:
		return fmt.Sprintf("; date(%s) is its date, timestamp(%s) the midnight", bt, at)
	case a.kind == timestampKind && b.kind == timestampKind:
		return "; one names an instant and the other has no zone"
	case a.kind == intKind && (b.kind == dateKind || b.kind == timestampKind):
		return fmt.Sprintf("; addDays(%s, %s) moves by days", bt, at)
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

// operation returns a node that computes; it is a constant where all its operands are.
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

// convert gives a node a type that common has found for it.
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
	if err != nil { // a constant that does not fit: let the rows say so
		converted = &node{typ: t, column: -1, args: []*node{n}, run: run, strict: true, at: n.at}
	}
	converted.text, converted.soft = n.text, n.soft
	return converted
}
