package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/report"
)

// Each list repeats the previous one ten times.
func TestAPolicyOfAliasesThatMultiplyIsRefused(t *testing.T) {
	var text strings.Builder
	text.WriteString("approve:\n  hold: [&a0 [added]")
	for i := range 30 {
		text.WriteString(fmt.Sprintf(", &a%d [%s]", i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 10)))
	}
	if _, err := parsePolicy([]byte(text.String() + "]\n")); err == nil ||
		!strings.HasPrefix(err.Error(), ".assay.yaml:2:10: ") {
		t.Errorf("got %v", err)
	}
}

func TestAPolicyHoldsClassesThatAreWords(t *testing.T) {
	_, err := parsePolicy([]byte("approve:\n  reason: &changed required\n  hold: [*changed, changed, [changed]]\n"))
	want := ".assay.yaml:3:10: want a class of changes\n" + `.assay.yaml:3:29: unknown class of changes "": `
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestNewReasonsAreThoseThatWereAdded(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     []string
	}{
		{"", "a\nb\n", []string{"a", "b"}},
		{"a\n", "a\n", nil},
		{"a\n", "a\na\n", []string{"a"}},
		{"a\nb\n", "b\nc\na", []string{"c"}},
		{"a\n", "", nil},
		{"", "\x1b]0;x\a\r\n", []string{`\u001b]0;x\u0007`}},
	} {
		if got := NewReasons([]byte(c.old), []byte(c.new)); !slices.Equal(got, c.want) {
			t.Errorf("from %q to %q there are %q, want %q", c.old, c.new, got, c.want)
		}
	}
}

// A policy comes with a stranger's branch. It is read, or it is an error.
func FuzzPolicy(f *testing.F) {
	for _, text := range []string{
		"approve:\n  max-goldens: 5\n  hold: [removed, \"column:id\"]\n  reason: required\nupdate: refuse\n",
		"", "null", "approve: &a [*a]", "{approve: {approve: 1}, <<: {update: " +
			"allow}}", "a: 1\n---\nb: 2\n", "approve: {max-rows: 1e3}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePolicy([]byte(text))
		if (p == nil) == (err == nil) {
			t.Fatalf("the policy is %v, the error %v", p, err)
		}
		if err == nil && (p.MaxGoldens < 0 || p.MaxRows < 0 || slices.ContainsFunc(p.Hold,
			func(c string) bool { return report.CheckClass(c) != nil })) {
			t.Errorf("the policy is %+v", p)
		}
	})
}

func TestAFileThatIsNearlyNamedLikeAPolicyIsRefused(t *testing.T) {
	for _, name := range misnamed {
		dir := t.TempDir()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		s := &Store{Module: root}
		want := name + ": not read, because a policy has another name: mv " + name + " .assay.yaml"
		if _, err := s.Policy(); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
