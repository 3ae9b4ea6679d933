package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/assay-go/assay/internal/modfs"
)

// A TestPackage is where the goldens of the running tests stand.
type TestPackage struct {
	Store *Store // of the module
	Path  string // the package's directory from the module's root, with slashes; "." for the root
	Dir   string // the package's directory, absolute

	sources func() (string, error) // see sourcesOf; a test binary is of one state of them
	opened  sync.Map               // the directories of goldens that were read from, a *os.Root by path
}

// The directory that the test binary started in: that of its package. It is read before a test can change it.
var startDir, errStartDir = os.Getwd()

// packages holds the places that were looked up, a *place by directory and value of ASSAY_DIR.
var packages sync.Map

// startsInPackage reports whether the test binary started as go test starts it: in a package of tests, in a module.
var startsInPackage = sync.OnceValue(func() bool {
	if errStartDir != nil {
		return false
	}
	_, err := moduleRoot(startDir)
	tests, _ := fs.Glob(os.DirFS(startDir), "*_test.go")
	return err == nil && len(tests) > 0
})

// CurrentPackage returns the place of the running test. That is the directory that the test binary started in: a golden belongs to
// the package, also after t.Chdir. A binary that was started by hand elsewhere has its goldens in the working directory, and
// where that stands in no module, where it started.
func CurrentPackage() (*TestPackage, error) {
	dir, err := syscall.Getwd() // os.Getwd asks the environment, and the system twice whether that is true
	if err != nil || startsInPackage() {
		dir, err = startDir, errStartDir
	}
	if err != nil {
		return nil, err
	}
	key := [2]string{dir, os.Getenv(storeVariable)}
	if known, ok := packages.Load(key); ok {
		return known.(*TestPackage), nil
	}
	root, err := moduleRoot(dir)
	if errors.Is(err, errNoModule) && errStartDir == nil {
		if started, startErr := moduleRoot(startDir); startErr == nil {
			dir, root, err = startDir, started, nil
		}
	}
	if err != nil {
		return nil, err
	}
	store, err := OpenStore(root)
	if err != nil {
		return nil, err
	}
	pkg, err := filepath.Rel(root, dir)
	if err != nil {
		return nil, err
	}
	known, _ := packages.LoadOrStore(key, newTestPackage(store, filepath.ToSlash(pkg), dir))
	return known.(*TestPackage), nil
}

// newTestPackage returns the place of the tests of a package of the store's module.
func newTestPackage(store *Store, pkg, dir string) *TestPackage {
	return &TestPackage{
		Store: store, Path: pkg, Dir: dir,
		sources: sync.OnceValues(func() (string, error) { return sourcesOf(store.Module, pkg) }),
	}
}

// ReadGolden returns the bytes of a golden, in buffer where that is large enough. A directory that it was read from stays
// open: to walk down from the module's root takes most of the time of an assertion that passes.
func (at *TestPackage) ReadGolden(golden string, buffer []byte) ([]byte, error) {
	dir, base := path.Split(golden)
	if root, ok := at.opened.Load(dir); ok {
		if data, err := modfs.ReadFileInto(buffer, root.(*os.Root), base, longestFile); err == nil {
			return data, nil
		}
		at.opened.Delete(dir) // it was replaced, or the error is to name the whole path
	}
	data, err := at.Store.ReadGolden(golden)
	if err == nil {
		if root, err := at.Store.Module.OpenRoot(dir); err == nil {
			at.opened.Store(dir, root)
		}
	}
	return data, err
}

var errNoModule = errors.New("no go.mod")

// moduleRoot returns the nearest directory from dir upwards that holds a go.mod.
func moduleRoot(dir string) (string, error) {
	if root, ok := modfs.DirWith(dir, "go.mod"); ok {
		return root, nil
	}
	return "", fmt.Errorf("%s: %w here or above: goldens belong to a module", dir, errNoModule)
}
