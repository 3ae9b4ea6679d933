// Package modfs finds Go modules, and reads and writes files of one without leaving it. Fixtures and goldens come from
// the pull requests of strangers: a symbolic link that leads out of the module, a directory or a pipe in place of a
// file, and a file over its limit are errors.
package modfs

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// DirWith returns the nearest directory, dir or one above it, that holds a regular file called name, such as go.mod.
func DirWith(dir, name string) (string, bool) {
	for {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// CheckNoLinks returns a [*LinkError] if name, or a directory above it in the root, is a symbolic link. What does not
// exist is not a link.
func CheckNoLinks(root *os.Root, name string) error {
	for at := 0; at < len(name); at++ {
		end := strings.IndexByte(name[at:], '/')
		if end < 0 {
			end = len(name) - at
		}
		at += end
		info, err := root.Lstat(name[:at])
		switch {
		case err != nil:
			return IgnoreMissing(err)
		case info.Mode()&fs.ModeSymlink != 0:
			return &LinkError{name[:at]}
		}
	}
	return nil
}

// IsPointer reports whether Git LFS has a file elsewhere, and only points to it here.
func IsPointer(start []byte) bool { return bytes.HasPrefix(start, []byte(Pointer)) }

// Pointer is the beginning of a file that Git LFS has elsewhere.
const Pointer = "version https://git-lfs"

// CheckRegular returns an [*IrregularError] unless info is of a regular file.
func CheckRegular(name string, info fs.FileInfo) error {
	kind := "a special file"
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "a directory"
	case mode&fs.ModeSymlink != 0:
		kind = "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	}
	return &IrregularError{name, kind}
}

// ReadFile returns the content of a regular file of at most limit bytes. Its errors are [*OutsideError],
// [*IrregularError], [*SizeError] and those of the file system.
func ReadFile(root *os.Root, name string, limit int64) ([]byte, error) {
	return ReadFileInto(nil, root, name, limit)
}

// ReadFileInto is [ReadFile] that reads into buffer if that is large enough.
func ReadFileInto(buffer []byte, root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe would wait for its writer
	if err != nil {
		return nil, Explain(err)
	}
	return readInto(buffer, f, name, limit)
}

// ReadLinked is [ReadFile] for a file below dir in a [Sandbox]. It follows links, wherever they lead.
func ReadLinked(dir, name string, limit int64) ([]byte, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, &OutsideError{name}
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	return readInto(nil, f, name, limit)
}

// Open opens a regular file at any path, through links. It does not wait for the writer of a pipe.
func Open(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = CheckRegular(path, info)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// readInto reads an open file and closes it.
func readInto(buffer []byte, f *os.File, name string, limit int64) ([]byte, error) {
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := CheckRegular(name, info); err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, &SizeError{name, info.Size(), limit}
	}
	data := buffer
	if data == nil || int64(cap(data)) < info.Size() {
		data = make([]byte, info.Size())
	}
	data = data[:info.Size()]
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}
