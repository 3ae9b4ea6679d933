// Package modfs tells why an os.Root refuses a path. The standard library has text for that, and no error value.
package modfs

import (
	"errors"
	"io/fs"
	"os"
)

// LedOut returns the path that an os.Root refused because a symbolic link leads out of its directory, and whether err says so.
func LedOut(err error) (name string, ok bool) {
	const refusal = "path escapes from parent"
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Path, p.Err.Error() == refusal
	case errors.As(err, &l):
		return l.New, l.Err.Error() == refusal
	}
	return "", false
}
