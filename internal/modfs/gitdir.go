package modfs

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// GitDir returns the top of the git work tree that holds dir, and the directory in which git keeps what is of that work
// tree. In a linked work tree and in a submodule, .git is a file that names this directory. No branch can contain
// anything called .git. Still, GitDir follows no symbolic link there, and returns only what git takes for a repository.
func GitDir(dir string) (top, gitDir string, ok bool) {
	const longest = 8 << 10 // of a .git file
	for ; ; dir = filepath.Dir(dir) {
		at := filepath.Join(dir, ".git")
		info, err := os.Lstat(at)
		switch {
		case err != nil && dir == filepath.Dir(dir):
			return "", "", false
		case err != nil:
			continue
		case info.Mode().IsRegular():
			text, err := ReadLinked(dir, ".git", longest)
			to, is := strings.CutPrefix(strings.TrimRight(string(text), "\r\n"), "gitdir: ")
			if err != nil || !is {
				return "", "", false
			}
			if at = filepath.FromSlash(to); !filepath.IsAbs(at) {
				at = filepath.Join(dir, at)
			}
		}
		return dir, at, isGitDir(at)
	}
}

// isGitDir reports whether a directory has what git wants of one: a HEAD, and objects or the path to those it shares.
func isGitDir(dir string) bool {
	mode := func(name string) fs.FileMode {
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil {
			return fs.ModeIrregular
		}
		return info.Mode()
	}
	return mode(".").IsDir() && mode("HEAD").IsRegular() && (mode("commondir").IsRegular() || mode("objects").IsDir())
}
