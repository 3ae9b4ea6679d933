package console

import (
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestCellsAreCutByTheirWidthOnTheScreen(t *testing.T) {
	for s, want := range map[string]string{
		"short":     "short",
		"exactly8":  "exactly8",
		"nine char": "nine ch…",
		"日本語日本語":    "日本語…",
		"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301": "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301",
	} {
		if got := Cut(s, 8); got != want {
			t.Errorf("%q is cut to %q, want %q", s, got, want)
		}
	}
}
