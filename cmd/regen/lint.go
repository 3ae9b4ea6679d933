package main

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/lint"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

const lintLong = `lint finds leftovers in the fixtures and goldens of the module, one a line, in
the format that editors know: file:line:col: message (rule).

  fixture       an error in a fixture
  not-loaded    a fixture that no Go file names
  case          cases of a test that does not exist
  dataset       a dataset that no code names
  pin           a pin of a column that no code names
  uses          uses of a column that the case does not generate
  golden-size   a golden over 400 lines or 20 KiB, whose diff reviews fold
  golden-reads  an unreadable golden: edited by hand, or with a merge conflict

It then counts the columns that expectations in sources leave out, as the last
run of their tests had them. They are not leftovers, but nothing compares them.

It runs nothing. It judges what code reads by the names in it, so a finding is
wrong only if code makes names at run time.`

const lintExample = `  regen lint`

func newLint() *cobra.Command {
	return &cobra.Command{
		Use: "lint", Short: "Find leftovers in fixtures and goldens", Long: lintLong, Example: lintExample,
		Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			modules, err := workspace.Modules()
			if err != nil {
				return err
			}
			out, found := console.New(cmd.OutOrStdout()), 0
			for _, m := range modules {
				findings, err := lint.Module(m.Dir)
				if err != nil {
					return err
				}
				for _, f := range findings {
					fmt.Fprintf(out, "%s:%d:%d: %s %s\n", workspace.Rel(f.File), f.Line, f.Col,
						term.Visible(f.Message), out.Style(term.Faint, "("+f.Rule+")"))
				}
				found += len(findings)
			}
			for _, m := range modules {
				if err := countLeftOut(out, m); err != nil {
					return err
				}
			}
			if found > 0 {
				return exitcode.ErrPending
			}
			return nil
		},
	}
}

// countLeftOut lists the columns of results that no expectation has.
func countLeftOut(out console.Console, m *workspace.Module) error {
	left, err := m.Store.Uncompared()
	if err != nil || len(left) == 0 {
		return err
	}
	columns := 0
	for _, names := range left {
		columns += len(names)
	}
	fmt.Fprintf(out, "%s not compared, since expectations leave them out:\n",
		message.CountOf(columns, "column is", "columns are"))
	for _, id := range slices.Sorted(maps.Keys(left)) {
		fmt.Fprintf(out, "  %s: %s\n", term.Visible(path.Join(m.Prefix, id)), term.Visible(message.List(left[id])))
	}
	return nil
}
