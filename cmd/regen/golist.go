package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// assayPath is the module of the framework.
const assayPath = "github.com/assay-go/assay"

// A testPackage is a package whose test binary links Assay.
type testPackage struct {
	path, dir, module string // dir and module are absolute directories
	harness           bool   // it links package table, and so has the -assay flags
}

// A listed is what go list tells about a package, or about the test binary of one.
type listed struct {
	ImportPath string
	Dir        string
	Deps       []string
	Module     *struct{ Dir string }
	Error      *struct{ Err string }
}

// assayPackages returns the packages of the patterns whose tests link Assay, directly or through packages of their own.
func assayPackages(ctx context.Context, patterns []string) ([]testPackage, error) {
	all, err := goList[listed](ctx, patterns, "-json=ImportPath,Dir,Deps,Module,Error")
	if err != nil {
		return nil, err
	}
	var packages []testPackage
	for _, l := range all {
		if l.Error != nil {
			return nil, errors.New(l.Error.Err)
		}
		if path, linked := strings.CutSuffix(l.ImportPath, ".test"); linked && l.Module != nil && l.links("golden", "fixtures", "gen") {
			packages = append(packages, testPackage{path, l.Dir, l.Module.Dir, l.links("table")})
		}
	}
	return packages, nil
}

// goList returns what go list tells about the packages of the patterns and their test binaries.
func goList[T any](ctx context.Context, patterns []string, flags ...string) ([]T, error) {
	args := append(append([]string{"list", "-e", "-test"}, flags...), "--")
	cmd := exec.CommandContext(ctx, "go", append(args, patterns...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, stderr.String())
	}
	var all []T
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var p T
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, p)
	}
}

// links reports whether one of these packages of Assay is linked.
func (l *listed) links(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(l.Deps, assayPath+"/"+name) })
}

// modulesOf returns the modules of the packages, each once.
func modulesOf(packages []testPackage) ([]*module, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	work, err := workspace(dir)
	if err != nil {
		return nil, err
	}
	var modules []*module
	for _, p := range packages {
		if slices.ContainsFunc(modules, func(m *module) bool { return m.dir == p.module }) {
			continue
		}
		m, err := openModule(p.module, work)
		if err != nil {
			return nil, err
		}
		modules = append(modules, m)
	}
	return modules, nil
}

// holds reports whether the result came from the package.
func (p testPackage) holds(r result) bool {
	return p.dir == filepath.Join(r.module.dir, filepath.FromSlash(r.Package))
}
