package main

import (
	"fmt"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/lint"
	"github.com/assay-go/assay/cmd/regen/internal/shell"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
	"github.com/spf13/cobra"
)

const lintLong = `lint finds what is left over in the fixtures and goldens of the module, a line each,
in the format that editors know: file:line:col: message (rule).

  fixture       what is wrong with a fixture
  not-loaded    a fixture that no Go file names
  case          cases of a test that is not there
  dataset       a dataset that no code names
  pin           a pin of a column that no code names
  uses          uses of a column in which a case draws nothing
  golden-size   a golden over 400 lines or 20 KiB, whose diff reviews fold
  golden-reads  a golden that cannot be read: edited by hand, or a conflict

It runs nothing: what code reads is told by the names in it, so that what lint
finds is left over, but for names that are made at run time.`

const lintExample = `  regen lint
  regen lint --fix`

func newLint() *cobra.Command {
	var fix bool
	cmd := &cobra.Command{
		Use: "lint", Short: "Find what is left over in fixtures and goldens", Long: lintLong, Example: lintExample,
		Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().BoolVar(&fix, "fix", false, "remove uses that nothing is drawn in, with the comments right above")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		modules, err := workspace.Modules()
		if err != nil {
			return err
		}
		out := console.New(cmd.OutOrStdout())
		left, fixable := 0, 0
		for _, m := range modules {
			found, err := lint.Module(m.Dir)
			if err != nil {
				return err
			}
			if fix {
				all := len(found)
				if found, err = lint.Fix(found); err != nil {
					return err
				}
				if n := all - len(found); n > 0 {
					fmt.Fprintf(out, "removed %s\n", message.Count(n, "item"))
				}
			}
			for _, f := range found {
				if f.Fixable() {
					fixable++
				}
				fmt.Fprintf(out, "%s:%d:%d: %s %s\n", workspace.FromHere(f.File), f.Line, f.Col, term.Visible(f.Message), out.Style(term.Faint, "("+f.Rule+")"))
			}
			left += len(found)
		}
		if left == 0 {
			return nil
		}
		if fixable > 0 {
			fmt.Fprintf(out, "next: %s lint --fix removes %d of %d\n", shell.Invocation(), fixable, left)
		}
		return exitcode.ErrWork
	}
	return cmd
}
