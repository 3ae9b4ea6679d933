package gotest

import (
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// GoldenFiles are the golden files of packages by path, with their modification times.
type GoldenFiles map[string]time.Time

// Goldens finds the goldens of the packages. It skips files that cannot be read.
func Goldens(packages []Package) GoldenFiles {
	found := GoldenFiles{}
	for _, p := range packages {
		top := filepath.Join(p.Dir, "testdata", "golden")
		_ = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || !strings.HasSuffix(path, ".golden") {
				return nil //nolint:nilerr // an unreadable file is skipped
			}
			if info, err := d.Info(); err == nil {
				found[path] = info.ModTime()
			}
			return nil
		})
	}
	return found
}

// A Recorded is what the goldens of packages are at one time: files, and expectations in sources.
type Recorded struct {
	files        GoldenFiles
	expectations map[expectation]string
}

// An expectation is a golden in a source file.
type expectation struct{ name, file string }

// Record records the goldens of the packages. It skips what cannot be read.
func Record(packages []Package) Recorded {
	r := Recorded{Goldens(packages), map[expectation]string{}}
	modules, err := modulesOf(packages)
	if err != nil {
		return r
	}
	for _, m := range modules {
		all, err := m.Store.Expectations()
		if err != nil {
			continue
		}
		for _, e := range all {
			r.expectations[expectation{git.GoldenName(e.Golden), m.RelPath(e.File)}] = e.Value
		}
	}
	return r
}

// ReportUpdates lists the goldens that a run with --update wrote.
func ReportUpdates(out console.Console, before, after Recorded) {
	kinds := changedIn(before.files, after.files, time.Time.Equal, workspace.Rel)
	same := func(a, b string) bool { return a == b }
	maps.Copy(kinds, changedIn(before.expectations, after.expectations, same, func(e expectation) string {
		return e.file + ": " + e.name
	}))
	if len(kinds) == 0 {
		fmt.Fprintln(out, "\nno goldens changed")
		return
	}
	fmt.Fprintf(out, "\n%s written:\n", message.Count(len(kinds), "golden"))
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		fmt.Fprintf(out, "  %-7s  %s\n", kinds[name], term.Visible(name))
	}
}

// changedIn returns whether goldens are new or changed, by name. It leaves out what is the same.
func changedIn[K comparable, V any](
	before, after map[K]V, same func(a, b V) bool, name func(K) string,
) map[string]string {
	kinds := map[string]string{}
	for key, is := range after {
		if was, known := before[key]; !known {
			kinds[name(key)] = "new"
		} else if !same(was, is) {
			kinds[name(key)] = "changed"
		}
	}
	return kinds
}
