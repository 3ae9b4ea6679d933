package lint

import (
	"path"
	"path/filepath"
	"slices"
)

// loadersOf returns the packages that name the fixture by its path from their directory, or if there are none, those
// that contain its file name.
func (l *linter) loadersOf(fixture string) []*codePackage {
	var exact, loose []*codePackage
	for _, p := range l.code {
		switch {
		case slices.ContainsFunc(p.paths, func(text string) bool {
			return filepath.Join(p.dir, filepath.FromSlash(text)) == fixture
		}):
			exact = append(exact, p)
		case slices.ContainsFunc(p.paths, func(text string) bool { return path.Base(text) == filepath.Base(fixture) }):
			loose = append(loose, p)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return loose
}

// withImports returns packages and the packages of the module that they import, directly or indirectly.
func (l *linter) withImports(from []*codePackage) []*codePackage {
	out := slices.Clone(from)
	for i := 0; i < len(out); i++ {
		for _, p := range l.code {
			if slices.Contains(out[i].imports, p.path) && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}
