// Package lint finds leftovers in the fixtures and goldens of a module: fixtures that no test loads, cases that no
// test runs, datasets and pins that no code reads, uses of columns that are not generated, goldens that reviews fold.
//
//	findings, err := lint.Module(dir)
//
// It reads files and runs nothing. It judges what code reads by names: a column counts as read if the packages that
// load its fixture, or packages of the module that they import, contain its name as an identifier or in a tag or
// string. So findings are hardly ever wrong, but some leftovers are not found.
package lint

import (
	"cmp"
	"errors"
	"slices"

	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/diagnostic"
)

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

// fixture checks a fixture.
func (l *linter) fixture(path string) {
	fx, err := fixture.Open(path)
	if wrong, ok := errors.AsType[diagnostic.Errors](err); ok {
		for _, e := range wrong {
			l.report(RuleFixture, e.File, e.Line, e.Col, "%s", e.Msg)
		}
		return
	}
	if err != nil {
		l.report(RuleFixture, path, 1, 1, "%v", err)
		return
	}
	root, err := readYAML(path)
	if err != nil {
		l.report(RuleFixture, path, 1, 1, "%v", err)
		return
	}
	loaders := l.loadersOf(path)
	if len(loaders) == 0 {
		if !l.included[path] {
			l.report(RuleUnloaded, path, 1, 1, "unused fixture: no Go file of the module names it")
		}
		return
	}
	check := &fixtureCheck{l, path, fx, root, l.withImports(loaders), loaders}
	check.cases()
	check.datasets()
	check.pins()
	check.uses()
}
