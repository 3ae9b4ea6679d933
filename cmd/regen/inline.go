package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/gotest"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/term"
)

const inlineLong = `inline moves golden files into the cases that they belong to: as the Want of a
case in Go, or the want of one in YAML. The golden of a case that a reader
should see at once is best there. A golden of over 30 rows, or that is wider
than 120 characters, stays a file.

Name goldens as for approve, or by their paths.`

const inlineExample = `  regen inline TestRevenue/nobody_ordered
  regen inline 'TestRevenue/*'`

func newInline() *cobra.Command {
	cmd := &cobra.Command{
		Use: "inline NAME…", Short: "Move goldens into the source of their cases", Long: inlineLong, Example: inlineExample,
		Args: wantArgs(1, -1, "the names of goldens"), ValidArgsFunction: completeGoldens(fileGoldens),
	}
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		out := console.New(cmd.OutOrStdout())
		return eachNamed(names, fileGoldens, func(g movable) error {
			place, err := g.module.Store.MoveIn(g.id, g.file)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s: moved into %s\n", term.Visible(g.name), term.Visible(g.module.RelPath(place.File)))
			return nil
		})
	}
	return cmd
}

const extractLong = `extract moves goldens out of their cases, into files. It runs the test of each
case before, which has to pass, and after, which writes the file.

Name cases as for approve.`

const extractExample = `  regen extract TestRevenue/nobody_ordered`

func newExtract() *cobra.Command {
	cmd := &cobra.Command{
		Use: "extract NAME…", Short: "Move goldens out of the source into files", Long: extractLong, Example: extractExample,
		Args: wantArgs(1, -1, "the names of cases"), ValidArgsFunction: completeGoldens(inlineGoldens),
	}
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		out, errOut := console.New(cmd.OutOrStdout()), console.New(cmd.ErrOrStderr())
		return eachNamed(names, inlineGoldens, func(g movable) error {
			file, err := g.extract(cmd.Context(), out, errOut)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s: moved into %s\n", term.Visible(g.name), term.Visible(file))
			return nil
		})
	}
	return cmd
}

// A movable is a golden that can be moved.
type movable struct {
	module *workspace.Module
	name   string // as users name it
	id     string // in its module
	file   string // of a file, from the module's root
	inline store.Inline
}

// fileGoldens returns the golden files of a module.
func fileGoldens(m *workspace.Module) (all []movable, err error) {
	files, err := m.Store.Goldens()
	for _, id := range slices.Sorted(maps.Keys(files)) {
		all = append(all, movable{module: m, name: path.Join(m.Prefix, id), id: id, file: files[id]})
	}
	return all, err
}

// inlineGoldens returns the goldens that stand in the sources of a module.
func inlineGoldens(m *workspace.Module) (all []movable, err error) {
	found, err := m.Store.Inline()
	for _, in := range found {
		all = append(all, movable{module: m, name: path.Join(m.Prefix, in.ID), id: in.ID, inline: in})
	}
	return all, err
}

// eachNamed moves the goldens with these names. A name without a golden is an error before anything is moved.
func eachNamed(names []string, list func(*workspace.Module) ([]movable, error), move func(movable) error) error {
	if err := store.CheckCI(); err != nil {
		return err
	}
	modules, err := workspace.Modules()
	if err != nil {
		return err
	}
	var all, chosen []movable
	for _, m := range modules {
		some, err := list(m)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	for _, name := range names {
		found := false
		for _, g := range all {
			path := g.file != "" && pending.IsPathOf(name, filepath.Join(g.module.Dir, filepath.FromSlash(g.file)))
			if path || pending.NameMatches(name, g.name) {
				found = true
				if !slices.ContainsFunc(chosen, func(c movable) bool { return c.name == g.name }) {
					chosen = append(chosen, g)
				}
			}
		}
		if !found {
			var known []string
			for _, g := range all {
				known = append(known, g.name)
			}
			return fmt.Errorf("no golden %q to move%s", name, message.DidYouMeanOr(name, known))
		}
	}
	var errs []error
	for _, g := range chosen {
		if err := move(g); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// completeGoldens completes the names of goldens.
func completeGoldens(
	list func(*workspace.Module) ([]movable, error),
) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(*cobra.Command, []string, string) (names []string, _ cobra.ShellCompDirective) {
		modules, err := workspace.Modules()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		for _, m := range modules {
			all, err := list(m)
			if err != nil {
				continue
			}
			for _, g := range all {
				names = append(names, g.name)
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// extract moves a golden into a file, and returns its path.
func (g movable) extract(ctx context.Context, out, errOut console.Console) (string, error) {
	packages, err := gotest.Packages(ctx, []string{filepath.Join(g.module.Dir, filepath.FromSlash(g.inline.Package))})
	if err != nil {
		return "", err
	}
	run := func(env ...string) error {
		t := &gotest.Runner{Out: out, ErrOut: errOut.Writer, Env: env}
		flags := []string{"-count=1", "-run", store.RunPattern(g.inline.Test + "/" + g.inline.Case)}
		if err := t.Run(ctx, packages, flags); err != nil {
			return err
		}
		if len(t.FailedPackages)+len(t.BuildFailures) > 0 {
			return fmt.Errorf("%s: its test fails: mend it, or approve its result, before you move its golden", g.name)
		}
		return nil
	}
	if err := run(); err != nil {
		return "", err
	}
	undo, err := g.module.Store.MoveOut(g.inline)
	if err != nil {
		return "", err
	}
	p := store.Pending{Package: g.inline.Package, Test: g.inline.Test, Case: g.inline.Case}
	if err = p.Locate(); err == nil {
		err = run("GOLDIE_UPDATE=1")
	}
	if err == nil && g.module.Store.Lacks(p.Golden) {
		err = fmt.Errorf("%s: its test wrote no %s", g.name, p.Golden)
	}
	if err != nil {
		return "", errors.Join(err, undo())
	}
	return g.module.RelPath(p.Golden), nil
}
