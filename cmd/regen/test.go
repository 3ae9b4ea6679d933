package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/message"
	"github.com/spf13/cobra"
)

const testLong = `test runs the tests of the packages that import Assay, those of other packages
not, and says what they left to approve. Packages are named as for go test; the
default is ./... of the working directory. Flags after -- are for go test.

With --pins each pinned cell is changed to other legal values, one at a time, and
the pins that no golden depends on are listed, after the tests. That runs each
transform a few times for each pinned cell.

With --update the results become the goldens at once, in all these packages.
("go test ./... -update" does the same, but fails in a package that does not
import Assay, for which -update is no flag.) In CI this is refused, unless
ASSAY_UPDATE_IN_CI=1.

With --review a review of what they left follows, and the packages in which a result
was accepted are tested again.

Exit status: 0 all tests passed and nothing is pending in their packages, 1 a
test failed or a result waits for approval, 2 a package does not build or go test
cannot run.`

const testExample = `  regen test --review
  regen test ./billing/... -- -run TestReport -race
  regen test --update ./billing
  regen test --pins --pins-floor 90`

// testOptions are the flags of regen test.
type testOptions struct {
	update bool
	review bool
	leaks  string
	pinOptions
}

// leakModes are what a leak does.
var leakModes = []string{"fail", "warn", "off"}

func newTest() *cobra.Command {
	var o testOptions
	cmd := &cobra.Command{
		Use: "test [PACKAGE…] [-- FLAG…]", Short: "Run the tests, and say what is pending", Long: testLong, Example: testExample,
		ValidArgsFunction: completeDirs,
	}
	cmd.Flags().BoolVar(&o.update, "update", false, "write the goldens")
	cmd.Flags().BoolVar(&o.review, "review", false, "review what is pending then, and test anew what was accepted")
	cmd.Flags().StringVar(&o.leaks, "leaks", "", "what a leak does: `fail`, warn or off")
	completeFlag(cmd, "leaks", leakModes...)
	cmd.Flags().BoolVar(&o.pins, "pins", false, "list the pins that no golden depends on")
	cmd.Flags().IntVar(&o.floor, "pins-floor", 0, "fail where a golden depends on less than this `percent` of the pins")
	cmd.Flags().StringVar(&o.file, "pins-json", "", "write what is known of each pin into this `file`")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		patterns, flags := args, []string(nil)
		if n := cmd.ArgsLenAtDash(); n >= 0 {
			patterns, flags = args[:n], args[n:]
		}
		if len(patterns) == 0 {
			patterns = []string{"./..."}
		}
		return o.run(cmd.Context(), cmd.InOrStdin(), newConsole(cmd.OutOrStdout()), newConsole(cmd.ErrOrStderr()), patterns, flags)
	}
	return cmd
}

func (o *testOptions) check(flags []string) error {
	if o.leaks != "" {
		if err := oneOf("--leaks", o.leaks, leakModes...); err != nil {
			return err
		}
	}
	if err := o.pinOptions.check(); err != nil {
		return err
	}
	if o.update {
		if err := updateRefused(); err != nil {
			return err
		}
	}
	for _, f := range flags {
		if name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "="); name == "json" || name == "test.json" {
			return errors.New("-json is not for regen test: go test -json writes the events")
		}
	}
	return nil
}

func (o *testOptions) run(ctx context.Context, in io.Reader, out, errOut console, patterns, flags []string) error {
	if err := o.check(flags); err != nil {
		return err
	}
	if _, err := findModules(); err != nil {
		return err
	}
	packages, err := assayPackages(ctx, patterns)
	if err != nil {
		return err
	}
	if len(packages) == 0 {
		return fmt.Errorf("no package of %s imports %s in its tests", strings.Join(patterns, " "), assayPath)
	}
	t := &testRun{out: out, errOut: errOut.Writer}
	t.verbose = slices.ContainsFunc(flags, func(f string) bool { return strings.TrimLeft(f, "-") == "v" })
	var before goldens
	if o.update {
		t.env = []string{"GOLDIE_UPDATE=1"}
		before = goldensOf(packages)
	}
	for _, part := range o.parts(packages) {
		if err := t.run(ctx, part.packages, append(part.flags, flags...)); err != nil {
			return err
		}
	}
	if o.update {
		reportUpdates(out, before, goldensOf(packages))
	}
	waiting, err := summarize(out, t, packages)
	var pins error
	if o.asked() && len(t.broken) == 0 {
		pins = o.write(out, pinReportOf(t.pins, packages))
	}
	if o.review && len(waiting) > 0 && len(t.broken) == 0 {
		err = o.reviewed(ctx, in, out, t, packages, waiting, flags)
	}
	if pins != nil && (err == nil || errors.Is(err, errWork)) {
		return pins // more than pending work, perhaps: a file that cannot be written
	}
	return err
}

// reviewed lets a person decide about the results of a run, and tests the packages anew in which one was accepted.
func (o *testOptions) reviewed(ctx context.Context, in io.Reader, out console, t *testRun, packages []testPackage, waiting []result, flags []string) error {
	fmt.Fprintln(out)
	accepted, err := runReview(ctx, in, out, waiting, "", inTerminal)
	if err != nil && !errors.Is(err, errWork) {
		return err
	}
	again := slices.DeleteFunc(slices.Clone(packages), func(p testPackage) bool {
		return !slices.ContainsFunc(waiting, func(r result) bool { return p.holds(r) && slices.Contains(accepted, r.name()) })
	})
	if len(again) == 0 {
		return errWork
	}
	fmt.Fprintln(out)
	second := &testRun{out: t.out, errOut: t.errOut, verbose: t.verbose}
	for _, part := range o.parts(again) {
		if err := second.run(ctx, part.packages, append(part.flags, flags...)); err != nil {
			return err
		}
	}
	_, err = summarize(out, second, again)
	left := slices.ContainsFunc(t.wrong, func(path string) bool {
		return !slices.ContainsFunc(again, func(p testPackage) bool { return p.path == path })
	})
	if err == nil && left {
		return errWork // a package that failed, and in which nothing was accepted
	}
	return err
}

// A testPart is packages that get the same flags.
type testPart struct {
	packages []testPackage
	flags    []string
}

// parts parts the packages where there are flags that only the harness knows.
func (o *testOptions) parts(packages []testPackage) []testPart {
	var with, without testPart
	if o.leaks != "" {
		with.flags = append(with.flags, "-assay.leaks="+o.leaks)
	}
	if o.asked() {
		with.flags = append(with.flags, "-assay.pins")
	}
	if with.flags == nil {
		return []testPart{{packages: packages}}
	}
	for _, p := range packages {
		if p.harness {
			with.packages = append(with.packages, p)
		} else {
			without.packages = append(without.packages, p)
		}
	}
	return slices.DeleteFunc([]testPart{with, without}, func(p testPart) bool { return len(p.packages) == 0 })
}

// summarize says how the run ended and what to do next. It returns the results that wait in the packages.
func summarize(out console, t *testRun, packages []testPackage) ([]result, error) {
	modules, err := modulesOf(packages)
	if err != nil {
		return nil, err
	}
	all, err := pendingResults(modules)
	if err != nil {
		return nil, err
	}
	all, stale, err := waitingOf(all, nil)
	if err != nil {
		return nil, err
	}
	here := slices.DeleteFunc(slices.Clone(all), func(r result) bool {
		return !slices.ContainsFunc(packages, func(p testPackage) bool { return p.holds(r) })
	})
	fmt.Fprintf(out, "\n%s, %s in %s\n", t.passedText(), t.failedText(), message.Count(len(packages), "package"))
	if len(here) > 0 {
		writePending(out, here)
	}
	if n := len(all) - len(here); n > 0 {
		fmt.Fprintf(out, "%s pending in other packages: %s status\n", message.Count(n, "result"), invocation())
	}
	noteStale(out, stale)
	switch {
	case len(t.broken) > 0:
		err = fmt.Errorf("%s not build: %s", message.CountOf(len(t.broken), "package does", "packages do"), strings.Join(t.broken, ", "))
	case len(t.wrong) > 0 || len(here) > 0:
		err = errWork
	}
	return here, err
}

func (t *testRun) passedText() string { return t.out.style(green, fmt.Sprintf("%d passed", t.passed)) }

func (t *testRun) failedText() string {
	text := fmt.Sprintf("%d failed", t.failed)
	if t.failed == 0 {
		return text
	}
	return t.out.style(red, text)
}

// writePending lists results and the commands that come next.
func writePending(out console, results []result) {
	fmt.Fprintf(out, "%s for approval:\n", out.style(yellow, message.CountOf(len(results), "result waits", "results wait")))
	for _, r := range results {
		fmt.Fprintf(out, "  %s\n", visible(r.name()))
		if r.Reason != "" {
			fmt.Fprintf(out, "      %s\n", out.style(dim, visible(r.Reason)))
		}
	}
	fmt.Fprintf(out, "next: %[1]s diff\n      %[1]s approve NAME… or --all\n", invocation())
}
