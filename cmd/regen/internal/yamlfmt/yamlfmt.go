// Package yamlfmt formats fixtures as people write them: blocks indented by two spaces, values of neighbouring lines aligned,
// flow maps spaced as {a: 1, b: [2, 3]}, one blank line at most, no spaces at line ends. Comments stay, and so does every
// choice between block and flow.
//
//	formatted, err := yamlfmt.Format(text)
//
// It changes white space only, and checks that: what it returns reads as the same YAML, comments included, or it returns an
// error.
package yamlfmt

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// widest is how far to the right a key may push the values of its neighbours.
const widest = 32

// Format returns formatted YAML. Formatted YAML stays as it is.
func Format(text []byte) ([]byte, error) {
	if strings.ContainsRune(string(text), '\t') {
		return nil, errors.New("has a tab: fixtures are indented by spaces")
	}
	var before yaml.Node
	if err := yaml.Unmarshal(text, &before); err != nil {
		return nil, fmt.Errorf("not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	text = bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	lines := strings.Split(strings.TrimRight(string(text), " \n"), "\n")
	kept := keptLines(&before, len(lines))
	f := &formatter{kept: kept}
	for i, line := range lines {
		f.add(i, line)
	}
	f.indent()
	f.align()
	out := []byte(f.text())
	var after yaml.Node
	if err := yaml.Unmarshal(out, &after); err != nil || !same(&before, &after) || !slices.Equal(comments(&before), comments(&after)) {
		return nil, errors.New("is written in a way that cannot be formatted")
	}
	return out, nil
}

// keptLines returns which lines are part of a text of several lines, which stay as they are.
func keptLines(n *yaml.Node, lines int) []bool {
	kept := make([]bool, lines)
	var visit func(n *yaml.Node, end int)
	visit = func(n *yaml.Node, end int) {
		if n.Kind == yaml.ScalarNode && (n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || strings.Contains(n.Value, "\n") || n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0) {
			from := n.Line // the line after that of the mark
			to := end
			if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
				to = min(end, from+strings.Count(n.Value, "\n")+1)
				if !strings.Contains(n.Value, "\n") {
					return
				}
			}
			for i := from; i < min(to, lines); i++ {
				kept[i] = true
			}
		}
		for i, child := range n.Content {
			next := end
			for _, later := range n.Content[i+1:] {
				next = min(next, later.Line-1)
				break
			}
			visit(child, max(next, child.Line))
		}
	}
	visit(n, lines)
	return kept
}

// A line is a line on its way out.
type line struct {
	indent  int
	text    string // without indent, spaces at its end
	kept    bool
	key     string // with its colon, of a line "key: value"
	value   string
	comment string // with its #, after the value
}

type formatter struct {
	kept  []bool
	lines []line
	open  int // brackets of a flow that goes on
}

// add cuts a line into its parts.
func (f *formatter) add(i int, raw string) {
	if f.kept[i] {
		f.lines = append(f.lines, line{text: raw, kept: true})
		return
	}
	text := strings.TrimSpace(raw)
	if n := len(f.lines); text == "" && n > 0 && f.lines[n-1].text+f.lines[n-1].comment == "" && !f.lines[n-1].kept {
		return
	}
	l := line{indent: len(raw) - len(strings.TrimLeft(raw, " ")), text: text}
	body, comment := cutComment(text)
	depth := f.open
	f.open = brackets(body, depth)
	if depth == 0 && f.open == 0 {
		l.comment = comment
		l.text = spaceFlow(body)
		if key, value, ok := cutKey(l.text); ok && value != "" && !strings.HasPrefix(key, "- ") {
			l.key, l.value = key, value
		}
	} else {
		l.kept = true // a flow over several lines
		l.text = strings.TrimRight(raw, " ")
	}
	f.lines = append(f.lines, l)
}

// scan calls each with every byte outside of quotes, and stops where it returns false.
func scan(s string, each func(i int) bool) {
	var quote byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote == '"' && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (i == 0 || strings.IndexByte(" {[,:", s[i-1]) >= 0):
			quote = c
		case !each(i):
			return
		}
	}
}

// cutComment cuts the comment off a line.
func cutComment(s string) (body, comment string) {
	at := len(s)
	scan(s, func(i int) bool {
		if s[i] == '#' && (i == 0 || s[i-1] == ' ') {
			at = i
			return false
		}
		return true
	})
	return strings.TrimRight(s[:at], " "), s[at:]
}

// brackets returns how many brackets are open after a line that n are open before.
func brackets(s string, n int) int {
	scan(s, func(i int) bool {
		switch s[i] {
		case '{', '[':
			if n > 0 || i == 0 || strings.IndexByte(" {[,", s[i-1]) >= 0 {
				n++
			}
		case '}', ']':
			n = max(0, n-1)
		}
		return true
	})
	return n
}

// cutKey cuts "key: value".
func cutKey(s string) (key, value string, ok bool) {
	at := -1
	scan(s, func(i int) bool {
		if (s[i] == '{' || s[i] == '[') && (i == 0 || s[i-1] == ' ') {
			return false
		}
		if s[i] == ':' && (i+1 == len(s) || s[i+1] == ' ') {
			at = i
			return false
		}
		return true
	})
	if at < 0 {
		return "", "", false
	}
	return s[:at+1], strings.TrimSpace(s[at+1:]), true
}

// spaceFlow spaces the flow of a line: none inside brackets, one after a comma and a colon.
func spaceFlow(s string) string {
	var b strings.Builder
	last, depth := 0, 0
	scan(s, func(i int) bool {
		c := s[i]
		opens := (c == '{' || c == '[') && (depth > 0 || i == 0 || s[i-1] == ' ')
		if i < last || depth == 0 && !opens {
			return true
		}
		b.WriteString(s[last:i])
		last = i
		switch {
		case opens:
			depth++
			b.WriteByte(c)
			last = i + 1 + spaces(s[i+1:])
		case c == '}' || c == ']':
			depth--
			trimmed := strings.TrimRight(b.String(), " ")
			b.Reset()
			b.WriteString(trimmed)
			b.WriteByte(c)
			last = i + 1
		case c == ',':
			trimmed := strings.TrimRight(b.String(), " ")
			b.Reset()
			b.WriteString(trimmed + ", ")
			last = i + 1 + spaces(s[i+1:])
		case c == ':' && i+1 < len(s) && s[i+1] == ' ':
			b.WriteString(": ")
			last = i + 1 + spaces(s[i+1:])
		}
		return true
	})
	if last < len(s) {
		b.WriteString(s[last:])
	}
	return b.String()
}

func spaces(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// indent gives each depth two spaces more than the one around it. Comments have the indent of what follows.
func (f *formatter) indent() {
	var stack []int // the indents of the blocks around a line, as they were
	next := -1
	for i := range f.lines {
		l := &f.lines[i]
		if l.kept || l.text == "" && l.comment == "" {
			continue
		}
		was := l.indent
		if l.text == "" { // a comment alone
			if next = f.following(i); next >= 0 {
				was = f.lines[next].indent
			}
		}
		for len(stack) > 0 && stack[len(stack)-1] > was {
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 || stack[len(stack)-1] < was {
			if l.text == "" && len(stack) > 0 && next < 0 {
				was = stack[len(stack)-1]
			} else {
				stack = append(stack, was)
			}
		}
		l.indent = 2 * (len(stack) - 1)
		// The keys of a map in a list stand after its mark, two more to the right.
		if rest, ok := strings.CutPrefix(l.text, "- "); ok {
			inner := strings.TrimLeft(rest, " ")
			if _, _, isKey := cutKey(inner); isKey && !strings.HasPrefix(inner, "{") {
				stack = append(stack, was+2+len(rest)-len(inner))
			}
			l.text = "- " + inner
		}
	}
}

// following returns the next line that is no comment, -1 where there is none.
func (f *formatter) following(i int) int {
	for j := i + 1; j < len(f.lines); j++ {
		if f.lines[j].text != "" && !f.lines[j].kept {
			return j
		}
	}
	return -1
}

// align aligns the values of neighbouring lines of one indent.
func (f *formatter) align() {
	for i := 0; i < len(f.lines); {
		j := i
		width, inFlow := 0, 0
		for j < len(f.lines) && f.lines[j].key != "" && f.lines[j].indent == f.lines[i].indent && !f.lines[j].kept {
			if n := utf8.RuneCountInString(f.lines[j].key); n <= widest {
				width = max(width, n)
			}
			if strings.HasPrefix(f.lines[j].value, "{") {
				inFlow++
			}
			j++
		}
		if inFlow < j-i {
			width = 0 // plain values are read one by one, columns as a table
		}
		for k := i; k < j; k++ {
			l := &f.lines[k]
			l.text = l.key + strings.Repeat(" ", max(1, width-utf8.RuneCountInString(l.key)+1)) + l.value
		}
		i = max(j, i+1)
	}
	f.alignComments()
}

// alignComments aligns the comments at the ends of neighbouring lines.
func (f *formatter) alignComments() {
	for i := 0; i < len(f.lines); {
		j, width := i, 0
		for j < len(f.lines) && f.lines[j].comment != "" && f.lines[j].text != "" && !f.lines[j].kept {
			width = max(width, f.lines[j].indent+utf8.RuneCountInString(f.lines[j].text))
			j++
		}
		for k := i; k < j; k++ {
			l := &f.lines[k]
			l.text += strings.Repeat(" ", width-l.indent-utf8.RuneCountInString(l.text)+2) + l.comment
			l.comment = ""
		}
		i = max(j, i+1)
	}
}

func (f *formatter) text() string {
	var b strings.Builder
	for i, l := range f.lines {
		switch {
		case l.kept:
			b.WriteString(l.text)
		case l.text+l.comment == "" && i == 0:
			continue
		case l.text+l.comment != "":
			b.WriteString(strings.Repeat(" ", max(0, l.indent)) + l.text + l.comment)
		}
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), " \n") + "\n"
}

// same reports whether two nodes read the same.
func same(a, b *yaml.Node) bool {
	return a.Kind == b.Kind && a.Tag == b.Tag && a.Value == b.Value && a.Style == b.Style && a.Anchor == b.Anchor &&
		slices.EqualFunc(a.Content, b.Content, same)
}

// comments returns the words of all comments, sorted: which node has one depends on the blank lines around it.
func comments(n *yaml.Node) []string {
	words := strings.Fields(n.HeadComment + " " + n.LineComment + " " + n.FootComment)
	for _, child := range n.Content {
		words = append(words, comments(child)...)
	}
	slices.Sort(words)
	return words
}
