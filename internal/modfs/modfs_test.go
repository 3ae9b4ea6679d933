package modfs

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func tree(t *testing.T) (*os.Root, string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"m/go.mod": "module m\n", "m/a/b/file": "text", "outside": "secret"} {
		path := filepath.Join(dir, name)
		err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644))
		if err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(filepath.Join(dir, "m"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root, filepath.Join(dir, "m")
}

func TestTheNearestDirectoryWithAFileIsFound(t *testing.T) {
	_, dir := tree(t)
	if got, ok := DirWith(filepath.Join(dir, "a", "b"), "go.mod"); !ok || got != dir {
		t.Errorf("got %q, %v", got, ok)
	}
	if got, ok := DirWith(dir, "there is no such file"); ok || got != "" {
		t.Errorf("got %q, %v", got, ok)
	}
}

func TestFilesAreReadBelowTheRootOnly(t *testing.T) {
	root, dir := tree(t)
	if err := os.Symlink(filepath.Join("..", "outside"), filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(filepath.Join("a", "b", "file"), filepath.Join(dir, "inside")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a/b/file", "inside"} {
		if got, err := ReadFile(root, name, 4); err != nil || string(got) != "text" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	var outside *OutsideError
	for _, name := range []string{"link", "../outside"} {
		if _, err := ReadFile(root, name, 100); !errors.As(err, &outside) || outside.Name != name {
			t.Errorf("%s: got %v", name, err)
		}
	}
	var irregular *IrregularError
	if _, err := ReadFile(root, "a", 100); !errors.As(err, &irregular) || irregular.Kind != "a directory" {
		t.Errorf("a directory: got %v", err)
	}
	var size *SizeError
	if _, err := ReadFile(root, "a/b/file", 3); !errors.As(err, &size) || size.Size != 4 || size.Limit != 3 {
		t.Errorf("a large file: got %v", err)
	}
	if _, err := ReadFile(root, "missing", 3); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: got %v", err)
	}
}

func TestAFileIsReadIntoABuffer(t *testing.T) {
	root, _ := tree(t)
	buffer := make([]byte, 0, 10)
	got, err := ReadFileInto(buffer, root, "a/b/file", 100)
	if err != nil || string(got) != "text" || &got[0] != &buffer[:1][0] {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestOpenTakesRegularFilesOnly(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if f, err := Open(file); err != nil {
		t.Error(err)
	} else {
		f.Close()
	}
	for _, name := range []string{dir, os.DevNull} {
		var irregular *IrregularError
		if _, err := Open(name); !errors.As(err, &irregular) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
