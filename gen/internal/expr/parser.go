package expr

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/parser/lexer"
	"github.com/expr-lang/expr/parser/operator"
)

// expression reads operators of at least the given precedence; 0 includes conditions and lets.
func (p *parser) expression(precedence int) (*syntax, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.errorf(p.peek(), "the expression is nested deeper than %d levels", maxDepth)
	}
	defer func() { p.depth-- }()
	if precedence == 0 && p.peek().Is(lexer.Operator, "let") {
		return p.let()
	}
	if precedence == 0 && p.peek().Is(lexer.Operator, "if") {
		return p.ifElse()
	}
	left, err := p.primary()
	if err != nil {
		return nil, err
	}
	if left, err = p.operators(left, precedence); err != nil || precedence > 0 {
		return left, err
	}
	return p.ternary(left)
}

// operators reads operators of at least the given precedence after left, with their right operands.
func (p *parser) operators(left *syntax, precedence int) (*syntax, error) {
	for last := ""; ; {
		start := p.next
		t := p.take()
		negate := t.Is(lexer.Operator, "not")
		if negate {
			if t = p.take(); t.Kind != lexer.Operator || !operator.AllowedNegateSuffix(t.Value) {
				return nil, p.errorf(t, `"not" after a value must be followed by in, contains, startsWith, endsWith or matches`)
			}
		}
		op, known := operator.Binary[t.Value]
		if t.Kind != lexer.Operator || !known || op.Precedence < precedence {
			p.next = start
			return left, nil
		}
		if last == "??" && t.Value != "??" && t.Value != "|" {
			return nil, p.errorf(t, "%s directly after ?? is ambiguous; put parentheses around a ?? b", t.Value)
		}
		var err error
		switch {
		case t.Value == "|":
			left, err = p.pipe(left)
		case operator.IsComparison(t.Value):
			left, err = p.comparisons(left, t, op.Precedence)
		default:
			left, err = p.binary(left, t, op, negate)
		}
		if err != nil {
			return nil, err
		}
		last = t.Value
	}
}

func (p *parser) binary(left *syntax, t lexer.Token, op operator.Operator, negate bool) (*syntax, error) {
	precedence := op.Precedence
	if op.Associativity == operator.Left {
		precedence++
	}
	right, err := p.expression(precedence)
	if err != nil {
		return nil, err
	}
	x, err := p.node(binarySyntax, canonical(t.Value), left.from, t.From, left, right)
	if err == nil && negate {
		x, err = p.node(unarySyntax, "!", left.from, t.From, x)
	}
	return x, err
}

// canonical returns the main spelling of an operator.
func canonical(op string) string {
	switch op {
	case "and":
		return "&&"
	case "or":
		return "||"
	case "not":
		return "!"
	case "^":
		return "**"
	}
	return op
}

// comparisons reads a < b, and the chain a < b <= c, which means a < b && b <= c.
func (p *parser) comparisons(left *syntax, t lexer.Token, precedence int) (*syntax, error) {
	var all *syntax
	for {
		right, err := p.expression(precedence + 1)
		if err != nil {
			return nil, err
		}
		one, err := p.node(binarySyntax, t.Value, left.from, t.From, left, right)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = one
		} else if all, err = p.node(binarySyntax, "&&", all.from, t.From, all, one); err != nil {
			return nil, err
		}
		if next := p.peek(); next.Kind != lexer.Operator || !operator.IsComparison(next.Value) {
			return all, nil
		}
		t, left = p.take(), right
	}
}

// pipe reads a call that takes left as its first argument: name | lower().
func (p *parser) pipe(left *syntax) (*syntax, error) {
	t := p.take()
	if t.Kind != lexer.Identifier {
		return nil, p.errorf(t, `"|" must be followed by a function such as lower()`)
	}
	x, err := p.call(t, []*syntax{left})
	if err != nil {
		return nil, err
	}
	x.from = left.from
	return p.postfix(x)
}

func (p *parser) let() (*syntax, error) {
	from := p.take().From
	t := p.take()
	if t.Kind != lexer.Identifier {
		return nil, p.errorf(t, "let must be followed by a name: let x = …; …")
	}
	if err := p.expect(lexer.Operator, "="); err != nil {
		return nil, err
	}
	value, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if err := p.expect(lexer.Operator, ";"); err != nil {
		return nil, err
	}
	body, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	return p.node(letSyntax, t.Value, from, t.From, value, body)
}

// ifElse reads if a { b } else { c }, which means a ? b : c.
func (p *parser) ifElse() (*syntax, error) {
	t := p.take()
	cond, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	then, err := p.braced()
	if err != nil {
		return nil, err
	}
	if err := p.expect(lexer.Operator, "else"); err != nil {
		return nil, err
	}
	var other *syntax
	if p.peek().Is(lexer.Operator, "if") {
		other, err = p.expression(0)
	} else {
		other, err = p.braced()
	}
	if err != nil {
		return nil, err
	}
	return p.node(condSyntax, "if", t.From, t.From, cond, then, other)
}

func (p *parser) braced() (*syntax, error) {
	if err := p.expect(lexer.Bracket, "{"); err != nil {
		return nil, err
	}
	x, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	return x, p.expect(lexer.Bracket, "}")
}

// ternary reads ? then : else after a condition. If then is missing, it is the condition.
func (p *parser) ternary(cond *syntax) (*syntax, error) {
	for p.peek().Is(lexer.Operator, "?") {
		t := p.take()
		then := cond
		var err error
		if !p.peek().Is(lexer.Operator, ":") {
			if then, err = p.expression(0); err != nil {
				return nil, err
			}
		}
		if err := p.expect(lexer.Operator, ":"); err != nil {
			return nil, err
		}
		other, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		if cond, err = p.node(condSyntax, "?:", cond.from, t.From, cond, then, other); err != nil {
			return nil, err
		}
	}
	return cond, nil
}

// primary reads a value, with its prefix operators and its postfixes.
func (p *parser) primary() (*syntax, error) {
	t := p.take()
	switch t.Kind {
	case lexer.Operator:
		op, ok := operator.Unary[t.Value]
		if !ok {
			return nil, p.unexpected(t)
		}
		of, err := p.expression(op.Precedence)
		if err != nil {
			return nil, err
		}
		return p.node(unarySyntax, canonical(t.Value), t.From, t.From, of)
	case lexer.Number:
		return p.number(t)
	case lexer.String:
		x, err := p.node(textSyntax, t.Value, t.From, t.From)
		if err != nil {
			return nil, err
		}
		return p.postfix(x)
	case lexer.Bytes:
		return nil, p.errorf(t, `bytes are not supported; write the text without the b`)
	case lexer.Bracket:
		return p.bracket(t)
	case lexer.Identifier:
		return p.identifier(t)
	}
	return nil, p.unexpected(t)
}

func (p *parser) number(t lexer.Token) (*syntax, error) {
	word := strings.ToLower(strings.ReplaceAll(t.Value, "_", ""))
	kind := intSyntax
	if !strings.HasPrefix(word, "0x") && strings.ContainsAny(word, ".e") {
		kind = numberSyntax
	}
	return p.node(kind, word, t.From, t.From)
}

func (p *parser) bracket(t lexer.Token) (*syntax, error) {
	switch t.Value {
	case "(":
		x, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		if err := p.expect(lexer.Bracket, ")"); err != nil {
			return nil, err
		}
		return p.postfix(x)
	case "[":
		items, err := p.items("]", nil)
		if err != nil {
			return nil, err
		}
		return p.node(listSyntax, "", t.From, t.From, items...)
	case "{":
		return nil, p.errorf(t, "maps are not supported, because no column holds them; use ? : to choose between values")
	}
	return nil, p.unexpected(t)
}

// items reads expressions between commas up to a closing bracket and appends them.
func (p *parser) items(closing string, items []*syntax) ([]*syntax, error) {
	for first := true; ; first = false {
		if p.accept(lexer.Bracket, closing) {
			return items, nil
		}
		if !first {
			if err := p.expect(lexer.Operator, ","); err != nil {
				return nil, err
			}
			if p.accept(lexer.Bracket, closing) {
				return items, nil
			}
		}
		x, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		items = append(items, x)
	}
}

func (p *parser) identifier(t lexer.Token) (*syntax, error) {
	switch t.Value {
	case "nil":
		return p.node(nilSyntax, "", t.From, t.From)
	case "true", "false":
		return p.node(boolSyntax, t.Value, t.From, t.From)
	case "$env":
		return p.env(t)
	}
	var x *syntax
	var err error
	if p.peek().Is(lexer.Bracket, "(") {
		x, err = p.call(t, nil)
	} else {
		x, err = p.node(nameSyntax, t.Value, t.From, t.From)
	}
	if err != nil {
		return nil, err
	}
	return p.postfix(x)
}

// env reads $env["any name"], for columns whose names are not identifiers.
func (p *parser) env(t lexer.Token) (*syntax, error) {
	open, name, closing := p.take(), p.take(), p.take()
	if !open.Is(lexer.Bracket, "[") || name.Kind != lexer.String || !closing.Is(lexer.Bracket, "]") {
		return nil, p.errorf(t, `$env alone is not supported; read a single column, as in $env["unit price"]`)
	}
	x, err := p.node(nameSyntax, name.Value, t.From, t.From)
	if err != nil {
		return nil, err
	}
	return p.postfix(x)
}

func (p *parser) call(t lexer.Token, args []*syntax) (*syntax, error) {
	if why, ok := refused[t.Value]; ok {
		return nil, p.errorf(t, "%s is not supported: %s", t.Value, why)
	}
	if err := p.expect(lexer.Bracket, "("); err != nil {
		return nil, err
	}
	args, err := p.items(")", args)
	if err != nil {
		return nil, err
	}
	return p.node(callSyntax, t.Value, t.From, t.From, args...)
}

// postfix reads .field, ["field"], [index] and [from:to] after x.
func (p *parser) postfix(x *syntax) (*syntax, error) {
	for {
		t := p.peek()
		var err error
		switch {
		case t.Is(lexer.Operator, "."):
			x, err = p.field(x)
		case t.Is(lexer.Operator, "?."):
			return nil, p.errorf(t, `"?." is not supported; write a dot: a field of a null struct is null anyway`)
		case t.Is(lexer.Bracket, "["):
			x, err = p.index(x)
		default:
			return x, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

func (p *parser) field(x *syntax) (*syntax, error) {
	p.next++
	t := p.take()
	if p.peek().Is(lexer.Bracket, "(") {
		return nil, p.errorf(t, "methods are not supported; write %s(%s) if there is such a function",
			strings.ToLower(t.Value), p.text[x.from:x.to])
	}
	if x.kind != nameSyntax || t.Kind != lexer.Identifier && t.Kind != lexer.Operator {
		return nil, p.errorf(t, "a field name can only follow a struct column and a dot")
	}
	x.word += "." + t.Value
	x.to = t.To
	return x, nil
}

func (p *parser) index(x *syntax) (*syntax, error) {
	open := p.take()
	if t := p.peek(); x.kind == nameSyntax && t.Kind == lexer.String {
		p.next++
		x.word += "." + t.Value
		if err := p.expect(lexer.Bracket, "]"); err != nil {
			return nil, err
		}
		x.to = p.lastEnd()
		return x, nil
	}
	var from, to *syntax
	var err error
	if !p.peek().Is(lexer.Operator, ":") {
		if from, err = p.expression(0); err != nil {
			return nil, err
		}
	}
	if p.accept(lexer.Bracket, "]") {
		if from == nil || x.kind != callSyntax || x.word != "split" {
			return nil, p.errorf(open, "[ ] only selects a part of split(text, separator) or the characters [from:to] of a text")
		}
		return p.node(partSyntax, "", x.from, open.From, append(x.args, from)...)
	}
	if err := p.expect(lexer.Operator, ":"); err != nil {
		return nil, err
	}
	if !p.peek().Is(lexer.Bracket, "]") {
		if to, err = p.expression(0); err != nil {
			return nil, err
		}
	}
	if err := p.expect(lexer.Bracket, "]"); err != nil {
		return nil, err
	}
	return p.node(sliceSyntax, "", x.from, open.From, x, from, to)
}

func parse(text string) (*syntax, error) {
	if len(text) > maxText {
		return nil, &Error{Offset: maxText, Msg: fmt.Sprintf("the expression has %d bytes; at most %d are allowed",
			len(text), maxText)}
	}
	if !utf8.ValidString(text) {
		return nil, &Error{Msg: "the expression is not valid UTF-8"}
	}
	p := &parser{text: text}
	if err := p.lex(); err != nil {
		return nil, err
	}
	if p.tokens[0].Kind == lexer.EOF {
		return nil, &Error{Msg: "the expression is empty; write nil for no value"}
	}
	x, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.Is(lexer.Operator, ";") {
		return nil, p.errorf(t, "; starts another expression, but a column has one (let x = …; names a part of it)")
	}
	if t := p.peek(); t.Kind != lexer.EOF {
		return nil, p.unexpected(t)
	}
	return x, nil
}
