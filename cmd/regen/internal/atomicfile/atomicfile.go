// Package atomicfile writes files that appear under their names when they are complete, and not before.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Replace writes a file anew, whole.
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

// An File is a file that appears under its path when it is complete, and not before.
type File struct {
	*os.File
	path string // "" once there is nothing to commit or discard
}

// Create opens an output. What is at path and is no regular file, such as a named pipe, is written directly.
func Create(path string) (*File, error) {
	mode := fs.FileMode(0o666)
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("it is a directory")}
	case strings.HasSuffix(filepath.ToSlash(path), "/"):
		return nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("a file is needed, and this names a directory")}
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

// Commit gives the file its name.
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

// Discard removes what is not committed.
func (o *File) Discard() {
	if o.path != "" {
		o.Close()
		os.Remove(o.Name())
	}
}
