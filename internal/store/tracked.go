package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// checkNotTracked returns an error if git tracks pending results: regen refuses to approve those. It reads git's index,
// since tests start no other program. It finds nothing in an index of version 4, which regen still refuses.
func (s *Store) checkNotTracked() error {
	top, index, ok := gitIndex(s.Root)
	if !ok {
		return nil
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

// gitIndex returns the top of the work tree that holds dir, and the content of its index.
func gitIndex(dir string) (top string, index []byte, ok bool) {
	for ; ; dir = filepath.Dir(dir) {
		at := filepath.Join(dir, ".git")
		info, err := os.Stat(at)
		if err != nil {
			if dir == filepath.Dir(dir) {
				return "", nil, false
			}
			continue
		}
		if !info.IsDir() { // of a linked work tree or a submodule
			link, err := os.ReadFile(at)
			to, is := strings.CutPrefix(strings.TrimSpace(string(link)), "gitdir: ")
			if err != nil || !is {
				return "", nil, false
			}
			if at = to; !filepath.IsAbs(at) {
				at = filepath.Join(dir, to)
			}
		}
		file := filepath.Join(at, "index")
		if info, err := os.Stat(file); err != nil || info.Size() > longestFile {
			return "", nil, false
		}
		index, err = os.ReadFile(file)
		return dir, index, err == nil
	}
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
