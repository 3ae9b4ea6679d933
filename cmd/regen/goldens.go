package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/message"
)

// goldens are the golden files of packages, by path, and when they were written.
type goldens map[string]time.Time

// goldensOf finds the goldens of the packages. What cannot be read counts as not there.
func goldensOf(packages []testPackage) goldens {
	found := goldens{}
	for _, p := range packages {
		top := filepath.Join(p.dir, "testdata", "golden")
		_ = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || !strings.HasSuffix(path, ".golden") {
				return nil //nolint:nilerr // what cannot be read is no golden
			}
			if info, err := d.Info(); err == nil {
				found[path] = info.ModTime()
			}
			return nil
		})
	}
	return found
}

// reportUpdates says which goldens a run with --update wrote.
func reportUpdates(out console, before, after goldens) {
	var written []string
	for path, at := range after {
		if old, ok := before[path]; !ok || !old.Equal(at) {
			written = append(written, path)
		}
	}
	if len(written) == 0 {
		fmt.Fprintln(out, "\nno golden has changed")
		return
	}
	slices.Sort(written)
	fmt.Fprintf(out, "\n%s written:\n", message.Count(len(written), "golden"))
	for _, path := range written {
		kind := "changed"
		if _, ok := before[path]; !ok {
			kind = "new"
		}
		fmt.Fprintf(out, "  %-7s  %s\n", kind, visible(fromHere(path)))
	}
}
