package store

import (
	"crypto/rand"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/modfs"
)

// scratchPrefix starts the names of scratch directories, in the directory for unfinished files.
const scratchPrefix = "scratch-"

// A Scratch is a new directory in a store, for one run of a command.
type Scratch struct {
	Dir  string   // absolute
	Root *os.Root // at Dir
	tree *os.Root
	name string
}

// Scratch makes a scratch directory. It removes those that runs left which were killed over a day ago.
func (s *Store) Scratch() (*Scratch, error) {
	root, stage, err := s.locate(stageDir, true)
	if err != nil {
		return nil, err
	}
	if err := root.MkdirAll(stage, 0o755); err != nil {
		return nil, modfs.Explain(err)
	}
	entries, err := fs.ReadDir(root.FS(), stage)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), scratchPrefix) {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = root.RemoveAll(path.Join(stage, e.Name()))
		}
	}
	name := scratchPrefix + rand.Text()[:8]
	out := &Scratch{Dir: filepath.Join(s.Dir, stageDir, name), tree: root, name: path.Join(stage, name)}
	if err := root.Mkdir(out.name, 0o755); err != nil {
		return nil, modfs.Explain(err)
	}
	out.Root, err = root.OpenRoot(out.name)
	return out, err
}

// Close removes the directory.
func (s *Scratch) Close() error {
	s.Root.Close()
	return s.tree.RemoveAll(s.name)
}
