package store

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/modfs"
)

// An Inline is a golden in a source file.
type Inline struct {
	ID      string // package/test/case, as that of a pending result
	Package string
	Test    string
	inline.Literal
}

// Inline returns the goldens of cases that stand in the test files and the YAML of the module, sorted by ID.
func (s *Store) Inline() (found []Inline, err error) {
	err = s.eachSource(".", func(pkg string, source inline.Source) error {
		for _, l := range source.All() {
			pkg, tests := s.testsOf(pkg, l.Place)
			for _, test := range tests {
				if id, _, err := locate(pkg, test, l.Case); err == nil {
					found = append(found, Inline{id, pkg, test, l})
				}
			}
		}
		return nil
	})
	slices.SortStableFunc(found, func(a, b Inline) int { return strings.Compare(a.ID, b.ID) })
	return found, err
}

// testsOf returns the tests that run the case at a place, and their package, which is pkg unless the case is a file.
func (s *Store) testsOf(pkg string, p inline.Place) (in string, tests []string) {
	if p.TestName() != "" || !p.IsYAML() {
		return pkg, []string{p.TestName()}
	}
	return TestsOfDir(s.Module, path.Dir(p.File))
}

// TestsOfDir returns the tests that run the cases in a directory, and their package: the next package above the
// directory with test functions that name it.
func TestsOfDir(module *os.Root, dir string) (pkg string, tests []string) {
	for pkg = dir; pkg != "." && tests == nil; {
		pkg = path.Dir(pkg)
		entries, err := fs.ReadDir(module.FS(), pkg)
		if err != nil {
			return pkg, nil
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			text, err := modfs.ReadFile(module, path.Join(pkg, e.Name()), LongestSource)
			if err != nil {
				continue // too large to be read
			}
			below := strings.TrimPrefix(dir, pkg+"/")
			for _, f := range (inline.Source{Name: e.Name(), Text: text}).Naming(below) {
				if strings.HasPrefix(f, "Test") {
					tests = append(tests, f)
				}
			}
		}
	}
	return pkg, tests
}

// eachSource visits the files in which expectations can stand, in the packages below a directory: test files, and YAML
// in fixtures and testdata.
func (s *Store) eachSource(dir string, visit func(pkg string, source inline.Source) error) error {
	return fs.WalkDir(s.Module.FS(), dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return modfs.IgnoreMissing(err)
		case d.IsDir() && name != "." && (skipped(d.Name()) || s.isModule(name) || strings.HasSuffix(name, goldenDir)):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		pkg, ok := inline.PackageOf(name)
		if !ok {
			return nil
		}
		text, err := modfs.ReadFile(s.Module, name, LongestSource)
		if err != nil {
			return nil //nolint:nilerr // too large to hold expectations
		}
		return visit(pkg, inline.Source{Name: name, Text: text})
	})
}

// Goldens returns the golden files of the module by their IDs, as those of pending results.
func (s *Store) Goldens() (map[string]string, error) {
	byPackage, err := s.goldens()
	found := map[string]string{}
	for pkg, files := range byPackage {
		for _, file := range files {
			if isGolden(file) {
				name := strings.TrimPrefix(file, path.Join(pkg, goldenDir)+"/")
				found[path.Join(pkg, strings.TrimSuffix(name, Suffix))] = file
			}
		}
	}
	return found, err
}

// An InSource is an expectation with the path that its file would have, from the module's root.
type InSource struct {
	Golden string
	inline.Literal
}

// ExpectationsIn returns the expectations in a source, without those that are unset. Two of one name are listed once. A
// file that is a case is named by the first test in the module that runs it, and without one, by its directory.
func ExpectationsIn(module *os.Root, file string, text []byte) (all []InSource) {
	pkg, ok := inline.PackageOf(file)
	if !ok || len(text) > LongestSource {
		return nil
	}
	add := func(l inline.Literal, name string) {
		test, pkg := l.TestName(), pkg
		switch {
		case test == "" && !l.IsYAML():
			test = "var" // at package level
		case test == "":
			in, tests := TestsOfDir(module, path.Dir(file))
			if test = path.Base(path.Dir(file)); len(tests) > 0 {
				pkg, test = in, tests[0]
			}
		}
		golden, err := GoldenPath(test, name)
		golden = path.Join(pkg, golden)
		if err == nil && !inline.IsUnset(l.Value) &&
			!slices.ContainsFunc(all, func(e InSource) bool { return e.Golden == golden }) {
			all = append(all, InSource{golden, l})
		}
	}
	source := inline.Source{Name: file, Text: text}
	for _, l := range source.All() {
		name := l.Case
		if l.Nth > 0 {
			name += fmt.Sprintf("#%02d", l.Nth) // as package testing names subtests
		}
		add(l, name)
	}
	for _, l := range source.Calls() {
		add(l, fmt.Sprintf("inline_%d", l.Nth+1))
	}
	return all
}

// Expectations returns the expectations in the test files and the YAML of the module.
func (s *Store) Expectations() (all []InSource, err error) {
	err = s.eachSource(".", func(_ string, source inline.Source) error {
		all = append(all, ExpectationsIn(s.Module, source.Name, source.Text)...)
		return nil
	})
	return all, err
}

// MoveIn moves a golden file, given by its ID, into its case. It returns the source that it wrote.
func (s *Store) MoveIn(id, file string) (inline.Place, error) {
	none := inline.Place{}
	text, err := s.ReadGolden(file)
	if err != nil {
		return none, err
	}
	if _, err := goldenfile.Decode(text, file); err != nil {
		return none, err
	}
	p, err := s.caseOf(id, file)
	if err != nil {
		return none, err
	}
	err = s.editSource(p, func(source inline.Source, l inline.Literal) ([]byte, error) {
		if l.Has && !inline.IsUnset(l.Value) {
			return nil, fmt.Errorf("%s:%d: the case has an expectation already: delete %s", l.File, l.Line, file)
		}
		lines, err := inline.Lines(text, inline.WantsInputs(l.Value))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		return source.Write(l, lines)
	})
	if err != nil {
		return none, err
	}
	pkg, _, _ := strings.Cut(file, goldenDir)
	return p, s.removeGolden(path.Clean(pkg+"."), file)
}

// caseOf returns the place of the case that has a golden file: the case with a name whose file it is.
func (s *Store) caseOf(id, file string) (inline.Place, error) {
	at, _, _ := strings.Cut(file, goldenDir)
	at = path.Clean(at + ".")
	var found []inline.Literal
	err := s.eachSource(at, func(pkg string, source inline.Source) error {
		for _, l := range source.Cases() {
			pkg, tests := s.testsOf(pkg, l.Place)
			for _, test := range tests {
				if _, golden, err := locate(pkg, test, l.Case); err == nil && golden == file {
					found = append(found, l)
				}
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return inline.Place{}, err
	case len(found) == 0:
		return inline.Place{}, fmt.Errorf("%s: no case in package %s has this name as a literal, in the function or under "+
			"the test of the golden: write Want: golden.Unset there by hand, and delete %s", id, at, file)
	case len(found) > 1:
		return inline.Place{}, fmt.Errorf("%s: %s:%d and %s:%d have this name: write Want: golden.Unset by hand", id,
			found[0].File, found[0].Line, found[1].File, found[1].Line)
	}
	return found[0].Place, nil
}

// MoveOut takes a golden out of its case, so that the next update writes a file. undo puts it back.
func (s *Store) MoveOut(in Inline) (undo func() error, err error) {
	var before []byte
	err = s.editSource(in.Place, func(source inline.Source, l inline.Literal) ([]byte, error) {
		before = source.Text
		return source.Remove(l)
	})
	return func() error {
		return s.editSource(in.Place, func(inline.Source, inline.Literal) ([]byte, error) { return before, nil })
	}, err
}
