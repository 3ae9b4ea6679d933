package gotest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/golist"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
)

// A Package is a package whose test binary links Assay.
type Package struct {
	Path, Dir, Module string // Dir and Module are absolute directories
	Harness           bool   // it links package table, which defines the -assay flags
	SQL               bool   // it links package sqltest, whose OneOf chooses an engine
	Serves            bool   // its package table knows -assay.serve
}

// A listed is what go list reports about a package or its test binary.
type listed struct {
	ImportPath string
	Dir        string
	Deps       []string
	Module     *struct{ Dir string }
	Error      *struct{ Err string }
}

// Packages returns the packages of the patterns whose tests link Assay, directly or indirectly.
func Packages(ctx context.Context, patterns []string) ([]Package, error) {
	return PackagesAt(ctx, golist.Place{}, patterns)
}

// PackagesAt is Packages at a place.
func PackagesAt(ctx context.Context, at golist.Place, patterns []string) ([]Package, error) {
	all, err := golist.ListIn[listed](ctx, at, patterns, "-json=ImportPath,Dir,Deps,Module,Error")
	if err != nil {
		return nil, err
	}
	var packages []Package
	for _, l := range all {
		if l.Error != nil {
			return nil, errors.New(l.Error.Err)
		}
		if path, linked := strings.CutSuffix(l.ImportPath, ".test"); linked && l.Module != nil &&
			l.links("golden", "fixtures", "gen") {
			packages = append(packages, Package{
				path, l.Dir, l.Module.Dir, l.links("table"), l.links("table/sqltest"), l.links("internal/serve"),
			})
		}
	}
	return packages, nil
}

// links reports whether one of the named packages of Assay is linked.
func (l *listed) links(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return slices.Contains(l.Deps, workspace.AssayPath+"/"+name)
	})
}

// modulesOf returns the modules of the packages without duplicates.
func modulesOf(packages []Package) ([]*workspace.Module, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	work, err := workspace.GoWork(dir)
	if err != nil {
		return nil, err
	}
	var modules []*workspace.Module
	for _, p := range packages {
		if slices.ContainsFunc(modules, func(m *workspace.Module) bool { return m.Dir == p.Module }) {
			continue
		}
		m, err := workspace.Open(p.Module, work)
		if err != nil {
			return nil, err
		}
		modules = append(modules, m)
	}
	return modules, nil
}

// Contains reports whether the result came from the package.
func (p Package) Contains(r pending.Result) bool {
	return p.Dir == filepath.Join(r.Module.Dir, filepath.FromSlash(r.Package))
}
