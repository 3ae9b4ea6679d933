package archtest

import (
	"go/ast"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
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
		if name := e.Name(); !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "coverage.") &&
			!slices.Contains(topLevel, name) {
			t.Errorf("%s is at the root: the files and directories there are in topLevel", name)
		}
	}
}

// TestTestsSetNoDeadline finds tests that wait for a number of seconds, which fail on a slow machine. What needs a
// bound takes it from the test's Deadline.
func TestTestsSetNoDeadline(t *testing.T) {
	waits := []string{"After", "NewTimer", "WithTimeout", "WithPollingTimeout"}
	for _, s := range sources(t) {
		if !s.isTest() {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(waits, f.Sel.Name) &&
				slices.ContainsFunc(call.Args, countsSeconds) {
				t.Errorf(
					"%v: %s sets a deadline: take it from t.Deadline, or leave it to the timeout of go test",
					fileSet.Position(call.Pos()),
					f.Sel.Name,
				)
			}
			return true
		})
	}
}

func countsSeconds(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		unit, ok := n.(*ast.SelectorExpr)
		found = found || ok && slices.Contains([]string{"Second", "Minute", "Hour"}, unit.Sel.Name)
		return true
	})
	return found
}

// TestATestLinksNothingHeavy keeps the packages that users' tests import free of what only Parquet, Redis, engines and
// regen need. Of gofakeit they link the word lists only.
func TestATestLinksNothingHeavy(t *testing.T) {
	heavy := []string{
		"google.golang.org/...", "github.com/apache/thrift/...", "net/http/...", "github.com/apache/arrow-go/v18/...",
		"github.com/apache/arrow/go/v17/arrow/compute/...", "github.com/apache/arrow/go/v17/parquet/...",
		"github.com/redis/...", "github.com/brianvoe/gofakeit/v7", "github.com/google/go-cmp/...", "html/template",
	}
	out, err := exec.Command("go", "list", "-deps", module+"/golden", module+"/fixtures", module+"/table").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.Lines(string(out)) {
		name = strings.TrimSpace(name)
		for _, h := range heavy {
			family, below := strings.CutSuffix(h, "/...")
			if name == family || below && strings.HasPrefix(name, family+"/") {
				t.Errorf("%s is linked into every test: make it an import of its own", name)
			}
		}
	}
}

// TestATestCallsNoMethodByName keeps the linker able to leave out methods that no test calls. If anything linked
// looks methods up by a name that is not constant, as templates and go-cmp do, the linker keeps all exported methods of
// all types: a fifth of a test.
func TestATestCallsNoMethodByName(t *testing.T) {
	file := filepath.Join(t.TempDir(), "light_test.go")
	text := `package light

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

func TestLight(t *testing.T) {
	type row struct{ Name string }
	same := func(in []row) ([]row, error) { return in, nil }
	table.Run(t, fixtures.Load(t, "light.yaml"), table.Rows("people", same), table.Case{Name: "light"})
}
`
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	link := exec.Command("go", "test", "-c", "-o", os.DevNull, "-ldflags=-dumpdep", file)
	link.Dir = root
	edges, err := link.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %.1000s", err, edges)
	}
	for edge := range strings.Lines(string(edges)) {
		if strings.HasSuffix(edge, "<ReflectMethod>\n") {
			t.Errorf("a method is looked up by name: %s", edge)
		}
	}
}
