package sqltest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// A script is the text of some statements.
type script struct {
	name string // of its file, for messages
	this string // the dataset for {{ this }}; "" if there is none
	text string
}

// A statement is one statement of a script.
type statement struct {
	*script
	start, end int // of the text
	tokens     []token
}

// A placeholder is a token that stands for a dataset or a parameter.
type placeholder struct{ dataset, parameter string }

// parse splits a script into statements, and checks their templates. The places of errors are in the script.
func (s *script) parse(d *engine.Dialect) (all []*statement, err error) {
	lex := lexer{text: s.text, backslash: d.Backslash}
	now := &statement{script: s}
	finish := func(end int) {
		if len(now.tokens) > 0 {
			now.start, now.end = now.tokens[0].start, end
			all = append(all, now)
		}
		now = &statement{script: s}
	}
	for {
		t, err := lex.next()
		if err != nil {
			return nil, s.errorAt(t.start, err)
		}
		switch t.kind {
		case end:
			finish(last(now.tokens).end)
			if all == nil {
				return nil, fmt.Errorf("%s: no statement", s.name)
			}
			return all, nil
		case semicolon:
			finish(last(now.tokens).end)
			continue
		case template:
			if t.stands, err = s.template(t.of(s.text)); err != nil {
				return nil, s.errorAt(t.start, err)
			}
		case parameter:
			t.stands = placeholder{parameter: t.of(s.text)[1:]}
		case text:
			if at := strings.Index(t.of(s.text), "{{"); at >= 0 {
				return nil, s.errorAt(t.start+at, errTemplate)
			}
		}
		now.tokens = append(now.tokens, t)
	}
}

// last returns the last of some statements or tokens, or a zero one.
func last[T any](all []T) (l T) {
	if len(all) > 0 {
		l = all[len(all)-1]
	}
	return l
}

var errTemplate = fmt.Errorf("a template that only dbt can evaluate: compile the model (dbt compile), and test it " +
	"with sqltest.Model")

var templates = regexp.MustCompile(`^\{\{-?\s*(?:(this)|(ref)\(\s*(?:` + name + `\s*,\s*)?` + name +
	`\s*\)|(source)\(\s*` + name + `\s*,\s*` + name + `\s*\))\s*-?\}\}$`)

const name = `(?:'([^'"]*)'|"([^'"]*)")`

// template returns the dataset that a template stands for.
func (s *script) template(text string) (placeholder, error) {
	m := templates.FindStringSubmatch(text)
	switch {
	case m == nil:
		return placeholder{}, errTemplate
	case m[1] != "" && s.this == "":
		return placeholder{}, fmt.Errorf("{{ this }} stands for the dataset with the name of the file: use sqltest.File")
	case m[1] != "":
		return placeholder{dataset: s.this}, nil
	case m[2] != "":
		return placeholder{dataset: m[5] + m[6]}, nil
	}
	return placeholder{dataset: m[10] + m[11]}, nil
}

// ordered reports whether the rows of a statement have an order: an ORDER BY that is not in parentheses.
func (s *statement) ordered() bool {
	depth := 0
	for i, t := range s.tokens {
		switch t.of(s.text) {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
		}
		is := func(i int, keyword string) bool {
			return i < len(s.tokens) && s.tokens[i].kind == word && strings.EqualFold(s.tokens[i].of(s.text), keyword)
		}
		if depth == 0 && is(i, "order") && is(i+1, "by") {
			return true
		}
	}
	return false
}

// A rendering is a statement as an engine gets it.
type rendering struct {
	of   *statement
	text string
	at   []mark // ascending
}

// A mark says that the text from to is that of the script from from, or stands for the token there.
type mark struct {
	to, from int
	verbatim bool
}

// render replaces the placeholders of a statement.
func (s *statement) render(replace func(placeholder) (string, error)) (*rendering, error) {
	r := &rendering{of: s}
	var b strings.Builder
	from := s.start
	for _, t := range s.tokens {
		if t.stands == (placeholder{}) {
			continue
		}
		by, err := replace(t.stands)
		if err != nil {
			return nil, s.errorAt(t.start, err)
		}
		r.at = append(r.at, mark{b.Len(), from, true})
		b.WriteString(s.text[from:t.start])
		r.at = append(r.at, mark{b.Len(), t.start, false})
		b.WriteString(by)
		from = t.end
	}
	r.at = append(r.at, mark{b.Len(), from, true})
	b.WriteString(s.text[from:s.end])
	r.text = b.String()
	return r, nil
}

// source returns the place in the script of a place in the rendering.
func (r *rendering) source(offset int) int {
	at := r.of.start
	for _, m := range r.at {
		if m.to > offset {
			break
		}
		at = m.from
		if m.verbatim {
			at = min(m.from+offset-m.to, r.of.end)
		}
	}
	return at
}

// An errorAt is an error at a place in a script, with the line there.
func (s *script) errorAt(offset int, err error) error {
	offset = min(offset, len(s.text))
	before := s.text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	line, _, _ := strings.Cut(s.text[start:], "\n")
	line = strings.TrimRight(line, "\r")
	column := len([]rune(before[start:])) + 1
	shown := ""
	if len(line) <= widestLine {
		indent := strings.Map(func(r rune) rune {
			if r == '\t' {
				return r
			}
			return ' '
		}, before[start:])
		shown = fmt.Sprintf("\n  %s\n  %s^", printable(line), indent)
	}
	return &placeError{fmt.Sprintf("%s:%d:%d: ", s.name, strings.Count(before, "\n")+1, column), err, shown}
}

// printable replaces what a terminal would not show as one character.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && arrowtext.Invisible(r) {
			return '?'
		}
		return r
	}, line)
}

// widestLine is the length of the longest line that an error shows.
const widestLine = 200

// A placeError is an error with its place.
type placeError struct {
	place string
	err   error
	line  string
}

func (e *placeError) Error() string { return e.place + e.err.Error() + e.line }

func (e *placeError) Unwrap() error { return e.err }
