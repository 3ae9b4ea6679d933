package modfs

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestALinkThatLeadsOutIsToldFromOtherErrors(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := root.WriteFile("file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"out": t.TempDir(), "in": "nothing"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	for name, do := range map[string]func(string) error{
		"open":      func(name string) error { _, err := root.Open(name); return err },
		"look":      func(name string) error { _, err := root.Lstat(name); return err },
		"make":      func(name string) error { return root.MkdirAll(name, 0o700) },
		"remove":    root.Remove,
		"rename to": func(name string) error { return root.Rename("file", name) },
		"walk":      func(name string) error { _, err := fs.ReadDir(root.FS(), name); return err },
	} {
		for path, want := range map[string]bool{"out/a/b": true, "in/a/b": false, "missing/a/b": false} {
			err := do(path)
			if got, ok := LedOut(err); ok != want || ok && got == "" {
				t.Errorf("%s %s: %v leads out of the root: %v, by %q", name, path, err, ok, got)
			}
		}
	}
	if _, ok := LedOut(nil); ok {
		t.Error("no error leads out of the root")
	}
}
