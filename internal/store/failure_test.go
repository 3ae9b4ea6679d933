package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheLastRunOfACaseDecidesWhatStatusSays runs a case again and again, each time with another outcome.
func TestTheLastRunOfACaseDecidesWhatStatusSays(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module m\n", "a_test.go": "package m\n\nfunc TestX(t *testing.T) {\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := Pending{Package: ".", Test: "TestX", Case: "a", Rerun: "go test . -run '^TestX$/^a$'"}
	if err := p.Locate(); err != nil {
		t.Fatal(err)
	}
	if err := newTestPackage(s, ".", dir).Declare("TestX", []string{"a", "b"}, nil, true); err != nil {
		t.Fatal(err)
	}
	is := func(when string, pending, failed, missing int, why string) {
		t.Helper()
		status, err := s.Status()
		if err != nil {
			t.Fatal(err)
		}
		if len(status.Pending) != pending || len(status.Failed) != failed || len(status.Missing) != missing {
			t.Errorf("%s: %+v", when, status)
		}
		if failed == 1 && status.Failed[0].Failed != why {
			t.Errorf("%s: it failed: %q, want %q", when, status.Failed[0].Failed, why)
		}
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	is("before any result", 0, 0, 2, "")
	check(s.SaveFailure(p, "leak"))
	is("a leak", 0, 1, 1, "leak")
	check(s.SavePending(p, []byte("# assay 1\n"), []byte("PAR1")))
	is("a result", 1, 0, 1, "")
	check(s.SaveFailure(p, "panic: \x1b[2J"+strings.Repeat("x", 1000)+"\nat a line"))
	start := `panic: \u001b[2J`
	is("a panic after a result", 0, 1, 1, start+strings.Repeat("x", longestFailure-len(start)-1)+"…")
	if files, _ := filepath.Glob(filepath.Join(s.Dir, "pending", "TestX", "*")); len(files) != 1 {
		t.Errorf("beside the record there are %v", files)
	}
	if left, err := s.Pending(); err != nil || len(left) > 0 {
		t.Errorf("pending are %+v, %v", left, err)
	}
	check(s.RemovePending(p.ID))
	is("a pass", 0, 0, 2, "")
	check(s.SaveFailure(p, "leak"))
	check(newTestPackage(s, ".", dir).Declare("TestX", []string{"b"}, nil, false))
	is("the case was deleted", 0, 0, 1, "")
}
