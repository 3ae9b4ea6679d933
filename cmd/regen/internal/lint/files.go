package lint

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// isOutside reports whether a directory is not part of the module.
func isOutside(root, path string, d fs.DirEntry) bool {
	name := d.Name()
	if path == root {
		return false
	}
	if strings.HasPrefix(name, ".") || name == "vendor" || name == "node_modules" {
		return true
	}
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	return err == nil
}

// files finds the fixtures and goldens.
func (l *linter) files() error {
	l.included = map[string]bool{}
	return filepath.WalkDir(l.root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if isOutside(l.root, path, d) {
				return fs.SkipDir
			}
		case !d.Type().IsRegular():
		case strings.HasSuffix(path, ".golden") && strings.Contains(filepath.ToSlash(path), "/testdata/golden/"):
			l.goldens = append(l.goldens, path)
		case strings.HasSuffix(path, ".yaml"), strings.HasSuffix(path, ".yml"):
			root, err := readYAML(path)
			if err != nil || !isFixture(root) {
				return nil //nolint:nilerr // unreadable YAML is not a fixture
			}
			l.fixtures = append(l.fixtures, path)
			for _, n := range values(child(root, "include")) {
				l.included[filepath.Join(filepath.Dir(path), filepath.FromSlash(n.Value))] = true
			}
		}
		return nil
	})
}

// Fixtures returns the paths of the fixtures of a module, sorted.
func Fixtures(root string) ([]string, error) {
	l := &linter{root: root}
	if err := l.files(); err != nil {
		return nil, err
	}
	return l.fixtures, nil
}
