package table

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/pinfinding"
)

// pinPlace returns the file and line of a pin of a case. A pin in Go is looked for in the file of the test, which calls
// Run at calledAt, since a struct does not know where it was written.
func pinPlace(p fixture.Pinned, caseName, calledAt string) string {
	if p.At.File != "" {
		return fmt.Sprintf("%s:%d", filepath.ToSlash(p.At.File), p.At.Line)
	}
	return sourcePlace(calledAt, caseName, p.Path)
}

// sourcePlace finds a pin path in the source of a test: between the name of its case and that of the next case, or else
// before it, as several cases may share a pin. If the path is not there, it returns the line of the case's name, or
// that of the call of Run.
func sourcePlace(calledAt, name, path string) string {
	file, _ := pinfinding.CutPlace(calledAt)
	source, err := os.ReadFile(file) // tests run in the directory of their package
	if err != nil {
		return calledAt
	}
	lines := bytes.Split(source, []byte("\n"))
	with := func(text string) func([]byte) bool {
		return func(line []byte) bool { return bytes.Contains(line, []byte(text)) }
	}
	place := func(i int) string { return fmt.Sprintf("%s:%d", file, i+1) }
	named := slices.IndexFunc(lines, with(strconv.Quote(name)))
	if named < 0 {
		return calledAt
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
