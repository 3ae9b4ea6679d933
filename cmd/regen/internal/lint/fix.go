package lint

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A removal takes items off the list of a key `uses`, or the key where no item is left.
type removal struct {
	root *yaml.Node
	gone map[*yaml.Node]bool
	cuts []cut
	safe bool // what is left reads as before
}

// A cut is a part of a text, in bytes.
type cut struct{ from, to int }

// A source is the text of a file whose nodes are known.
type source struct {
	text  string
	lines []int // where they start
}

func newSource(text []byte) *source {
	s := &source{text: string(text), lines: []int{0}}
	for i, c := range text {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// start returns the byte that a node starts at; columns count characters, from 1.
func (s *source) start(n *yaml.Node) int {
	if n.Line > len(s.lines) {
		return len(s.text)
	}
	at := s.lines[n.Line-1]
	for range n.Column - 1 {
		_, size := utf8.DecodeRuneInString(s.text[at:])
		at += size
	}
	return at
}

// end returns the byte after a text, and whether it is written as it reads.
func (s *source) end(n *yaml.Node) (int, bool) {
	at := s.start(n)
	for _, quote := range []string{"", `"`, "'"} {
		if written := quote + n.Value + quote; n.Kind == yaml.ScalarNode && strings.HasPrefix(s.text[at:], written) {
			return at + len(written), true
		}
	}
	return at, false
}

// line returns where the line of a byte starts and ends.
func (s *source) line(at int) cut {
	from := strings.LastIndexByte(s.text[:at], '\n') + 1
	if n := strings.IndexByte(s.text[at:], '\n'); n >= 0 {
		return cut{from, at + n + 1}
	}
	return cut{from, len(s.text)}
}

// comment reports whether there is nothing but a comment on the line of a byte, and its indent.
func (s *source) comment(at int) (indent int, ok bool) {
	line := s.line(at)
	text := strings.TrimLeft(s.text[line.from:line.to], " ")
	return line.to - line.from - len(text), strings.HasPrefix(text, "#")
}

// ends reports whether nothing but a comment follows on the line of a byte.
func (s *source) ends(at int) bool {
	rest := strings.TrimLeft(s.text[at:s.line(at).to], " \r\n")
	return rest == "" || rest[0] == '#'
}

// withComments returns the lines of a cut with the comments right above them that have their indent.
func (s *source) withComments(c cut, indent int) cut {
	for c.from > 0 {
		if n, ok := s.comment(c.from - 1); !ok || n != indent {
			break
		}
		c.from = s.line(c.from - 1).from
	}
	return c
}

// removal returns the removal of items off the uses of a case. It is not safe where they are written in another way than
// people do, or where the case has an anchor, so that others may use them.
func (s *source) removal(root, n *yaml.Node, unused []*yaml.Node) *removal {
	r := &removal{root: root, gone: map[*yaml.Node]bool{}}
	at := 2 * slices.IndexFunc(keys(n), func(key *yaml.Node) bool { return key.Value == "uses" })
	list := n.Content[at+1]
	if n.Anchor+list.Anchor != "" {
		return r
	}
	if len(unused) == len(values(list)) {
		r.gone[n.Content[at]], r.gone[list] = true, true
		var c cut
		c, r.safe = s.cutKey(n, at)
		r.cuts = []cut{c}
		return r
	}
	for _, item := range unused {
		r.gone[item] = true
	}
	if list.Style&yaml.FlowStyle != 0 {
		r.cuts, r.safe = s.cutFlow(list.Content, r.gone)
	} else {
		r.cuts, r.safe = s.cutLines(list.Content, r.gone)
	}
	return r
}

// cutLines returns the cuts that take items off a list with a line for each.
func (s *source) cutLines(items []*yaml.Node, gone map[*yaml.Node]bool) (cuts []cut, ok bool) {
	for _, item := range items {
		if !gone[item] {
			continue
		}
		at := s.start(item)
		line := s.line(at)
		mark := strings.TrimRight(s.text[line.from:at], " ")
		if end, ok := s.end(item); !ok || !s.ends(end) || strings.TrimLeft(mark, " ") != "-" {
			return nil, false
		}
		cuts = append(cuts, s.withComments(line, len(mark)-1))
	}
	return cuts, true
}

// cutFlow returns the cuts that take items off a list in brackets, which has others. A comment may be that of another item.
func (s *source) cutFlow(items []*yaml.Node, gone map[*yaml.Node]bool) (cuts []cut, ok bool) {
	for i := 0; i < len(items); i++ {
		if !gone[items[i]] {
			continue
		}
		first := i
		for i+1 < len(items) && gone[items[i+1]] {
			i++
		}
		c := cut{from: s.start(items[first])}
		if i+1 < len(items) {
			c.to = s.start(items[i+1])
		} else {
			before, fine := s.end(items[first-1])
			end, ok := s.end(items[i])
			if !fine || !ok {
				return nil, false
			}
			c = cut{before, end}
		}
		if strings.Contains(s.text[c.from:c.to], "#") {
			return nil, false
		}
		cuts = append(cuts, c)
	}
	return cuts, true
}

// cutKey returns the cut that takes a key and its list off a case, which has others.
func (s *source) cutKey(n *yaml.Node, at int) (c cut, ok bool) {
	end, ok := s.endOfList(n.Content[at+1])
	if !ok || len(n.Content) == 2 {
		return cut{}, false
	}
	c = cut{s.start(n.Content[at]), end}
	next := len(s.text)
	if at+2 < len(n.Content) {
		next = s.start(n.Content[at+2])
	}
	line := cut{s.line(c.from).from, s.line(end).to}
	switch before := s.text[line.from:c.from]; {
	case n.Style&yaml.FlowStyle != 0 && at+2 < len(n.Content):
		c.to = next
		return c, !strings.Contains(s.text[c.from:c.to], "#")
	case n.Style&yaml.FlowStyle != 0:
		c.from = len(strings.TrimRight(s.text[:c.from], " \r\n")) - 1
		return c, s.text[c.from] == ',' && !strings.Contains(s.text[c.from:c.to], "#")
	case !s.ends(end):
		return cut{}, false
	case strings.Trim(before, " ") == "":
		for line.to < next {
			if indent, ok := s.comment(line.to); !ok || indent <= len(before) {
				break
			}
			line.to = s.line(line.to).to // at the end of the list
		}
		return s.withComments(line, len(before)), true
	case strings.HasSuffix(before, "- ") && line.to <= next:
		// The next key takes the place after the mark.
		return cut{c.from, next}, !strings.Contains(s.text[line.to:next], "#")
	}
	return cut{}, false
}

// endOfList returns the byte after a list of texts, or after one text.
func (s *source) endOfList(list *yaml.Node) (end int, ok bool) {
	for _, item := range values(list) {
		if end, ok = s.end(item); !ok {
			return 0, false
		}
	}
	for list.Style&yaml.FlowStyle != 0 && end < len(s.text) && s.text[end] != ']' {
		switch s.text[end] {
		case ' ', ',', '\r', '\n':
			end++
		case '#':
			end = s.line(end).to
		default:
			return 0, false
		}
	}
	if list.Style&yaml.FlowStyle != 0 {
		end++
	}
	return end, end <= len(s.text)
}

// without returns a text less what removals that are safe take off it, and whether it reads as before but for that.
func without(text []byte, removals []*removal) (out []byte, ok bool) {
	var root *yaml.Node
	var cuts []cut
	gone := map[*yaml.Node]bool{}
	for _, r := range removals {
		if !r.safe {
			continue
		}
		root = r.root
		cuts = append(cuts, r.cuts...)
		maps.Copy(gone, r.gone)
	}
	slices.SortFunc(cuts, func(a, b cut) int { return cmp.Compare(a.from, b.from) })
	last := 0
	for _, c := range cuts {
		if c.from < last || c.to < c.from || c.to > len(text) {
			return nil, false
		}
		out = append(out, text[last:c.from]...)
		last = c.to
	}
	out = append(out, text[last:]...)
	var doc yaml.Node
	if err := yaml.Unmarshal(out, &doc); err != nil || len(doc.Content) == 0 {
		return nil, false
	}
	return out, root == nil || same(root, doc.Content[0], gone)
}

// same reports whether YAML reads as it was, but for nodes that are gone.
func same(was, is *yaml.Node, gone map[*yaml.Node]bool) bool {
	left := slices.DeleteFunc(slices.Clone(was.Content), func(n *yaml.Node) bool { return gone[n] })
	return was.Kind == is.Kind && was.Tag == is.Tag && was.Value == is.Value && was.Anchor == is.Anchor &&
		slices.EqualFunc(left, is.Content, func(a, b *yaml.Node) bool { return same(a, b, gone) })
}

// Fix removes what can be removed safely, and returns the findings that are left. It keeps all other lines as they are.
func Fix(findings []Finding) (left []Finding, err error) {
	byFile := map[string][]*removal{}
	var files []string
	for _, f := range findings {
		if !f.Fixable() {
			left = append(left, f)
			continue
		}
		if byFile[f.File] == nil {
			files = append(files, f.File)
		}
		if all := byFile[f.File]; len(all) == 0 || all[len(all)-1] != f.fix { // the items of a list follow one another
			byFile[f.File] = append(all, f.fix)
		}
	}
	for _, file := range files {
		if err := fixFile(file, byFile[file]); err != nil {
			return nil, err
		}
	}
	return left, nil
}

func fixFile(file string, removals []*removal) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	text, ok := without(text, removals)
	if !ok {
		return fmt.Errorf("%s: it has changed since it was read: run lint once more", file)
	}
	return os.WriteFile(file, text, info.Mode().Perm())
}
