// Package compare runs the transforms of two revisions on the same inputs, and reports on which input their results
// differ.
package compare

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/golist"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/serve"
)

// Run compares. The error is about the whole comparison.
func Run(ctx context.Context, o Options) (_ *Comparison, err error) {
	modules, err := workspace.Modules()
	if err != nil {
		return nil, err
	}
	here := slices.IndexFunc(modules, func(m *workspace.Module) bool { return m.IsHere })
	scratch, err := modules[max(here, 0)].Store.Scratch()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, scratch.Close()) }()
	wd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	now := &tree{name: "this revision", place: golist.Place{Dir: wd}, scratch: filepath.Join(scratch.Dir, "new")}
	old := &tree{name: "the base", scratch: filepath.Join(scratch.Dir, "old")}
	for _, t := range []*tree{now, old} {
		if err := os.Mkdir(t.scratch, 0o755); err != nil {
			return nil, err
		}
	}
	c := &Comparison{Revision: o.Base, OnlyBase: []string{}, OnlyHere: []string{}, Failed: []string{}, Notes: []string{}}
	ctx, cancel := context.WithTimeoutCause(ctx, o.All, fmt.Errorf("the comparison takes longer than --time %v", o.All))
	defer cancel()
	s := &session{Options: o, Comparison: c, old: old, now: now}
	if o.Against != "" {
		old.name, now.name, old.place = "the function of the tests", "the rewrite", now.place
		err = s.rewrite(ctx)
	} else {
		err = s.checkOut(ctx, scratch.Dir, wd)
	}
	if err != nil {
		return nil, err
	}
	if err := s.build(ctx); err != nil {
		return nil, err
	}
	return c, s.compare(ctx)
}

// checkOut writes the files of the base below a directory.
func (s *session) checkOut(ctx context.Context, scratch, wd string) error {
	if strings.Contains(s.Base, "..") {
		return fmt.Errorf("--base %q: want one revision; the other is the working tree", s.Base)
	}
	s.Progress("check out " + s.Base)
	repo, revisions, err := git.ResolveBase(ctx, s.Base)
	if err != nil {
		return err
	}
	commit := revisions.Old()
	s.Revision = fmt.Sprintf("%s (%s)", s.Base, commit[:min(10, len(commit))])
	top := filepath.Join(scratch, "base")
	if err := os.Mkdir(top, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(top)
	if err != nil {
		return err
	}
	defer root.Close()
	submodules, err := repo.Export(ctx, commit, root)
	if err != nil {
		return err
	}
	for _, name := range submodules {
		s.Notes = append(s.Notes, fmt.Sprintf("the base lacks the submodule %s", name))
	}
	wd, err = filepath.EvalSymlinks(wd)
	if err != nil {
		return err
	}
	repoTop, err := filepath.EvalSymlinks(repo.Top)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(repoTop, wd)
	if err != nil || !filepath.IsLocal(rel) {
		return fmt.Errorf("%s is not in the repository %s", wd, repo.Top)
	}
	dir := filepath.Join(top, rel)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("%s has no directory %s", s.Revision, filepath.ToSlash(rel))
	}
	s.old.place = golist.Place{Dir: dir, Env: []string{"GOWORK=" + workIn(top, dir)}}
	return nil
}

// workIn returns the go.work above dir that is in the tree at top, or off.
func workIn(top, dir string) string {
	if at, ok := modfs.DirWith(dir, "go.work"); ok && os.Getenv("GOWORK") != "off" {
		if rel, err := filepath.Rel(top, at); err == nil && filepath.IsLocal(rel) {
			return filepath.Join(at, "go.work")
		}
	}
	return "off"
}

// build builds the tests of the packages that both trees have.
func (s *session) build(ctx context.Context) error {
	if err := s.now.list(ctx, s.Patterns); err != nil {
		return err
	}
	if len(s.now.packages) == 0 {
		return fmt.Errorf("%s: no tests import %s/table", strings.Join(s.Patterns, " "), workspace.AssayPath)
	}
	if err := s.listOld(ctx); err != nil {
		return err
	}
	var both []string
	for _, p := range slices.Sorted(maps.Keys(s.now.packages)) {
		if !s.now.packages[p].Serves {
			return fmt.Errorf("the module's Assay is older than this command: go get %s@latest", workspace.AssayPath)
		}
		if _, ok := s.old.packages[p]; !ok {
			s.OnlyHere = append(s.OnlyHere, "package "+p)
			continue
		}
		both = append(both, p)
	}
	for _, p := range slices.Sorted(maps.Keys(s.old.packages)) {
		if _, ok := s.now.packages[p]; !ok {
			s.OnlyBase = append(s.OnlyBase, "package "+p)
		}
	}
	for _, t := range []*tree{s.now, s.old} {
		s.Progress("build the tests of " + t.name)
		if err := t.build(ctx, both); err != nil {
			return err
		}
		for _, p := range slices.Sorted(maps.Keys(t.failed)) {
			s.fail("%s does not build in %s: %s", p, t.name, t.failed[p])
		}
	}
	return nil
}

// listOld lists the packages of the base. If its Assay does not know the messages, it takes that of this revision.
func (s *session) listOld(ctx context.Context) error {
	patterns := s.Patterns
	if err := s.old.list(ctx, patterns); err != nil {
		return fmt.Errorf("%s: %w", s.Revision, err)
	}
	lacks := func(p string) bool { return !s.old.packages[p].Serves }
	if s.newer || !slices.ContainsFunc(slices.Collect(maps.Keys(s.old.packages)), lacks) {
		return nil
	}
	return s.useNewer(ctx)
}

func (s *session) useNewer(ctx context.Context) error {
	s.newer = true
	s.Notes = append(s.Notes, "the base is built with the Assay of this revision")
	if err := s.old.useNewer(ctx, s.now); err != nil {
		return err
	}
	return s.listOld(ctx)
}

// compare compares the calls of table.Run in all packages.
func (s *session) compare(ctx context.Context) error {
	for _, p := range slices.Sorted(maps.Keys(s.now.binaries)) {
		if s.old.binaries[p] == nil {
			continue
		}
		if err := s.comparePackage(ctx, p); err != nil {
			if ctx.Err() == nil {
				s.fail("%s: %v", p, err)
				continue
			}
			if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
				s.fail("%s: not all was compared: %v", p, cause)
				return nil
			}
			return err
		}
	}
	return nil
}

// comparePackage compares the calls of a package.
func (s *session) comparePackage(ctx context.Context, pkg string) error {
	s.Progress("find the cases of " + pkg)
	pattern := s.Run
	if pattern == "" {
		pattern = "."
	}
	now, err := s.now.binaries[pkg].calls(ctx, pattern)
	if err != nil {
		return fmt.Errorf("in this revision, %w", err)
	}
	old, err := s.old.binaries[pkg].calls(ctx, pattern)
	if errors.Is(err, errOtherProtocol) && !s.newer {
		if err := s.useNewer(ctx); err != nil {
			return err
		}
		if err := s.old.build(ctx, []string{pkg}); err != nil {
			return err
		}
		if s.old.binaries[pkg] == nil {
			return fmt.Errorf("it does not build in the base: %s", s.old.failed[pkg])
		}
		old, err = s.old.binaries[pkg].calls(ctx, pattern)
	}
	if err != nil {
		return fmt.Errorf("in the base, %w", err)
	}
	byCall := make(map[call]serve.Hello)
	for _, h := range old {
		byCall[call{h.Test, h.Call}] = h
	}
	for _, h := range now {
		at := call{h.Test, h.Call}
		before, ok := byCall[at]
		delete(byCall, at)
		if !ok {
			s.OnlyHere = append(s.OnlyHere, "test "+s.nameOf(pkg, at))
			continue
		}
		if err := s.compareCall(ctx, pkg, at, before, h); err != nil {
			return err
		}
	}
	for _, h := range old {
		at := call{h.Test, h.Call}
		if _, gone := byCall[at]; gone {
			s.OnlyBase = append(s.OnlyBase, "test "+s.nameOf(pkg, at))
		}
	}
	return nil
}
