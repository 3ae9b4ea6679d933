package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/modfs"
)

// storeVariable is the environment variable that sets the directory of the store.
const storeVariable = "ASSAY_DIR"

// A Store holds pending results and declarations of tests, in .assay at a module's root. It is a cache: deleting it
// loses pending results, but no golden. Several processes may call its methods at once.
type Store struct {
	Root   string   // the module's root
	Dir    string   // the store's directory
	Module *os.Root // at Root; all writes go through it
	inner  string   // Dir from the module's root, with slashes; "" if it is outside of the module

	// Sandboxed is set if a runner such as Bazel laid the module out as links. The store reads goldens through them,
	// has no files of its own, and writes nothing.
	Sandboxed bool

	mu       sync.Mutex
	outer    *os.Root // at Dir, if that is outside of the module
	prepared bool     // Dir exists and git ignores it
}

// OpenStore opens the store of the module at moduleRoot. The environment variable ASSAY_DIR sets its directory; a
// relative path starts at the module's root. OpenStore creates no files.
func OpenStore(moduleRoot string) (*Store, error) {
	root, err := filepath.Abs(moduleRoot)
	if err != nil {
		return nil, err
	}
	dir := os.Getenv(storeVariable)
	switch {
	case dir == "":
		dir = filepath.Join(root, ".assay")
	case !filepath.IsAbs(dir):
		dir = filepath.Join(root, dir)
	}
	module, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	s := &Store{Root: root, Dir: filepath.Clean(dir), Module: module}
	if rel, err := filepath.Rel(root, s.Dir); err == nil && filepath.IsLocal(rel) {
		s.inner = filepath.ToSlash(rel)
	}
	if s.inner == "." {
		return nil, fmt.Errorf("%s=%q is the module's root: set it to a directory for the store alone", storeVariable,
			dir)
	}
	return s, nil
}

// tree returns the root and the directory in it that hold the files of the store. If the store does not exist and
// create is false, the error is [fs.ErrNotExist].
func (s *Store) tree(create bool) (*os.Root, string, error) {
	if s.Sandboxed {
		if create {
			return nil, "", errSandboxed()
		}
		return nil, "", fs.ErrNotExist
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	root, at := s.Module, s.inner
	if s.inner == "" {
		if s.outer == nil {
			if create {
				if err := os.MkdirAll(s.Dir, 0o755); err != nil {
					return nil, "", err
				}
			}
			outer, err := os.OpenRoot(s.Dir)
			if err != nil {
				return nil, "", err
			}
			s.outer = outer
		}
		root, at = s.outer, "."
	}
	stage := path.Join(at, stageDir)
	if err := modfs.CheckNoLinks(root, stage); err != nil {
		return nil, "", err
	}
	if create && !s.prepared {
		w := modfs.Writer{Root: root, Stage: stage}
		w.Sweep()
		ignore := path.Join(at, ".gitignore")
		if old, err := modfs.ReadFile(root, ignore, longestRecord); errors.Is(err, fs.ErrNotExist) ||
			string(old) == "*\n" {
			if err := w.Replace(ignore, []byte(ignored())); err != nil {
				return nil, "", err
			}
		}
		s.prepared = true
	}
	return root, at, nil
}

// The directories of the store for unfinished files and for locks.
const (
	stageDir = "tmp"
	locksDir = "locks"
)

// Directories returns the names of the directories in which the store keeps its files.
func Directories() []string { return []string{declaredDir, locksDir, pendingDir, stageDir} }

// ignored is the .gitignore of the store. It names what Assay writes, since other tools may keep files in .assay, too.
func ignored() string { return "/.gitignore\n/" + strings.Join(Directories(), "/\n/") + "/\n" }

// locate returns the root and the path in it of a file of the store. No directory on the way may be a link, since files
// of the store are replaced and removed unasked.
func (s *Store) locate(name string, create bool) (*os.Root, string, error) {
	root, at, err := s.tree(create)
	if err != nil {
		return nil, "", err
	}
	full := path.Join(at, name)
	return root, full, modfs.CheckNoLinks(root, full)
}

// read returns a file of the store.
func (s *Store) read(name string, limit int64) ([]byte, error) {
	root, full, err := s.locate(name, false)
	if err != nil {
		return nil, err
	}
	return modfs.ReadFile(root, full, limit)
}

// write replaces a file of the store.
func (s *Store) write(name string, data []byte) error {
	root, full, err := s.locate(name, true)
	if err != nil {
		return err
	}
	return modfs.Writer{Root: root, Stage: path.Join(strings.TrimSuffix(full, name), stageDir)}.Replace(full, data)
}

// remove removes files of the store, if they exist, and the directories that become empty.
func (s *Store) remove(names ...string) error {
	root, at, err := s.tree(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, name := range names {
		full := path.Join(at, name)
		if err := modfs.CheckNoLinks(root, path.Dir(full)); err != nil {
			return err
		}
		if err := root.Remove(full); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return modfs.Explain(err)
		}
	}
	for _, name := range names {
		removeEmpty(root, path.Dir(path.Join(at, name)), at)
	}
	return nil
}

// removeEmpty removes dir and the directories above it, up to top, while they are empty.
func removeEmpty(root *os.Root, dir, top string) {
	for dir != top && dir != "." && root.Remove(dir) == nil {
		dir = path.Dir(dir)
	}
}

// ReadGolden returns the content of a golden, given by its path from the module's root.
func (s *Store) ReadGolden(name string) ([]byte, error) {
	return s.readModule(name, longestFile)
}

// readModule returns the content of a file of the module.
func (s *Store) readModule(name string, limit int64) ([]byte, error) {
	if s.Sandboxed {
		return modfs.ReadLinked(s.Root, name, limit)
	}
	return modfs.ReadFile(s.Module, name, limit)
}

func (s *Store) isModule(dir string) bool {
	info, err := s.Module.Lstat(path.Join(dir, "go.mod"))
	return err == nil && info.Mode().IsRegular()
}

// Lacks reports whether the module has no file of this name.
func (s *Store) Lacks(name string) bool {
	stat := s.Module.Lstat
	if s.Sandboxed {
		stat = func(name string) (fs.FileInfo, error) { return os.Stat(filepath.Join(s.Root, name)) }
	}
	_, err := stat(name)
	return errors.Is(err, fs.ErrNotExist)
}

// Rewrite replaces a golden by the result of next, which gets the old content, nil if there is none. If next returns
// nil, the golden stays as it is. No other process writes the golden in between.
func (s *Store) Rewrite(name string, next func(old []byte) ([]byte, error)) error {
	return s.RewriteBoth(name, func(old []byte) (golden, parquet []byte, err error) {
		golden, err = next(old)
		return golden, nil, err
	})
}

// RewriteBoth is Rewrite for a golden and its Parquet file. It writes the golden last: until then, no digest names the
// file.
func (s *Store) RewriteBoth(name string, next func(old []byte) (golden, parquet []byte, err error)) error {
	if !isGolden(name) {
		return fmt.Errorf("%s: not a golden: the path has to contain %s and end in %s", name, goldenDir, Suffix)
	}
	unlock, err := s.lock(name)
	if err != nil {
		return err
	}
	defer unlock()
	old, err := s.ReadGolden(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	data, parquet, err := next(old)
	if err != nil || data == nil {
		return err
	}
	w, err := s.writer()
	if err != nil {
		return err
	}
	if parquet != nil {
		if err := w.Replace(ParquetFile(name), parquet); err != nil {
			return err
		}
	}
	if err := w.Replace(name, data); err != nil {
		return err
	}
	if goldenfile.ParquetHash(old) != "" && goldenfile.ParquetHash(data) == "" {
		return s.removeBeside(name)
	}
	return nil
}

// writer returns the writer of goldens.
func (s *Store) writer() (modfs.Writer, error) {
	w := modfs.Writer{Root: s.Module, Durable: true}
	if s.inner == "" {
		return w, nil
	}
	w.Stage = path.Join(s.inner, stageDir) // so that a killed writer leaves nothing that git sees
	return w, modfs.CheckNoLinks(s.Module, w.Stage)
}

// removeBeside removes the Parquet file of a golden, if there is one.
func (s *Store) removeBeside(golden string) error {
	return modfs.IgnoreMissing(s.Module.Remove(ParquetFile(golden)))
}

// ErrChanged says that a golden is not the one with which a result was compared. Writing it would undo someone's work.
var ErrChanged = errors.New("the golden has changed since the result was compared with it: run the test again")

// lock keeps other processes and goroutines from writing a golden until unlock is called.
func (s *Store) lock(name string) (unlock func(), err error) {
	root, locks, err := s.locate(locksDir, true)
	if err != nil {
		return nil, err
	}
	if err := root.MkdirAll(locks, 0o755); err != nil {
		return nil, modfs.Explain(err)
	}
	hash := sha256.Sum256([]byte(name))
	file := hex.EncodeToString(hash[:1]) // few files, rarely contended
	if info, err := root.Lstat(path.Join(locks, file)); err == nil {
		if err := modfs.CheckRegular(path.Join(locks, file), info); err != nil {
			return nil, err
		}
	}
	unlock, err = lockedfile.MutexAt(filepath.Join(s.Dir, locksDir, file)).Lock()
	if errors.Is(err, errors.ErrUnsupported) {
		return func() {}, nil // a file system without locks: writes are atomic all the same
	}
	return unlock, err
}

// longestFile is the size of the largest golden that is read, in bytes.
const longestFile = 64 << 20

// Hash returns the SHA-256 of a file's content in hexadecimal, "" for nil, which means no file.
func Hash(data []byte) string {
	if data == nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
