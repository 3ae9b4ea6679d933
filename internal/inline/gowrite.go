package inline

import (
	"bytes"
	"go/token"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// writeGo replaces the expectation, or adds it to its case.
func (s *goSource) writeGo(l Literal, lines []string) []byte {
	c := l.composite
	from, to, before, after := l.from, l.to, "", ""
	indent := s.indentOf(l.Line)
	switch {
	case l.Has:
	case s.multiline(c):
		last := s.lexemes[c.close-1]
		from = last.end
		to, indent, before = from, s.indentOf(last.line), "\n"
		if len(c.fields) > 0 {
			indent = s.indentOf(s.lexemes[c.fields[0].key].line)
		}
		if last.Token != token.COMMA {
			before = ",\n"
		}
		if before += indent + "Want: "; s.lexemes[c.close].line > last.line {
			after = ","
		}
	default:
		from = s.lexemes[c.close-1].end
		if to, before = from, "Want: "; s.lexemes[c.close-1].Token != token.LBRACE {
			before = ", Want: "
		}
	}
	return s.edited(c, from, to, before+goText(lines, indent, l.Case == "")+after)
}

// removeGo removes the field Want of a case.
func (s *goSource) removeGo(l Literal) []byte {
	c := l.composite
	key := c.from - 2
	from, to := s.lexemes[key].start, s.lexemes[c.to-1].end
	comma := s.lexemes[c.to].Token == token.COMMA
	if comma {
		to = s.lexemes[c.to].end
	}
	ownLine := s.lexemes[key-1].line < s.lexemes[key].line
	next := s.lexemes[c.to]
	if comma {
		next = s.lexemes[c.to+1]
	}
	switch {
	case ownLine && next.line > s.lexemes[c.to-1].line+bytes.Count(s.text[s.lexemes[c.to-1].start:to], []byte("\n")):
		from = bytes.LastIndexByte(s.text[:from], '\n') + 1
		to += bytes.IndexByte(s.text[to:], '\n') + 1
	case comma && next.Token != token.RBRACE:
		to = next.start
	case s.lexemes[key-1].Token == token.COMMA:
		from = s.lexemes[key-1].start
	}
	return s.edited(c, from, to, "")
}

// edited returns the source with another text at [from, to). If the composite around it was aligned as gofmt aligns it,
// it is so again.
func (s *goSource) edited(c composite, from, to int, text string) []byte {
	if bytes.Contains(s.text, []byte("\r\n")) {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	}
	out := slices.Concat(s.text[:from], []byte(text), s.text[to:])
	if s.isText(c.open-1) || !bytes.Equal(s.text, s.realigned(c)) {
		return out
	}
	again, err := parseGo(out)
	if err != nil {
		return out // Write finds that out, too
	}
	at := s.lexemes[c.open].start
	for _, other := range again.cases {
		if again.lexemes[other.open].start == at {
			return again.realigned(other)
		}
	}
	return out
}

// indentOf returns the white space at the start of a line.
func (s *goSource) indentOf(line int) string {
	rest := s.text
	for range line - 1 {
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
	}
	return string(rest[:len(rest)-len(bytes.TrimLeft(rest, " \t"))])
}

// multiline reports whether the braces of a composite are on different lines.
func (s *goSource) multiline(c composite) bool {
	return s.lexemes[c.open].line < s.lexemes[c.close].line
}

// realigned returns the source with the values of a composite aligned as gofmt aligns them: those of neighboring lines,
// unless one takes several lines or their keys differ much in length.
func (s *goSource) realigned(c composite) []byte {
	type element struct {
		field
		size int // of the key; 0 if the element takes several lines
	}
	var sections [][]element
	sum, count, before := 0.0, 0, 0
	for i, f := range c.fields {
		first, last := s.lexemes[f.key], s.lexemes[f.to-1]
		if s.lexemes[f.key-1].line == first.line {
			return s.text // several on a line
		}
		e := element{f, utf8.RuneCountInString(first.text)}
		if bytes.IndexByte(s.text[first.start:last.end], '\n') >= 0 {
			e.size = 0
		}
		apart := true
		if before > 0 && e.size > 0 {
			const small, ratio = 40, 2.5
			if apart = false; count > 0 && (before > small || e.size > small) {
				r := float64(e.size) / math.Exp(sum/float64(count))
				apart = ratio*r <= 1 || ratio <= r
			}
		}
		if i > 0 && !apart {
			previous := s.lexemes[c.fields[i-1].to-1]
			apart = first.line > previous.line+1
		}
		if apart {
			sections = append(sections, nil)
			sum, count = 0, 0
		}
		sections[len(sections)-1] = append(sections[len(sections)-1], e)
		if before = e.size; e.size > 0 {
			sum, count = sum+math.Log(float64(e.size)), count+1
		}
	}
	var out []byte
	at := 0
	for _, section := range sections {
		width := 0
		for _, e := range section {
			width = max(width, utf8.RuneCountInString(s.lexemes[e.key].text))
		}
		for _, e := range section {
			colon, value := s.lexemes[e.key+1], s.lexemes[e.from]
			if value.line != colon.line {
				continue
			}
			out = append(out, s.text[at:colon.end]...)
			out = append(out, strings.Repeat(" ", 1+width-utf8.RuneCountInString(s.lexemes[e.key].text))...)
			at = value.start
		}
	}
	return append(out, s.text[at:]...)
}

// goText returns a string literal whose lines are indented below a line. gofmt leaves out the spaces around a plus in
// the arguments of a call.
func goText(lines []string, indent string, argument bool) string {
	var b strings.Builder
	if argument && len(lines) == 1 {
		b.WriteString(lines[0]) // such as a number
		lines, indent = nil, ""
	} else {
		b.WriteByte('\n')
	}
	for _, l := range lines {
		if l != "" {
			b.WriteString(indent + "\t" + l)
		}
		b.WriteByte('\n')
	}
	b.WriteString(indent)
	quote := "` + \"`\" + `"
	if argument {
		quote = "`+\"`\"+`"
	}
	return "`" + strings.ReplaceAll(b.String(), "`", quote) + "`"
}
