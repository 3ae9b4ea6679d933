// Package pending finds the pending results of all modules and selects those that patterns on the command line match.
package pending

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
)

// NothingPending is what a command prints if there are no pending results.
const NothingPending = "nothing to do: no results wait for approval"

// A Result is a pending result of a module.
type Result struct {
	store.Pending
	Module *workspace.Module
}

// Name returns the ID of the result, relative to the workspace's directory.
func (r Result) Name() string { return path.Join(r.Module.Prefix, r.ID) }

// File returns the path of the golden.
func (r Result) File() string { return r.Module.RelPath(r.Golden) }

// Report compares the result with its golden.
func (r Result) Report() (*report.Report, error) {
	report, err := r.Module.Store.Report(r.Pending)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.Name(), err)
	}
	return report, nil
}

// All returns the pending results of the modules of the working directory. See [Results].
func All() ([]Result, error) {
	modules, err := workspace.Modules()
	if err != nil {
		return nil, err
	}
	return Results(modules)
}

// Results returns the pending results of the modules, by name. If some are damaged, it returns the others and an error.
func Results(modules []*workspace.Module) ([]Result, error) {
	var all []Result
	var damaged []error
	for _, m := range modules {
		status, err := m.Store.Status()
		damaged = append(damaged, err)
		for _, p := range status.Pending {
			all = append(all, Result{p, m})
		}
	}
	slices.SortFunc(all, func(a, b Result) int { return cmp.Compare(a.Name(), b.Name()) })
	return all, errors.Join(damaged...)
}

// Select returns the results that the patterns match, in order, or all results if there are no patterns. A pattern that
// matches nothing is an error.
func Select(all []Result, patterns []string) ([]Result, error) {
	if len(patterns) == 0 {
		return all, nil
	}
	chosen := make([]bool, len(all))
	for _, pattern := range patterns {
		found := false
		for i, r := range all {
			if r.matches(pattern) {
				chosen[i], found = true, true
			}
		}
		if !found {
			return nil, unknownName(pattern, all)
		}
	}
	var out []Result
	for i, r := range all {
		if chosen[i] {
			out = append(out, r)
		}
	}
	return out, nil
}

// IsStale reports whether the case of the result was renamed or deleted since.
func (r Result) IsStale() bool { return r.Stale != "" }

// Approvable is [Select] without stale results, whose number it returns. A pattern that matches only stale results is
// an error that says why they are stale.
func Approvable(all []Result, patterns []string) (waiting []Result, stale int, err error) {
	named, err := Select(all, patterns)
	if err != nil {
		return nil, 0, err
	}
	waiting = slices.DeleteFunc(slices.Clone(named), Result.IsStale)
	for _, pattern := range patterns {
		if slices.ContainsFunc(waiting, func(r Result) bool { return r.matches(pattern) }) {
			continue
		}
		var refused []error
		for _, r := range named {
			if r.matches(pattern) {
				refused = append(refused, fmt.Errorf(
					"%s: no case declares it any more: %s: use %s reject %s, or run its test again",
					r.Name(), r.Stale, console.Invocation(), message.ShellWord(r.Name())))
			}
		}
		return nil, 0, errors.Join(refused...)
	}
	return waiting, len(named) - len(waiting), nil
}

// ReportStale writes how many results were left out because they are stale.
func ReportStale(out io.Writer, n int) {
	if n > 0 {
		fmt.Fprintf(out, "%s and left out: run %s status to see why\n",
			message.CountOf(n, "result is stale", "results are stale"), console.Invocation())
	}
}

func unknownName(pattern string, all []Result) error {
	var names []string
	for _, r := range all {
		names = append(names, r.Name(), path.Join(r.Test, r.Case), r.Test, r.Case)
	}
	return fmt.Errorf("no pending result matches %q%s: run %s status to list them", pattern,
		message.DidYouMean(pattern, names), console.Invocation())
}

// matches reports whether a pattern matches the result.
func (r Result) matches(pattern string) bool {
	return NameMatches(pattern, r.Name()) || IsPathOf(pattern, filepath.Join(r.Module.Dir, filepath.FromSlash(r.Golden)))
}
