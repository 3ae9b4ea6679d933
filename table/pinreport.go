package table

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/pincover"
)

// report logs which pins no golden of the test depends on, and tells the tools that read the events of go test -json
// of all of them.
func (w *pinWatch) report(t *testing.T, leftOut int) {
	t.Helper()
	var matter int
	var lines []string
	findings := w.findings()
	for _, f := range findings {
		if f.Matters() {
			matter++
		}
		if line := f.String(); line != "" {
			lines = append(lines, "  "+line)
		}
		if v := flag.Lookup("test.v"); v != nil && v.Value.String() == "test2json" {
			t.Attr(pincover.Attribute, f.Line())
		}
	}
	head := fmt.Sprintf("pins: a golden depends on %d of %d", matter, len(findings))
	if leftOut > 0 {
		head += fmt.Sprintf("; %s with Setup left out", plural(leftOut, "case", "cases"))
	}
	t.Log(strings.Join(append([]string{head}, lines...), "\n"))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// placeOf returns the place of a pin, by line. A pin in Go is looked for in the file of the test, since a struct does not
// know where it was written.
func (r *caseRun) placeOf(p fixture.Pinned) string {
	if p.At.File != "" {
		return fmt.Sprintf("%s:%d", filepath.ToSlash(p.At.File), p.At.Line)
	}
	return sourcePlace(r.calledAt, r.Name, p.Path)
}

// sourcePlace finds the text of a pin path in the source of a test: after the name of its case, and before that of
// the next; else before it, where several cases may share a pin. Where there is none it is the line of the name, or the
// place where the cases are run.
func sourcePlace(run, name, path string) string {
	file, _ := pincover.CutPlace(run)
	source, err := os.ReadFile(file) // tests run in the directory of their package
	if err != nil {
		return run
	}
	lines := bytes.Split(source, []byte("\n"))
	with := func(text string) func([]byte) bool {
		return func(line []byte) bool { return bytes.Contains(line, []byte(text)) }
	}
	place := func(i int) string { return fmt.Sprintf("%s:%d", file, i+1) }
	named := slices.IndexFunc(lines, with(strconv.Quote(name)))
	if named < 0 {
		return run
	}
	end := len(lines)
	if next := slices.IndexFunc(lines[named+1:], with("Name:")); next >= 0 {
		end = named + 1 + next
	}
	pinned := with(strconv.Quote(path))
	if i := slices.IndexFunc(lines[named:end], pinned); i >= 0 {
		return place(named + i)
	}
	for i := named; i >= 0; i-- {
		if pinned(lines[i]) {
			return place(i)
		}
	}
	return place(named)
}
