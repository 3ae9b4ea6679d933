// Package doctor finds what keeps Assay from working well in a module: a second -update flag, Parquet files that tests
// cannot read, goldens that git hides, a damaged store, an old recipe for CI, a policy that is not read, an environment
// that changes what tests write.
package doctor

import (
	"context"
	"fmt"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/term"
)

// A finding is a problem and what to do about it.
type finding struct {
	text, advice string
}

// Examine runs all checks and prints what each finds.
func Examine(ctx context.Context, out console.Console, patterns []string) error {
	modules, err := workspace.Modules()
	if err != nil {
		return err
	}
	packages, err := listPackages(ctx, patterns)
	if err != nil {
		return err
	}
	problems := 0
	for _, check := range []struct {
		ok   string
		find func() ([]finding, error)
	}{
		{"the packages load", func() ([]finding, error) { return loadErrors(packages), nil }},
		{"one -update flag in each test binary", func() ([]finding, error) { return duplicateUpdateFlags(packages) }},
		{"every test package defines -update", func() ([]finding, error) { return packagesWithoutUpdate(packages), nil }},
		{"tests with Parquet files import Parquet", func() ([]finding, error) { return unlinkedParquet(packages) }},
		{
			"git tracks the goldens and shows their diffs",
			func() ([]finding, error) { return hiddenGoldens(ctx, modules, packages) },
		},
		{
			"the store of pending results is intact and not in git",
			func() ([]finding, error) { return storeFindings(ctx, modules), nil },
		},
		{"no recipe for CI is from an earlier Assay", func() ([]finding, error) { return oldRecipes(ctx) }},
		{policySummary(modules), func() ([]finding, error) { return policyFindings(ctx, modules), nil }},
		{"the environment does not change what tests write", func() ([]finding, error) { return environmentFindings(), nil }},
	} {
		found, err := check.find()
		if err != nil {
			return err
		}
		problems += len(found)
		if len(found) == 0 {
			fmt.Fprintf(out, "%s  %s\n", out.Style(term.Green, "ok"), check.ok)
		}
		for _, f := range found {
			fmt.Fprintf(out, "%s  %s\n    %s\n", out.Style(term.Red, "!!"), term.Visible(f.text),
				out.Style(term.Faint, term.Visible(f.advice)))
		}
	}
	if problems > 0 {
		return exitcode.ErrPending
	}
	return nil
}
