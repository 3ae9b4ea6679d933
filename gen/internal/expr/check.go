package expr

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

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
			return nil, c.errorf(x.at, "%s is not a 64-bit integer", x.word)
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
	return nil, c.errorf(x.at, "a list can only follow in, as in status in [\"sent\", \"opened\"]")
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// number reads a literal with a point or an exponent.
func (c *checker) number(x *syntax, exact bool) (*node, error) {
	if exact {
		d, ok := decimal.ParseDigits([]byte(x.word))
		scale := max(0, -d.Exp)
		v, fits := d.Decimal(scale, decimal.HalfEven)
		if !ok || !fits || scale > decimal.MaxDigits {
			return nil, c.errorf(x.at, "%s has more than the %d digits of a decimal", x.word, decimal.MaxDigits)
		}
		b := blockOf(decimalKind)
		b.decimals[0] = v
		n := c.literal(x, decimalType(int32(max(scale, decimal.DigitCount(v))), int32(scale)), b)
		n.soft = true
		return n, nil
	}
	v, err := strconv.ParseFloat(x.word, 64)
	if err != nil {
		return nil, c.errorf(x.at, "%s does not fit float64", x.word)
	}
	b := blockOf(floatKind)
	b.floats[0] = v
	n := c.literal(x, floatType, b)
	n.soft = true
	return n, nil
}

// name resolves a column, or a name that let gives.
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
		} else if strings.EqualFold(x.word, "null") || x.word == "None" {
			msg += "; write nil for a null"
		} else if f := c.functions[x.word]; f.usage != "" {
			msg += "; the function is called as " + f.usage
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

// unreadable returns why a column cannot be read.
func unreadable(name string, dt arrow.DataType) string {
	if s, ok := dt.(*arrow.StructType); ok && s.NumFields() > 0 {
		return fmt.Sprintf("%s is a struct; an expression reads its fields, as in %s.%s", name, name, s.Field(0).Name)
	}
	return fmt.Sprintf("%s is %s; an expression reads booleans, numbers, texts, dates, timestamps and durations", name,
		arrowtext.TypeText(dt))
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
