package pattern

import (
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestAnExpressionHasLimitedSteps(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`^[A-Z]{3}-\d{4,9}$`, ""},
		{`(?i)^(paid|shipped|canceled)\b.*$`, ""},
		{`[a-z]{0,1000}`, ""},
		{strings.Repeat("a", 4000), ""},
		{strings.Repeat("a", 4001), "more than 4000 steps"},
		{`([a-z]{0,99}x){0,9}[a-z]{0,999}[a-z]{0,999}`, "more than 4000 steps"},
		{`((a{0,10}){10}){10}{10}`, "invalid nested repetition"},
		{`((([a-z]{0,9}){9}){9}b{99})+c{999}([a-z]{0,9}){99}`, "more than 4000 steps"},
		{`[z-a]`, "invalid character class range"},
	} {
		re, steps, err := Compile(c.text)
		if c.want == "" && (err != nil || re == nil || steps < 1) ||
			c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%.40s: %d steps, %v, want %q", c.text, steps, err, c.want)
		}
	}
}

func TestLongTextsAndExpressionsCostMore(t *testing.T) {
	for _, c := range []struct {
		steps, length int
		want          int64
	}{{1, 0, 0}, {15, 20, 1200}, {15, 10_000, 600_000}, {15, 50_000, 30_000_000}, {501, 10, 200_400}} {
		if got := Cost(c.steps, c.length); got != c.want {
			t.Errorf("%d steps over %d bytes cost %d, want %d", c.steps, c.length, got, c.want)
		}
	}
}
