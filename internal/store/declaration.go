package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/lazyregexp"
	"github.com/assay-go/assay/internal/modfs"
)

// A declaration is a record of the store: the goldens of a test, and a fingerprint of the sources that list them.
type declaration struct {
	Package string   `json:"package"`
	Test    string   `json:"test"`    // in full, as t.Name returns it
	Sources string   `json:"sources"` // see sourcesOf
	Names   []string `json:"names"`   // sorted

	// Errors has the cases without a golden file: they expect an error, or have their golden in a source. It is sorted.
	Errors []string `json:"errors,omitempty"`

	// Uncompared has the columns of results that their expectations leave out, by the name of the golden.
	Uncompared map[string][]string `json:"uncompared,omitempty"`

	Failed bool `json:"failed,omitempty"` // the test, or a subtest
}

const declaredDir = "declared"

// file returns the path of the record in the store.
func (d declaration) file() (string, error) {
	stem, err := portable(d.Test)
	return path.Join(declaredDir, d.Package, stem+".json"), err
}

// sourcesOf returns a fingerprint of the files that list the cases of a package's tests: its test files, and the YAML
// in its directory and below fixtures and testdata. A declaration with another fingerprint is ignored, since an edit or
// another branch may have other cases.
func sourcesOf(root *os.Root, pkg string) (string, error) {
	sum := sha256.New()
	add := func(name string) error {
		f, err := root.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		fmt.Fprintf(sum, "%q ", name)
		size, err := io.Copy(sum, f)
		fmt.Fprintf(sum, " %d\n", size)
		return err
	}
	err := fs.WalkDir(root.FS(), pkg, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		in := path.Dir(name) == pkg
		switch ext := path.Ext(name); {
		case name == pkg:
			return nil
		case d.IsDir() && (in && d.Name() != "fixtures" && d.Name() != "testdata" || name == path.Join(pkg, goldenDir)):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		case ext == ".yaml", ext == ".yml", in && strings.HasSuffix(name, "_test.go"):
			return add(name)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// testFunc matches test functions line by line, also in comments and strings. A false match keeps an obsolete golden; a
// test that it overlooked would lose its goldens.
var testFunc = lazyregexp.New(`(?m)^\s*func\s+((?:Test|Benchmark|Fuzz|Example)[\pL\p{Nd}_]*)\s*\(`)

// testsIn returns the golden directories of the tests of a package.
func (s *Store) testsIn(pkg string) (map[string]bool, error) {
	tests := map[string]bool{}
	entries, err := fs.ReadDir(s.Module.FS(), pkg)
	if err != nil {
		return tests, modfs.IgnoreMissing(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		text, err := modfs.ReadFile(s.Module, path.Join(pkg, e.Name()), longestFile)
		if err != nil {
			return nil, err
		}
		for _, m := range testFunc().FindAllSubmatch(text, -1) {
			tests[portablePart(string(m[1]), false)] = true
		}
	}
	return tests, nil
}

// declarations returns the stored declarations by package. If some are damaged, it returns the others and an error.
func (s *Store) declarations() (map[string][]declaration, error) {
	found := map[string][]declaration{}
	root, top, err := s.locate(declaredDir, false)
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	var damaged []error
	err = fs.WalkDir(root.FS(), top, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return modfs.IgnoreMissing(err)
		}
		record, err := readDeclaration(root, path.Dir(top), name)
		if err != nil {
			damaged = append(damaged, err)
			return nil
		}
		found[record.Package] = append(found[record.Package], record)
		return nil
	})
	return found, errors.Join(append(damaged, err)...)
}

// readDeclaration reads one declaration, and checks that it belongs to its path in the store, which is below at.
func readDeclaration(root *os.Root, at, name string) (declaration, error) {
	var d declaration
	text, err := modfs.ReadFile(root, name, longestRecord)
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return d, fmt.Errorf("%s: %w: remove it and run the tests again", name, err)
	}
	if file, err := d.file(); err != nil || !fs.ValidPath(d.Package) || path.Join(at, file) != name {
		return d, fmt.Errorf("%s: the record belongs to %q in %q: remove it and run the tests again", name, d.Test,
			d.Package)
	}
	return d, nil
}

// RunsCases says that the harness runs cases of a test, and keeps their failures. Some have no golden file: without
// names them for the next [TestPackage.Declare] of the test.
func (at *TestPackage) RunsCases(test string, without []string) {
	at.mu.Lock()
	defer at.mu.Unlock()
	if at.errorCases == nil {
		at.errorCases = map[string][]string{}
	}
	at.errorCases[test] = append(at.errorCases[test], without...)
}

// takeErrorCases returns the cases of a test that have no golden file.
func (at *TestPackage) takeErrorCases(test string) []string {
	at.mu.Lock()
	defer at.mu.Unlock()
	names := at.errorCases[test]
	delete(at.errorCases, test)
	slices.Sort(names)
	return slices.Compact(names) // a run that did not complete may have left some
}

// Uncompared returns the columns of results that their expectations leave out, by ID, as the last complete runs of the
// tests had them.
func (s *Store) Uncompared() (map[string][]string, error) {
	declared, err := s.declarations()
	found := map[string][]string{}
	for pkg, records := range declared {
		for _, d := range records {
			for name, columns := range d.Uncompared {
				if id, _, err := locate(pkg, d.Test, name); err == nil {
					found[id] = columns
				}
			}
		}
	}
	return found, err
}

// Declare stores what a test declared and whether it failed, unless the store has it already.
func (at *TestPackage) Declare(test string, names []string, uncompared map[string][]string, failed bool) error {
	if at.Store.Sandboxed {
		return nil
	}
	sources, err := at.sources()
	if err != nil {
		return err
	}
	d := declaration{at.Path, test, sources, names, at.takeErrorCases(test), uncompared, failed}
	record, err := json.MarshalIndent(d, "", "\t")
	if err != nil {
		return err
	}
	record = append(record, '\n')
	file, err := d.file()
	if err != nil {
		return err
	}
	if known, err := at.Store.read(file, longestRecord); err == nil && string(known) == string(record) {
		return nil
	}
	return at.Store.write(file, record)
}
