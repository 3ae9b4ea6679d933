package fake_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/brianvoe/gofakeit/v7/data"

	"github.com/assay-go/assay/gen/internal/fake"
)

const vectorsHead = `# The values of every fake, for the promise that they stay: its type, a hash over 100
# values (10 of documents), one over the words that it takes as they are, and the first
# value. They are the same on every architecture. Fixtures that say which version they
# are for are held to this file. After an upgrade of gofakeit to another minor version
# the test that reads it records a new file beside it, and names the functions that moved:
# go test ./gen/internal/fake -run TestVectors -update
`

// TestVectors fails if a function makes other values than those recorded, and names it. A fixture that uses the
// function would generate other data.
func TestVectors(t *testing.T) {
	var lines []string
	everyFunction(t, func(info fake.Info, _ *fake.Sampler) {
		f, err := fake.Find(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, f.Line())
	})
	got := vectorsHead + "gofakeit " + fake.Version + "\n" + strings.Join(lines, "\n") + "\n"
	recorded := recordedFile(t, "versions/"+fake.Minor+".txt", got)
	if recorded == got {
		return
	}
	for _, moved := range movedLines(recorded, got) {
		t.Errorf("gofakeit %s: %s", fake.Version, moved)
	}
	t.Error("the values of fakes changed: if an upgrade of gofakeit means them to, record them with -update " +
		"and name the functions in the release notes")
}

// movedLines returns the names of the functions whose lines differ, and how.
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

func TestTheVersionIsTheOneThatTheModuleRequires(t *testing.T) {
	want := "\tgithub.com/brianvoe/gofakeit/v7 " + fake.Version + "\n"
	if !strings.Contains(readFile(t, "../../../go.mod"), want) {
		t.Errorf("go.mod does not require %q: set Version to what it requires, and record the vectors", want)
	}
}

func TestTheMinorVersionIsThatOfTheVersion(t *testing.T) {
	if !strings.HasPrefix(fake.Version, "v"+fake.Minor+".") {
		t.Errorf("%s is no version of %s", fake.Version, fake.Minor)
	}
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

// recordedFile returns the text of a file. With goldie's flag -update it writes the expected text first.
func recordedFile(t *testing.T, path, want string) string {
	t.Helper()
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return readFile(t, path)
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n") // a checkout on Windows may have both
}

func TestASamplerIsHeldToARecord(t *testing.T) {
	record, err := fake.RecordOf(fake.Minor)
	if err != nil {
		t.Fatal(err)
	}
	city, name := compile(t, "city"), compile(t, "name")
	both := compile(t, "generate", given("str", "{name} of {city}, {city}")...)
	if moved := record.Moved(both); moved != nil {
		t.Errorf("%q moved, and nothing did", moved)
	}
	defer func(cities []string) { data.Address["city"] = cities }(data.Address["city"])
	data.Address["city"] = append(slices.Clone(data.Address["city"]), "Atlantis")
	for _, test := range []struct {
		of   string
		s    *fake.Sampler
		want []string
	}{{"city", city, []string{"city"}}, {"name", name, nil}, {"both", both, []string{"city"}}} {
		if got := record.Moved(test.s); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q moved, want %q", test.of, got, test.want)
		}
	}
	last := len(data.Address["city"]) - 1
	data.Address["city"] = slices.Clone(data.Address["city"][:last])
	data.Address["city"][last-1] = "Lyonesse" // one of many, which 100 values need not show
	if got := record.Moved(city); !slices.Equal(got, []string{"city"}) {
		t.Errorf("a word that was replaced: %q moved", got)
	}
	_, err = fake.RecordOf("../7.18")
	if want := `unknown version "../7.18": want one of 7.18`; err == nil ||
		err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
