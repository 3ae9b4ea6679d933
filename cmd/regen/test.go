package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/approval"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/gotest"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/term"
)

const testLong = `test runs the tests of the packages that import Assay, skips other packages, and
lists the results that wait for approval. Name packages as for go test; the
default is ./... in the working directory. Flags after -- are for go test.

--pins changes each pinned cell to other legal values, one at a time, and lists
the pins that no golden depends on after the tests. It runs each transform a few
times for each pinned cell.

--update makes the results the goldens at once. ("go test ./... -update" does
the same but fails in packages that do not import Assay, which lack the flag.)
In CI it is refused unless ASSAY_UPDATE_IN_CI=1.

--engine runs the tests of transforms in SQL on each of these engines in turn, among
those that a test offers with sqltest.OneOf, and lists the tests that end
differently. With --update, the first engine writes the goldens, and the others
are compared with them.

--review reviews the pending results after the tests, and then reruns the
packages in which you accepted a result.

Exit status: 0 all tests passed and nothing is pending in their packages, 1 a
test failed or a result waits for approval, 2 a package does not build or go
test cannot run.`

const testExample = `  regen test --review
  regen test ./billing/... -- -run TestReport -race
  regen test --update ./billing
  regen test --engine duckdb,postgres ./reports
  regen test --pins --pins-floor 90`

// testOptions are the flags of regen test.
type testOptions struct {
	update bool
	review bool
	leaks  string
	// engines are the names of the engines on which transforms in SQL run, in turn.
	engines []string
	gotest.PinOptions
}

// leakModes are the values of --leaks.
var leakModes = []string{"fail", "warn", "off"}

func newTest() *cobra.Command {
	var o testOptions
	cmd := &cobra.Command{
		Use: "test [PACKAGE…] [-- FLAG…]", Short: "Run the tests and list what is pending", Long: testLong,
		Example:           testExample,
		ValidArgsFunction: completeDirs,
	}
	cmd.Flags().BoolVar(&o.update, "update", false, "write the goldens")
	cmd.Flags().BoolVar(&o.review, "review", false,
		"review pending results after the tests, then test accepted ones again")
	cmd.Flags().StringVar(&o.leaks, "leaks", "", "what happens on a leak: `fail`, warn or off")
	completeFlag(cmd, "leaks", leakModes...)
	cmd.Flags().StringSliceVar(&o.engines, "engine", nil,
		"run transforms in SQL on these `engines`, such as duckdb,postgres, and compare them")
	cmd.Flags().BoolVar(&o.Pins, "pins", false, "list the pins that no golden depends on")
	cmd.Flags().IntVar(&o.Floor, "pins-floor", 0, "fail if goldens depend on less than this `percent` of the pins")
	cmd.Flags().StringVar(&o.File, "pins-json", "", "write what is known about each pin to this `file`")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		patterns, flags := args, []string(nil)
		if n := cmd.ArgsLenAtDash(); n >= 0 {
			patterns, flags = args[:n], args[n:]
		}
		if len(patterns) == 0 {
			patterns = []string{"./..."}
		}
		return o.run(cmd.Context(), cmd.InOrStdin(), console.New(cmd.OutOrStdout()), console.New(cmd.ErrOrStderr()), patterns,
			flags)
	}
	return cmd
}

func (o *testOptions) check(flags []string) error {
	if o.leaks != "" {
		if err := oneOf("--leaks", o.leaks, leakModes...); err != nil {
			return err
		}
	}
	if err := o.PinOptions.Check(); err != nil {
		return err
	}
	if len(o.engines) > 0 && (o.review || o.Asked()) {
		return errors.New("--engine: it cannot be combined with --review or --pins: run them on one engine")
	}
	if o.update {
		if err := approval.CheckUpdate(); err != nil {
			return err
		}
	}
	for _, f := range flags {
		if name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "="); name == "json" || name == "test.json" {
			return errors.New("-json: not a flag of regen test: use go test -json for events")
		}
	}
	return nil
}

func (o *testOptions) run(ctx context.Context, in io.Reader, out, errOut console.Console,
	patterns, flags []string,
) error {
	if err := o.check(flags); err != nil {
		return err
	}
	if o.review && !fullScreen(in, out) {
		return noTerminal()
	}
	if _, err := workspace.Modules(); err != nil {
		return err
	}
	packages, err := gotest.Packages(ctx, patterns)
	if err != nil {
		return err
	}
	if len(packages) == 0 {
		return fmt.Errorf("%s: no tests import %s", strings.Join(patterns, " "), workspace.AssayPath)
	}
	if len(o.engines) > 0 {
		return o.onEngines(ctx, out, errOut, packages, flags)
	}
	t, err := o.test(ctx, out, errOut, packages, flags, o.update)
	if err != nil {
		return err
	}
	waiting, err := gotest.Summarize(out, t, packages)
	var pins error
	if o.Asked() && len(t.BuildFailures) == 0 {
		pins = o.WritePins(out, gotest.NewPinReport(t.Pins, packages))
	}
	if o.review && len(waiting) > 0 && len(t.BuildFailures) == 0 {
		err = o.reviewed(ctx, in, out, t, packages, waiting, flags)
	}
	if pins != nil && (err == nil || errors.Is(err, exitcode.ErrPending)) {
		return pins // it may be more than pending work: a file that cannot be written
	}
	return err
}

// test runs the tests once, with more variables in the environment.
func (o *testOptions) test(ctx context.Context, out, errOut console.Console, packages []gotest.Package,
	flags []string, update bool, env ...string,
) (*gotest.Runner, error) {
	t := &gotest.Runner{Out: out, ErrOut: errOut.Writer, Env: env}
	t.Verbose = slices.ContainsFunc(flags, func(f string) bool { return strings.TrimLeft(f, "-") == "v" })
	var before gotest.Recorded
	if update {
		t.Env = append(t.Env, "GOLDIE_UPDATE=1")
		before = gotest.Record(packages)
	}
	for _, part := range o.parts(packages) {
		if err := t.Run(ctx, part.packages, append(part.flags, flags...)); err != nil {
			return nil, err
		}
	}
	if update {
		gotest.ReportUpdates(out, before, gotest.Record(packages))
	}
	return t, nil
}

// onEngines runs the tests of transforms in SQL on one engine after another, and compares how they end.
func (o *testOptions) onEngines(ctx context.Context, out, errOut console.Console, packages []gotest.Package,
	flags []string,
) error {
	packages = slices.DeleteFunc(packages, func(p gotest.Package) bool { return !p.SQL })
	if len(packages) == 0 {
		return fmt.Errorf("--engine: none of these packages tests transforms in SQL: they do not import %s/table/sqltest",
			workspace.AssayPath)
	}
	runs := make([]*gotest.Runner, len(o.engines))
	for i, engine := range o.engines {
		fmt.Fprintf(out, "engine %s\n", term.Visible(engine))
		t, err := o.test(ctx, out, errOut, packages, flags, o.update && i == 0, "ASSAY_ENGINE="+engine)
		if err != nil {
			return err
		}
		if _, err := gotest.Summarize(out, t, packages); err != nil && !errors.Is(err, exitcode.ErrPending) {
			return err
		}
		fmt.Fprintln(out)
		runs[i] = t
	}
	return gotest.CompareEngines(out, o.engines, runs)
}

// reviewed lets a person decide about the results of a run, and tests the packages with accepted results again.
func (o *testOptions) reviewed(ctx context.Context, in io.Reader, out console.Console, t *gotest.Runner,
	packages []gotest.Package, waiting []pending.Result, flags []string,
) error {
	fmt.Fprintln(out)
	accepted, err := runReview(ctx, in, out, waiting, "", inTerminal)
	if err != nil && !errors.Is(err, exitcode.ErrPending) {
		return err
	}
	again := slices.DeleteFunc(slices.Clone(packages), func(p gotest.Package) bool {
		return !slices.ContainsFunc(waiting, func(r pending.Result) bool {
			return p.Contains(r) && slices.Contains(accepted, r.Name())
		})
	})
	if len(again) == 0 {
		return exitcode.ErrPending
	}
	fmt.Fprintln(out)
	second := &gotest.Runner{Out: t.Out, ErrOut: t.ErrOut, Verbose: t.Verbose}
	for _, part := range o.parts(again) {
		if err := second.Run(ctx, part.packages, append(part.flags, flags...)); err != nil {
			return err
		}
	}
	_, err = gotest.Summarize(out, second, again)
	left := slices.ContainsFunc(t.FailedPackages, func(path string) bool {
		return !slices.ContainsFunc(again, func(p gotest.Package) bool { return p.Path == path })
	})
	if err == nil && left {
		return exitcode.ErrPending // a package failed, and nothing was accepted in it
	}
	return err
}

// A testPart is a group of packages that get the same flags.
type testPart struct {
	packages []gotest.Package
	flags    []string
}

// parts groups the packages by flags: only packages that link the harness know its flags.
func (o *testOptions) parts(packages []gotest.Package) []testPart {
	var with, without testPart
	if o.leaks != "" {
		with.flags = append(with.flags, "-assay.leaks="+o.leaks)
	}
	if o.Asked() {
		with.flags = append(with.flags, "-assay.pins")
	}
	if with.flags == nil {
		return []testPart{{packages: packages}}
	}
	for _, p := range packages {
		if p.Harness {
			with.packages = append(with.packages, p)
		} else {
			without.packages = append(without.packages, p)
		}
	}
	return slices.DeleteFunc([]testPart{with, without}, func(p testPart) bool { return len(p.packages) == 0 })
}
