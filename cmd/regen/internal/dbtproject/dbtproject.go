// Package dbtproject writes the fixture and the tests of the models of a dbt project. It reads the manifest, the
// catalog and the seeds of the project, which come from strangers: it reads nothing outside of the project, whatever
// the manifest says, and writes two files whose names it does not take from there.
package dbtproject

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/scaffold"
	"github.com/assay-go/assay/internal/dbt"
	"github.com/assay-go/assay/internal/lazyregexp"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// Options say what is written.
type Options struct {
	Models []string // those to test; nil for all of the project
	Dir    string   // the directory of the package
	Engine string   // duckdb or postgres
	Rows   int      // of the largest dataset
	Pin    int      // the first rows of seeds to copy
}

// The files that Write writes.
const (
	fixtureFile = "dbt.yaml"
	testFile    = "dbt_test.go"
)

// Write writes a fixture and a test file for the compiled project in a directory. It overwrites nothing.
func Write(ctx context.Context, out console.Console, project string, o Options) error {
	name, err := scaffold.CheckPackage(o.Dir)
	if err != nil {
		return err
	}
	for _, file := range []string{fixtureFile, testFile} {
		if _, err := os.Lstat(filepath.Join(o.Dir, file)); err == nil {
			return fmt.Errorf("%s already exists: nothing was written", filepath.Join(o.Dir, file))
		}
	}
	manifest := filepath.Join(project, "target", "manifest.json")
	m, err := dbt.Read(manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is not there: run dbt compile and dbt docs generate in the project", manifest)
	}
	if err != nil {
		return err
	}
	models, err := chosen(m, o.Models)
	if err != nil {
		return err
	}
	w := &writer{project: project, m: m, o: o}
	tests, left := w.plan(models)
	if more := len(left) - mostLeft; more > 0 {
		left = append(left[:mostLeft], message.CountOf(more, "more model", "more models"))
	}
	if len(tests) == 0 {
		return fmt.Errorf("%s: no model can be tested:\n  %s", manifest, strings.Join(left, "\n  "))
	}
	fixture, err := w.fixture(ctx)
	if err != nil {
		return err
	}
	relative, err := relativePath(o.Dir, manifest)
	if err != nil {
		return err
	}
	test, err := testSource(name, relative, o.Engine, tests, w.hasUnitTests())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.Dir, 0o777); err != nil {
		return err
	}
	err = errors.Join(
		atomicfile.Replace(filepath.Join(o.Dir, fixtureFile), fixture),
		atomicfile.Replace(filepath.Join(o.Dir, testFile), test))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  %s\n%s  %s\n", filepath.Join(o.Dir, fixtureFile), message.Count(len(w.inputs), "dataset"),
		filepath.Join(o.Dir, testFile), message.Count(len(tests), "model"))
	for _, l := range left {
		fmt.Fprintf(out, "left out: %s\n", l)
	}
	dir := scaffold.PackageArgument(o.Dir)
	fmt.Fprintf(out, "next: go get %s/%s\n      go test %s -update, and read the goldens\n", engines, o.Engine, dir)
	return nil
}

// mostLeft is how many models that cannot be tested are shown.
const mostLeft = 20

// relativePath returns a path from a directory, with slashes.
func relativePath(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	if to, err = filepath.Abs(to); err != nil {
		return "", err
	}
	rel, err := filepath.Rel(from, to)
	return filepath.ToSlash(rel), err
}

// chosen returns the models of some names, or all of the project itself.
func chosen(m *dbt.Manifest, names []string) (models []*dbt.Node, err error) {
	for _, name := range names {
		n, err := m.Model(name)
		if err != nil {
			return nil, err
		}
		models = append(models, n)
	}
	if names != nil {
		return models, nil
	}
	for _, n := range m.Nodes("model") {
		if strings.HasPrefix(n.ID, "model."+m.Project+".") && n.Relation != "" {
			models = append(models, n)
		}
	}
	if models == nil {
		return nil, fmt.Errorf("%s has no models of its own", m.Path)
	}
	return models, nil
}

// A writer writes the files of a project.
type writer struct {
	project string
	m       *dbt.Manifest
	o       Options
	inputs  []*dbt.Node // the datasets
}

// A modelTest is the test of a model.
type modelTest struct {
	model    *dbt.Node
	datasets []string // that it reads

	qualified bool // several packages have a model of its name
}

// plan finds the inputs of models, and says which models cannot be tested.
func (w *writer) plan(models []*dbt.Node) (tests []modelTest, left []string) {
	for _, model := range models {
		reads, err := w.readsOf(model)
		if err != nil {
			left = append(left, fmt.Sprintf("model %s: %s", message.Quote(model.Name), term.Visible(err.Error())))
			continue
		}
		_, err = w.m.Model(model.Name)
		t := modelTest{model: model, qualified: err != nil}
		for _, n := range reads {
			t.datasets = append(t.datasets, n.Name)
			if !slices.Contains(w.inputs, n) {
				w.inputs = append(w.inputs, n)
			}
		}
		slices.Sort(t.datasets)
		tests = append(tests, t)
	}
	slices.SortFunc(w.inputs, func(a, b *dbt.Node) int { return strings.Compare(a.ID, b.ID) })
	return tests, left
}

// readsOf returns the sources, seeds and snapshots that a model is computed from.
func (w *writer) readsOf(model *dbt.Node) ([]*dbt.Node, error) {
	_, reads, err := w.m.SQL(model, dbt.AsCompiled, dbt.Names{
		Dataset: func(n *dbt.Node) string {
			if n.Kind == "model" {
				return ""
			}
			return n.Name
		},
		Quote: func(name string) string { return name },
	})
	if err != nil {
		return nil, err
	}
	if len(reads) == 0 {
		return nil, errors.New("it reads no source and no seed")
	}
	for _, n := range reads {
		for _, other := range slices.Concat(w.inputs, reads) {
			if other != n && other.Name == n.Name {
				return nil, fmt.Errorf("%s and %s would both be the dataset %s", n.ID, other.ID, message.Quote(n.Name))
			}
		}
		if !fixtureName().MatchString(n.Name) {
			return nil, fmt.Errorf("a dataset cannot be called %s", message.Quote(n.Name))
		}
		if w.seedOf(n) == nil && len(w.columns(n)) == 0 {
			return nil, fmt.Errorf("the columns of %s %s are not known: run dbt docs generate, or declare their data_type",
				n.Kind, message.Quote(n.Title()))
		}
	}
	return reads, nil
}

// fixtureName matches the names that datasets and columns get.
var fixtureName = lazyregexp.New(`^[\pL_][\pL\pN_$ -]*$`)

// hasUnitTests reports whether the project has unit tests.
func (w *writer) hasUnitTests() bool {
	return slices.ContainsFunc(w.m.UnitTests, func(u *dbt.UnitTest) bool { return !u.Disabled })
}
