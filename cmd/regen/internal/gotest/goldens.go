package gotest

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/cmd/regen/internal/console"
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

// ReportUpdates lists the goldens that a run with --update wrote.
func ReportUpdates(out console.Console, before, after GoldenFiles) {
	var written []string
	for path, at := range after {
		if old, ok := before[path]; !ok || !old.Equal(at) {
			written = append(written, path)
		}
	}
	if len(written) == 0 {
		fmt.Fprintln(out, "\nno goldens changed")
		return
	}
	slices.Sort(written)
	fmt.Fprintf(out, "\n%s written:\n", message.Count(len(written), "golden"))
	for _, path := range written {
		kind := "changed"
		if _, ok := before[path]; !ok {
			kind = "new"
		}
		fmt.Fprintf(out, "  %-7s  %s\n", kind, term.Visible(workspace.Rel(path)))
	}
}
