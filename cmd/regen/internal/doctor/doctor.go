// Package doctor checks a module for what keeps Assay from working well: a second -update flag, goldens that git hides, a
// damaged store, a policy that is not read, an environment that changes what tests write.
package doctor

import (
	"context"
	"fmt"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/term"
)

// A finding is something that doctor has found. Advice says what to do.
type finding struct {
	text, advice string
}

// Examine makes all checks and says what each has found.
func Examine(ctx context.Context, out console.Console, patterns []string) error {
	modules, err := workspace.Modules()
	if err != nil {
		return err
	}
	packages, err := listPackages(ctx, patterns)
	if err != nil {
		return err
	}
	ill := 0
	for _, check := range []struct {
		well string
		find func() ([]finding, error)
	}{
		{"the packages load", func() ([]finding, error) { return loadErrors(packages), nil }},
		{"one -update flag in each test binary", func() ([]finding, error) { return duplicateUpdateFlags(packages) }},
		{"every test package knows -update", func() ([]finding, error) { return packagesWithoutUpdate(packages), nil }},
		{"git keeps the goldens, and shows them", func() ([]finding, error) { return hiddenGoldens(ctx, modules, packages) }},
		{"the store of pending results is whole, and not in git", func() ([]finding, error) { return storeFindings(ctx, modules), nil }},
		{policySummary(modules), func() ([]finding, error) { return policyFindings(ctx, modules), nil }},
		{"the environment changes nothing", func() ([]finding, error) { return environmentFindings(), nil }},
	} {
		found, err := check.find()
		if err != nil {
			return err
		}
		ill += len(found)
		if len(found) == 0 {
			fmt.Fprintf(out, "%s  %s\n", out.Style(term.Green, "ok"), check.well)
		}
		for _, f := range found {
			fmt.Fprintf(out, "%s  %s\n    %s\n", out.Style(term.Red, "!!"), term.Visible(f.text), out.Style(term.Faint, term.Visible(f.advice)))
		}
	}
	if ill > 0 {
		return exitcode.ErrWork
	}
	return nil
}
