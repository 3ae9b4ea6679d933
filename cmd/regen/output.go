package main

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// An output is a file that appears under its path when it is complete, and not before.
type output struct {
	*os.File
	path string // "" once there is nothing to commit or discard
}

// createOutput opens an output. What is at path and is no regular file, such as a named pipe, is written directly.
func createOutput(path string) (*output, error) {
	mode := fs.FileMode(0o666)
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("it is a directory")}
	case strings.HasSuffix(filepath.ToSlash(path), "/"):
		return nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("a file is needed, and this names a directory")}
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &output{File: f}, err
	case err == nil:
		mode = info.Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text()+".tmp")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	return &output{File: f, path: path}, err
}

// commit gives the file its name.
func (o *output) commit() error {
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

// discard removes what is not committed.
func (o *output) discard() {
	if o.path != "" {
		o.Close()
		os.Remove(o.Name())
	}
}
