package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path/filepath"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
)

// checkNotTracked returns an error if git tracks pending results: regen refuses to approve those. It reads git's index,
// since tests start no other program. It finds nothing in an index of version 4, which regen still refuses.
func (s *Store) checkNotTracked() error {
	top, gitDir, ok := modfs.GitDir(s.Root)
	if !ok {
		return nil
	}
	index, err := modfs.ReadLinked(gitDir, "index", longestFile)
	if err != nil {
		return nil //nolint:nilerr // no index, or too long a one
	}
	dir, err := filepath.Rel(top, s.Dir)
	if err != nil || !filepath.IsLocal(dir) {
		return nil //nolint:nilerr // the store is not in the repository
	}
	for _, name := range Directories() {
		if listsPath(index, filepath.ToSlash(dir)+"/"+name+"/") {
			return fmt.Errorf("git tracks the store of pending results: git rm -r --cached %s", message.ShellWord(s.Dir))
		}
	}
	return nil
}

// listsPath reports whether a git index has a path that starts like this. In front of each path are flags, of which 12
// bits are its length.
func listsPath(index []byte, start string) bool {
	const lengthBits = 1<<12 - 1
	for at := 0; ; at++ {
		next := bytes.Index(index[at:], []byte(start))
		if next < 0 {
			return false
		}
		at += next
		length := bytes.IndexByte(index[at:], 0)
		if at >= 2 && int(binary.BigEndian.Uint16(index[at-2:at]))&lengthBits == min(length, lengthBits) {
			return true
		}
	}
}
