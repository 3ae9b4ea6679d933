// Package lint finds what is left over in the fixtures and goldens of a module: fixtures that no test loads, cases that no
// test runs, datasets and pins that no code reads, uses that nothing drawn is behind, goldens that reviews fold.
//
//	findings, err := lint.Module(dir)
//
// It reads files and runs nothing. What code reads is judged by names: a column counts as read where the packages that
// load its fixture, or packages of the module that they import, have an identifier, a tag or a text of its name. So a
// finding is hardly ever wrong, and some left-over is not found.
package lint

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/diagnostic"
)

// The rules.
const (
	RuleFixture  = "fixture"      // what fixture.Open finds
	RuleUnloaded = "not-loaded"   // a fixture that no test loads
	RuleCase     = "case"         // a case that no test runs
	RuleDataset  = "dataset"      // a dataset that no code reads
	RulePin      = "pin"          // a pin of a column that no code reads
	RuleUses     = "uses"         // uses of a column that is not drawn
	RuleGolden   = "golden-size"  // a golden whose diff reviews fold
	RuleBroken   = "golden-reads" // a golden that cannot be read
)

// A Finding is something left over, at a place of a file. Line and Col count from 1.
type Finding struct {
	File      string // absolute
	Line, Col int
	Message   string
	Rule      string
	fix       *removal
}

// Fixable reports whether Fix can remove what was found.
func (f Finding) Fixable() bool { return f.fix != nil && f.fix.safe }

// Module returns the findings of a module, by file and line.
func Module(root string) ([]Finding, error) {
	code, err := readCode(root)
	if err != nil {
		return nil, err
	}
	l := &linter{root: root, code: code}
	if err := l.files(); err != nil {
		return nil, err
	}
	for _, path := range l.fixtures {
		l.fixture(path)
	}
	for _, path := range l.goldens {
		if err := l.golden(path); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(l.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return slices.Compact(l.found), nil
}

// A linter is at work on a module.
type linter struct {
	root     string
	code     []*codePackage
	fixtures []string
	included map[string]bool // fixtures that others include
	goldens  []string
	found    []Finding
}

func (l *linter) report(rule, file string, line, col int, format string, args ...any) *Finding {
	l.found = append(l.found, Finding{File: file, Line: max(line, 1), Col: max(col, 1), Rule: rule, Message: fmt.Sprintf(format, args...)})
	return &l.found[len(l.found)-1]
}

// skipped reports whether a directory is no part of the module.
func skipped(root, path string, d fs.DirEntry) bool {
	name := d.Name()
	if path == root {
		return false
	}
	if strings.HasPrefix(name, ".") || name == "vendor" || name == "node_modules" {
		return true
	}
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	return err == nil
}

// files finds the fixtures and the goldens.
func (l *linter) files() error {
	l.included = map[string]bool{}
	return filepath.WalkDir(l.root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if skipped(l.root, path, d) {
				return fs.SkipDir
			}
		case !d.Type().IsRegular():
		case strings.HasSuffix(path, ".golden") && strings.Contains(filepath.ToSlash(path), "/testdata/golden/"):
			l.goldens = append(l.goldens, path)
		case strings.HasSuffix(path, ".yaml"), strings.HasSuffix(path, ".yml"):
			root, _, err := readYAML(path)
			if err != nil || !isFixture(root) {
				return nil //nolint:nilerr // YAML that cannot be read is no fixture
			}
			l.fixtures = append(l.fixtures, path)
			for _, n := range values(child(root, "include")) {
				l.included[filepath.Join(filepath.Dir(path), filepath.FromSlash(n.Value))] = true
			}
		}
		return nil
	})
}

// fixture looks at a fixture.
func (l *linter) fixture(path string) {
	fx, err := fixture.Open(path)
	var wrong diagnostic.Errors
	if errors.As(err, &wrong) {
		for _, e := range wrong {
			l.report(RuleFixture, e.File, e.Line, e.Col, "%s", e.Msg)
		}
		return
	}
	if err != nil {
		l.report(RuleFixture, path, 1, 1, "%v", err)
		return
	}
	root, text, err := readYAML(path)
	if err != nil {
		l.report(RuleFixture, path, 1, 1, "%v", err)
		return
	}
	loaders := l.loaders(path)
	if len(loaders) == 0 {
		if !l.included[path] {
			l.report(RuleUnloaded, path, 1, 1, "no Go file of the module names this fixture: no test loads it")
		}
		return
	}
	check := &fixtureCheck{l, path, fx, root, text, l.reach(loaders), loaders}
	check.cases()
	check.datasets()
	check.pins()
	check.uses()
}

// Fixtures returns the fixtures of a module, by path.
func Fixtures(root string) ([]string, error) {
	l := &linter{root: root}
	if err := l.files(); err != nil {
		return nil, err
	}
	return l.fixtures, nil
}
