package csvtext

import (
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestSeparator(t *testing.T) {
	for _, test := range []struct {
		head string
		want rune
	}{
		{"a,b\n1;2\n", ','},
		{"a;b\n1,2\n", ';'},
		{"a\tb\r\n", '\t'},
		{"a\tb;c", ';'},
		{"a;b\tc", ';'},
		{"a;b\tc,d", ','},
		{"\n\r\na;b\n", ';'},
		{"\"a,\nb\";c\n", ';'},
		{"\"a;\"\"b\"\n1;2\n", ','},
		{"a\n1;2\n", ','},
		{"", ','},
	} {
		if got := Separator([]byte(test.head)); got != test.want {
			t.Errorf("%q: got %q, want %q", test.head, got, test.want)
		}
	}
}
