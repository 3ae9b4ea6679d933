package gotest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// Summarize writes how the run ended and what to do next. It returns the results that wait in the packages.
func Summarize(out console.Console, t *Runner, packages []Package) ([]pending.Result, error) {
	modules, err := modulesOf(packages)
	if err != nil {
		return nil, err
	}
	all, damaged := pending.Results(modules)
	all, stale, err := pending.Approvable(all, nil)
	if err != nil {
		return nil, err
	}
	here := slices.DeleteFunc(slices.Clone(all), func(r pending.Result) bool {
		return !slices.ContainsFunc(packages, func(p Package) bool { return p.Contains(r) })
	})
	fmt.Fprintf(out, "\n%s, %s in %s\n", t.passedText(), t.failedText(), message.Count(len(packages), "package"))
	if len(here) > 0 {
		writePending(out, here, len(here) == len(all))
	}
	if n := len(all) - len(here); n > 0 {
		fmt.Fprintf(out, "%s pending in other packages: %s status\n", message.Count(n, "result"), console.Invocation())
	}
	pending.ReportStale(out, stale)
	switch {
	case damaged != nil:
		err = damaged
	case len(t.BuildFailures) > 0:
		err = fmt.Errorf("%s not build: %s", message.CountOf(len(t.BuildFailures), "package does", "packages do"),
			strings.Join(t.BuildFailures, ", "))
	case len(t.FailedPackages) > 0 || len(here) > 0:
		err = exitcode.ErrPending
	}
	return here, err
}

// writePending lists results and the commands to run next. These are all results unless others wait elsewhere, which
// approve --all would take, too.
func writePending(out console.Console, results []pending.Result, all bool) {
	fmt.Fprintf(out, "%s for approval:\n", out.Style(term.Yellow,
		message.CountOf(len(results), "result waits", "results wait")))
	for _, r := range results {
		fmt.Fprintf(out, "  %s\n", term.Visible(r.Name()))
		if r.Reason != "" {
			fmt.Fprintf(out, "      %s\n", out.Style(term.Faint, term.Visible(r.Reason)))
		}
	}
	what := "NAME… or --all"
	if !all {
		what = "NAME…"
	}
	fmt.Fprintf(out, "next: %[1]s diff\n      %[1]s approve %[2]s\n", console.Invocation(), what)
}

func (t *Runner) passedText() string {
	return t.Out.Style(term.Green, fmt.Sprintf("%d passed", t.passedTests))
}

func (t *Runner) failedText() string {
	text := fmt.Sprintf("%d failed", t.failedTests)
	if t.failedTests == 0 {
		return text
	}
	return t.Out.Style(term.Red, text)
}
