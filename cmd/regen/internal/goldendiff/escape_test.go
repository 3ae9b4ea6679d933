package goldendiff

import (
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/report"
)

// A stranger names the files of a branch, and a log is shown in a terminal.
func TestTheNameOfAGoldenIsNotObeyed(t *testing.T) {
	hostile := []Difference{
		newDifference("p/a\x1b[2J\u202e", "p/testdata/golden/a\x1b[2J\u202e.golden", new(report.Report)),
	}
	tests := map[string]struct {
		write func(*strings.Builder) error
		want  string
	}{
		"github": {
			func(b *strings.Builder) error { return writeAnnotations(b, hostile, "error") },
			`::error file=p/testdata/golden/a\u001b[2J\u202e.golden,line=1,title=p/a\u001b[2J\u202e::`,
		},
		"junit": {
			func(b *strings.Builder) error { return writeJUnit(b, hostile, report.TextOptions{}) },
			`classname="p" name="a\u001b[2J\u202e" file="p/testdata/golden/a\u001b[2J\u202e.golden"`,
		},
		"json": {
			func(b *strings.Builder) error { return writeJSON(b, hostile) },
			`"golden": "p/testdata/golden/a\u001b[2J\u202e.golden"`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := test.write(&b); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), test.want) || strings.ContainsAny(b.String(), "\x1b\u202e") {
				t.Errorf("%q", b.String())
			}
		})
	}
}
