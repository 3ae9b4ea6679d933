// Package atomicfile writes files that appear under their names only when they are complete.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/internal/modfs"
)

// Replace writes text to a file atomically.
func Replace(path string, text []byte) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(text); err != nil {
		return err
	}
	return f.Commit()
}

// A File appears under its path only when it is complete.
type File struct {
	*os.File
	path string // "" after Commit, and for files that are written in place
}

// Create opens a file for writing. Something at path that is not a regular file, such as a named pipe, is written
// directly.
func Create(path string) (*File, error) {
	mode := fs.FileMode(0o666)
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("is a directory")}
	case strings.HasSuffix(filepath.ToSlash(path), "/"):
		return nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("want a file, not a directory")}
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &File{File: f}, err
	case err == nil:
		mode = info.Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	if stage, ok := stageOf(path); ok {
		if f, err := openStaged(stage, mode); err == nil {
			return &File{File: f, path: path}, nil
		}
	}
	f, err := openStaged(filepath.Dir(path), mode)
	return &File{File: f, path: path}, err
}

func openStaged(dir string, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, modfs.StagePrefix+rand.Text()), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
}

// stageOf returns a directory for what becomes the file at path: one in the git directory of its work tree, where git
// does not list what a killed process leaves. It removes such files after an hour.
func stageOf(path string) (string, bool) {
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return "", false
	}
	_, gitDir, ok := modfs.GitDir(dir)
	if !ok {
		return "", false
	}
	root, err := os.OpenRoot(gitDir)
	if err != nil {
		return "", false
	}
	defer root.Close()
	const stage = "assay/tmp"
	if modfs.CheckNoLinks(root, stage) != nil || root.MkdirAll(stage, 0o777) != nil {
		return "", false
	}
	modfs.Writer{Root: root, Stage: stage}.Sweep()
	return filepath.Join(gitDir, stage), true
}

// Commit moves the file to its path.
func (o *File) Commit() error {
	if o.path == "" {
		return o.Close()
	}
	if err := errors.Join(o.Sync(), o.Close()); err != nil {
		return err
	}
	err := os.Rename(o.Name(), o.path)
	if err != nil && filepath.Dir(o.Name()) != filepath.Dir(o.path) { // perhaps another file system
		err = o.moveBeside()
	}
	if err == nil {
		o.path = ""
	}
	return err
}

// moveBeside copies a staged file beside its path, and gives the copy the name.
func (o *File) moveBeside() error {
	info, err := os.Stat(o.Name())
	if err != nil {
		return err
	}
	from, err := os.Open(o.Name())
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := openStaged(filepath.Dir(o.path), info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Sync(), to.Close()); err == nil {
		err = os.Rename(to.Name(), o.path)
	}
	if err != nil {
		os.Remove(to.Name())
		return err
	}
	return os.Remove(o.Name())
}

// Discard removes the file unless it was committed.
func (o *File) Discard() {
	if o.path != "" {
		o.Close()
		os.Remove(o.Name())
	}
}
