package fake_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/gen/internal/fake"
)

const vectorsFile = "testdata/vectors.txt"

const vectorsHead = `# The values of every fake, for the promise that they stay: its type, a hash over 100
# values, and the first one. They are the same on every architecture.
# After an upgrade of gofakeit the test that reads this names the functions that moved;
# record it anew with: go test ./gen/internal/fake -run TestVectors -update
`

// TestVectors fails where a function makes other values than those that are
// recorded, and names it. A fixture that uses it generates other data.
func TestVectors(t *testing.T) {
	hashes := digests(t, 100)
	var lines []string
	everyFunction(t, func(info fake.Info, s *fake.Sampler) {
		lines = append(lines, fmt.Sprintf("%s\t%s\t%016x\t%.60q",
			info.Name, info.Type, hashes[info.Name], s.AppendText(nil, key(0))))
	})
	got := vectorsHead + "gofakeit " + fake.Version() + "\n" + strings.Join(lines, "\n") + "\n"
	if updating() {
		if err := os.WriteFile(vectorsFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	recorded, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(recorded) == got {
		return
	}
	version := fake.Version()
	for _, moved := range movedLines(string(recorded), got) {
		t.Errorf("gofakeit %s: %s", version, moved)
	}
	t.Error("the values of fakes changed: if an upgrade of gofakeit means them to, record them with -update " +
		"and name the functions in the release notes")
}

// movedLines names the functions of which the lines differ, and how.
func movedLines(recorded, got string) []string {
	was := map[string]string{}
	for line := range strings.Lines(recorded) {
		name, _, _ := strings.Cut(line, "\t")
		was[name] = line
	}
	var moved []string
	for line := range strings.Lines(got) {
		name, _, _ := strings.Cut(line, "\t")
		switch old, ok := was[name]; {
		case !ok:
			moved = append(moved, strings.TrimSpace(name)+" is new")
		case old != line:
			moved = append(moved, fmt.Sprintf("%s moved\n was %s now %s", name, old, strings.TrimSpace(line)))
		}
		delete(was, name)
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		moved = append(moved, strings.TrimSpace(name)+" is gone")
	}
	return moved
}

func TestAMovedFunctionIsNamed(t *testing.T) {
	recorded := "gofakeit v7.18.1\nage\tint64\t01\t\"1\"\ncity\tutf8\t02\t\"Bonn\"\nzip\tutf8\t03\t\"1\"\n"
	now := "gofakeit v7.18.1\nage\tint64\t01\t\"1\"\ncity\tutf8\t09\t\"Köln\"\nword\tutf8\t04\t\"a\"\n"
	got := strings.Join(movedLines(recorded, now), "\n")
	want := "city moved\n was city\tutf8\t02\t\"Bonn\"\n now city\tutf8\t09\t\"Köln\"\nword is new\nzip is gone"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// updating reports whether the test runs with goldie's flag -update.
func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}
