package term

import (
	"slices"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestTextIsCutToAWidth(t *testing.T) {
	for _, test := range []struct{ name, got, want string }{
		{"text that fits", Shorten("abc", 3), "abc"},
		{"long text", Shorten("abcd", 3), "ab…"},
		{"wide characters", Shorten("日本語", 4), "日…"},
		{"a combined character is whole", Shorten("e\u0301e\u0301e\u0301", 2), "e\u0301…"},
		{"no room", Shorten("abc", 0), ""},
		{"the end of a path", ShortenLeft("a/b/c", 4), "…b/c"},
		{"a path that fits", ShortenLeft("a/b", 3), "a/b"},
		{"padding", Pad("日", 4), "日  "},
		{"no padding", Pad("abc", 2), "abc"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
}

func TestTextIsWrappedToAWidth(t *testing.T) {
	if got, want := Wrap("abcde", 2), []string{"ab", "cd", "e"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := WrapWords(`"a  b" -> "a b"`, 9), []string{`"a  b" ->`, `"a b"`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := WrapWords("one two threefour", 7), []string{"one two", "threefo", "ur"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOfTwoLongTextsTheDifferenceIsShown(t *testing.T) {
	long := "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	for _, test := range []struct{ name, a, b, wantA, wantB string }{
		{"both fit", "abc", "abd", "abc", "abd"},
		{"in the middle", long + "XY" + long, long + "Z" + long, "…aaaaaaaaXYaaaaaaaa…", "…aaaaaaaaZaaaaaaaaa…"},
		{"at the end", long + "X", long + "Y", "…aaaaaaaaaaaaaaaaaaX", "…aaaaaaaaaaaaaaaaaaY"},
		{"at the beginning", "X" + long, "Y" + long, "Xaaaaaaaaaaaaaaaaaa…", "Yaaaaaaaaaaaaaaaaaa…"},
		{"of a list that grows", "[1,2]", "[1," + long + "2]", "[1,2]", "[1,aaaaaaaaaaaaaaaa…"},
		{
			"timestamps", "2018-01-01T00:00:00.000000Z", "2018-01-01T00:00:00.000001Z", "…-01T00:00:00.000000Z",
			"…-01T00:00:00.000001Z",
		},
		{"wider than the room", "x" + long + "y", "x1" + long + "2y", "xaaaaaaaaaaaaaaaaaa…", "x1aaaaaaaaaaaaaaaaa…"},
		{"of a repetition", long + long, long + long + "a", "…aaaaaaa… (96 bytes)", "…aaaaaaa… (97 bytes)"},
		{"of wide characters", "日日日日日日日日日日日日本", "日日日日日日日日日日日日木", "…日日日日日日日日本", "…日日日日日日日日木"},
	} {
		width := 20
		if test.name == "timestamps" {
			width = 21
		}
		a, b := ShortenPair(test.a, test.b, width)
		if a != test.wantA || b != test.wantB {
			t.Errorf("%s: got %q and %q, want %q and %q", test.name, a, b, test.wantA, test.wantB)
		}
		if Width(a) > width || Width(b) > width {
			t.Errorf("%s: %q and %q are wider than %d", test.name, a, b, width)
		}
	}
}

func TestColumns(t *testing.T) {
	for value, want := range map[string]int{"": 0, "x": 0, "-3": 0, "200": 200, "3": 20, "999999": 10_000} {
		t.Setenv("COLUMNS", value)
		if got := Columns(); got != want {
			t.Errorf("COLUMNS=%q: got %d, want %d", value, got, want)
		}
	}
}

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"a \"b\" ö\\": "a \"b\" ö\\",
		"\x1b[2J":     `\u001b[2J`,
		"a\u202e\n":   `a\u202e\n`,
		"\xff":        `\udcff`,
		"\"a\tb\"":    `"a\tb"`,
	} {
		if got := Visible(text); got != want {
			t.Errorf("Visible(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestPaint(t *testing.T) {
	for want, got := range map[string]string{
		"\x1b[31ma\x1b[0m": Paint(true, Red, "a"),
		"a":                Paint(false, Red, "a"),
		"b":                Paint(true, "", "b"),
		"":                 Paint(true, Bold, ""),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
