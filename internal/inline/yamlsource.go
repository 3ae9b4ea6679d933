package inline

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A yamlNode is where the expectation of a case stands in YAML.
type yamlNode struct {
	indent     int // of the keys of the case
	start, end int // in bytes, of the value; of the insertion if there is none
	keyStart   int // of the key
	flow       bool
	comment    string
}

// yamlRoot returns the top of a YAML file.
func (s Source) yamlRoot() (*yaml.Node, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(s.Text, &root); err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", s.Name, err)
	}
	if len(root.Content) == 0 {
		return nil, fmt.Errorf("%s: is empty", s.Name)
	}
	return root.Content[0], nil
}

// casesYAML returns the cases that a fixture lists, or the case that the file is.
func (s Source) casesYAML() (all []Literal) {
	root, err := s.yamlRoot()
	if err != nil {
		return nil
	}
	tests := valueOf(root, "cases")
	if tests == nil {
		return s.caseYAML(root)
	}
	if tests.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(tests.Content); i += 2 {
		for _, n := range tests.Content[i+1].Content {
			name := valueOf(n, "name")
			if name == nil || valueOf(n, "cross") != nil {
				continue
			}
			l, err := s.findYAML(Place{File: s.Name, Test: tests.Content[i].Value, Case: name.Value})
			if err == nil {
				all = append(all, l)
			}
		}
	}
	return all
}

// caseYAML returns the case that a file of a directory of cases is, unless it is a fixture or turns into several cases.
func (s Source) caseYAML(root *yaml.Node) []Literal {
	for _, other := range []string{"version", "datasets", "cross"} {
		if root.Kind != yaml.MappingNode || valueOf(root, other) != nil {
			return nil
		}
	}
	p := Place{File: s.Name, Case: strings.TrimSuffix(path.Base(s.Name), path.Ext(s.Name))}
	if name := valueOf(root, "name"); name != nil {
		p.Case = name.Value
	}
	l, err := s.findYAML(p)
	if err != nil || p.Case == "" {
		return nil
	}
	return []Literal{l}
}

// findYAML returns the expectation of a case.
func (s Source) findYAML(p Place) (Literal, error) {
	root, err := s.yamlRoot()
	if err != nil {
		return Literal{}, err
	}
	nodes := []*yaml.Node{root}
	if p.Test != "" {
		list := valueOf(valueOf(root, "cases"), p.Test)
		if nodes = nil; list != nil {
			nodes = list.Content
		}
	}
	for _, n := range nodes {
		name := valueOf(n, "name")
		if n.Kind != yaml.MappingNode || name == nil && p.Test != "" || name != nil && name.Value != p.Case {
			continue
		}
		l := Literal{Place: p, Line: n.Line}
		l.node = yamlNode{indent: n.Column - 1, flow: n.Style&yaml.FlowStyle != 0}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			end := s.endOf(key, value, l.node.indent)
			if key.Value == "want" {
				if value.Kind != yaml.ScalarNode || value.Anchor != "" {
					return Literal{}, fmt.Errorf("%s:%d: want must be text", s.Name, value.Line)
				}
				l.Has, l.Value, l.Line = true, value.Value, value.Line
				l.node.keyStart = s.offset(key.Line, key.Column)
				l.node.start, l.node.end = l.node.keyStart+len("want:"), end
				l.node.comment = s.comment(value, l.node.start, end)
				return l, nil
			}
			l.node.start, l.node.end = end, end
		}
		return l, nil
	}
	return Literal{}, fmt.Errorf("%s: the file has changed, and has no case %q any more: run the test again", s.Name,
		p.Case)
}

func valueOf(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// offset returns the byte at a line and a column, both from 1.
func (s Source) offset(line, column int) int {
	at := 0
	for range line - 1 {
		at += bytes.IndexByte(s.Text[at:], '\n') + 1
	}
	for range column - 1 {
		_, n := utf8.DecodeRune(s.Text[at:])
		at += n
	}
	return at
}

// comment returns the comment on the first line of a value, with the spaces before it.
func (s Source) comment(value *yaml.Node, start, end int) string {
	line, _, _ := bytes.Cut(s.Text[start:end], []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	at := -1
	switch {
	case value.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		at = bytes.IndexByte(line, '#')
	case value.LineComment != "":
		at = bytes.LastIndex(line, []byte(value.LineComment))
	}
	if at < 0 {
		return ""
	}
	return string(line[len(bytes.TrimRight(line[:at], " \t")):])
}

// endOf returns where the value of a key of a block mapping ends: before a line end. What
// belongs to it is on the line of the key, or on lines that are indented deeper.
func (s Source) endOf(key, value *yaml.Node, indent int) int {
	at := s.offset(key.Line, key.Column)
	eol := func(at int) int {
		if n := bytes.IndexByte(s.Text[at:], '\n'); n >= 0 {
			return at + n
		}
		return len(s.Text)
	}
	end := eol(at)
	for next := end; next < len(s.Text); {
		line := s.Text[next+1 : eol(next+1)]
		trimmed := bytes.TrimLeft(line, " ")
		blank := len(bytes.Trim(line, blanks)) == 0
		deep := len(line)-len(trimmed) > indent
		if value.Kind == yaml.SequenceNode && len(trimmed) > 0 && trimmed[0] == '-' && len(line)-len(trimmed) == indent {
			deep = true
		}
		if !blank && (!deep || trimmed[0] == '#' && value.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0) {
			break
		}
		if next = eol(next + 1); !blank {
			end = next
		}
	}
	if end > 0 && s.Text[end-1] == '\r' {
		end--
	}
	return end
}

// writeYAML replaces the expectation, or adds it to its case.
func (s Source) writeYAML(l Literal, lines []string) ([]byte, error) {
	if l.node.flow {
		return nil, fmt.Errorf("%s:%d: a case in braces has no room for a table: write its keys on lines of their own",
			s.Name, l.Line)
	}
	pad := strings.Repeat(" ", l.node.indent)
	var b strings.Builder
	if !l.Has {
		b.WriteString("\n" + pad + "want:")
	}
	b.WriteString(" |")
	if len(lines) > 0 && strings.HasPrefix(lines[0], " ") {
		b.WriteByte('2') // the first line is indented deeper than the others may be
	}
	b.WriteString(l.node.comment)
	for _, line := range lines {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(pad + "  " + line)
		}
	}
	return s.editedYAML(l.node.start, l.node.end, b.String()), nil
}

// removeYAML removes the expectation of a case.
func (s Source) removeYAML(l Literal) ([]byte, error) {
	if l.node.flow {
		return nil, fmt.Errorf("%s:%d: take want out of the braces by hand", s.Name, l.Line)
	}
	from, to := l.node.keyStart, l.node.end
	line := bytes.LastIndexByte(s.Text[:from], '\n') + 1
	if len(bytes.TrimLeft(s.Text[line:from], " ")) == 0 { // want is not the first key after a dash
		from = line
		if n := bytes.IndexByte(s.Text[to:], '\n'); n >= 0 {
			to += n + 1
		} else {
			to = len(s.Text)
		}
		return s.editedYAML(from, to, ""), nil
	}
	rest := s.Text[to:]
	next := bytes.TrimLeft(rest, "\r\n")
	if spaces := len(next) - len(bytes.TrimLeft(next, " ")); spaces == l.node.indent {
		return s.editedYAML(from, to+len(rest)-len(next)+spaces, ""), nil // the next key takes its place
	}
	return nil, fmt.Errorf("%s:%d: want is the only key of the case: give the case a name", s.Name, l.Line)
}

func (s Source) editedYAML(from, to int, text string) []byte {
	if bytes.Contains(s.Text, []byte("\r\n")) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return slices.Concat(s.Text[:from], []byte(text), s.Text[to:])
}
