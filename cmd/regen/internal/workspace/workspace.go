// Package workspace finds the Go modules that a command works on: that of the working directory, or those of its go.work.
package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"

	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/store"
)

// AssayPath is the module of the framework.
const AssayPath = "github.com/assay-go/assay"

// A Module is a Go module whose goldens a command works on.
type Module struct {
	Dir    string // absolute
	Prefix string // its directory from the workspace's, with slashes: "" for a module alone
	Store  *store.Store
}

// Modules returns the modules that the working directory is about: those of its go.work, or the one it is in.
func Modules() ([]*Module, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	own, inModule := modfs.DirWith(dir, "go.mod")
	work, err := GoWork(dir)
	if err != nil {
		return nil, err
	}
	var dirs []string
	if work != "" {
		if dirs, err = usedDirs(work); err != nil {
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
	modules := make([]*Module, len(dirs))
	for i, d := range dirs {
		if modules[i], err = Open(d, work); err != nil {
			return nil, err
		}
	}
	return modules, nil
}

// Open opens the store of the module at dir; work is the go.work that it is used by, or "".
func Open(dir, work string) (*Module, error) {
	m := &Module{Dir: dir}
	if work != "" {
		rel, err := filepath.Rel(filepath.Dir(work), dir)
		if err != nil {
			return nil, err
		}
		if rel != "." {
			m.Prefix = filepath.ToSlash(rel)
		}
	}
	store, err := store.OpenStore(dir)
	m.Store = store
	return m, err
}

// GoWork returns the path of the go.work that applies to dir, or "", as the go command finds it.
func GoWork(dir string) (string, error) {
	switch env := os.Getenv("GOWORK"); {
	case env == "off":
		return "", nil
	case env != "":
		if !filepath.IsAbs(env) {
			return "", fmt.Errorf("GOWORK %q: want an absolute path or off", env)
		}
		return env, nil
	}
	if top, ok := modfs.DirWith(dir, "go.work"); ok {
		return filepath.Join(top, "go.work"), nil
	}
	return "", nil
}

// usedDirs returns the directories of the modules that a go.work lists.
func usedDirs(work string) ([]string, error) {
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

// RelPath returns the path of a file of the module, which name gives from the module's root with slashes.
func (m *Module) RelPath(name string) string {
	return Rel(filepath.Join(m.Dir, filepath.FromSlash(name)))
}

// Rel returns an absolute path from the working directory, where it is below it or that is shorter.
func Rel(path string) string {
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
