package tablediff

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// Each file in testdata/compare is a comparison: lines of options, then the sections old, new and report. "go test
// -update" rewrites the reports; read the diff.
func TestReportsReadAsTheyShould(t *testing.T) {
	files, err := filepath.Glob("testdata/compare/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no comparisons under testdata/compare", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := compareAsTold(t, archive)
			if flag.Lookup("update").Value.String() == "true" {
				last := len(archive.Files) - 1
				archive.Files[last] = txtar.File{Name: "report", Data: []byte(got)}
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(archive.Files[len(archive.Files)-1].Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// compareAsTold compares the sections old and new with the given options, and returns the report or the error.
func compareAsTold(t *testing.T, archive *txtar.Archive) string {
	var o Options
	text := report.TextOptions{Width: 100}
	var old, new *goldenfile.File
	for line := range strings.Lines(string(archive.Comment)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		switch words[0] {
		case "width":
			text.Width = atoi(t, words[1])
		case "rows":
			text.MaxRows = atoi(t, words[1])
		case "tolerance":
			o.Tolerances = append(o.Tolerances, parseTolerance(t, words[1:]))
		case "multiset":
			o.Order = goldenfile.Multiset
		case "ordered":
			o.Order = goldenfile.Ordered
		case "key":
			o.Key = words[1:]
		default:
			t.Fatalf("no option %q", line)
		}
	}
	for _, section := range archive.Files {
		switch section.Name {
		case "old":
			old = parse(t, string(section.Data))
		case "new":
			new = parse(t, string(section.Data))
		}
	}
	report, err := Compare(old, new, o)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var b strings.Builder
	if err := report.Text(&b, text); err != nil {
		t.Fatal(err)
	}
	if report.Equal() {
		b.WriteString("equal\n")
	} else {
		b.WriteString("classes: " + strings.Join(report.Classes(), " ") + "\n")
	}
	return b.String()
}

func parse(t testing.TB, text string) *goldenfile.File {
	t.Helper()
	f, err := goldenfile.Decode([]byte(text), "x.golden")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func atoi(t *testing.T, text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func parseTolerance(t *testing.T, words []string) cells.Tolerance {
	tol := cells.Tolerance{Column: words[0]}
	if words[0] == "all" {
		tol.Column = ""
	}
	var err error
	switch words[1] {
	case "abs":
		tol.Abs, err = strconv.ParseFloat(words[2], 64)
	case "rel":
		tol.Rel, err = strconv.ParseFloat(words[2], 64)
	case "ulp":
		tol.ULP, err = strconv.ParseUint(words[2], 10, 64)
	case "duration":
		tol.Duration, err = time.ParseDuration(words[2])
	}
	if err != nil {
		t.Fatal(err)
	}
	return tol
}

func TestACommentHasRoomForEveryGoldenAndNoMore(t *testing.T) {
	old, new := &goldenfile.File{Key: []string{"id"}, Table: arrowtest.Numbered(3000,
		nil)}, &goldenfile.File{Key: []string{"id"}, Table: arrowtest.Numbered(3000, func(_ int, lift *float64) bool {
		*lift *= 2
		return true
	})}
	for _, n := range []int{1, 2, 30} {
		var reports []*report.Report
		for i := range n {
			r, err := Compare(old, new, Options{})
			if err != nil {
				t.Fatal(err)
			}
			r.Name = fmt.Sprint("golden", i)
			reports = append(reports, r)
		}
		var b strings.Builder
		if err := report.WriteMarkdown(&b, reports...); err != nil {
			t.Fatal(err)
		}
		if text := b.String(); len(text) > 65_000 || strings.Count(text, "all by factor 2") < min(n, 25) ||
			strings.Count(text, "</details>") != strings.Count(text, "<details>") {
			t.Errorf("%d goldens take %d bytes, of %d of them", n, len(text), strings.Count(text, "all by factor 2"))
		}
	}
}
