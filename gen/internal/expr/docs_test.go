package expr

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// fenced returns the lines of the fenced blocks of a page, by the text after the opening fence.
func fenced(page string) map[string][]string {
	blocks := map[string][]string{}
	inside, kind := false, ""
	for line := range strings.SplitSeq(page, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			inside, kind = !inside, strings.TrimPrefix(line, "```")
		case inside:
			blocks[kind] = append(blocks[kind], line)
		}
	}
	return blocks
}

func TestTheExamplesOfTheDocumentationAreTrue(t *testing.T) {
	page, err := os.ReadFile("../../../docs/expressions.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := fenced(string(page))
	s := columnsOf(t, strings.Join(blocks["columns"], "\n"))
	if len(blocks[""]) < 60 {
		t.Errorf("the page has only %d examples", len(blocks[""]))
	}
	for _, line := range blocks[""] {
		expression, want, ok := strings.Cut(line, " → ")
		if !ok {
			t.Errorf("%q is no example", line)
			continue
		}
		var got string
		a, err := s.eval(expression)
		var static *Error
		var row *RowError
		switch {
		case errors.As(err, &static):
			got = "error: " + static.Msg
		case errors.As(err, &row):
			got = "error: " + row.Msg
		default:
			got = written(t, a)
		}
		if got != want {
			t.Errorf("%s\n is %s\nnot %s", expression, got, want)
		}
	}
}

func TestTheDocumentationNamesEveryFunction(t *testing.T) {
	page, err := os.ReadFile("../../../docs/expressions.md")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.FieldsFunc(string(page), func(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') })
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		if !slices.Contains(words, name) {
			t.Errorf("docs/expressions.md does not name %s", name)
		}
	}
}

func TestAFunctionIsNotRefusedAsWell(t *testing.T) {
	for name := range functions {
		if why, ok := refused[name]; ok {
			t.Errorf("%s is a function, and is refused: %s", name, why)
		}
	}
}
