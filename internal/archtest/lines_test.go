package archtest

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	longestFile = 500 // lines
	widest      = 120 // columns, of which a tab takes one
)

// long are files of more lines, which are to go.
var long = []string{"cmd/regen/internal/merge/merge.go", "cmd/regen/internal/review/web/page.js", "internal/arrowtext/temporal.go"}

// wide are directories with lines that are too wide, which are to go.
var wide = []string{
	"cmd/...", "examples/...", "fixtures/...", "gen/...", "golden", "internal/...", "table/...",
}

// TestALongFileSaysWhy wants the words "500 lines", and a reason, in the first comment of a file that has more.
func TestALongFileSaysWhy(t *testing.T) {
	eachText(t, func(name, text string) {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".md") || slices.Contains(long, name) || strings.Count(text, "\n") <= longestFile {
			return
		}
		if first, _, _ := strings.Cut(text, "\n\n"); !strings.Contains(first, "500 lines") {
			t.Errorf("%s has %d lines: divide it, or say in its first comment why it has more than 500 lines", name, strings.Count(text, "\n"))
		}
	})
}

// TestNoLineIsTooWide checks the lines of code and prose, except those that cannot be broken: tables and verbatim text,
// which is what stands in a code fence of Markdown and in a raw string of several lines in Go, and those with a URL.
func TestNoLineIsTooWide(t *testing.T) {
	verbatim := map[string]map[int]bool{}
	for _, s := range sources(t) {
		verbatim[s.path] = rawLines(s.syntax)
	}
	eachText(t, func(name, text string) {
		if matchesAny(wide, path.Dir(name)) {
			return
		}
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

// rawLines returns the lines of a file that are part of a raw string of several lines.
func rawLines(file *ast.File) map[int]bool {
	lines := map[int]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && strings.HasPrefix(text.Value, "`") {
			from, to := fileSet.Position(text.Pos()).Line, fileSet.Position(text.End()).Line
			for line := from; line <= to && from < to; line++ {
				lines[line] = true
			}
		}
		return true
	})
	return lines
}
