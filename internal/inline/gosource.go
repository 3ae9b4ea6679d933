package inline

import (
	"bytes"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/lazyregexp"
)

// goldenPackage is the import path of the package with Text and Unset.
const goldenPackage = "github.com/assay-go/assay/golden"

// generated matches the line that marks a generated file, as go help generate has it.
var generated = lazyregexp.New(`(?m)^// Code generated .* DO NOT EDIT\.\r?$`)

// A lexeme is a token of a Go source.
type lexeme struct {
	token.Token
	text       string
	start, end int  // in bytes
	line       int  // from 1
	fresh      bool // a statement ended before it
}

// lex returns the tokens of a Go source, without comments and line ends.
func lex(src []byte) (out []lexeme, err error) {
	file := token.NewFileSet().AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, func(at token.Position, msg string) {
		if err == nil {
			err = fmt.Errorf("%d:%d: %s", at.Line, at.Column, msg)
		}
	}, 0)
	fresh := true
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF || err != nil {
			return out, err
		}
		if tok == token.SEMICOLON && text != ";" {
			fresh = true
			continue
		}
		l := lexeme{Token: tok, text: text, start: file.Offset(pos), line: file.PositionFor(pos, false).Line, fresh: fresh}
		if l.end = l.start + len(text); text == "" {
			l.end = l.start + len(tok.String())
		}
		if tok == token.STRING && text[0] == '`' { // the scanner removed carriage returns
			l.end = l.start + 2 + bytes.IndexByte(src[l.start+1:], '`')
		}
		fresh = tok == token.SEMICOLON
		out = append(out, l)
	}
}

// A declaration is a function, or a declaration of variables, constants or types.
type declaration struct {
	name     string // TestReport, suite.check; "" unless it is a function
	from, to int    // lexemes
}

// declarationsOf returns the top-level declarations.
func declarationsOf(src []lexeme) (all []declaration) {
	depth := 0
	for i, l := range src {
		switch l.Token {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.FUNC, token.VAR, token.CONST, token.TYPE, token.IMPORT:
			if depth != 0 || !l.fresh {
				continue
			}
			d := declaration{from: i, to: len(src)}
			if l.Token == token.FUNC {
				d.name = functionName(src[i+1:])
			}
			if n := len(all); n > 0 {
				all[n-1].to = i
			}
			all = append(all, d)
		}
	}
	return all
}

// functionName returns the name of a function from the tokens after func. A method has its receiver's type in front.
func functionName(src []lexeme) string {
	receiver := ""
	if len(src) > 0 && src[0].Token == token.LPAREN {
		depth := 0
		for i, l := range src {
			switch {
			case l.Token == token.LBRACK:
				depth++
			case l.Token == token.RBRACK:
				depth--
			case l.Token == token.IDENT && depth == 0:
				receiver = l.text + "."
			}
			if l.Token == token.RPAREN {
				src = src[i+1:]
				break
			}
		}
	}
	if len(src) == 0 {
		return ""
	}
	return receiver + src[0].text
}

// A composite is a literal of a struct with keys, such as a case.
type composite struct {
	name        string // the text of Name; "" for a call
	in          string // the declaration around it
	nth         int    // of those with this name in the declaration, or in those without a name
	has         bool   // whether it has a Want
	value       string
	constant    bool // whether Want is a constant
	from, to    int  // the lexemes of the value of Want
	open, close int  // the lexemes { and }
	isCase      bool // whether its type is Case
	fields      []field
}

// A field is an element of a composite with a key.
type field struct{ key, from, to int } // the lexemes of the key, and of the value

// A goSource is a Go source that may hold expectations.
type goSource struct {
	text    []byte
	lexemes []lexeme
	names   []string // of package golden in the source, "." if it is imported with a dot
	cases   []composite
	calls   []composite // of golden.Text
}

// parseGo finds the expectations in a Go source.
func parseGo(text []byte) (*goSource, error) {
	s := &goSource{text: text}
	var err error
	if s.lexemes, err = lex(text); err != nil {
		return nil, err
	}
	for i, l := range s.lexemes {
		if l.Token == token.STRING && l.text[1:len(l.text)-1] == goldenPackage && i > 0 {
			switch s.lexemes[i-1].Token {
			case token.IDENT:
				s.names = append(s.names, s.lexemes[i-1].text)
			case token.PERIOD:
				s.names = append(s.names, ".")
			case token.IMPORT, token.LPAREN, token.STRING:
				s.names = append(s.names, "golden")
			}
		}
	}
	return s, s.find()
}

// find sets the cases and the calls.
func (s *goSource) find() error {
	type frame struct {
		composite
		open  token.Token
		key   string // of the element being read
		value int    // its first lexeme
		call  bool   // of golden.Text
		list  bool   // of cases
	}
	stack := []frame{{}}
	for i, l := range s.lexemes {
		top := &stack[len(stack)-1]
		end := func() { // of an element
			text, constant := s.constant(s.lexemes[top.value:i])
			switch {
			case top.call && top.value == top.from:
				top.to, top.value, top.constant = i, -1, false
				top.composite.value, top.constant = text, constant
			case strings.EqualFold(top.key, "Name") && constant:
				top.name = text
			case strings.EqualFold(top.key, "Want"):
				top.has, top.composite.value, top.constant, top.from, top.to = true, text, constant, top.value, i
			}
			if top.key != "" {
				top.fields = append(top.fields, field{top.value - 2, top.value, i})
			}
			top.key = ""
		}
		switch l.Token {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			f := frame{open: l.Token}
			f.composite.open, f.value, f.from = i, i+1, i+1
			f.call = l.Token == token.LPAREN && s.isText(i-1)
			if l.Token == token.LBRACE && i > 0 {
				typed := s.lexemes[i-1].text == "Case"
				f.list = typed && (s.lexemes[i-2].Token == token.RBRACK ||
					i > 3 && s.lexemes[i-2].Token == token.PERIOD && s.lexemes[i-4].Token == token.RBRACK)
				f.isCase = typed && !f.list || top.list
			}
			stack = append(stack, f)
		case token.COLON:
			if top.open == token.LBRACE && i > 1 && s.lexemes[i-1].Token == token.IDENT &&
				(s.lexemes[i-2].Token == token.LBRACE || s.lexemes[i-2].Token == token.COMMA) {
				top.key, top.value = s.lexemes[i-1].text, i+1
			}
		case token.COMMA:
			if top.key != "" || top.call && top.value >= 0 {
				end()
			}
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(stack) == 1 {
				return errors.New("the source has a closing bracket too many")
			}
			if top.key != "" || top.call && top.value >= 0 {
				end()
			}
			top.close = i
			switch {
			case top.call:
				s.calls = append(s.calls, top.composite)
			case top.name != "" || top.has:
				s.cases = append(s.cases, top.composite)
			}
			stack = stack[:len(stack)-1]
		}
	}
	number(s.calls, s.lexemes)
	number(s.cases, s.lexemes)
	return nil
}

// number sorts calls or cases, and sets the declaration of each and how many before it have the same name there.
func number(all []composite, lexemes []lexeme) {
	slices.SortFunc(all, func(a, b composite) int { return a.open - b.open })
	declarations := declarationsOf(lexemes)
	seen := map[[2]string]int{}
	for i := range all {
		c := &all[i]
		for len(declarations) > 0 && declarations[0].to <= c.open {
			declarations = declarations[1:]
		}
		if len(declarations) > 0 && declarations[0].from <= c.open {
			c.in = declarations[0].name
		}
		key := [2]string{c.in, c.name}
		c.nth = seen[key]
		seen[key]++
	}
}

// isText reports whether a lexeme is the name of golden.Text.
func (s *goSource) isText(i int) bool {
	if i < 2 || s.lexemes[i].text != "Text" {
		return false
	}
	switch s.lexemes[i-1].Token {
	case token.PERIOD:
		return slices.Contains(s.names, s.lexemes[i-2].text)
	case token.FUNC:
		return false
	}
	return slices.Contains(s.names, ".")
}

// constant returns the value of string literals and golden.Unset, joined by +.
func (s *goSource) constant(src []lexeme) (value string, ok bool) {
	for i, l := range src {
		switch {
		case l.Token == token.STRING:
			text, err := strconv.Unquote(l.text)
			if err != nil {
				return "", false
			}
			value += text
		case l.text == "Unset" && (i > 1 && slices.Contains(s.names, src[i-2].text) || slices.Contains(s.names, ".")):
			value += Unset
		case l.Token == token.ADD, l.Token == token.PERIOD, slices.Contains(s.names, l.text):
		default:
			return "", false
		}
	}
	return value, len(src) > 0
}

// declarationOn returns the declaration around a line.
func (s *goSource) declarationOn(line int) declaration {
	found := declaration{to: len(s.lexemes)}
	for _, d := range declarationsOf(s.lexemes) {
		if s.lexemes[d.from].line <= line {
			found = d
		}
	}
	return found
}

// literal returns the expectation of a case or a call.
func (s *goSource) literal(file string, c composite, call bool) Literal {
	l := Literal{Place: Place{File: file, In: c.in, Nth: c.nth}, Value: c.value, Has: c.has || call, composite: c}
	if !call {
		l.Case = c.name
	}
	first := c.open
	if c.from < c.to {
		first = c.from
	}
	l.Line = s.lexemes[first].line
	if l.from, l.to = s.lexemes[c.open].end, s.lexemes[c.open].end; c.from < c.to {
		l.from, l.to = s.lexemes[c.from].start, s.lexemes[c.to-1].end
	}
	return l
}

// A Source is a file in which a site or a place is looked for.
type Source struct {
	Name string // from the module's root
	Text []byte
}

// parsed parses a source, and refuses a generated one.
func (s Source) parsed() (*goSource, error) {
	if generated().Match(s.Text) {
		return nil, fmt.Errorf("%s is generated: change its generator, or leave out the expectation", s.Name)
	}
	g, err := parseGo(s.Text)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", s.Name, err)
	}
	return g, nil
}

// Declaration returns the name of the function around a line of a Go source, "" if there is none.
func (s Source) Declaration(line int) (string, error) {
	g, err := s.parsed()
	if err != nil {
		return "", err
	}
	return g.declarationOn(line).name, nil
}

// Naming returns the functions of a Go source in which a string literal is a path, such as that of a directory.
func (s Source) Naming(name string) (functions []string) {
	if !bytes.Contains(s.Text, []byte(path.Base(name))) {
		return nil
	}
	lexemes, err := lex(s.Text)
	if err != nil {
		return nil
	}
	for _, d := range declarationsOf(lexemes) {
		names := func(l lexeme) bool {
			text, err := strconv.Unquote(l.text)
			return l.Token == token.STRING && err == nil && path.Clean(text) == name
		}
		if d.name != "" && slices.ContainsFunc(lexemes[d.from:d.to], names) {
			functions = append(functions, d.name)
		}
	}
	return functions
}

// LocateCall returns the expectation of a call of golden.Text, from the line that the compiler recorded.
func LocateCall(s Source, e Expectation) (Literal, error) {
	g, err := s.parsed()
	if err != nil {
		return Literal{}, err
	}
	d := g.declarationOn(e.Site.Line)
	var near, same []composite
	for _, c := range g.calls {
		if !c.constant || c.value != e.Text || c.open < d.from || c.open >= d.to {
			continue
		}
		same = append(same, c)
		if first, last := g.lexemes[c.open].line, g.lexemes[c.close].line; first <= e.Site.Line && e.Site.Line <= last {
			near = append(near, c)
		}
	}
	if len(near) == 0 {
		near = same
	}
	switch len(near) {
	case 0:
		return Literal{}, fmt.Errorf("%s:%d: no golden.Text with this expectation as a literal: pass one, such as "+
			"golden.Text(golden.Unset)", s.Name, e.Site.Line)
	case 1:
		return g.literal(s.Name, near[0], true), nil
	}
	return Literal{}, fmt.Errorf("%s:%d: %d calls of golden.Text with the same text are equally near: "+
		"write each on a line of its own", s.Name, e.Site.Line, len(near))
}

// LocateCase returns the expectation of a case in Go. in is the declaration that runs it, "" for any.
func LocateCase(sources []Source, in string, e Expectation) (Literal, error) {
	name := e.Site.Case
	var here, elsewhere []Literal
	var broken error
	for _, s := range sources {
		if !bytes.Contains(s.Text, []byte("Want")) && !bytes.Contains(s.Text, []byte("Name")) {
			continue
		}
		g, err := s.parsed()
		if err != nil {
			broken = errors.Join(broken, err)
			continue
		}
		for _, c := range g.cases {
			if c.has && (!c.constant || c.value != e.Text) || !c.has && !c.isCase {
				continue
			}
			l := g.literal(s.Name, c, false)
			switch {
			case c.name != name:
			case l.In == in && in != "":
				here = append(here, l)
			default:
				elsewhere = append(elsewhere, l)
			}
		}
	}
	for _, found := range [][]Literal{here, elsewhere} {
		if written := slices.DeleteFunc(slices.Clone(found), func(l Literal) bool { return !l.Has }); len(written) > 0 {
			found = written
		} else if e.Text != "" {
			continue // only a case without Want has this text
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return Literal{}, fmt.Errorf("%s:%d and %s:%d: both are cases %q with the same expectation: rename one",
				found[0].File, found[0].Line, found[1].File, found[1].Line, name)
		}
	}
	if broken != nil {
		return Literal{}, broken
	}
	return Literal{}, fmt.Errorf("no case with Name: %q and Want as literals in the package: "+
		"write both as literals, or leave out Want", name)
}

// findGo returns the expectation at a place of a Go source.
func (s Source) findGo(p Place) (Literal, error) {
	g, err := s.parsed()
	if err != nil {
		return Literal{}, err
	}
	candidates, call := g.cases, p.Case == ""
	if call {
		candidates = g.calls
	}
	var found []Literal
	for _, c := range candidates {
		if !call && (c.name != p.Case || !c.has && !c.isCase) {
			continue
		}
		l := g.literal(s.Name, c, call)
		if c.has && !c.constant || l.Place != p {
			continue
		}
		found = append(found, l)
	}
	if len(found) != 1 {
		return Literal{}, fmt.Errorf("%s: the source has changed, and the expectation is not there any more: "+
			"run the test again", s.Name)
	}
	return found[0], nil
}
