//go:build unix

package modfs

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// CheckWritable returns an error if files of a directory cannot be created or replaced. It writes nothing.
func CheckWritable(root *os.Root, dir string) error {
	const writeAndSearch = 0o3
	if err := syscall.Access(filepath.Join(root.Name(), dir), writeAndSearch); err != nil {
		return &fs.PathError{Op: "write", Path: dir, Err: err}
	}
	return nil
}
