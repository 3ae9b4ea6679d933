package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/modfs"
)

// TestNoLinkInTheStoreLeadsToOtherFiles does all that the store does, in a module whose branch put a link in the place
// of one of the store's directories, and holds that the files behind the link stay as they are.
func TestNoLinkInTheStoreLeadsToOtherFiles(t *testing.T) {
	const victim = "docs/testdata/golden/TestX/a.golden"
	for link, to := range map[string]string{
		".assay":             ".",
		".assay/tmp":         "../docs",
		".assay/pending":     "../docs/testdata/golden",
		".assay/pending/pkg": "../../docs/testdata/golden",
		".assay/locks":       "../docs",
		".assay/declared":    "../docs",
	} {
		t.Run(link, func(t *testing.T) {
			dir := t.TempDir()
			old := time.Now().Add(-48 * time.Hour)
			for name, text := range map[string]string{
				"go.mod": "module m\n", victim: "precious",
				"docs/.assay-old": "precious", "pkg/a_test.go": "package pkg\n",
			} {
				path := filepath.Join(dir, filepath.FromSlash(name))
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644),
					os.Chtimes(path, old, old)); err != nil {
					t.Fatal(err)
				}
			}
			at := filepath.Join(dir, filepath.FromSlash(link))
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(filepath.FromSlash(to), at); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			s, err := OpenStore(dir)
			if err != nil {
				t.Fatal(err)
			}
			p := Pending{Package: "pkg", Test: "TestX", Case: "a"}
			if err := p.Locate(); err != nil {
				t.Fatal(err)
			}
			var refused *modfs.LinkError
			text := []byte("# assay 1\n# value\n1\n")
			kept := s.SavePending(p, text, nil)
			_, listed := s.Pending()
			_, declared := s.declarations()
			written := s.Rewrite(p.Golden, func([]byte) ([]byte, error) { return text, nil })
			settled := s.RemovePending(p.ID)
			if err := errors.Join(kept, listed, declared, written, settled); !errors.As(err, &refused) ||
				refused.Name != link {
				t.Errorf("the link is not refused: %v", err)
			}
			for _, name := range []string{victim, "docs/.assay-old"} {
				if got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err != nil ||
					string(got) != "precious" {
					t.Errorf("%s: %q, %v", name, got, err)
				}
			}
			for _, name := range []string{".gitignore", "docs/.gitignore", "docs/testdata/golden/.gitignore"} {
				if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
					t.Errorf("the store wrote %s", name)
				}
			}
		})
	}
}
