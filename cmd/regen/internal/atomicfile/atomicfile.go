// Package atomicfile writes files that appear under their names only when they are complete.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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

// Create opens a file for writing. Something at path that is not a regular file, such as a named pipe, is written directly.
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
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text()+".tmp")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	return &File{File: f, path: path}, err
}

// Commit moves the file to its path.
func (o *File) Commit() error {
	if o.path == "" {
		return o.Close()
	}
	if err := errors.Join(o.Sync(), o.Close()); err != nil {
		return err
	}
	if err := os.Rename(o.Name(), o.path); err != nil {
		return err
	}
	o.path = ""
	return nil
}

// Discard removes the file unless it was committed.
func (o *File) Discard() {
	if o.path != "" {
		o.Close()
		os.Remove(o.Name())
	}
}
