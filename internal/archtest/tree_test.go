package archtest

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// topLevel are the files and directories at the root of the repository, except hidden ones.
var topLevel = []string{
	"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md",
	"cmd", "docs", "examples", "fixtures", "gen", "go.mod", "go.sum", "golden", "internal", "justfile", "table", "testdata",
}

// TestEveryTestBinaryKnowsUpdate keeps `go test ./... -update` working: goldie defines the flag, and a test binary
// that links neither goldie nor golden refuses it.
func TestEveryTestBinaryKnowsUpdate(t *testing.T) {
	imports, tested := map[string][]string{}, map[string]bool{}
	for _, s := range sources(t) {
		imports[s.dir()] = append(imports[s.dir()], s.imports...)
		tested[s.dir()] = tested[s.dir()] || s.isTest()
	}
	for _, dir := range slices.Sorted(maps.Keys(tested)) {
		if tested[dir] && !slices.ContainsFunc(imports[dir], func(name string) bool {
			return name == "github.com/sebdah/goldie/v2" || name == module+"/golden" || name == module+"/table"
		}) {
			t.Errorf(`the tests of %s do not know -update: import _ "github.com/sebdah/goldie/v2" in one of them`, dir)
		}
	}
}

func TestTheTopLevelIsTheDesigns(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "coverage.") && !slices.Contains(topLevel, name) {
			t.Errorf("%s is at the root: the files and directories there are in topLevel", name)
		}
	}
}
