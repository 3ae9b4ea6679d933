package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/assay-go/assay/golden"
	"golang.org/x/mod/modfile"
)

// A module is a Go module whose goldens a command works on.
type module struct {
	dir    string // absolute
	prefix string // its directory from the workspace's, with slashes: "" for a module alone
	store  *golden.Store
}

// findModules returns the modules that the working directory is about: those of its go.work, or the one it is in.
func findModules() ([]*module, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	own, inModule := above(dir, "go.mod")
	work, err := workspace(dir)
	if err != nil {
		return nil, err
	}
	var dirs []string
	if work != "" {
		if dirs, err = used(work); err != nil {
			return nil, err
		}
	}
	if inModule && !slices.Contains(dirs, own) {
		dirs = []string{own} // a module that its workspace does not list stands alone, as it does for go test
		work = ""
	}
	if len(dirs) == 0 {
		return nil, fmt.Errorf("%s: no go.mod here or above: run regen inside a module", dir)
	}
	modules := make([]*module, len(dirs))
	for i, d := range dirs {
		if modules[i], err = openModule(d, work); err != nil {
			return nil, err
		}
	}
	return modules, nil
}

// openModule opens the store of the module at dir; work is the go.work that it is used by, or "".
func openModule(dir, work string) (*module, error) {
	m := &module{dir: dir}
	if work != "" {
		rel, err := filepath.Rel(filepath.Dir(work), dir)
		if err != nil {
			return nil, err
		}
		if rel != "." {
			m.prefix = filepath.ToSlash(rel)
		}
	}
	store, err := golden.OpenStore(dir)
	m.store = store
	return m, err
}

// above returns the nearest directory, dir or one above it, that has a file called name.
func above(dir, name string) (string, bool) {
	for {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// workspace returns the path of the go.work that applies to dir, or "", as the go command finds it.
func workspace(dir string) (string, error) {
	switch env := os.Getenv("GOWORK"); {
	case env == "off":
		return "", nil
	case env != "":
		if !filepath.IsAbs(env) {
			return "", fmt.Errorf("GOWORK %q: want an absolute path or off", env)
		}
		return env, nil
	}
	if top, ok := above(dir, "go.work"); ok {
		return filepath.Join(top, "go.work"), nil
	}
	return "", nil
}

// used returns the directories of the modules that a go.work lists.
func used(work string) ([]string, error) {
	text, err := os.ReadFile(work)
	if err != nil {
		return nil, err
	}
	f, err := modfile.ParseWork(work, text, nil)
	if err != nil {
		return nil, err
	}
	dirs := make([]string, len(f.Use))
	for i, u := range f.Use {
		if dirs[i] = filepath.FromSlash(u.Path); !filepath.IsAbs(dirs[i]) {
			dirs[i] = filepath.Join(filepath.Dir(work), dirs[i])
		}
	}
	return dirs, nil
}

// path returns the path of a file of the module, which name gives from the module's root with slashes.
func (m *module) path(name string) string {
	return fromHere(filepath.Join(m.dir, filepath.FromSlash(name)))
}

// fromHere returns an absolute path from the working directory, where it is below it or that is shorter.
func fromHere(path string) string {
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
