package store

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/modfs"
)

// LongestSource is the size of the largest source that may hold expectations, in bytes.
const LongestSource = 4 << 20

// Locate returns the expectation of a running test in the sources. It looks at the sources as they were when it first
// read them, since the lines of a site are those of the compiled test, and an update of another expectation moves them.
func (at *TestPackage) Locate(e inline.Expectation) (inline.Literal, error) {
	var none inline.Literal
	if path.Ext(e.Site.File) != ".go" {
		p := inline.Place{File: path.Join(at.Path, e.Site.File), Test: e.Site.Test, Case: e.Site.Case}
		s, err := at.source(p.File)
		if err != nil {
			return none, err
		}
		return s.Find(p)
	}
	dir, outside := at.Store.dirOf(e.Site)
	dirs := []string{at.Path} // a helper of another package, or of another module, may run the case
	switch {
	case outside == nil:
		caller, err := at.source(path.Join(dir, e.Site.File))
		if err != nil {
			return none, err
		}
		if e.Site.Case == "" {
			return inline.LocateCall(caller, e)
		}
		in, err := caller.Declaration(e.Site.Line)
		if err != nil {
			return none, err
		}
		if l, err := inline.LocateCase([]inline.Source{caller}, in, e); err == nil {
			return l, nil
		}
		if dir != at.Path {
			dirs = []string{dir, at.Path}
		}
	case e.Site.Case == "":
		return none, outside
	}
	var missing error
	for _, dir := range dirs {
		sources, err := at.goSources(dir)
		if err != nil {
			return none, err
		}
		l, err := inline.LocateCase(sources, "", e)
		if err == nil {
			return l, nil
		}
		missing = cmp.Or(missing, err)
	}
	return none, missing
}

// goSources returns the Go sources in a directory.
func (at *TestPackage) goSources(dir string) (all []inline.Source, err error) {
	entries, err := fs.ReadDir(at.Store.Module.FS(), dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if path.Ext(entry.Name()) != ".go" || !entry.Type().IsRegular() {
			continue
		}
		s, err := at.source(path.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// CheckWritable returns an error if the expectation cannot become a golden. One that is too large for the source of a
// case becomes a file.
func (at *TestPackage) CheckWritable(l inline.Literal, golden []byte) error {
	lines, err := inline.Lines(golden, inline.WantsInputs(l.Value))
	if err != nil {
		if l.Case != "" && errors.Is(err, inline.ErrTooLarge) {
			return nil
		}
		return withoutFile(l.Place, err)
	}
	source, err := at.source(l.File)
	if err == nil {
		_, err = source.Write(l, lines)
	}
	return err
}

// withoutFile adds what to do about a result that is too large for a call, which has no file.
func withoutFile(p inline.Place, err error) error {
	if p.Case == "" && errors.Is(err, inline.ErrTooLarge) {
		err = fmt.Errorf("%w: use golden.Assert or golden.AssertValue, which have files", err)
	}
	return err
}

// source returns a source as it was when it was first read.
func (at *TestPackage) source(name string) (inline.Source, error) {
	if text, ok := at.read.Load(name); ok {
		return inline.Source{Name: name, Text: text.([]byte)}, nil
	}
	text, err := at.Store.readModule(name, LongestSource)
	if err != nil {
		return inline.Source{}, err
	}
	first, _ := at.read.LoadOrStore(name, text)
	return inline.Source{Name: name, Text: first.([]byte)}, nil
}

// dirOf returns the directory of the package of a site. An external test is in a package of its own, whose path has the
// suffix _test, and directories may have such names, too.
func (s *Store) dirOf(site inline.Site) (string, error) {
	dir, err := s.dirOfPackage(site.Package)
	if err == nil && !s.Lacks(path.Join(dir, site.File)) {
		return dir, nil
	}
	return s.dirOfPackage(strings.TrimSuffix(site.Package, "_test"))
}

// dirOfPackage returns the directory of a package of the module from its import path.
func (s *Store) dirOfPackage(pkg string) (string, error) {
	text, err := s.readModule("go.mod", longestRecord)
	if err != nil {
		return "", err
	}
	module := ""
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "//")
		if words := strings.Fields(line); len(words) == 2 && words[0] == "module" {
			module = strings.Trim(words[1], "\"`")
			break
		}
	}
	rest, ok := strings.CutPrefix(pkg+"/", module+"/")
	dir := path.Clean(rest)
	for in := dir; ok && in != "."; in = path.Dir(in) {
		ok = fs.ValidPath(in) && !s.isModule(in)
	}
	if !ok {
		return "", fmt.Errorf("the expectation stands in package %s, outside of the module %s: only sources of the module "+
			"are written", pkg, module)
	}
	return dir, nil
}

// WriteInline writes a golden as the expectation at a place, if the one there still has the hash base. If it is too
// large for a source, the golden becomes the file instead, and the expectation is taken out.
func (s *Store) WriteInline(p inline.Place, base, file string, golden []byte) error {
	return s.editSource(p, func(source inline.Source, l inline.Literal) ([]byte, error) {
		lines, err := inline.Lines(golden, inline.WantsInputs(l.Value))
		switch {
		case err == nil && inline.Same(l.Value, golden):
			return nil, nil
		case Hash([]byte(l.Value)) != base:
			return nil, fmt.Errorf("%s: %w", p.File, ErrChanged)
		case errors.Is(err, inline.ErrTooLarge) && p.Case != "":
			if err := s.Rewrite(file, func([]byte) ([]byte, error) { return golden, nil }); err != nil {
				return nil, err
			}
			return source.Remove(l)
		case err != nil:
			return nil, withoutFile(p, err)
		}
		return source.Write(l, lines)
	})
}

// editSource replaces a source by what next returns, unless that is nil. No other process edits it in between.
func (s *Store) editSource(p inline.Place, next func(inline.Source, inline.Literal) ([]byte, error)) error {
	unlock, err := s.lock(p.File)
	if err != nil {
		return err
	}
	defer unlock()
	source, l, err := s.inlineAt(p)
	if err != nil {
		return err
	}
	text, err := next(source, l)
	if err != nil || text == nil {
		return err
	}
	w, err := s.writer()
	if err != nil {
		return err
	}
	return w.Replace(p.File, text)
}

// inlineAt reads the expectation at a place.
func (s *Store) inlineAt(p inline.Place) (inline.Source, inline.Literal, error) {
	source := inline.Source{Name: p.File}
	if err := checkPlace(p); err != nil {
		return source, inline.Literal{}, err
	}
	if err := modfs.CheckNoLinks(s.Module, p.File); err != nil {
		return source, inline.Literal{}, err
	}
	var err error
	source.Text, err = s.readModule(p.File, LongestSource)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%s: the source was moved or deleted: run the test again", p.File)
	}
	if err != nil {
		return source, inline.Literal{}, err
	}
	l, err := source.Find(p)
	return source, l, err
}

// restoreInline puts back the expectation that an approved result replaced.
func (s *Store) restoreInline(b *Backup) error {
	p := b.pending
	return s.editSource(*p.Inline, func(source inline.Source, l inline.Literal) ([]byte, error) {
		switch {
		case l.Has && Hash([]byte(l.Value)) == p.Base:
			return nil, nil // it was rejected
		case !l.Has:
			return nil, fmt.Errorf("%s: the expectation became a file: take both back with git", p.Inline.File)
		case !inline.Same(l.Value, b.result.text):
			return nil, fmt.Errorf("%s: %w", p.Inline.File, ErrChanged)
		}
		return source.Put(l, b.inline)
	})
}

// checkPlace returns an error unless a place can be in the sources of a module.
func checkPlace(p inline.Place) error {
	known := slices.Contains([]string{".go", ".yaml", ".yml"}, path.Ext(p.File))
	if !fs.ValidPath(p.File) || !known || p.IsYAML() && p.Case == "" {
		return fmt.Errorf("%q is not a source that holds expectations", p.File)
	}
	return nil
}

// inlineGolden returns the golden that stands at the place of a pending result, nil if it is unset.
func (s *Store) inlineGolden(p Pending, result *goldenfile.File) ([]byte, error) {
	_, l, err := s.inlineAt(*p.Inline)
	if err != nil {
		return nil, err
	}
	text, err := inline.Golden(l.Value, result)
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", p.Inline.File, l.Line, err)
	}
	return text, nil
}

// Where returns the path of the file that holds the golden of a result, from the module's root.
func (p Pending) Where() string {
	if p.Inline != nil {
		return p.Inline.File
	}
	return p.Golden
}
