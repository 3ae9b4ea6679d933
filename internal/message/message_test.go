package message

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"0 rows":            Count(0, "row"),
		"1 row":             Count(1, "row"),
		"2 rows":            Count(2, "row"),
		"999 rows":          Count(999, "row"),
		"1,000 rows":        Count(1000, "row"),
		"1,234,567 rows":    Count(1234567, "row"),
		"2 queries":         Count(2, "query"),
		"2 keys":            Count(2, "key"),
		"2 hashes":          Count(2, "hash"),
		"2 more columns":    Count(2, "more column"),
		"1 result waits":    CountOf(1, "result waits", "results wait"),
		"1,000 results are": CountOf(1000, "result is", "results are"),
		"-1,000":            Thousands(-1000),
		"-100":              Thousands(int64(-100)),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLongTextIsCutAtTheEndOfACharacter(t *testing.T) {
	long := strings.Repeat("é", 1000)
	for want, got := range map[string]string{
		`"a\tb"`:                             Quote("a\tb"),
		`"` + strings.Repeat("é", 60) + `…"`: Quote(long),
		strings.Repeat("x", 61):              Excerpt([]byte(strings.Repeat("x", 61))),
		strings.Repeat("x", 60) + "…":        Excerpt([]byte(strings.Repeat("x", 62))),
		"éé":                                 Shorten("éé", 2),
		"é…":                                 Shorten("ééé", 2),
		"…":                                  Shorten("abc", 1),
		"none":                               List(nil),
		"a, b":                               List([]string{"a", "b"}),
		"a, b and 1 more":                    ListFirst([]string{"a", "b", "c"}, 2),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestSuggestions(t *testing.T) {
	names := []string{"orders", "customers"}
	for want, got := range map[string]string{
		` (did you mean "orders"?)`:     DidYouMean("order", names),
		"":                              DidYouMean("xyz", names),
		": there are orders, customers": DidYouMeanOr("xyz", names),
		": there are none":              DidYouMeanOr("xyz", nil),
		" (did you mean a or b?)":       Suggest("a", "b"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := DidYouMeanOr("xyz", strings.Split(strings.Repeat("column,", 30), ",")); got != "" {
		t.Errorf("many candidates are listed: %q", got)
	}
}

func TestShellWord(t *testing.T) {
	for text, want := range map[string]string{
		"":           "''",
		"./a_b-c/é1": "./a_b-c/é1",
		"//a:b_test": "//a:b_test",
		"a b":        "'a b'",
		"it's":       `'it'\''s'`,
		"$HOME":      "'$HOME'",
		"a\u2028b":   "'a\u2028b'",
	} {
		if got := ShellWord(text); got != want {
			t.Errorf("ShellWord(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestAListOfErrorsHasEachInALine(t *testing.T) {
	a, b := errors.New("a"), errors.New("b")
	if got := Lines([]error{a, b}); got != "a\nb" {
		t.Errorf("got %q", got)
	}
	if got := Unwrap([]error{a, b}); !slices.Equal(got, []error{a, b}) {
		t.Errorf("got %v", got)
	}
}
