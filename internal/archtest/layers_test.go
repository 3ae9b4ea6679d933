package archtest

import (
	"slices"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

// floors are the packages of the module from the ground up: a package imports packages of lower floors only. With
// "/..." an entry stands for the packages below a directory, which may import each other.
var floors = [][]string{
	{"internal/archtest", "internal/ci", "internal/literal", "internal/message", "internal/parallel",
		"internal/specnote", "internal/synctestid"},
	{"internal/arrowtest", "internal/arrowtext", "internal/modfs", "internal/pincover"},
	{"internal/arrowfile", "internal/cells", "internal/structcodec", "internal/term"},
	{"internal/datafile/..."},

	// golden
	{"internal/goldenfile"},
	{"internal/report"},
	{"internal/tablediff"},
	{"internal/store"},
	{"golden"},

	// gen and fixtures
	{"gen/internal/..."},
	{"gen"},
	{"internal/fixture/..."},
	{"fixtures/..."},

	// table
	{"table/internal/..."},
	{"table/..."},

	{"cmd/regen/internal/..."},
	{"cmd/regen"},
	{"examples/reporting"},
}

// strangers are packages that know nothing of others, although these are on lower floors or outside the module.
var strangers = []struct {
	packages, others []string
	tests            bool // these may
}{
	{
		packages: []string{
			"golden",
			"internal/goldenfile",
			"internal/cells",
			"internal/report",
			"internal/tablediff",
			"internal/store",
		},
		others: []string{
			module + "/fixtures/...",
			module + "/gen/...",
			module + "/internal/fixture/...",
			module + "/internal/datafile/...",
		},
	},
	{
		packages: []string{"gen/..."},
		others: []string{
			module + "/golden", module + "/internal/goldenfile", module + "/internal/report", module + "/internal/tablediff", module + "/internal/store",
			"testing", "gopkg.in/yaml.v3", "os", "flag", "math/rand", "crypto/rand",
		},
		tests: true,
	},
	{
		packages: []string{"internal/..."},
		others:   []string{module + "/golden", module + "/fixtures/...", module + "/table/...", module + "/cmd/..."},
		tests:    true,
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

// floorOf returns the entry of floors for a directory, and its floor from the ground; the longest entry counts. Without
// one the floor is -1.
func floorOf(dir string) (entry string, floor int) {
	floor = -1
	for i, entries := range floors {
		for _, e := range entries {
			if matches(e, dir) && len(e) > len(entry) {
				entry, floor = e, i
			}
		}
	}
	return entry, floor
}

func TestImportsRunDownwardOnly(t *testing.T) {
	missing := map[string]bool{}
	for _, s := range sources(t) {
		entry, floor := floorOf(s.dir())
		if floor < 0 && !missing[s.dir()] {
			missing[s.dir()] = true
			t.Errorf("%s is on no floor: give it one in floors", s.dir())
		}
		if floor < 0 || s.isTest() {
			continue
		}
		for _, name := range s.imports {
			dir, own := strings.CutPrefix(name, module+"/")
			other, below := floorOf(dir)
			if own && below >= floor && !(other == entry && strings.HasSuffix(entry, "/...")) {
				t.Errorf("%s imports %s, which is not on a lower floor: see floors", s.path, dir)
			}
		}
	}
}

func TestStrangersDoNotImportEachOther(t *testing.T) {
	for _, s := range sources(t) {
		for _, rule := range strangers {
			if !matchesAny(rule.packages, s.dir()) || rule.tests && s.isTest() {
				continue
			}
			for _, name := range s.imports {
				if matchesAny(rule.others, name) {
					t.Errorf("%s imports %s: see strangers", s.path, name)
				}
			}
		}
	}
}
