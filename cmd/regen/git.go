package main

import (
	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/git"
)

// newDiffDriver is the command that git runs as diff.assay.command.
func newDiffDriver() *cobra.Command {
	return &cobra.Command{
		Use: "show-diff PATH OLD HASH MODE NEW HASH MODE [NEWPATH LINES]", Hidden: true, Args: cobra.MinimumNArgs(1),
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return git.ShowDiff(console.New(cmd.OutOrStdout()), args)
		},
	}
}

// newTextDriver is the command that git runs as diff.assay.textconv, with a file. git compares the lines that it
// prints.
func newTextDriver() *cobra.Command {
	return &cobra.Command{
		Use: "show-cells FILE", Hidden: true, Args: cobra.ExactArgs(1), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return git.ShowCells(cmd.Context(), cmd.OutOrStdout(), args[0])
		},
	}
}

// newMergeDriver is the command that git runs as merge.assay.driver: with the base, our and their file, the length of
// conflict marks, and the path of the golden. It writes the result into our file and exits with 0 if nothing conflicts.
func newMergeDriver() *cobra.Command {
	return &cobra.Command{
		Use: "merge-golden BASE OURS THEIRS MARKS PATH", Hidden: true, Args: cobra.ExactArgs(5), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return git.MergeGolden(cmd.Context(), console.New(cmd.ErrOrStderr()), args[0], args[1], args[2], args[3], args[4])
		},
	}
}

const gitLong = `git makes git show and merge goldens by row and cell.

install sets a diff driver and a merge driver in this clone, and writes the
lines for them into .gitattributes: commit that file. Then

  git diff              shows differences of goldens as regen diff does
  git log -p, git show  show the cells that a commit changed, one a line; with
                        --ext-diff they show the same as git diff
  git diff >FILE        writes plain lines, which git apply takes; to a pipe it
                        does so with --no-ext-diff
  git add -p            works on plain lines as before
  git merge, rebase     merge keyed goldens in which two branches changed different
                        rows or columns, and show true conflicts by cell

Without the drivers, and in hosted reviews, goldens are shown and merged as
plain lines.`

const gitExample = `  regen git install
  regen git uninstall`

func newGit() *cobra.Command {
	cmd := &cobra.Command{
		Use: "git", Short: "Make git show and merge goldens by cell", Long: gitLong, Example: gitExample,
		Args: wrongWord, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "install", Short: "Set the drivers in this clone and write .gitattributes", Example: "  regen git install",
			Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return git.InstallDrivers(cmd.Context(), console.New(cmd.OutOrStdout()))
			},
		},
		&cobra.Command{
			Use: "uninstall", Short: "Remove the drivers and their lines", Example: "  regen git uninstall",
			Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return git.UninstallDrivers(cmd.Context(), console.New(cmd.OutOrStdout()))
			},
		},
		newDiffDriver(), newTextDriver(), newMergeDriver(),
	)
	return cmd
}
