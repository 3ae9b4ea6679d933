package archtest

import (
	"slices"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

// floors lists the packages of the module from the ground up. A package imports packages of lower floors only.
var floors = [][]string{
	// what all share
	{"internal/archtest", "internal/arrowtest", "internal/callcount", "internal/ci", "internal/lazyregexp", "internal/literal", "internal/memorytest", "internal/message", "internal/modfs"},
	{"internal/arrowtext", "internal/budget", "internal/parallel", "internal/pattern", "internal/pinfinding", "internal/specsource", "internal/synctestid"},
	{"internal/arrow18", "internal/arrowfile", "internal/cells", "internal/structcodec", "internal/term"},
	{"internal/ask"},
	{"internal/serve"},
	{"internal/arrowfile/filetest", "internal/parquetfile"},
	{"internal/datafile/scalar"},
	{"internal/datafile"},
	{"internal/dbt"},

	// goldens
	{"internal/goldenfile"},
	{"internal/inline", "internal/report"},
	{"internal/explain"},
	{"internal/tablediff"},
	{"internal/store"},
	{"golden"},

	// generation
	{"gen/internal/bytebudget", "gen/internal/decimal", "gen/internal/puremath", "gen/internal/wordlist"},
	{"gen/internal/draw"},
	{"gen/internal/fake"},
	{"gen/internal/columns", "gen/internal/expr"},
	{"gen"},

	// fixtures
	{"internal/fixture/diagnostic", "internal/fixture/source", "internal/fixture/value"},
	{"internal/fixture/yamlnode"},
	{"internal/fixture/column"},
	{"internal/fixture/dataset"},
	{"internal/fixture/casefile"},
	{"internal/fixture"},
	{"fixtures", "fixtures/fakeredis", "fixtures/parquet"},

	// the harness
	{"table/internal/bisect", "table/internal/inputlines", "table/internal/layout", "table/internal/memtrack", "table/internal/outside", "table/internal/rearrange", "table/internal/reexec", "table/internal/resultcell", "table/internal/shrink", "table/internal/smallcase"},
	{"table"},
	{"table/sqltest/internal/engine"},
	{"table/sqltest/internal/sessiontest"},
	{"table/arrow18", "table/cmdtest", "table/sqltest"},
	{"table/sqltest/internal/enginetest"},

	// the command
	command("atomicfile", "console", "exitcode", "fasthelp", "golist", "merge", "profile", "tablefile", "yamlfmt"),
	command("infer", "texttable", "workspace"),
	command("git", "pending", "tablewriter"),
	command("datagen", "goldendiff", "gotest", "lint", "review"),
	command("compare"),
	command("approval", "doctor", "review/reviewtest", "review/tui", "review/web", "show"),
	command("scaffold"),
	command("dbtproject"),
	{"cmd/regen"},

	{"examples/reporting"},
}

func command(names ...string) []string {
	for i, name := range names {
		names[i] = "cmd/regen/internal/" + name
	}
	return names
}

// forbidden lists imports that the floors allow, and the design does not.
var forbidden = []struct {
	packages, imports []string
	inTests           bool // forbidden in tests, too
}{
	{
		packages: []string{
			"golden", "internal/goldenfile", "internal/cells", "internal/report", "internal/tablediff", "internal/store",
		},
		imports: []string{
			module + "/fixtures/...", module + "/gen/...", module + "/internal/fixture/...", module + "/internal/datafile/...",
		},
		inTests: true,
	},
	{
		packages: []string{"gen/..."},
		imports: []string{
			module + "/golden", module + "/internal/goldenfile", module + "/internal/report",
			module + "/internal/tablediff", module + "/internal/store", module + "/internal/datafile/...",
			"testing", "gopkg.in/yaml.v3", "os", "flag", "math/rand", "crypto/rand",
		},
	},
	{
		packages: []string{"internal/..."},
		imports:  []string{module + "/golden", module + "/fixtures/...", module + "/table/...", module + "/cmd/..."},
	},
}

// matches reports whether a pattern names a package; "a/..." names a, and what is below it.
func matches(pattern, name string) bool {
	dir, below := strings.CutSuffix(pattern, "/...")
	return name == dir || below && strings.HasPrefix(name, dir+"/")
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

// floorOf returns the floor of a package, from the ground, and -1 if it has none.
func floorOf(dir string) int {
	return slices.IndexFunc(floors, func(packages []string) bool { return slices.Contains(packages, dir) })
}

func TestImportsRunDownwardOnly(t *testing.T) {
	missing, found := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		floor := floorOf(s.dir())
		found[s.dir()] = true
		if floor < 0 && !missing[s.dir()] {
			missing[s.dir()] = true
			t.Errorf("%s is on no floor: give it one in floors", s.dir())
		}
		if floor < 0 || s.isTest() {
			continue
		}
		for _, name := range s.imports {
			if dir, own := strings.CutPrefix(name, module+"/"); own && floorOf(dir) >= floor {
				t.Errorf("%s imports %s, which is not on a lower floor: see floors", s.path, dir)
			}
		}
	}
	for _, dir := range slices.Concat(floors...) {
		if !found[dir] {
			t.Errorf("there is no package %s: remove it from floors", dir)
		}
	}
}

func TestNothingForbiddenIsImported(t *testing.T) {
	for _, s := range sources(t) {
		for _, rule := range forbidden {
			if !matchesAny(rule.packages, s.dir()) || s.isTest() && !rule.inTests {
				continue
			}
			for _, name := range s.imports {
				if matchesAny(rule.imports, name) {
					t.Errorf("%s imports %s: see forbidden", s.path, name)
				}
			}
		}
	}
}
