// Package yamlfmt formats fixtures as people write them: blocks indented by two spaces, values of neighboring lines
// aligned, flow maps of one line spaced as {a: 1, b: [2, 3]}, at most one blank line, no trailing spaces. It keeps
// comments, and every choice between block and flow.
//
//	formatted, err := yamlfmt.Format(text, path)
//
// It changes only white space. It returns an error unless the result reads as the same YAML, including comments.
package yamlfmt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// widest is the width of a key up to which the values of neighboring lines are aligned with its value.
const widest = 32

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Format returns the formatted YAML of a file with one document. It does not change formatted YAML. Errors name the
// file and the line.
func Format(text []byte, name string) ([]byte, error) {
	if before, _, ok := bytes.Cut(text, []byte{'\t'}); ok {
		return nil, fmt.Errorf("%s:%d: tab character: indent fixtures with spaces", name, 1+bytes.Count(before, []byte("\n")))
	}
	var before, more yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(text))
	switch err := dec.Decode(&before); {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s: empty file", name)
	case err != nil:
		return nil, fmt.Errorf("%s: not YAML: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	switch err := dec.Decode(&more); {
	case err == nil:
		return nil, fmt.Errorf("%s:%d: second YAML document: a fixture is one document", name, more.Line)
	case !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s: not YAML: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	source := lineEnds.Replace(strings.TrimPrefix(string(text), "\ufeff"))
	f := &formatter{source: strings.Split(strings.TrimSuffix(source, "\n"), "\n"), styles: map[int]yaml.Style{}}
	f.look(&before)
	for i := range f.source {
		f.add(i)
	}
	f.indent()
	f.align()
	out := []byte(f.text())
	if f.until == len(f.source) && !strings.HasSuffix(source, "\n") {
		out = bytes.TrimSuffix(out, []byte("\n")) // which would become part of the text at the end
	}
	if line := f.changed(&before, out); line > 0 {
		return nil, fmt.Errorf("%s:%d: cannot format the layout that starts here", name, line)
	}
	return out, nil
}

// A line is a line of the output.
type line struct {
	from    int // its number in the source
	indent  int
	text    string // without indent and trailing spaces
	blocks  []int  // columns after the indent where blocks in list items start: 2 for the map of "- a: 1"
	goesOn  bool   // continues a text or flow of several lines, and moves with its first line
	key     string // of a line "key: value", with the colon
	value   string
	comment string // after the value, with the #
}

type formatter struct {
	source []string
	styles map[int]yaml.Style // of the nodes that start on a line: only they tell a flow from a text with brackets
	lines  []line
	open   int  // open brackets of a flow that continues
	quote  byte // the quote of a text that continues
	until  int  // the line after a block text (| or >)
	margin int  // the indent of that text
}

const (
	quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle
	block  = yaml.LiteralStyle | yaml.FoldedStyle
)

// look finds the styles of the nodes that start on each line.
func (f *formatter) look(n *yaml.Node) {
	f.styles[n.Line-1] |= n.Style
	for _, child := range n.Content {
		f.look(child)
	}
}

// add splits a line into its parts.
func (f *formatter) add(i int) {
	raw := f.source[i]
	text := strings.Trim(raw, " ")
	if i < f.until {
		if text == "" && len(raw) <= f.margin {
			raw = ""
		}
		f.lines = append(f.lines, line{from: i + 1, text: raw, goesOn: true})
		return
	}
	wasOpen, wasQuoted := f.open > 0, f.quote != 0
	body, comment := cutComment(text, f.quote)
	f.open, f.quote = brackets(body, f.open, f.quote)
	if f.styles[i]&yaml.FlowStyle == 0 && !wasOpen {
		f.open = 0 // the brackets are part of a plain text
	}
	if f.styles[i]&quoted == 0 && !wasQuoted {
		f.quote = 0
	}
	if wasOpen || wasQuoted {
		f.lines = append(f.lines, line{from: i + 1, text: strings.TrimRight(raw, " "), goesOn: true})
		return
	}
	if n := len(f.lines); text == "" && (n == 0 || f.lines[n-1].text+f.lines[n-1].comment == "" && !f.lines[n-1].goesOn) {
		return
	}
	l := line{from: i + 1, indent: spaces(raw), text: text}
	if f.open == 0 {
		l.text, l.comment = body, comment
		if f.styles[i]&yaml.FlowStyle != 0 {
			l.text = spaceFlow(body)
		}
	}
	l.text, l.blocks = cutItems(l.text)
	if key, value, ok := cutKey(l.text); ok && f.open == 0 && value != "" && !strings.HasPrefix(key, "- ") {
		l.key, l.value = key, value
	}
	if f.styles[i]&block != 0 {
		column := l.indent
		if n := len(l.blocks); n > 0 {
			column += l.blocks[n-1]
		}
		f.findText(i, body, column)
	}
	f.lines = append(f.lines, l)
}

// textMark is | or > at the end of a line, with the indent of the text and whether its trailing empty lines count.
var textMark = regexp.MustCompile(`(?:^| )[|>]([-+]?)([1-9]?)([-+]?)$`)

// findText finds the lines of the block text that starts on a line, in a block at a column.
func (f *formatter) findText(i int, body string, column int) {
	mark := textMark.FindStringSubmatch(body)
	if mark == nil {
		return
	}
	f.margin = 0
	if n, err := strconv.Atoi(mark[2]); err == nil {
		f.margin = column + n
	}
	for j := i + 1; j < len(f.source); j++ {
		indent := spaces(f.source[j])
		empty := indent == len(f.source[j])
		switch {
		case empty && (f.margin == 0 || indent <= f.margin) && mark[1]+mark[3] != "+":
			continue // part of the text only if the text continues after it
		case !empty && indent < max(f.margin, column+1):
			return
		case !empty && f.margin == 0:
			f.margin = indent
		}
		f.until = j + 1
	}
}

// cutItems returns a line with one space after each list mark, and where the blocks in the items start.
func cutItems(s string) (text string, blocks []int) {
	at := 0
	for strings.HasPrefix(s[at:], "- ") {
		at += 2 + spaces(s[at+2:])
		text += "- "
		if _, _, isKey := cutKey(s[at:]); isKey || strings.HasPrefix(s[at:], "- ") {
			blocks = append(blocks, at)
		}
	}
	return text + s[at:], blocks
}

// scan calls each with every byte outside quotes until it returns false. quote is the open quote at the start, or 0;
// scan returns the open quote at the end.
func scan(s string, quote byte, each func(i int) bool) byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote == '"' && c == '\\', quote == '\'' && strings.HasPrefix(s[i:], "''"):
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (i == 0 || strings.IndexByte(" {[,:", s[i-1]) >= 0):
			quote = c
		case !each(i):
			return 0
		}
	}
	return quote
}

// cutComment splits a line into its body and its comment. quote is the open quote at the start, or 0.
func cutComment(s string, quote byte) (body, comment string) {
	at := len(s)
	scan(s, quote, func(i int) bool {
		if s[i] == '#' && (i == 0 || s[i-1] == ' ') {
			at = i
			return false
		}
		return true
	})
	return strings.TrimRight(s[:at], " "), s[at:]
}

// brackets returns the number of open brackets and the open quote after a line. n and quote are open before it.
func brackets(s string, n int, quote byte) (int, byte) {
	quote = scan(s, quote, func(i int) bool {
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
	return n, quote
}

// cutKey splits "key: value".
func cutKey(s string) (key, value string, ok bool) {
	at := -1
	scan(s, 0, func(i int) bool {
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

// spaceFlow normalizes the spaces of a flow: none inside brackets, one after commas and colons.
func spaceFlow(s string) string {
	var out []byte
	last, depth := 0, 0
	before := -1 // the last byte outside quotes that is not a space
	scan(s, 0, func(i int) bool {
		c := s[i]
		if c == ' ' {
			return true
		}
		afterQuote := before < len(strings.TrimRight(s[:i], " "))-1
		before = i
		opens := (c == '{' || c == '[') && (depth > 0 || i == 0 || s[i-1] == ' ')
		if depth == 0 && !opens {
			return true
		}
		out = append(out, s[last:i]...)
		last = i
		switch {
		case opens:
			depth++
			out = append(out, c)
			last = i + 1 + spaces(s[i+1:])
		case c == '}' || c == ']':
			depth--
			out = append(bytes.TrimRight(out, " "), c)
			last = i + 1
		case c == ',', c == ':' && (afterQuote || strings.HasPrefix(s[i+1:], " ")):
			out = append(bytes.TrimRight(out, " "), c, ' ')
			last = i + 1 + spaces(s[i+1:])
		}
		return true
	})
	return string(append(out, s[last:]...))
}

func spaces(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// indent indents each block by two spaces more than the block around it.
func (f *formatter) indent() {
	var stack []int // the original indents of the blocks around a line
	moved := 0      // how far to the right the last line went
	opened := false // by a key without a value
	next := 0
	for i := range f.lines {
		l := &f.lines[i]
		if l.goesOn {
			l.text = shift(l.text, moved)
			opened = false
			continue
		}
		if l.text == "" && l.comment == "" {
			continue
		}
		was := l.indent
		if l.text == "" {
			if next <= i {
				next = f.following(i)
			}
			was = f.commentIndent(was, next, stack, opened)
		} else {
			opened = strings.HasSuffix(l.text, ":")
		}
		for len(stack) > 0 && stack[len(stack)-1] > was {
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 || stack[len(stack)-1] < was {
			stack = append(stack, was)
		}
		l.indent = 2 * (len(stack) - 1)
		// The keys of a map in a list follow the list mark, two columns to the right.
		for _, block := range l.blocks {
			stack = append(stack, was+block)
		}
		moved = 2*(len(stack)-1) - stack[len(stack)-1]
	}
}

// commentIndent returns the original indent that a comment on its own line belongs to: that of the next line, unless
// the comment is further to the right, at the end of a block or in place of a missing value.
func (f *formatter) commentIndent(was, next int, stack []int, opened bool) int {
	least := 0
	if next < len(f.lines) {
		least = f.lines[next].indent
	}
	if opened && was > max(least, stack[len(stack)-1]) {
		return was
	}
	for _, block := range slices.Backward(stack) {
		if block <= was {
			return max(block, least)
		}
	}
	return least
}

// shift moves a line to the right, or to the left as far as its indent allows.
func shift(s string, by int) string {
	if by < 0 {
		return s[min(-by, spaces(s)):]
	}
	if s == "" {
		return ""
	}
	return strings.Repeat(" ", by) + s
}

// following returns the number of the next line that is not a comment, or of the end.
func (f *formatter) following(i int) int {
	for i++; i < len(f.lines) && (f.lines[i].text == "" || f.lines[i].goesOn); {
		i++
	}
	return i
}

// align aligns the values of neighboring lines with the same indent.
func (f *formatter) align() {
	for i := 0; i < len(f.lines); {
		j := i
		width, inFlow := 0, 0
		for j < len(f.lines) && f.lines[j].key != "" && f.lines[j].indent == f.lines[i].indent && !f.lines[j].goesOn {
			if n := utf8.RuneCountInString(f.lines[j].key); n <= widest {
				width = max(width, n)
			}
			if strings.HasPrefix(f.lines[j].value, "{") {
				inFlow++
			}
			j++
		}
		if inFlow < j-i {
			width = 0 // people read columns as a table, but plain values one by one
		}
		for k := i; k < j; k++ {
			l := &f.lines[k]
			l.text = l.key + strings.Repeat(" ", max(1, width-utf8.RuneCountInString(l.key)+1)) + l.value
		}
		i = max(j, i+1)
	}
	f.alignComments()
}

// alignComments aligns the comments at the ends of neighboring lines.
func (f *formatter) alignComments() {
	for i := 0; i < len(f.lines); {
		j, width := i, 0
		for j < len(f.lines) && f.lines[j].comment != "" && f.lines[j].text != "" && !f.lines[j].goesOn {
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
	for n := len(f.lines); n > 0 && !f.lines[n-1].goesOn && f.lines[n-1].text+f.lines[n-1].comment == ""; n-- {
		f.lines = f.lines[:n-1]
	}
	var b strings.Builder
	for _, l := range f.lines {
		if !l.goesOn && l.text+l.comment != "" {
			b.WriteString(strings.Repeat(" ", l.indent))
		}
		b.WriteString(l.text + l.comment + "\n")
	}
	return b.String()
}

// changed returns the first line whose YAML the formatting changed, or 0.
func (f *formatter) changed(before *yaml.Node, out []byte) int {
	var after yaml.Node
	if err := yaml.Unmarshal(out, &after); err != nil {
		return 1
	}
	if n := differing(before, &after); n != nil {
		return n.Line
	}
	had, has := comments(before), comments(&after)
	if slices.Equal(had, has) {
		return 0
	}
	for len(had) > 0 && len(has) > 0 && had[0] == has[0] {
		had, has = had[1:], has[1:]
	}
	word := append(had, has...)[0]
	return max(1, 1+slices.IndexFunc(f.source, func(line string) bool { return strings.Contains(line, word) }))
}

// differing returns the first node of a that differs in b, or nil.
func differing(a, b *yaml.Node) *yaml.Node {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || a.Style != b.Style || a.Anchor != b.Anchor ||
		len(a.Content) != len(b.Content) {
		return a
	}
	for i := range a.Content {
		if n := differing(a.Content[i], b.Content[i]); n != nil {
			return n
		}
	}
	return nil
}

// comments returns the words of all comments, sorted, because blank lines decide which node a comment belongs to.
func comments(n *yaml.Node) []string {
	words := strings.Fields(n.HeadComment + " " + n.LineComment + " " + n.FootComment)
	for _, child := range n.Content {
		words = append(words, comments(child)...)
	}
	slices.Sort(words)
	return words
}
