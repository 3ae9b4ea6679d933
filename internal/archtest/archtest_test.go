package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

const module = "github.com/assay-go/assay"

// floors are the rooms of the house from the top down: a package imports packages of lower floors, and of its own
// room. Rooms on one floor do not know each other.
var floors = [][]string{
	{"examples/reporting"},
	{"cmd/regen"},
	{"table"},
	{"fixtures", "golden"},
	{"internal/fixture"},
	{"internal/datafile"},
	{"gen"},
	{"internal"},
}

// topLevel is what stands at the root of the repository.
var topLevel = []string{
	"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md",
	"cmd", "docs", "examples", "fixtures", "gen", "go.mod", "go.sum", "golden", "internal", "justfile", "table", "testdata",
}

// A source is a Go file of the module.
type source struct {
	path    string // from the root, with slashes
	imports []string
}

func (s source) dir() string  { return path.Dir(s.path) }
func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// sources reads the imports of every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			nested := p != root && exists(filepath.Join(p, "go.mod"))
			if hidden := strings.HasPrefix(d.Name(), ".") && p != root && d.Name() != ".."; hidden || nested || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(p) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		s := source{path: filepath.ToSlash(rel)}
		for _, i := range file.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, name)
		}
		out = append(out, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("found %d Go files: the walk went wrong", len(out))
	}
	return out
}

func exists(p string) bool {
	_, err := os.Stat(p)
	return err == nil
}

// roomOf returns the room that a directory of the module belongs to, and its floor, 0 at the top; -1 where it has none.
func roomOf(dir string) (room string, floor int) {
	for i, rooms := range floors {
		for _, r := range rooms {
			if dir == r || strings.HasPrefix(dir, r+"/") {
				return r, i
			}
		}
	}
	return "", -1
}

func TestImportsRunDownwardOnly(t *testing.T) {
	for _, s := range sources(t) {
		room, floor := roomOf(s.dir())
		if floor < 0 {
			t.Errorf("%s is in no room: see floors", s.path)
			continue
		}
		for _, name := range s.imports {
			dir, own := strings.CutPrefix(name, module+"/")
			if !own {
				continue
			}
			other, below := roomOf(dir)
			if other != room && below <= floor && !s.isTest() {
				t.Errorf("%s imports %s: that is not below %s", s.path, name, room)
			}
		}
	}
}

func TestGenKnowsNeitherTestsNorYAML(t *testing.T) {
	for _, s := range sources(t) {
		if room, _ := roomOf(s.dir()); room != "gen" || s.isTest() {
			continue
		}
		for _, banned := range []string{"testing", "gopkg.in/yaml.v3", "os", "flag", "math/rand", "crypto/rand"} {
			if slices.Contains(s.imports, banned) {
				t.Errorf("%s imports %s", s.path, banned)
			}
		}
	}
}

func TestGoldenKnowsNeitherFixturesNorGen(t *testing.T) {
	for _, s := range sources(t) {
		if room, _ := roomOf(s.dir()); room != "golden" || s.isTest() {
			continue
		}
		for _, name := range s.imports {
			if strings.HasPrefix(name, module+"/fixtures") || strings.HasPrefix(name, module+"/gen") {
				t.Errorf("%s imports %s", s.path, name)
			}
		}
	}
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
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "coverage.") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, topLevel) {
		t.Errorf("at the root stand\n%v, want\n%v", names, topLevel)
	}
}
