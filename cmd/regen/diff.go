package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/goldendiff"
)

const diffLong = `diff compares pending results with their goldens. It prints a summary, each
changed cell as old -> new, and whether the inputs or the transform changed.

--base REVISION compares the goldens of the working tree with the merge base of
HEAD and the revision, as a pull request does. OLD..NEW compares two revisions
as they are; OLD...NEW compares NEW with their merge base. diff checks nothing
out.

markdown is cut to the size of a comment on a pull request and counts what is
left out; html is a self-contained page; junit is XML for CI servers, with a failure
for each golden; github writes GitHub Actions annotations.

` + namesHelp

const diffExample = `  regen diff
  regen diff TestReport --all
  regen diff --base origin/main --format markdown >comment.md
  regen diff --base v1.2.0..v1.3.0 ./billing`

func newDiff() *cobra.Command {
	var o goldendiff.Options
	cmd := &cobra.Command{
		Use: "diff [NAME…]", Short: "Compare pending results with their goldens", Long: diffLong, Example: diffExample,
		ValidArgsFunction: completeResults(false),
	}
	cmd.Flags().StringVarP(&o.Format, "format", "f", "text", "the `format`: text, markdown, html, json, junit or github")
	completeFlag(cmd, "format", goldendiff.Formats...)
	cmd.Flags().BoolVar(&o.All, "all", false, "show all rows and columns, however many")
	cmd.Flags().StringVar(&o.Base, "base", "", "compare goldens with those of a git `revision`")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("--format", o.Format, goldendiff.Formats...); err != nil {
			return err
		}
		if cmd.Flags().Changed("base") && o.Base == "" {
			return errors.New("--base is empty: want a git revision, such as origin/main")
		}
		differences, unread := o.Differences(cmd.Context(), args)
		if len(differences) > 0 || unread == nil {
			if err := o.Write(console.New(cmd.OutOrStdout()), differences); err != nil {
				return err
			}
		}
		if unread != nil {
			return unread
		}
		if len(differences) > 0 {
			return exitcode.ErrPending
		}
		return nil
	}
	return cmd
}
