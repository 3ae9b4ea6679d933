package modfs

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"
)

// A Writer replaces files of one tree atomically: if the process is killed, each file is whole, old or new.
type Writer struct {
	Root    *os.Root
	Stage   string // directory in the root for unfinished files; "": beside the file itself
	Durable bool   // sync files, so that they outlast a crash of the machine
}

// StagePrefix starts the names of unfinished files. No golden has such a name.
const StagePrefix = ".assay-"

// Replace writes a file. It creates the file's directory, and keeps the mode of an existing file. If anything but a
// regular file has the name, Replace returns an [*IrregularError]; it follows no link.
func (w Writer) Replace(name string, data []byte) (err error) {
	defer func() { err = Explain(err) }()
	mode, known := fs.FileMode(0o644), false
	switch info, err := w.Root.Lstat(name); {
	case err == nil:
		if err := CheckRegular(name, info); err != nil {
			return err
		}
		mode, known = info.Mode().Perm(), true
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := w.Root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	stages := []string{path.Dir(name)}
	if w.Stage != "" {
		stages = []string{w.Stage, path.Dir(name)}
	}
	for _, dir := range stages {
		if err = w.replaceFrom(dir, name, data, mode, known); !errors.Is(err, syscall.EXDEV) {
			break // else the stage is on another file system than the file
		}
	}
	return err
}

func (w Writer) replaceFrom(stage, name string, data []byte, mode fs.FileMode, known bool) (err error) {
	if err := w.Root.MkdirAll(stage, 0o755); err != nil {
		return err
	}
	temp := path.Join(stage, StagePrefix+rand.Text())
	f, err := w.Root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			_ = w.Root.Remove(temp) // Sweep removes what is left
		}
	}()
	if known { // else the umask applies
		if err := f.Chmod(mode); err != nil {
			return err
		}
	}
	if _, err := io.Copy(f, bytes.NewReader(data)); err != nil {
		return err
	}
	if w.Durable {
		if err := f.Sync(); err != nil { // without it, a crash after the rename may leave an empty file
			return err
		}
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := w.Root.Rename(temp, name); err != nil {
		return err
	}
	if w.Durable {
		return syncDir(w.Root, path.Dir(name))
	}
	return nil
}

// staleAfter is the age from which a file in a stage belongs to a writer that was killed.
const staleAfter = time.Hour

// Sweep removes what killed writers left in the stage. It takes the time from the file system, since the clock of a
// test may be pinned.
func (w Writer) Sweep() {
	entries, err := fs.ReadDir(w.Root.FS(), w.Stage)
	if err != nil || len(entries) == 0 {
		return
	}
	probe := path.Join(w.Stage, StagePrefix+rand.Text())
	if err := w.Root.WriteFile(probe, nil, 0o644); err != nil {
		return
	}
	now, err := w.Root.Stat(probe)
	if err := errors.Join(err, w.Root.Remove(probe)); err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		own := err == nil && info.Mode().IsRegular() && strings.HasPrefix(e.Name(), StagePrefix)
		if own && now.ModTime().Sub(info.ModTime()) > staleAfter {
			_ = w.Root.Remove(path.Join(w.Stage, e.Name())) // the next writer tries again
		}
	}
}
