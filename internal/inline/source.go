package inline

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Find returns the expectation at a place of a source.
func (s Source) Find(p Place) (Literal, error) {
	if p.IsYAML() {
		return s.findYAML(p)
	}
	return s.findGo(p)
}

// Write returns the source with other lines as an expectation. Everything else in it stays as it is, except that fields
// of a case that gofmt aligned are aligned again.
func (s Source) Write(l Literal, lines []string) ([]byte, error) {
	var out []byte
	var err error
	if l.IsYAML() {
		out, err = s.writeYAML(l, lines)
	} else {
		var g *goSource
		if g, err = s.parsed(); err == nil {
			out = g.writeGo(l, lines)
		}
	}
	if err != nil {
		return nil, err
	}
	again, err := Source{s.Name, out}.Find(l.Place)
	if err != nil || !sameLines(again.Value, lines) {
		return nil, fmt.Errorf("%s:%d: the expectation cannot be written here: leave it out, and approve a file",
			s.Name, l.Line)
	}
	return out, nil
}

// Raw returns the source of an expectation.
func (s Source) Raw(l Literal) string {
	from, to := s.extent(l)
	return string(s.Text[from:to])
}

// Put returns the source with raw as the source of an expectation.
func (s Source) Put(l Literal, raw string) ([]byte, error) {
	from, to := s.extent(l)
	if l.IsYAML() {
		return slices.Concat(s.Text[:from], []byte(raw), s.Text[to:]), nil
	}
	g, err := s.parsed()
	if err != nil {
		return nil, err
	}
	return g.edited(l.composite, from, to, raw), nil
}

// extent returns the bytes of an expectation.
func (s Source) extent(l Literal) (from, to int) {
	if l.IsYAML() {
		return l.node.start, l.node.end
	}
	return l.from, l.to
}

// sameLines reports whether an expectation reads as these lines.
func sameLines(text string, lines []string) bool {
	return strings.Join(dedent(text), "\n") == strings.Join(dedent(strings.Join(lines, "\n")), "\n")
}

// Remove returns the source without the expectation of a case.
func (s Source) Remove(l Literal) ([]byte, error) {
	if l.Case == "" && !l.IsYAML() {
		return nil, fmt.Errorf("%s:%d: golden.Inline has no file: use golden.Assert", s.Name, l.Line)
	}
	if !l.Has {
		return s.Text, nil
	}
	var out []byte
	var err error
	if l.IsYAML() {
		out, err = s.removeYAML(l)
	} else {
		var g *goSource
		if g, err = s.parsed(); err == nil {
			out = g.removeGo(l)
		}
	}
	if err != nil {
		return nil, err
	}
	if again, err := (Source{s.Name, out}).Find(l.Place); err != nil || again.Has {
		return nil, fmt.Errorf("%s:%d: the expectation cannot be taken out: do it by hand", s.Name, l.Line)
	}
	return out, nil
}

// All returns the expectations of the cases in a source. Sources without any, and generated ones, have none.
func (s Source) All() []Literal {
	if !bytes.Contains(s.Text, []byte("want")) && !bytes.Contains(s.Text, []byte("Want")) {
		return nil
	}
	return slices.DeleteFunc(s.Cases(), func(l Literal) bool { return !l.Has })
}

// Calls returns the calls of golden.Text in a Go source. A source that cannot be read has none.
func (s Source) Calls() (all []Literal) {
	if (Place{File: s.Name}).IsYAML() || !bytes.Contains(s.Text, []byte("Text(")) {
		return nil
	}
	g, err := s.parsed()
	if err != nil {
		return nil
	}
	for _, c := range g.calls {
		if c.constant {
			all = append(all, g.literal(s.Name, c, true))
		}
	}
	return all
}

// Cases returns the cases in a source, with and without expectations. A source that cannot be read has none.
func (s Source) Cases() (all []Literal) {
	if (Place{File: s.Name}).IsYAML() {
		return s.casesYAML()
	}
	if !bytes.Contains(s.Text, []byte("Case{")) || generated().Match(s.Text) {
		return nil
	}
	g, err := parseGo(s.Text)
	if err != nil {
		return nil
	}
	for _, c := range g.cases {
		if c.isCase && c.name != "" && (c.constant || !c.has) {
			all = append(all, g.literal(s.Name, c, false))
		}
	}
	return all
}
