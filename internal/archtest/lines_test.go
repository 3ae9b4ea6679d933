package archtest

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	longestFile = 500 // lines
	widest      = 120 // columns, of which a tab takes one
)

// TestALongFileSaysWhy wants the words "500 lines", and a reason, in the first comment of a file that has more.
func TestALongFileSaysWhy(t *testing.T) {
	eachText(t, func(name, text string) {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".md") ||
			strings.Count(text, "\n") <= longestFile {
			return
		}
		if first, _, _ := strings.Cut(text, "\n\n"); !strings.Contains(first, "500 lines") {
			t.Errorf(
				"%s has %d lines: divide it, or say in its first comment why it has more than 500 lines",
				name,
				strings.Count(text, "\n"),
			)
		}
	})
}

// TestNoLineIsTooWide checks the lines of code and prose, except those that are better unbroken: rows of tables, also
// of table tests, verbatim text, which is in code fences of Markdown and raw strings of several lines in Go, and URLs.
func TestNoLineIsTooWide(t *testing.T) {
	verbatim := map[string]map[int]bool{}
	for _, s := range sources(t) {
		verbatim[s.path] = unbroken(s)
	}
	eachText(t, func(name, text string) {
		fenced := false
		for i, line := range strings.Split(text, "\n") {
			if path.Ext(name) == ".md" {
				if strings.HasPrefix(strings.TrimSpace(line), "```") {
					fenced = !fenced
				}
				if fenced || strings.HasPrefix(strings.TrimSpace(line), "|") {
					continue
				}
			}
			columns := utf8.RuneCountInString(line)
			if columns > widest && !verbatim[name][i+1] && !url.MatchString(line) {
				t.Errorf("%s:%d has %d columns: break the line", name, i+1, columns)
			}
		}
	})
}

var url = regexp.MustCompile(`https?://`)

func eachText(t *testing.T, visit func(name, text string)) {
	t.Helper()
	for _, s := range sources(t) {
		visit(s.path, s.text)
	}
	for _, extension := range []string{".md", ".js", ".css", ".html"} {
		err := walk(extension, func(name, text string) error { visit(name, text); return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// unbroken returns the lines of a file that are part of a raw string of several lines, or a row of a table test.
func unbroken(s *source) map[int]bool {
	lines := map[int]bool{}
	line := func(at token.Pos) int { return fileSet.Position(at).Line }
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			for i := line(n.Pos()); n.Kind == token.STRING && i <= line(n.End()) && line(n.Pos()) < line(n.End()); i++ {
				lines[i] = true
			}
		case *ast.CompositeLit:
			switch n.Type.(type) {
			case *ast.ArrayType, *ast.MapType:
				for _, row := range n.Elts {
					if s.isTest() && line(n.Lbrace) < line(row.Pos()) && line(row.Pos()) == line(row.End()) {
						lines[line(row.Pos())] = true
					}
				}
			}
		}
		return true
	})
	return lines
}
