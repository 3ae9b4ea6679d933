package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/message"
	"github.com/spf13/cobra"
)

// namesHelp says how commands name results; it is part of their help.
const namesHelp = `A result is named package/Test/case, by the package's directory. Any end or
beginning of that at a slash names it as well, and everything below: TestReport,
TestReport/no_orders, ./billing. In a name * stands for anything but a slash, and
... for anything. The path of a golden file names its result, too.`

// nothingPending is what a command says that finds no pending result.
const nothingPending = "nothing to do: no result waits for approval"

// A result is a pending result of a module.
type result struct {
	golden.Pending
	module *module
}

// name returns the ID of the result, from the workspace's directory.
func (r result) name() string { return path.Join(r.module.prefix, r.ID) }

// file returns the path of the golden.
func (r result) file() string { return r.module.path(r.Golden) }

// report compares the result with its golden.
func (r result) report() (*golden.Report, error) {
	report, err := r.module.store.Report(r.Pending)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.name(), err)
	}
	return report, nil
}

// pendingResults returns the pending results of the modules, by name. Where some are damaged, it returns the others and
// an error.
func pendingResults(modules []*module) ([]result, error) {
	var all []result
	var damaged []error
	for _, m := range modules {
		status, err := m.store.Status()
		damaged = append(damaged, err)
		for _, p := range status.Pending {
			all = append(all, result{p, m})
		}
	}
	slices.SortFunc(all, func(a, b result) int { return cmp.Compare(a.name(), b.name()) })
	return all, errors.Join(damaged...)
}

// choose returns the results that the patterns name, in their order; all of them where there is no pattern. A pattern
// that names nothing is an error.
func choose(all []result, patterns []string) ([]result, error) {
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
			return nil, noResult(pattern, all)
		}
	}
	var out []result
	for i, r := range all {
		if chosen[i] {
			out = append(out, r)
		}
	}
	return out, nil
}

func (r result) isStale() bool { return r.Stale != "" }

// waitingOf returns the results that the patterns name, all where there is none, without those that are stale, and how many
// these are. A pattern that names nothing else is an error, which says why.
func waitingOf(all []result, patterns []string) (waiting []result, stale int, err error) {
	named, err := choose(all, patterns)
	if err != nil {
		return nil, 0, err
	}
	waiting = slices.DeleteFunc(slices.Clone(named), result.isStale)
	for _, pattern := range patterns {
		if slices.ContainsFunc(waiting, func(r result) bool { return r.matches(pattern) }) {
			continue
		}
		var refused []error
		for _, r := range named {
			if r.matches(pattern) {
				refused = append(refused, fmt.Errorf("%s: no case declares it any more: %s: %s reject %s, or run its test again",
					r.name(), r.Stale, invocation(), message.ShellWord(r.name())))
			}
		}
		return nil, 0, errors.Join(refused...)
	}
	return waiting, len(named) - len(waiting), nil
}

// noteStale says that results were left out because they are stale.
func noteStale(out io.Writer, n int) {
	if n > 0 {
		fmt.Fprintf(out, "%s and left out: %s status says why\n", message.CountOf(n, "result is stale", "results are stale"), invocation())
	}
}

func noResult(pattern string, all []result) error {
	var names []string
	for _, r := range all {
		names = append(names, r.name(), path.Join(r.Test, r.Case), r.Test, r.Case)
	}
	return fmt.Errorf("no pending result is called %q%s: regen status lists them", pattern, message.DidYouMean(pattern, names))
}

// matches reports whether a pattern names the result.
func (r result) matches(pattern string) bool {
	return nameMatches(pattern, r.name()) || isFile(pattern, filepath.Join(r.module.dir, filepath.FromSlash(r.Golden)))
}

// isFile reports whether a pattern is the path of the file, from the working directory.
func isFile(pattern, file string) bool {
	if !strings.HasSuffix(pattern, ".golden") {
		return false
	}
	abs, err := filepath.Abs(pattern)
	return err == nil && abs == file
}

// nameMatches reports whether a pattern names what is called package/Test/case, which is so as the files are called: the
// pattern may also have the characters of a case's own name that files cannot have, as go test prints it.
func nameMatches(pattern, name string) bool {
	pattern = strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(pattern), "./"), "/")
	wanted := [][]string{strings.Split(pattern, "/")}
	if file, err := golden.FileName("T", pattern); err == nil {
		_, called, _ := strings.Cut(strings.TrimSuffix(file, ".golden"), "/T/")
		wanted = append(wanted, strings.Split(called, "/"))
	}
	have := strings.Split(name, "/")
	for i := range have {
		if slices.ContainsFunc(wanted, func(want []string) bool { return matchElements(want, have[i:]) }) {
			return true
		}
	}
	return false
}

// onlyStars makes a pattern of package path one in which nothing but * means more than itself.
var onlyStars = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `?`, `\?`)

// matchElements reports whether want matches the first of have.
func matchElements(want, have []string) bool {
	switch {
	case len(want) == 0:
		return true
	case want[0] == "...":
		for i := range have {
			if matchElements(want[1:], have[i+1:]) {
				return true
			}
		}
		return len(want) == 1
	case len(have) == 0:
		return false
	}
	if want[0] != have[0] {
		if ok, err := path.Match(onlyStars.Replace(want[0]), have[0]); err != nil || !ok {
			return false
		}
	}
	return matchElements(want[1:], have[1:])
}

// completeResults completes the names of pending results that can be approved, and with stale those of the others, too.
func completeResults(stale bool) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		modules, err := findModules()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		all, err := pendingResults(modules)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var names []string
		for _, r := range all {
			if !stale && r.isStale() {
				continue
			}
			for _, name := range []string{r.name(), strings.TrimPrefix(r.ID, r.Package+"/")} {
				if strings.HasPrefix(name, begun) {
					names = append(names, name)
					break
				}
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// invocation is how this command is called again.
func invocation() string {
	if _, err := exec.LookPath("regen"); err == nil {
		return "regen"
	}
	return "go tool regen"
}
