package expr

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/pattern"
)

func (c *checker) unary(x *syntax, exact bool) (*node, error) {
	of, err := c.check(x.args[0], exact)
	if err != nil {
		return nil, err
	}
	if x.word == "!" {
		if of, err = c.boolean(x, of); err != nil {
			return nil, err
		}
		return c.operation(x, boolType, true, notKernel, of)
	}
	if !of.number() && of.kind != durationKind && of.kind != nullKind {
		return nil, c.errorf(x.at, "%s is %s: %s takes a number", message.Excerpt(of.text), of.typ, x.word)
	}
	if x.word == "+" || of.kind == nullKind {
		return of, nil
	}
	return c.softOperation(of.soft, x, of.typ, true, negation(of.kind), of)
}

func (c *checker) binary(x *syntax, exact bool) (*node, error) {
	switch x.word {
	case "in":
		return c.in(x, exact)
	case "..":
		return nil, c.errorf(x.at, "ranges work in x in 1..9 only, because expressions have no loops")
	case "&&", "||":
		return c.logic(x, exact)
	}
	nodes, err := c.group(exact, x.args...)
	if err != nil {
		return nil, err
	}
	switch x.word {
	case "==", "!=", "<", "<=", ">", ">=":
		return c.comparison(x, nodes)
	case "contains", "startsWith", "endsWith":
		return c.textTest(x, nodes)
	case "matches":
		return c.matches(x, nodes)
	case "??":
		t, err := c.join(x, nodes)
		if err != nil {
			return nil, err
		}
		soft := softness(nodes)
		return c.softOperation(soft, x, t, false, coalesce, nodes...)
	}
	soft := softness(nodes)
	n, err := c.arithmetic(x, nodes[0], nodes[1])
	if err == nil {
		n.soft = soft && x.word != "**" && (n.kind == floatKind || n.kind == decimalKind)
	}
	return n, err
}

func (c *checker) logic(x *syntax, exact bool) (*node, error) {
	nodes, err := c.group(exact, x.args...)
	if err != nil {
		return nil, err
	}
	for i, n := range nodes {
		if nodes[i], err = c.boolean(x, n); err != nil {
			return nil, err
		}
	}
	return c.operation(x, boolType, false, logicKernel(x.word == "||"), nodes...)
}

func (c *checker) condition(x *syntax, exact bool) (*node, error) {
	cond, err := c.check(x.args[0], exact)
	if err != nil {
		return nil, err
	}
	if cond, err = c.boolean(x, cond); err != nil {
		return nil, err
	}
	nodes, err := c.group(exact, x.args[1], x.args[2])
	if err != nil {
		return nil, err
	}
	soft := softness(nodes)
	t, err := c.join(x, nodes)
	if err != nil {
		return nil, err
	}
	return c.softOperation(soft, x, t, false, choose, cond, nodes[0], nodes[1])
}

func (c *checker) comparison(x *syntax, nodes []*node) (*node, error) {
	equality := x.word == "==" || x.word == "!="
	if a, b := x.args[0].kind == nilSyntax, x.args[1].kind == nilSyntax; equality && (a || b) {
		of := nodes[0]
		if a {
			of = nodes[1]
		}
		return c.operation(x, boolType, false, nullTest(x.word == "=="), of)
	}
	t, err := c.join(x, nodes)
	if err != nil {
		return nil, err
	}
	if t.kind == boolKind && !equality {
		return nil, c.errorf(x.at, "%s cannot order booleans; compare them with == or !=", x.word)
	}
	if t.kind == nullKind {
		return c.null(x, boolType), nil
	}
	return c.operation(x, boolType, true, comparisonKernel(x.word, t.kind), nodes...)
}

// in checks x in [a, b, …] and x in lo..hi.
func (c *checker) in(x *syntax, exact bool) (*node, error) {
	right := x.args[1]
	if right.kind == binarySyntax && right.word == ".." {
		nodes, err := c.group(exact, x.args[0], right.args[0], right.args[1])
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			if n.kind != intKind && n.kind != nullKind {
				return nil, c.errorf(x.at, "%s is %s: a range such as 1..9 takes integers; write a <= x <= b for others",
					message.Excerpt(n.text), n.typ)
			}
		}
		for i, n := range nodes {
			nodes[i] = c.convert(n, intType)
		}
		return c.operation(x, boolType, true, between, nodes...)
	}
	if right.kind != listSyntax {
		return nil, c.errorf(x.at, "in takes a list such as [1, 2] or a range such as 1..9; use contains to search a text")
	}
	nodes, err := c.group(exact, append([]*syntax{x.args[0]}, right.args...)...)
	if err != nil {
		return nil, err
	}
	t, err := c.join(x, nodes)
	if err != nil {
		return nil, err
	}
	if t.kind == nullKind {
		t = boolType
		for i, n := range nodes {
			nodes[i] = c.convert(n, t)
		}
	}
	return c.operation(x, boolType, false, member(t.kind), nodes...)
}

func (c *checker) textTest(x *syntax, nodes []*node) (*node, error) {
	for i, n := range nodes {
		var err error
		if nodes[i], err = c.texts(x, n); err != nil {
			return nil, err
		}
	}
	return c.operation(x, boolType, true, textTestKernel(x.word), nodes...)
}

// MostPatternSteps is the number of steps that the patterns of the expressions of a fixture may have together.
const MostPatternSteps = 100_000

// mostConstant is the number of nanoseconds that matching a constant text may take.
const mostConstant = 100_000_000

func (c *checker) matches(x *syntax, nodes []*node) (*node, error) {
	of, err := c.texts(x, nodes[0])
	if err != nil {
		return nil, err
	}
	if x.args[1].kind != textSyntax {
		return nil, c.errorf(x.args[1].at, "the pattern of matches must be a quoted text, because it is compiled once")
	}
	re, steps, err := pattern.Compile(x.args[1].word)
	if err != nil {
		return nil, c.errorf(x.args[1].at, "invalid pattern of matches: %v", err)
	}
	if c.patternSteps += steps; c.patternSteps > MostPatternSteps {
		return nil, c.errorf(x.args[1].at, "the patterns of matches have more than %d steps together", MostPatternSteps)
	}
	if of.constant() && pattern.Cost(steps, len(of.value.texts[0])) > mostConstant {
		return nil, c.errorf(x.at, "matching this text takes too long; write the result instead")
	}
	n, err := c.operation(x, boolType, true, matchesKernel(re), of)
	if err == nil && !n.constant() {
		n.patternSteps = steps
	}
	return n, err
}

// arithmetic checks + - * / % and **.
func (c *checker) arithmetic(x *syntax, a, b *node) (*node, error) {
	if a.kind == nullKind || b.kind == nullKind {
		if a.kind == nullKind {
			a, b = b, a
		}
		if a.number() || a.kind == nullKind || a.kind == textKind && x.word == "+" || a.kind >= dateKind {
			return c.null(x, a.typ), nil
		}
	}
	switch {
	case x.word == "**":
		return c.power(x, a, b)
	case a.number() && b.number():
		if a.kind == decimalKind && b.kind == floatKind || a.kind == floatKind && b.kind == decimalKind {
			return nil, c.mismatch(x, a, b)
		}
		return c.numbers(x, a, b)
	case x.word == "+" && a.kind == textKind && b.kind == textKind:
		return c.operation(x, textType, true, concatenate, a, b)
	}
	return c.times(x, a, b)
}

func (c *checker) numbers(x *syntax, a, b *node) (*node, error) {
	switch {
	case a.kind == decimalKind || b.kind == decimalKind:
		return c.decimals(x, a, b)
	case x.word == "/":
		return c.operation(x, floatType, true, quotient(a.kind == intKind && b.kind == intKind), c.convert(a, floatType),
			c.convert(b, floatType))
	case a.kind == intKind && b.kind == intKind:
		return c.operation(x, intType, true, intKernels[x.word], a, b)
	case x.word == "%":
		return nil, c.errorf(x.at, "%s is %s and %s is %s: %% takes integers or decimals", message.Excerpt(a.text), a.typ,
			message.Excerpt(b.text), b.typ)
	}
	return c.operation(x, floatType, true, floatKernels[x.word], c.convert(a, floatType), c.convert(b, floatType))
}

// decimals checks arithmetic with at least one decimal; the other operand is a decimal or an integer.
func (c *checker) decimals(x *syntax, a, b *node) (*node, error) {
	scale := max(a.scale, b.scale)
	switch x.word {
	case "*":
		if a.scale+b.scale > decimal.MaxDigits {
			return nil, c.errorf(x.at, "the product of %s and %s has %d decimals, but a decimal holds %d digits; write "+
				"round(%s, n)",
				a.typ, b.typ, a.scale+b.scale, decimal.MaxDigits, message.Excerpt(a.text))
		}
		t := decimalType(digitsOf(a)+digitsOf(b)+a.scale+b.scale, a.scale+b.scale)
		return c.operation(x, t, true, multiplyDecimals, c.convert(a, decimalType(decimal.MaxDigits, a.scale)),
			c.convert(b, decimalType(decimal.MaxDigits, b.scale)))
	case "/":
		t := decimalType(digitsOf(a)+b.scale+scale, scale)
		return c.operation(x, t, true, divideDecimals(scale+b.scale-a.scale),
			c.convert(a, decimalType(decimal.MaxDigits, a.scale)), c.convert(b, decimalType(decimal.MaxDigits, b.scale)))
	}
	digits := max(digitsOf(a), digitsOf(b))
	if x.word != "%" {
		digits++
	}
	t := decimalType(digits+scale, scale)
	return c.operation(x, t, true, decimalKernels[x.word], c.convert(a, t), c.convert(b, t))
}

func (c *checker) power(x *syntax, a, b *node) (*node, error) {
	if a.kind == decimalKind && !a.soft {
		return nil, c.errorf(x.at, "%s is %s: ** takes integers and floats; write a product, or float(%s)",
			message.Excerpt(a.text), a.typ, message.Excerpt(a.text))
	}
	if !a.number() || b.kind != intKind {
		return nil,
			c.errorf(x.at, "%s is %s and %s is %s: ** takes a number and an integer power; write sqrt(x) for the root",
				message.Excerpt(a.text), a.typ, message.Excerpt(b.text), b.typ)
	}
	if a.kind == decimalKind { // a literal that was read exactly
		var err error
		if a, err = c.check(x.args[0], false); err != nil {
			return nil, err
		}
	}
	return c.operation(x, floatType, true, powers, c.convert(a, floatType), b)
}

// times checks arithmetic with dates, timestamps and durations.
func (c *checker) times(x *syntax, a, b *node) (*node, error) {
	if x.word == "+" && a.kind == durationKind || x.word == "*" && a.kind == durationKind {
		a, b = b, a
	}
	unit := max(a.unit, b.unit)
	switch {
	case (x.word == "+" || x.word == "-") && b.kind == durationKind:
		switch a.kind {
		case timestampKind:
			t := typ{kind: timestampKind, unit: unit, zone: a.zone}
			return c.operation(x, t, true, intKernels[x.word], c.convert(a, t),
				c.convert(b, typ{kind: durationKind, unit: unit}))
		case durationKind:
			t := typ{kind: durationKind, unit: unit}
			return c.operation(x, t, true, intKernels[x.word], c.convert(a, t), c.convert(b, t))
		case dateKind:
			return c.operation(x, dateType, true, moveDates(x.word == "-", b.unit), a, b)
		}
	case x.word == "-" && a.kind == timestampKind && b.kind == timestampKind && (a.zone == "") == (b.zone == ""):
		t := typ{kind: timestampKind, unit: unit}
		return c.operation(x, typ{kind: durationKind, unit: unit}, true, intKernels["-"], c.convert(a, t), c.convert(b, t))
	case x.word == "-" && a.kind == dateKind && b.kind == dateKind:
		return c.operation(x, typ{kind: durationKind, unit: arrow.Second}, true, betweenDates, a, b)
	case x.word == "*" && a.kind == intKind && b.kind == durationKind:
		return c.operation(x, b.typ, true, intKernels["*"], a, b)
	}
	return nil, c.mismatch(x, a, b)
}
