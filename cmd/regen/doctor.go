package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

const doctorLong = `doctor looks for what keeps Assay from working well here, and says what to do:

  a second -update flag in a package, which makes its tests panic at their start
  packages whose tests do not know -update, so that go test ./... -update fails
  goldens that git ignores, hides in diffs, or checks out with other line ends
  a store of pending results that git tracks, or that is damaged
  a policy of approvals that cannot be read, has another name, or is not in git
  environment variables and go flags that change what tests write

It changes nothing.`

const doctorExample = `  regen doctor
  regen doctor ./billing/...`

// A finding is something that doctor has found. Advice says what to do.
type finding struct {
	text, advice string
}

func newDoctor() *cobra.Command {
	return &cobra.Command{
		Use: "doctor [PACKAGE…]", Short: "Look for what keeps Assay from working well", Long: doctorLong, Example: doctorExample,
		ValidArgsFunction: completeDirs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"./..."}
			}
			return examine(cmd.Context(), newConsole(cmd.OutOrStdout()), args)
		},
	}
}

// examine makes all checks and says what each has found.
func examine(ctx context.Context, out console, patterns []string) error {
	modules, err := findModules()
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
		{"the packages load", func() ([]finding, error) { return notLoaded(packages), nil }},
		{"one -update flag in each test binary", func() ([]finding, error) { return secondUpdateFlags(packages) }},
		{"every test package knows -update", func() ([]finding, error) { return strangersToUpdate(packages), nil }},
		{"git keeps the goldens, and shows them", func() ([]finding, error) { return hiddenGoldens(ctx, modules, packages) }},
		{"the store of pending results is whole, and not in git", func() ([]finding, error) { return storeFindings(ctx, modules), nil }},
		{policyWell(modules), func() ([]finding, error) { return policyFindings(ctx, modules), nil }},
		{"the environment changes nothing", func() ([]finding, error) { return environmentFindings(), nil }},
	} {
		found, err := check.find()
		if err != nil {
			return err
		}
		ill += len(found)
		if len(found) == 0 {
			fmt.Fprintf(out, "%s  %s\n", out.style(green, "ok"), check.well)
		}
		for _, f := range found {
			fmt.Fprintf(out, "%s  %s\n    %s\n", out.style(red, "!!"), visible(f.text), out.style(dim, visible(f.advice)))
		}
	}
	if ill > 0 {
		return errWork
	}
	return nil
}
