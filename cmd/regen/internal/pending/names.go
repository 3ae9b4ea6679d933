package pending

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/store"
)

// IsPathOf reports whether a pattern is the path of file, relative to the working directory.
func IsPathOf(pattern, file string) bool {
	if !strings.HasSuffix(pattern, ".golden") {
		return false
	}
	abs, err := filepath.Abs(pattern)
	return err == nil && abs == file
}

// WholeName returns a pattern that matches only the result or golden of this full name.
func WholeName(name string) string { return "^" + name + "$" }

// cutWholeName returns the name in a pattern of [WholeName]. File names have neither ^ nor $.
func cutWholeName(pattern string) (name string, ok bool) {
	name, begins := strings.CutPrefix(pattern, "^")
	name, ends := strings.CutSuffix(name, "$")
	return name, begins && ends
}

// NameMatches reports whether a pattern matches a name package/Test/case, which consists of file names. The pattern may
// also spell the name of a case as go test prints it, with characters that file names cannot have. A pattern
// ^NAME$ matches this name alone.
func NameMatches(pattern, name string) bool {
	if whole, ok := cutWholeName(pattern); ok {
		return whole == name
	}
	pattern = strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(pattern), "./"), "/")
	wanted := [][]string{strings.Split(pattern, "/")}
	if file, err := store.GoldenPath("T", pattern); err == nil {
		_, called, _ := strings.Cut(strings.TrimSuffix(file, ".golden"), "/T/")
		wanted = append(wanted, strings.Split(called, "/"))
	}
	have := strings.Split(name, "/")
	for i := range have {
		if slices.ContainsFunc(wanted, func(want []string) bool { return matchElements(want, have[i:]) }) {
			return true
		}
	}
	return false
}

// onlyStars escapes everything but * in a pattern of package path.
var onlyStars = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `?`, `\?`)

// matchElements reports whether want matches the first elements of have.
func matchElements(want, have []string) bool {
	switch {
	case len(want) == 0:
		return true
	case want[0] == "...":
		for i := range have {
			if matchElements(want[1:], have[i+1:]) {
				return true
			}
		}
		return len(want) == 1
	case len(have) == 0:
		return false
	}
	if want[0] != have[0] {
		if ok, err := path.Match(onlyStars.Replace(want[0]), have[0]); err != nil || !ok {
			return false
		}
	}
	return matchElements(want[1:], have[1:])
}
