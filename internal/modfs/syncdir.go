//go:build !windows

package modfs

import (
	"errors"
	"os"
	"syscall"
)

// syncDir makes a rename in a directory last beyond a crash. A file system that cannot do it says EINVAL.
func syncDir(root *os.Root, name string) error {
	dir, err := root.Open(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}
