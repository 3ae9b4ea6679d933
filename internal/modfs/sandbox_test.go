package modfs

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestOnlyTheVariablesOfARunnerMakeASandbox(t *testing.T) {
	_, module := tree(t)
	runfiles := filepath.Join(t.TempDir(), "x.runfiles")
	pkg := filepath.Join(runfiles, "_main", "a", "b")
	other := filepath.Join(runfiles, "_main", "own")
	for _, dir := range []string{pkg, other} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(other, "go.mod"), []byte("module own\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		variable, value, dir string
		root                 string
		sandboxed            bool
	}{
		{"", "", pkg, "", false},
		{"", "", filepath.Join(module, "a", "b"), module, false},
		{"TEST_SRCDIR", runfiles, pkg, filepath.Join(runfiles, "_main"), true},
		{"RUNFILES_DIR", runfiles + string(filepath.Separator), pkg, filepath.Join(runfiles, "_main"), true},
		{"TEST_SRCDIR", runfiles, other, other, true},
		{"TEST_SRCDIR", runfiles, filepath.Join(module, "a"), module, false},
		{"TEST_SRCDIR", runfiles, runfiles, "", false},
		{"TEST_SRCDIR", runfiles, runfiles + "2", "", false},
		{"TEST_SRCDIR", "x.runfiles", pkg, "", false},
		// A go.mod above the tree, as in Bazel's directory of outputs, belongs to something else.
		{"TEST_SRCDIR", filepath.Join(module, "a"), filepath.Join(module, "a", "b"), filepath.Join(module, "a", "b"), true},
	} {
		for _, name := range SandboxVariables {
			t.Setenv(name, "")
		}
		if c.variable != "" {
			t.Setenv(c.variable, c.value)
		}
		root, sandboxed, ok := ModuleOf(c.dir)
		if root != c.root || sandboxed != c.sandboxed || ok != (c.root != "") {
			t.Errorf("%s=%s: the module of %s is %q, %v, %v", c.variable, c.value, c.dir, root, sandboxed, ok)
		}
	}
}

func TestASandboxIsReadThroughItsLinks(t *testing.T) {
	_, module := tree(t)
	sandbox := t.TempDir()
	if err := os.Symlink(filepath.Join(module, "a"), filepath.Join(sandbox, "linked")); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadLinked(sandbox, "linked/b/file", 4); err != nil || string(got) != "text" {
		t.Errorf("got %q, %v", got, err)
	}
	var outside *OutsideError
	if _, err := ReadLinked(sandbox, "../file", 4); !errors.As(err, &outside) {
		t.Errorf("got %v", err)
	}
	var irregular *IrregularError
	if _, err := ReadLinked(sandbox, "linked", 4); !errors.As(err, &irregular) {
		t.Errorf("got %v", err)
	}
	var size *SizeError
	if _, err := ReadLinked(sandbox, "linked/b/file", 3); !errors.As(err, &size) {
		t.Errorf("got %v", err)
	}
}
