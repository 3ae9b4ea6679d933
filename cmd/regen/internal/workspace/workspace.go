// Package workspace finds the Go modules that a command works on: the module of the working directory, or those of its
// go.work.
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
	Prefix string // slash-separated, from the workspace's directory to Dir; "" outside a workspace
	Store  *store.Store
	IsHere bool // the working directory is in it
}

// Modules returns the modules of the working directory: those of its go.work, or the module it is in.
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
		dirs = []string{own} // go test ignores a workspace that does not list the module
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
		modules[i].IsHere = d == own
	}
	return modules, nil
}

// Open opens the store of the module at dir. work is the go.work that uses the module, or "".
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

// GoWork returns the path of the go.work that the go command uses in dir, or "".
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

// usedDirs returns the directories of the modules that a go.work uses.
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

// RelPath returns the path of a file relative to the working directory. name is slash-separated, from the module's
// root.
func (m *Module) RelPath(name string) string {
	return Rel(filepath.Join(m.Dir, filepath.FromSlash(name)))
}

// Rel returns an absolute path relative to the working directory, if that is shorter.
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
