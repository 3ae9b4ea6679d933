package compare

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/assay-go/assay/cmd/regen/internal/golist"
	"github.com/assay-go/assay/cmd/regen/internal/gotest"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/modfs"
)

// A tree is a state of the sources whose tests are built.
type tree struct {
	name     string // for people
	place    golist.Place
	scratch  string // an absolute directory for its binaries
	packages map[string]gotest.Package
	failed   map[string]string // the packages that do not build, and why
	binaries map[string]*binary
}

// list finds the packages that link the harness.
func (t *tree) list(ctx context.Context, patterns []string) error {
	found, err := gotest.PackagesAt(ctx, t.place, patterns)
	if err != nil {
		return err
	}
	t.packages = make(map[string]gotest.Package)
	for _, p := range found {
		if p.Harness {
			t.packages[p.Path] = p
		}
	}
	return nil
}

// build builds the test binaries of packages. Several are built at a time if their names differ.
func (t *tree) build(ctx context.Context, paths []string, more ...string) error {
	t.binaries, t.failed = make(map[string]*binary), make(map[string]string)
	for at := 0; len(paths) > 0; at++ {
		var batch, later []string
		names := make(map[string]bool)
		for _, path := range paths {
			name := binaryName(path)
			if names[name] {
				later = append(later, path)
				continue
			}
			names[name] = true
			batch = append(batch, path)
		}
		paths = later
		dir := filepath.Join(t.scratch, fmt.Sprint("bin", at))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if t.buildIn(ctx, dir, batch, more) != nil && len(batch) > 1 {
			for _, path := range batch { // which one does not build
				_ = t.buildIn(ctx, dir, []string{path}, more)
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// buildIn builds the test binaries of packages into a directory.
func (t *tree) buildIn(ctx context.Context, dir string, paths, more []string) error {
	args := slices.Concat([]string{"-c", "-trimpath", "-vet=off", "-o", dir + string(filepath.Separator)}, more, paths)
	out, err := t.place.Go(ctx, "test", args...).CombinedOutput()
	for _, path := range paths {
		file := filepath.Join(dir, binaryName(path)+".test")
		if filepath.Separator == '\\' {
			file += ".exe"
		}
		if _, missing := os.Stat(file); err == nil && missing == nil {
			t.binaries[path] = &binary{path: file, dir: t.packages[path].Dir, env: t.env(), scratch: t.scratch}
			delete(t.failed, path)
		} else if err != nil {
			t.failed[path] = strings.TrimSpace(string(out))
		}
	}
	return err
}

// env returns the environment of the tests: their store is a scratch directory, as nobody asked for pending results.
func (t *tree) env() []string {
	return append(t.place.Env, "ASSAY_DIR="+filepath.Join(t.scratch, "store"))
}

// binaryName returns the name that the go command gives to a test binary.
func binaryName(importPath string) string {
	parts := strings.Split(importPath, "/")
	last := parts[len(parts)-1]
	if len(parts) > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = parts[len(parts)-2] // the package of a major version
	}
	return last
}

// useNewer makes the tree use the Assay of another one, by a copy of its go.mod or go.work.
func (t *tree) useNewer(ctx context.Context, other *tree) error {
	assay, err := listAssay(ctx, other.place)
	if err != nil {
		return err
	}
	if assay.Main {
		return errors.New("the base is a revision of Assay that cannot be compared: take a later one")
	}
	if work := workOf(t.place.Env); work != "off" {
		return t.replaceInWork(work, assay)
	}
	root, ok := modfs.DirWith(t.place.Dir, "go.mod")
	if !ok {
		return fmt.Errorf("%s has no go.mod here or above", t.name)
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	f, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		return err
	}
	if err := f.AddRequire(workspace.AssayPath, assay.Version); err != nil {
		return err
	}
	for _, r := range f.Replace {
		if !modfile.IsDirectoryPath(r.New.Path) || filepath.IsAbs(r.New.Path) {
			continue
		}
		if err := f.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(root, r.New.Path), ""); err != nil {
			return err
		}
	}
	if err := assay.replaceIn(f.AddReplace); err != nil {
		return err
	}
	if f.Go == nil || version.Compare("go"+f.Go.Version, "go"+assay.GoVersion) < 0 {
		if err := f.AddGoStmt(assay.GoVersion); err != nil {
			return err
		}
	}
	f.Cleanup()
	if text, err = f.Format(); err != nil {
		return err
	}
	mod := filepath.Join(t.scratch, "go.mod.newer.mod")
	otherRoot, _ := modfs.DirWith(other.place.Dir, "go.mod")
	sums := make(map[string]bool)
	for _, dir := range []string{root, otherRoot} {
		text, _ := os.ReadFile(filepath.Join(dir, "go.sum")) // it may have none
		for line := range strings.Lines(string(text)) {
			sums[strings.TrimSpace(line)] = true
		}
	}
	sum := strings.Join(slices.Sorted(maps.Keys(sums)), "\n") + "\n"
	t.place.Flags = []string{"-modfile=" + mod, "-mod=mod"}
	return errors.Join(os.WriteFile(mod, text, 0o666),
		os.WriteFile(strings.TrimSuffix(mod, ".mod")+".sum", []byte(sum), 0o666))
}

// replaceInWork is useNewer for a workspace.
func (t *tree) replaceInWork(work string, assay *assayModule) error {
	text, err := os.ReadFile(work)
	if err != nil {
		return err
	}
	f, err := modfile.ParseWork(work, text, nil)
	if err != nil {
		return err
	}
	if err := assay.replaceIn(f.AddReplace); err != nil {
		return err
	}
	for _, u := range f.Use {
		if !filepath.IsAbs(u.Path) {
			u.Syntax.Token[len(u.Syntax.Token)-1] = modfile.AutoQuote(filepath.Join(filepath.Dir(work), u.Path))
		}
	}
	newer := filepath.Join(t.scratch, "go.work")
	t.place.Env = append(t.place.Env, "GOWORK="+newer)
	return os.WriteFile(newer, modfile.Format(f.Syntax), 0o666)
}

// workOf returns the value of GOWORK in an environment.
func workOf(env []string) string {
	for _, v := range slices.Backward(env) {
		if value, ok := strings.CutPrefix(v, "GOWORK="); ok {
			return value
		}
	}
	return "off"
}

// An assayModule is what go list says of the module of Assay.
type assayModule struct {
	Main                    bool
	Version, Dir, GoVersion string
	Replace                 *struct{ Path, Version, Dir string }
}

func listAssay(ctx context.Context, at golist.Place) (*assayModule, error) {
	m := new(assayModule)
	return m, runJSON(at.Go(ctx, "list", "-m", "-json", workspace.AssayPath), m)
}

// replaceIn adds the replacement by this version of Assay.
func (m *assayModule) replaceIn(add func(oldPath, oldVersion, newPath, newVersion string) error) error {
	switch r := m.Replace; {
	case r != nil && r.Version == "":
		return add(workspace.AssayPath, "", m.Dir, "")
	case r != nil:
		return add(workspace.AssayPath, "", r.Path, r.Version)
	}
	return add(workspace.AssayPath, "", workspace.AssayPath, m.Version)
}

func runJSON(cmd *exec.Cmd, v any) error {
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go list: %s", stderrOf(err))
	}
	return json.Unmarshal(out, v)
}

func stderrOf(err error) string {
	if failed, ok := err.(*exec.ExitError); ok { //nolint:errorlint // as Output returns it
		return strings.TrimSpace(string(failed.Stderr))
	}
	return err.Error()
}
