package modfs

import (
	"os"
	"path/filepath"
	"strings"
)

// SandboxVariables are the environment variables by which Bazel, Buck and other runners of sandboxed tests name the
// directory in which they lay out the files of a test, as links to where the files are.
var SandboxVariables = []string{"TEST_SRCDIR", "RUNFILES_DIR"}

// Sandbox returns the directory of the repository in the tree that a runner laid out, if dir is in such a tree. The
// environment of the process decides that, and no file does, since a branch has only files.
func Sandbox(dir string) (repository string, ok bool) {
	for _, name := range SandboxVariables {
		top := os.Getenv(name)
		if !filepath.IsAbs(top) {
			continue
		}
		tops := []string{filepath.Clean(top)}
		if real, err := filepath.EvalSymlinks(top); err == nil && real != tops[0] {
			tops = append(tops, real)
		}
		for _, top := range tops {
			rel, err := filepath.Rel(top, dir)
			if err == nil && rel != "." && filepath.IsLocal(rel) {
				first, _, _ := strings.Cut(rel, string(filepath.Separator))
				return filepath.Join(top, first), true
			}
		}
	}
	return "", false
}

// ModuleOf returns the root of the module that dir is in: the nearest directory with a go.mod, dir or one above it. In
// a [Sandbox], it is at least the directory of the repository, which may lack a go.mod, and sandboxed is set.
func ModuleOf(dir string) (root string, sandboxed, ok bool) {
	root, ok = DirWith(dir, "go.mod")
	repository, sandboxed := Sandbox(dir)
	if !sandboxed {
		return root, false, ok
	}
	if rel, err := filepath.Rel(repository, root); !ok || err != nil || !filepath.IsLocal(rel) {
		root = repository // a go.mod above it belongs to something else
	}
	return root, true, true
}
