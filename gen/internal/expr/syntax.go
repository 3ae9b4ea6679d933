package expr

import (
	"errors"
	"fmt"
	"slices"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
)

// The limits of an expression, which bound the time and memory that any text can take.
const (
	maxText       = 4096 // bytes of an expression
	maxDepth      = 64   // of nested parentheses, calls, conditions and lets
	maxOperations = 512
)

type syntaxKind uint8

const (
	nilSyntax    syntaxKind = iota
	boolSyntax              // word is true or false
	intSyntax               // word is the literal
	numberSyntax            // word is the literal, with a point or an exponent
	textSyntax              // word is the text
	nameSyntax              // word is a column, or a name that let gives
	unarySyntax             // word is the operator
	binarySyntax            // word is the operator
	condSyntax              // condition, then, else
	callSyntax              // word is the function
	listSyntax              // only after in
	letSyntax               // word is the name; value, body
	partSyntax              // split(…)[index]
	sliceSyntax             // text[from:to]; args 1 and 2 may be nil
)

// A syntax is a node of the syntax tree. The middle operand of a chain of comparisons is one node with two parents.
type syntax struct {
	kind     syntaxKind
	word     string
	args     []*syntax
	from, to int // the bytes of its source text
	at       int // the byte of the operator or the name, for errors
}

// A parser turns text into syntax. Tokens, precedences and associativity are those of expr-lang. The tree is its own,
// so that literals stay exact, also on 32-bit machines, and errors have byte offsets.
type parser struct {
	text   string
	tokens []lexer.Token // with byte offsets
	next   int
	depth  int
	count  int
}

// lex reads the tokens and converts their offsets from characters to bytes.
func (p *parser) lex() error {
	bytes := make([]int, 0, len(p.text)+1)
	for i := range p.text {
		bytes = append(bytes, i)
	}
	bytes = append(bytes, len(p.text))
	place := func(i int) int { return bytes[max(0, min(i, len(bytes)-1))] }
	var err error
	if p.tokens, err = lexer.Lex(file.NewSource(p.text)); err != nil {
		if e, ok := errors.AsType[*file.Error](err); ok {
			return &Error{Offset: place(e.From), Msg: e.Message}
		}
		return &Error{Msg: err.Error()}
	}
	for i := range p.tokens {
		t := &p.tokens[i]
		t.From, t.To = place(t.From), place(t.To)
		if t.Kind == lexer.EOF {
			t.From, t.To = len(p.text), len(p.text)
		}
	}
	return nil
}

func (p *parser) peek() lexer.Token { return p.tokens[min(p.next, len(p.tokens)-1)] }

func (p *parser) take() lexer.Token {
	t := p.peek()
	p.next++
	return t
}

// lastEnd returns the end of the last token that was taken.
func (p *parser) lastEnd() int { return p.tokens[min(p.next, len(p.tokens))-1].To }

func (p *parser) accept(kind lexer.Kind, value string) bool {
	if !p.peek().Is(kind, value) {
		return false
	}
	p.next++
	return true
}

func (p *parser) expect(kind lexer.Kind, value string) error {
	if p.accept(kind, value) {
		return nil
	}
	t := p.peek()
	if t.Kind == lexer.EOF {
		return p.errorf(t, "the expression ends, but %q is missing", value)
	}
	return p.errorf(t, "found %q, but %q is missing", p.text[t.From:t.To], value)
}

func (p *parser) errorf(t lexer.Token, format string, args ...any) error {
	return &Error{Offset: t.From, Msg: fmt.Sprintf(format, args...)}
}

func (p *parser) unexpected(t lexer.Token) error {
	switch {
	case t.Kind == lexer.EOF:
		return p.errorf(t, "the expression ends, but a value is missing")
	case t.Is(lexer.Operator, "#"), t.Is(lexer.Operator, "."):
		return p.errorf(t, "%q names an element of a loop, but expressions have no loops: they see one row", t.Value)
	case t.Is(lexer.Operator, "="):
		return p.errorf(t, `"=" is not an operator; write == to compare`)
	case t.Is(lexer.Operator, "&"):
		return p.errorf(t, `"&" is not an operator; write && for "and"`)
	}
	if p.afterName(t) {
		return p.errorf(t, `unexpected %q: write an operator before it, and a column whose name has spaces as `+
			`$env["my column"]`, p.text[t.From:t.To])
	}
	return p.errorf(t, "unexpected %q", p.text[t.From:t.To])
}

// afterName reports whether a token is a name directly after another.
func (p *parser) afterName(t lexer.Token) bool {
	i := slices.IndexFunc(p.tokens, func(u lexer.Token) bool { return u.From == t.From })
	return i > 0 && t.Kind == lexer.Identifier && p.tokens[i-1].Kind == lexer.Identifier
}

// node returns a new node that ends at the last token, and counts it.
func (p *parser) node(kind syntaxKind, word string, from, at int, args ...*syntax) (*syntax, error) {
	if p.count++; p.count > maxOperations {
		return nil, &Error{Offset: at, Msg: fmt.Sprintf("the expression has more than %d operations and values",
			maxOperations)}
	}
	return &syntax{kind: kind, word: word, args: args, from: from, to: p.lastEnd(), at: at}, nil
}
