package main

import (
	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/scaffold"
)

const initLong = `init writes a first fixture, a test and its golden into a package, and runs the
test. They are small and meant to be changed: replace the function in the test
with yours, and the columns of the fixture with yours.

It overwrites no file. It adds the line for goldens to .gitattributes at the
module's root.`

const initExample = `  go get github.com/assay-go/assay
  regen init ./billing`

func newInit() *cobra.Command {
	cmd := &cobra.Command{
		Use: "init [DIR]", Short: "Write a first fixture, test and golden into a package", Long: initLong,
		Example: initExample,
		Args:    wantArgs(0, 1, "the directory of a package"), ValidArgsFunction: completeDirs,
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		dir := "."
		if len(args) > 0 {
			dir = args[0]
		}
		return scaffold.Init(cmd.Context(), console.New(cmd.OutOrStdout()), dir)
	}
	return cmd
}
