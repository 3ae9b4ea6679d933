package main

import (
	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/git"
)

// newDiffDriver is what git calls as diff.assay.command: with a path and old and new as file, hash and mode each, and of a
// rename with the new path and git's lines about it.
func newDiffDriver() *cobra.Command {
	return &cobra.Command{
		Use: "show-diff PATH OLD HASH MODE NEW HASH MODE [NEWPATH LINES]", Hidden: true, Args: cobra.MinimumNArgs(1), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return git.ShowDiff(console.New(cmd.OutOrStdout()), args)
		},
	}
}

// newTextDriver is what git calls as diff.assay.textconv: with a file, whose lines it compares.
func newTextDriver() *cobra.Command {
	return &cobra.Command{
		Use: "show-cells FILE", Hidden: true, Args: cobra.ExactArgs(1), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return git.ShowCells(cmd.Context(), cmd.OutOrStdout(), args[0])
		},
	}
}

// newMergeDriver is what git calls as merge.assay.driver: with the files of the base, ours and theirs, the length of the
// marks, and the path. The result goes into the file of ours; the status is 0 where it has no conflict.
func newMergeDriver() *cobra.Command {
	return &cobra.Command{
		Use: "merge-golden BASE OURS THEIRS MARKS PATH", Hidden: true, Args: cobra.ExactArgs(5), DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return git.MergeGolden(cmd.Context(), console.New(cmd.ErrOrStderr()), args[0], args[1], args[2], args[3], args[4])
		},
	}
}

const gitLong = `git makes git show and merge goldens by row and cell.

install sets, in this clone, a diff driver and a merge driver, and writes the lines
for them into .gitattributes, which is committed. Then

  git diff              shows what differs in goldens as regen diff does
  git log -p, git show  show the cells, a line each, that a commit changed, and with
                        --ext-diff the same as git diff
  git diff >FILE        writes plain lines, which git apply takes; into a pipe they
                        come with --no-ext-diff
  git add -p            works on plain lines as before
  git merge, rebase     merge keyed goldens in which two branches changed different
                        rows or columns, and show true conflicts by cell

Who has not installed it, and hosted reviews, see and merge plain lines.`

const gitExample = `  regen git install
  regen git uninstall`

func newGit() *cobra.Command {
	cmd := &cobra.Command{
		Use: "git", Short: "Make git show and merge goldens by cell", Long: gitLong, Example: gitExample,
		Args: wrongWord, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "install", Short: "Set the drivers in this clone, and write .gitattributes", Example: "  regen git install",
			Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return git.InstallDrivers(cmd.Context(), console.New(cmd.OutOrStdout()))
			},
		},
		&cobra.Command{
			Use: "uninstall", Short: "Take both back", Example: "  regen git uninstall",
			Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return git.UninstallDrivers(cmd.Context(), console.New(cmd.OutOrStdout()))
			},
		},
		newDiffDriver(), newTextDriver(), newMergeDriver(),
	)
	return cmd
}
