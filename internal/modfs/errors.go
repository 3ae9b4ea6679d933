package modfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// An OutsideError reports that a symbolic link on the way to a file leads out of its module.
type OutsideError struct{ Name string }

func (e *OutsideError) Error() string {
	return e.Name + ": a symbolic link leads out of the module: move it away"
}

// A LinkError reports that a directory that Assay writes to is a symbolic link.
type LinkError struct{ Name string }

func (e *LinkError) Error() string {
	return e.Name + " is a symbolic link, which could lead to other files: remove it"
}

// An IrregularError reports that something other than a regular file has the name of a file.
type IrregularError struct {
	Name string
	Kind string // "a directory", "a symbolic link", "a named pipe" or "a special file"
}

func (e *IrregularError) Error() string {
	return fmt.Sprintf("%s: found %s, want a file: move it away", e.Name, e.Kind)
}

// A SizeError reports that a file is over its limit. Both sizes are in bytes.
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

// IgnoreMissing returns nil if err says that a file does not exist, and explains other errors.
func IgnoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return Explain(err)
}
