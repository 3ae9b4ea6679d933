package sqltest

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A tokenKind is what a token is. Comments and space are not tokens.
type tokenKind int

const (
	end        tokenKind = iota
	word                 // an identifier or a keyword
	identifier           // an identifier in quotes
	text                 // a string
	template             // {{ … }}
	parameter            // $name
	semicolon
	other // a number, or a character of an operator
)

// A token is a part of a script.
type token struct {
	kind       tokenKind
	start, end int
	stands     placeholder
}

// of returns the text of the token.
func (t token) of(script string) string { return script[t.start:t.end] }

// A lexer splits the text of a script into tokens.
type lexer struct {
	text      string
	backslash bool // whether a backslash escapes the next character in strings, and # starts a comment
	at        int
}

func (l *lexer) rest() string { return l.text[l.at:] }

// next returns the next token. The token of an error has the place where what does not end starts.
func (l *lexer) next() (t token, err error) {
	if t.start, err = l.space(); err != nil {
		return t, err
	}
	t.start = l.at
	rest := l.rest()
	switch r, size := utf8.DecodeRuneInString(rest); {
	case rest == "":
		t.kind = end
	case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "{%"), strings.HasPrefix(rest, "{#"):
		t.kind = template
		err = l.until(2, map[byte]string{'{': "}}", '%': "%}", '#': "#}"}[rest[1]], "a template")
	case r == ';':
		t.kind = semicolon
		l.at++
	case r == '\'':
		t.kind = text
		err = l.quoted('\'', l.backslash, "a string")
	case (r == 'e' || r == 'E') && strings.HasPrefix(rest[1:], "'"):
		t.kind = text
		l.at++
		err = l.quoted('\'', true, "a string")
	case r == '"', r == '`':
		t.kind = identifier
		err = l.quoted(rest[0], false, "an identifier")
	case r == '$':
		t.kind, err = l.dollar()
	case isNameStart(r):
		t.kind = word
		l.at += len(rest) - len(strings.TrimLeftFunc(rest, isNamePart))
	default:
		t.kind = other
		l.at += size
		if r >= '0' && r <= '9' { // a number with its letters, such as 1e5
			l.at += len(rest[1:]) - len(strings.TrimLeftFunc(rest[1:], isNamePart))
		}
	}
	t.end = l.at
	return t, err
}

func isNameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func isNamePart(r rune) bool { return isNameStart(r) || unicode.IsDigit(r) || r == '$' }

// space skips space and comments. An error comes with the place where a comment starts.
func (l *lexer) space() (start int, err error) {
	for {
		l.at += len(l.rest()) - len(strings.TrimLeftFunc(l.rest(), unicode.IsSpace))
		rest := l.rest()
		switch {
		case strings.HasPrefix(rest, "--"), l.backslash && strings.HasPrefix(rest, "#"):
			line, _, _ := strings.Cut(rest, "\n")
			l.at += len(line)
		case strings.HasPrefix(rest, "/*"):
			if start = l.at; !l.blockComment() {
				return start, errors.New("a comment that does not end")
			}
		default:
			return l.at, nil
		}
	}
}

// blockComment skips a comment, which can hold others. It reports whether it ends.
func (l *lexer) blockComment() bool {
	for depth := 0; l.at < len(l.text); l.at++ {
		switch rest := l.rest(); {
		case strings.HasPrefix(rest, "/*"):
			depth++
			l.at++
		case strings.HasPrefix(rest, "*/"):
			depth--
			l.at++
			if depth == 0 {
				l.at++
				return true
			}
		}
	}
	return false
}

// until skips what ends with a text.
func (l *lexer) until(from int, end, what string) error {
	at := strings.Index(l.rest()[from:], end)
	if at < 0 {
		return errors.New(what + " that does not end")
	}
	l.at += from + at + len(end)
	return nil
}

// quoted skips a text in quotes. A quote in it is written twice.
func (l *lexer) quoted(quote byte, backslash bool, what string) error {
	for i := l.at + 1; i < len(l.text); i++ {
		switch {
		case backslash && l.text[i] == '\\':
			i++
		case l.text[i] == quote && i+1 < len(l.text) && l.text[i+1] == quote:
			i++
		case l.text[i] == quote:
			l.at = i + 1
			return nil
		}
	}
	return errors.New(what + " that does not end")
}

// dollar skips a parameter, a string in dollar quotes such as $$…$$ and $tag$…$tag$, or a single $.
func (l *lexer) dollar() (tokenKind, error) {
	rest := l.rest()[1:]
	name := rest[:len(rest)-len(strings.TrimLeftFunc(rest, func(r rune) bool { return isNamePart(r) && r != '$' }))]
	switch first, _ := utf8.DecodeRuneInString(name); {
	case strings.HasPrefix(rest[len(name):], "$") && (name == "" || isNameStart(first)):
		tag := "$" + name + "$"
		return text, l.until(len(tag), tag, "a string")
	case isNameStart(first):
		l.at += 1 + len(name)
		return parameter, nil
	}
	l.at++
	return other, nil
}
