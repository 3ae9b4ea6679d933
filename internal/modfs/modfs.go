// Package modfs finds Go modules, and reads and writes files of one without leaving it. Fixtures and goldens come from
// the pull requests of strangers: a symbolic link that leads out of the module, a directory or a pipe in place of a
// file, and a file over its limit are errors.
package modfs

import (
	"errors"
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

// An OutsideError says that a symbolic link on the way to a file leads out of its module.
type OutsideError struct{ Name string }

func (e *OutsideError) Error() string {
	return e.Name + ": a symbolic link leads out of the module: move it away"
}

// A LinkError says that a directory which Assay writes to is a symbolic link.
type LinkError struct{ Name string }

func (e *LinkError) Error() string {
	return e.Name + " is a symbolic link, which could lead to other files: remove it"
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

// An IrregularError says that there is something else in the place of a file.
type IrregularError struct {
	Name string
	Kind string // "a directory", "a symbolic link", "a named pipe" or "no regular file"
}

func (e *IrregularError) Error() string {
	return fmt.Sprintf("%s is %s where a file should be: move it away", e.Name, e.Kind)
}

// A SizeError says that a file is over its limit. Both sizes are in bytes.
type SizeError struct {
	Name        string
	Size, Limit int64
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("%s: %d bytes, more than the limit of %d", e.Name, e.Size, e.Limit)
}

// Explain returns err, or an [*OutsideError] if err comes from an [os.Root] that refused to leave its directory. The
// standard library has a text for that, and no error value.
func Explain(err error) error {
	const refusal = "path escapes from parent"
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p) && p.Err.Error() == refusal:
		return &OutsideError{p.Path}
	case errors.As(err, &l) && l.Err.Error() == refusal:
		return &OutsideError{l.New}
	}
	return err
}

// CheckRegular returns an [*IrregularError] unless info is of a regular file.
func CheckRegular(name string, info fs.FileInfo) error {
	kind := "no regular file"
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

// IgnoreMissing returns nil if err says that a file does not exist, and explains other errors.
func IgnoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return Explain(err)
}
