package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/modfs"
)

// A Ref is a golden and its case.
type Ref struct {
	Golden  string // path from the module's root, with slashes; the Parquet file if the golden itself was deleted
	Package string
	Test    string
	Case    string // as declared; for an obsolete golden, as in its path
	Reason  string // why it is obsolete or missing
}

// Status is the state of a module's goldens.
type Status struct {
	Pending  []Pending // including stale results
	Missing  []Ref     // declared, but neither recorded nor pending
	Failed   []Pending // the last run failed without a result
	Obsolete []Ref     // recorded, but no longer declared; also the Parquet file of a deleted digest

	// Edited lists tests, as package/test, whose sources have changed since they declared their goldens. Until they run
	// again, none of their goldens is missing or obsolete, and none of their results is stale.
	Edited []string
}

// Status returns what is pending, missing and obsolete.
//
// A golden is obsolete in two cases. Its test was deleted from the package, under all build tags. Or its test completed
// and did not declare it. A golden is never obsolete because its test did not run: if the
// test does not declare, was skipped or was edited, its goldens stay. The same rules make a pending result stale. If
// records are damaged, Status ignores them and also returns an error.
func (s *Store) Status() (Status, error) {
	lastRuns, damaged := s.lastRuns()
	var st Status
	for _, p := range lastRuns {
		if p.Failed == "" {
			st.Pending = append(st.Pending, p)
		} else {
			st.Failed = append(st.Failed, p)
		}
	}
	declared, err := s.declarations()
	damaged = errors.Join(damaged, err)
	goldens, err := s.goldens()
	if err != nil {
		return st, errors.Join(damaged, err)
	}
	waiting := map[string][]*Pending{}
	packages := maps.Clone(goldens)
	for _, some := range [][]Pending{st.Pending, st.Failed} {
		for i, p := range some {
			waiting[p.Package] = append(waiting[p.Package], &some[i])
			packages[p.Package] = goldens[p.Package]
		}
	}
	for pkg := range declared {
		packages[pkg] = goldens[pkg]
	}
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		if err := s.evaluate(&st, pkg, declared[pkg], goldens[pkg], waiting[pkg]); err != nil {
			damaged = errors.Join(damaged, err)
		}
	}
	st.Failed = slices.DeleteFunc(st.Failed, func(p Pending) bool { return p.Stale != "" }) // nothing to do about them
	return st, errors.Join(damaged, s.findRenames(&st))
}

// evaluate adds the missing, obsolete and edited goldens of a package, and marks the stale ones among its pending
// results.
func (s *Store) evaluate(st *Status, pkg string, records []declaration, goldens []string, waiting []*Pending) error {
	tests, err := s.testsIn(pkg)
	if err != nil {
		return err
	}
	sources := ""
	if len(tests) > 0 && len(records) > 0 {
		if sources, err = sourcesOf(s.Module, pkg); err != nil {
			return err
		}
	}
	known := map[string]bool{} // recorded or pending goldens
	for _, golden := range goldens {
		known[golden] = true
	}
	for _, p := range waiting {
		known[p.Golden] = true
	}
	owned := map[string]bool{}    // declared goldens
	fails := map[string]bool{}    // the path of the golden of each case that expects an error
	complete := map[string]bool{} // directories of test functions with a current declaration
	for _, d := range records {
		top, _, _ := strings.Cut(d.Test, "/")
		dir := portablePart(top, false)
		if !tests[dir] {
			continue // the test was deleted: ignore its declaration
		}
		if d.Sources != sources {
			st.Edited = append(st.Edited, path.Join(pkg, d.Test))
			continue
		}
		if d.Test == top {
			complete[dir] = true
		}
		for _, name := range d.Errors {
			if _, golden, err := locate(pkg, d.Test, name); err == nil {
				fails[golden] = true
			}
		}
		for _, name := range d.Names {
			_, golden, err := locate(pkg, d.Test, name)
			if err != nil {
				return err
			}
			owned[golden] = true
			if !known[golden] {
				reason := "declared, but never recorded: run its test"
				if d.Failed {
					reason = "declared, but not recorded: the last run of its test failed or left it out"
				}
				st.Missing = append(st.Missing, Ref{golden, pkg, top, name, reason})
			}
		}
	}
	undeclared := func(golden string) (dir, name, reason string) {
		dir, name, _ = strings.Cut(strings.TrimPrefix(golden, path.Join(pkg, goldenDir)+"/"), "/")
		switch {
		case !tests[dir]:
			where := pkg
			if pkg == "." {
				where = "the root package"
			}
			reason = fmt.Sprintf("its test was deleted: no test file in %s has %s", where, dir)
		case complete[dir] && !owned[golden]:
			reason = dir + " no longer declares it"
		}
		return dir, strings.TrimSuffix(name, Suffix), reason
	}
	for _, p := range waiting {
		if p.Failed != "" && fails[p.Golden] {
			continue
		}
		if dir, _, stale := undeclared(p.Golden); p.Inline == nil || !tests[dir] {
			p.Stale = stale
		}
	}
	for _, file := range goldens {
		golden := goldenOf(file)
		dir, name, reason := undeclared(golden)
		ref := Ref{file, pkg, dir, name, reason}
		if ref.Reason != "" && s.isOurs(file) {
			if file != golden {
				ref.Reason = "its golden was deleted, but not this file, and " + ref.Reason
			}
			st.Obsolete = append(st.Obsolete, ref)
		}
	}
	return nil
}

// findRenames pairs each new result with an obsolete golden of the same content.
func (s *Store) findRenames(st *Status) error {
	isNew := func(p Pending) bool { return p.Base == "" && p.Stale == "" }
	if !slices.ContainsFunc(st.Pending, isNew) {
		return nil
	}
	type content struct{ Package, hash string }
	old := map[content][]string{}
	for _, r := range st.Obsolete {
		if !isGolden(r.Golden) {
			continue
		}
		data, err := s.ReadGolden(r.Golden)
		if err != nil {
			return err
		}
		at := content{r.Package, Hash(data)}
		old[at] = append(old[at], r.Golden)
	}
	for i, p := range st.Pending {
		at := content{p.Package, p.Result}
		if isNew(p) && len(old[at]) > 0 {
			st.Pending[i].RenameOf, old[at] = old[at][0], old[at][1:]
		}
	}
	return nil
}

// Prune removes an obsolete golden that Status returned. If it is no longer obsolete, Prune returns an error.
func (s *Store) Prune(r Ref) error {
	if err := s.stillObsolete(r.Package, r.Golden); err != nil {
		return err
	}
	return s.removeGolden(r.Package, r.Golden)
}

// pruneRenamed removes the obsolete golden of a result that was approved under another name.
func (s *Store) pruneRenamed(pkg, golden string, result []byte) error {
	if err := s.stillObsolete(pkg, golden); err != nil {
		return err
	}
	data, err := s.ReadGolden(golden)
	if err != nil {
		return err
	}
	if Hash(data) != Hash(result) {
		return fmt.Errorf("%s: the golden has changed since the result was approved under its new name", golden)
	}
	return s.removeGolden(pkg, golden)
}

// PruneResult removes a stale result that Status returned. If it is no longer stale, PruneResult returns an error.
func (s *Store) PruneResult(p Pending) error {
	if err := p.Locate(); err != nil {
		return err
	}
	if _, err := s.evaluateNow(p.Package, &p); err != nil {
		return err
	}
	if p.Stale == "" {
		return fmt.Errorf("%s: not stale", p.ID)
	}
	return s.RemovePending(p.ID)
}

// evaluateNow evaluates one package and the results that wait in it.
func (s *Store) evaluateNow(pkg string, waiting ...*Pending) (st Status, err error) {
	if !fs.ValidPath(pkg) {
		return st, fmt.Errorf("%q is not a directory of the module", pkg)
	}
	declared, err := s.declarations()
	if err != nil {
		return st, err
	}
	goldens, err := s.goldensIn(pkg)
	if err != nil {
		return st, err
	}
	err = s.evaluate(&st, pkg, declared[pkg], goldens, waiting)
	return st, err
}

// stillObsolete returns an error unless a golden is obsolete now.
func (s *Store) stillObsolete(pkg, golden string) error {
	st, err := s.evaluateNow(pkg)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(st.Obsolete, func(r Ref) bool { return r.Golden == golden }) {
		return fmt.Errorf("%s: not obsolete", golden)
	}
	return nil
}

// removeGolden removes a golden and the files beside it, or the Parquet file of a deleted golden.
func (s *Store) removeGolden(pkg, file string) error {
	golden := goldenOf(file)
	unlock, err := s.lock(golden)
	if err != nil {
		return err
	}
	defer unlock()
	text, err := s.ReadGolden(golden)
	switch {
	case file == golden && err == nil:
		err = s.Module.Remove(golden)
	case file != golden && err == nil:
		err = fmt.Errorf("%s: not obsolete: %s exists again", file, golden)
	case file != golden && errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err != nil {
		return err
	}
	if file != golden || goldenfile.ParquetHash(text) != "" {
		if err := s.removeBeside(golden); err != nil {
			return err
		}
	}
	if err := s.writeReasons(golden, nil); err != nil {
		return err
	}
	removeEmpty(s.Module, path.Dir(golden), path.Join(pkg, "testdata"))
	return nil
}

// Goldens, whatever the version of their format, and Parquet files start with these marks.
const (
	mark        = "# assay "
	parquetMark = "PAR1"
)

// isOurs reports whether a file starts as a golden or its Parquet file does. Other files in the directory are left
// alone.
func (s *Store) isOurs(file string) bool {
	mark := mark
	if !isGolden(file) {
		mark = parquetMark
	}
	info, err := s.Module.Lstat(file)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := s.Module.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(mark))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == mark
}

// goldens returns the goldens of each package, and Parquet files of deleted goldens, by their paths from the module's
// root, sorted.
func (s *Store) goldens() (map[string][]string, error) {
	found := map[string][]string{}
	err := fs.WalkDir(s.Module.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return modfs.IgnoreMissing(err)
		}
		if !d.IsDir() || name == "." {
			return nil
		}
		if d.Name() == "testdata" {
			pkg := path.Dir(name)
			goldens, err := s.goldensIn(pkg)
			if err != nil {
				return err
			}
			if len(goldens) > 0 {
				found[pkg] = goldens
			}
			return fs.SkipDir
		}
		if skipped(d.Name()) || s.isModule(name) {
			return fs.SkipDir
		}
		return nil
	})
	return found, err
}

// skipped reports whether the go command finds no packages of the module in directories of this name.
func skipped(dir string) bool {
	return dir[0] == '.' || dir[0] == '_' || dir == "vendor" || dir == "node_modules"
}

func (s *Store) goldensIn(pkg string) ([]string, error) {
	var found, beside []string
	dir := path.Join(pkg, goldenDir)
	err := fs.WalkDir(s.Module.FS(), dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return modfs.IgnoreMissing(err)
		}
		switch {
		case d.IsDir():
		case isGolden(name):
			found = append(found, name)
		case isGolden(goldenOf(name)):
			beside = append(beside, name)
		}
		return nil
	})
	left := slices.DeleteFunc(beside, func(file string) bool { return slices.Contains(found, goldenOf(file)) })
	return append(found, left...), err
}
