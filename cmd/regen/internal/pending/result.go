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
	"github.com/assay-go/assay/internal/term"
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

// Word returns the word of a shell that selects this result alone.
func (r Result) Word() string { return WordOf(r.Name()) }

// WordOf returns the word of a shell that selects the result of this full name alone.
func WordOf(name string) string { return message.ShellQuote(WholeName(name)) }

// File returns the path of the golden.
func (r Result) File() string { return r.Module.RelPath(r.Where()) }

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
// is the full name of a result selects this result alone. A pattern that matches nothing is an error.
func Select(all []Result, patterns []string) ([]Result, error) {
	if len(patterns) == 0 {
		return all, nil
	}
	chosen := map[string]bool{} // by name
	for _, pattern := range patterns {
		found := matching(all, pattern)
		if len(found) == 0 {
			return nil, unknownName(pattern, all)
		}
		for _, r := range found {
			chosen[r.Name()] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(r Result) bool { return !chosen[r.Name()] }), nil
}

// matching returns the results that a pattern selects.
func matching(all []Result, pattern string) []Result {
	if i := slices.IndexFunc(all, func(r Result) bool { return r.Name() == pattern }); i >= 0 {
		return all[i : i+1]
	}
	return slices.DeleteFunc(slices.Clone(all), func(r Result) bool { return !r.matches(pattern) })
}

// ReportOthers writes which results a pattern does not select only because it is the full name of another.
func ReportOthers(out io.Writer, all []Result, patterns []string) {
	for _, pattern := range patterns {
		var others []string
		known := false
		for _, r := range all {
			if r.Name() == pattern {
				known = true
			} else if r.matches(pattern) {
				others = append(others, term.Visible(r.Name()))
			}
		}
		if known && len(others) > 0 {
			fmt.Fprintf(out, "%s is the full name of one result. Not selected: %s\n", term.Visible(pattern),
				message.List(others))
		}
	}
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
		found := matching(named, pattern)
		if slices.ContainsFunc(found, func(r Result) bool { return !r.IsStale() }) {
			continue
		}
		var refused []error
		for _, r := range found {
			refused = append(refused, fmt.Errorf("%s: no case declares it any more: %s: use %s reject %s, or run its test again",
				r.Name(), r.Stale, console.Invocation(), r.Word()))
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
	whole, isWhole := cutWholeName(pattern)
	for _, r := range all {
		if isWhole && r.ID == whole {
			return fmt.Errorf("no pending result is called %q%s", whole, message.Suggest(r.Word()))
		}
		names = append(names, r.Name(), path.Join(r.Test, r.Case), r.Test, r.Case)
	}
	if isWhole {
		return fmt.Errorf("no pending result is called %q: it was approved or rejected, or its test passes: run %s status "+
			"to list the others", whole, console.Invocation())
	}
	return fmt.Errorf("no pending result matches %q%s: run %s status to list them", pattern,
		message.DidYouMean(pattern, names), console.Invocation())
}

// matches reports whether a pattern matches the result. A test prints the full name as it is in its module, whichever
// the workspace is.
func (r Result) matches(pattern string) bool {
	return NameMatches(pattern, r.Name()) || r.Module.IsHere && pattern == WholeName(r.ID) ||
		IsPathOf(pattern, filepath.Join(r.Module.Dir, filepath.FromSlash(r.Golden)))
}
