package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

const rootLong = `regen generates test data from fixtures, runs the tests that compare results
with goldens, and shows, approves and rejects results that differ.

Run it anywhere inside a Go module. A module that tests with Assay adds it once,
at the version in its go.mod, and then runs it without installing anything:

  go get -tool github.com/assay-go/assay/cmd/regen
  go tool regen status

Exit status: 0 nothing to do, 1 differences or results waiting for approval, 2
a usage error or a failure. ("go run" reports every status but 0 as 1.)

Environment: ASSAY_DIR moves the directory of pending results, which is .assay
at the module's root. NO_COLOR turns colors off. In CI no command writes or
deletes a golden unless ASSAY_UPDATE_IN_CI=1.`

const rootExample = `  regen test ./...       run the tests and list what is pending
  regen diff             see the differences
  regen approve --all    make the results the goldens`

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "regen",
		Short:         "Generate test data and review what changed in goldens",
		Long:          rootLong,
		Example:       rootExample,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          wrongWord,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(wrongFlag)
	root.SetUsageFunc(usage)
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(
		newGen(),
		newTest(),
		newShrink(),
		newWhy(),
		newStatus(),
		newDiff(),
		newCompare(),
		newReview(),
		newApprove(),
		newReject(),
		newInline(),
		newExtract(),
		newPrune(),
		newShow(),
		newInfer(),
		newCapture(),
		newInit(),
		newDBT(),
		newDoctor(),
		newLint(),
		newFmt(),
		newGit(),
		newSchema(),
		newCompletion(),
		newMan(),
	)
	root.SetHelpCommand(newHelp())
	root.InitDefaultHelpCmd()
	cobra.EnableCommandSorting = false
	return root
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Help about a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if of, _, err := cmd.Root().Find(args); err == nil {
				for _, c := range of.Commands() {
					if c.IsAvailableCommand() {
						names = append(names, c.Name())
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			of := cmd.Root()
			for _, word := range args {
				at := slices.IndexFunc(of.Commands(), func(c *cobra.Command) bool { return c.Name() == word })
				if at < 0 {
					return wrongWord(of, []string{word})
				}
				of = of.Commands()[at]
			}
			return of.Help()
		},
	}
}

// usage writes the usage of a command, its flags and its examples, within 80 columns.
func usage(cmd *cobra.Command) error {
	out := cmd.OutOrStderr()
	fmt.Fprintf(out, "Usage:\n  %s\n", cmd.UseLine())
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(out, "\nCommands:\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(out, "  %-*s %s\n", cmd.NamePadding(), c.Name(), c.Short)
			}
		}
	}
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(out, "\nFlags:\n%s", cmd.LocalFlags().FlagUsagesWrapped(79))
	}
	if cmd.HasExample() {
		fmt.Fprintf(out, "\nExamples:\n%s\n", cmd.Example)
	}
	return nil
}
