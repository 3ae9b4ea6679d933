package table

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/dataset"
	"github.com/assay-go/assay/internal/store"
)

// A declaredCase is a case of a test, written in Go or in YAML.
type declaredCase struct {
	Case
	pins   []dataset.Pin
	golden string // the name of its golden in the test function's directory, if the result has one part
	place  string // of its declaration
}

// String names the case in messages.
func (d *declaredCase) String() string { return fmt.Sprintf("case %q (%s)", d.Name, d.place) }

// variant returns what the case changes in the fixture.
func (d *declaredCase) variant() dataset.Variant {
	return dataset.Variant{
		Pins: d.pins, Rows: d.Rows, Seed: d.Seed, Now: d.Now, Large: len(d.Rows) > 0 && d.yaml == nil,
	}
}

// declareCases returns the cases of a test: those in Go, then those of the fixture. The error lists everything that is
// wrong with them.
func declareCases(test string, fx *fixture.Fixture, tr Transform, cases []Case) ([]*declaredCase, error) {
	cases = slices.Clone(cases)
	for _, y := range fx.Cases(test) {
		cases = append(cases, fromYAML(y))
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("no cases: pass some to table.Run, or list them in %s under cases: %s", fx.Path(), test)
	}
	var all []*declaredCase
	var problems []error
	taken := make(map[string]*declaredCase) // by golden file
	for i, c := range cases {
		if c.noise = tr.relational; tr.multiset && c.Order == golden.Unspecified && len(c.Key) == 0 {
			c.Order = golden.Multiset
		}
		d := &declaredCase{Case: c, pins: pinsOf(c), golden: goldenName(test, c.Name)}
		if d.place = fmt.Sprintf("case %d in Go", i+1); c.yaml != nil {
			d.place = c.yaml.At.String()
		}
		all = append(all, d)
		files, err := d.check(test, tr)
		if err != nil {
			problems = append(problems, err)
		}
		for _, file := range files {
			key := strings.ToLower(file) // as some file systems see it
			if other := taken[key]; other != nil {
				problems = append(problems, fmt.Errorf("%s and %s have the same subtest or golden, %s: rename one", other, d, file))
			}
			taken[key] = d
		}
	}
	return all, errors.Join(problems...)
}

// pinsOf returns the pins of a case in Go: those of its YAML file, if any, then its own.
func pinsOf(c Case) (pins []dataset.Pin) {
	if c.yaml != nil {
		pins = slices.Clone(c.yaml.Pin)
	}
	for _, path := range slices.Sorted(maps.Keys(c.Pin)) {
		pins = append(pins, dataset.Pin{Path: path, Value: c.Pin[path]})
	}
	return pins
}

// check checks a case by itself, and returns the files of its goldens; the first one also identifies its subtest.
func (d *declaredCase) check(test string, tr Transform) (files []string, err error) {
	file, err := store.GoldenPath(test, d.golden)
	switch {
	case d.without != "":
		return nil, fmt.Errorf("%s: dimension %q of Cross has no values", d.place, d.without)
	case d.Name == "":
		return nil, fmt.Errorf("%s has no name", d.place)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", d.place, err)
	}
	var problems []error
	if err := errors.Join(checkClock(d.Now, d.Advance), d.checkBatches(tr)); err != nil {
		problems = append(problems, err)
	} else {
		problems = append(problems, d.checkTables(tr.tables))
	}
	files = []string{file}
	for _, name := range d.goldens(tr.tables) {
		file, err := store.GoldenPath(test, name)
		if err != nil {
			problems = append(problems, err)
		} else if name != d.golden {
			files = append(files, file)
		}
	}
	for i, err := range problems {
		if err != nil {
			problems[i] = fmt.Errorf("%s: %w", d, err)
		}
	}
	return files, errors.Join(problems...)
}

// checkTables returns an error if the case has options for a table that the transform does not return.
func (d *declaredCase) checkTables(tables []string) error {
	switch several := tables != nil || len(d.Batches) > 0 || len(d.Advance) > 0; {
	case d.Want != "" && several:
		return errors.New("the case has several results, and Want holds one: use Tables, or leave it out")
	case d.Want != "" && d.WantErr != "":
		return errors.New("a case with WantErr has no result: leave out Want")
	case len(d.Holds) > 0 && d.WantErr != "":
		return errors.New("a case with WantErr has no result to which relations apply: leave out Holds")
	}
	for _, r := range d.Holds {
		if r.Name == "" || r.Check == nil {
			return errors.New("a relation in Holds has no Name or no Check")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Tables)) {
		switch {
		case tables == nil:
			return fmt.Errorf("Tables has options for table %q, but the transform returns a single result: "+
				"use Key, Order and Tolerances", name)
		case !slices.Contains(tables, name):
			return fmt.Errorf("Tables has options for table %q, but the transform returns %s", name, strings.Join(tables, ", "))
		}
	}
	return nil
}

// goldens returns the names of the case's goldens. The tables are those that the transform returns, nil for a single
// result.
func (d *declaredCase) goldens(tables []string) (names []string) {
	if d.WantErr != "" {
		return nil
	}
	for _, at := range d.steps() {
		if tables == nil {
			names = append(names, path.Join(d.golden, at))
		}
		for _, name := range tables {
			names = append(names, path.Join(d.golden, at, name))
		}
	}
	return names
}

// files returns the names of the case's goldens that are files.
func (d *declaredCase) files(tables []string) (names []string) {
	if d.Want != "" || d.yaml != nil && d.yaml.Want != nil {
		return nil
	}
	for _, name := range d.goldens(tables) {
		if d.Tables[path.Base(name)].Want.Site.File == "" {
			names = append(names, name)
		}
	}
	return names
}

// goldenName returns the name of a case's golden. All goldens of a test function share a directory, so a case of a
// subtest has the subtest's name in front.
func goldenName(test, name string) string {
	_, subtest, ok := strings.Cut(test, "/")
	if !ok {
		return name
	}
	return subtest + "/" + name
}

// selectOnly returns the cases with Only, or all cases if none has it.
func selectOnly(all []*declaredCase) (run []*declaredCase, restricted bool) {
	for _, d := range all {
		if d.Only {
			run = append(run, d)
		}
	}
	if run == nil {
		return all, false
	}
	return run, true
}
