package store

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"github.com/assay-go/assay/internal/modfs"
)

// Every file of a store and every golden is read and written here, through an os.Root: a link that leads out of the
// module, which a foreign branch may bring along, is an error and not a way out.

// longestFile is the size of the largest golden that is read, in bytes. A larger file is no golden, whatever its name.
const longestFile = 64 << 20

// A writer replaces files of one tree, each in one step: at any moment, also when the process is killed, a file is
// whole, old or new.
type writer struct {
	root    *os.Root
	stage   string // directory for files that are not yet whole, in the root; "" for beside the file itself
	durable bool   // whether a file has to outlast a crash of the machine
}

// stagePrefix starts the names of files that are not yet whole. FileName never gives such a name.
const stagePrefix = ".assay-"

// replace writes a file, makes its directory where needed, and keeps the mode of a file that was there. A name that
// stands for anything but a regular file is an error, and so is a link: it would be replaced, not followed.
func (w writer) replace(name string, data []byte) (err error) {
	defer func() { err = modfs.Explain(err) }()
	mode, known := fs.FileMode(0o644), false
	switch info, err := w.root.Lstat(name); {
	case err == nil:
		if err := modfs.CheckRegular(name, info); err != nil {
			return err
		}
		mode, known = info.Mode().Perm(), true
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := w.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	stages := []string{path.Dir(name)}
	if w.stage != "" {
		stages = []string{w.stage, path.Dir(name)}
	}
	for _, dir := range stages {
		if err = w.replaceFrom(dir, name, data, mode, known); !errors.Is(err, syscall.EXDEV) {
			break // else the stage is on another file system than the golden
		}
	}
	return err
}

func (w writer) replaceFrom(stage, name string, data []byte, mode fs.FileMode, known bool) (err error) {
	if err := w.root.MkdirAll(stage, 0o755); err != nil {
		return err
	}
	temp := path.Join(stage, stagePrefix+rand.Text())
	f, err := w.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			_ = w.root.Remove(temp) // what is left is swept away
		}
	}()
	if known { // else the umask has its say
		if err := f.Chmod(mode); err != nil {
			return err
		}
	}
	if _, err := io.Copy(f, bytes.NewReader(data)); err != nil {
		return err
	}
	if w.durable {
		if err := f.Sync(); err != nil { // without it, a crash after the rename may leave an empty file
			return err
		}
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := w.root.Rename(temp, name); err != nil {
		return err
	}
	if w.durable {
		return syncDir(w.root, path.Dir(name))
	}
	return nil
}

// staleAfter is the age from which a file in a stage belongs to a writer that is gone.
const staleAfter = time.Hour

// sweep removes what killed writers left in the stage. Ages are told by the file system's clock: that of a test may be
// pinned to any time.
func (w writer) sweep() {
	entries, err := fs.ReadDir(w.root.FS(), w.stage)
	if err != nil || len(entries) == 0 {
		return
	}
	probe := path.Join(w.stage, stagePrefix+rand.Text())
	if err := w.root.WriteFile(probe, nil, 0o644); err != nil {
		return
	}
	now, err := w.root.Stat(probe)
	if err := errors.Join(err, w.root.Remove(probe)); err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && now.ModTime().Sub(info.ModTime()) > staleAfter {
			_ = w.root.Remove(path.Join(w.stage, e.Name())) // the next writer tries again
		}
	}
}

// IgnoreMissing returns nil for what is not there.
func IgnoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return modfs.Explain(err)
}

// Hash returns the SHA-256 of a file's content in hex, "" for nil, which stands for no file.
func Hash(data []byte) string {
	if data == nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
