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

// A TestPackage is the package of the running tests.
type TestPackage struct {
	Store *Store // of the module
	Path  string // directory of the package from the module's root, with slashes; "." for the root
	Dir   string // directory of the package, absolute

	sources func() (string, error) // see sourcesOf; called once, as a test binary belongs to one state of the sources
	read    sync.Map               // sources that hold expectations, as they were at first: []byte by path
	opened  sync.Map               // directories from which goldens were read: a *os.Root by path

	mu         sync.Mutex
	errorCases map[string][]string // by test; see RunsCases
}

// startDir is the directory in which the test binary started, that of its package. It is read before a test can change
// it.
var startDir, errStartDir = os.Getwd()

// packages holds a *TestPackage by directory and value of ASSAY_DIR.
var packages sync.Map

// startsInPackage reports whether the test binary started as go test starts it: in a package with tests, in a module.
var startsInPackage = sync.OnceValue(func() bool {
	if errStartDir != nil {
		return false
	}
	_, sandboxed, ok := modfs.ModuleOf(startDir)
	tests, _ := fs.Glob(os.DirFS(startDir), "*_test.go")
	return ok && (sandboxed || len(tests) > 0)
})

// CurrentPackage returns the package of the running test: the directory in which go test started the test binary, also
// after t.Chdir. For a binary that was started by hand elsewhere, it is the working directory or, if that is not in a
// module, the directory in which the binary started.
func CurrentPackage() (*TestPackage, error) {
	dir, err := syscall.Getwd() // os.Getwd trusts PWD, and checks it with two system calls
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
	if _, _, ok := modfs.ModuleOf(dir); !ok && errStartDir == nil {
		if _, _, ok := modfs.ModuleOf(startDir); ok {
			dir = startDir
		}
	}
	opened, err := openTestPackage(dir)
	if err != nil {
		return nil, err
	}
	known, _ := packages.LoadOrStore(key, opened)
	return known.(*TestPackage), nil
}

// openTestPackage opens the store of the module of a package, given by its directory.
func openTestPackage(dir string) (*TestPackage, error) {
	root, sandboxed, ok := modfs.ModuleOf(dir)
	if !ok {
		return nil, fmt.Errorf("%s: no go.mod here or above: goldens belong to a module", dir)
	}
	store, err := OpenStore(root)
	if err != nil {
		return nil, err
	}
	store.Sandboxed = sandboxed
	pkg, err := filepath.Rel(root, dir)
	return newTestPackage(store, filepath.ToSlash(pkg), dir), err
}

// newTestPackage returns a package of the store's module.
func newTestPackage(store *Store, pkg, dir string) *TestPackage {
	return &TestPackage{
		Store: store, Path: pkg, Dir: dir,
		sources: sync.OnceValues(func() (string, error) { return sourcesOf(store.Module, pkg) }),
	}
}

// ReadGolden returns the content of a golden, in buffer if it is large enough. It keeps the golden's directory open,
// because resolving the path from the module's root takes most of the time of an assertion that passes.
func (at *TestPackage) ReadGolden(golden string, buffer []byte) ([]byte, error) {
	if at.Store.Sandboxed {
		return at.Store.ReadGolden(golden)
	}
	dir, base := path.Split(golden)
	if root, ok := at.opened.Load(dir); ok {
		if data, err := modfs.ReadFileInto(buffer, root.(*os.Root), base, longestFile); err == nil {
			return data, nil
		}
		at.opened.Delete(dir) // it was replaced, or the error should name the whole path
	}
	data, err := at.Store.ReadGolden(golden)
	if err == nil {
		if root, err := at.Store.Module.OpenRoot(dir); err == nil {
			at.opened.Store(dir, root)
		}
	}
	return data, err
}

// ForUpdates returns the package whose goldens an update writes: this one or, in a sandbox, the same package in the
// repository from which the runner laid the sandbox out. The runner has to name that.
func (at *TestPackage) ForUpdates() (*TestPackage, error) {
	if !at.Store.Sandboxed {
		return at, nil
	}
	repository := os.Getenv(repositoryVariable)
	if repository == "" {
		return nil, errSandboxed()
	}
	laid, _ := modfs.Sandbox(at.Dir)
	rel, err := filepath.Rel(laid, at.Dir)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(repository, rel)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() || !filepath.IsAbs(repository) {
		return nil, fmt.Errorf("nothing was updated: %s=%q has no directory %s", repositoryVariable, repository, rel)
	}
	to, err := openTestPackage(dir)
	if err == nil && to.Store.Sandboxed {
		err = errors.New("nothing was updated: " + repositoryVariable + " is in the sandbox")
	}
	return to, err
}
