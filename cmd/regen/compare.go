package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/compare"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/term"
)

const compareLong = `compare runs the transforms of a git revision and those of the working tree on the
same generated inputs, and says whether their results ever differ. It is for
refactorings: goldens test the cases that somebody thought of.

The inputs are those of the tests' cases with loosened pins: a pinned cell keeps
its value, takes another pinned value of its column, or is generated. With --pins
kept, all pins stay. Results are compared with the options of the case.

compare builds the tests of both revisions and runs them: the code of the
revision runs, as it does in its tests. The revision's files are written to a
directory below .assay; neither the working tree nor the index changes, and no
hook runs.

--base is the merge base of HEAD and the revision, as in a pull request. --against
puts another function in the place of the one that a test passes to its adapter,
and compares these two.

Exit status: 0 no difference, 1 a transform differs, 2 something could not be
compared.`

const compareExample = `  regen compare --base HEAD
  regen compare --base origin/main ./billing -n 10000
  regen compare --base origin/main --format markdown >comment.md
  regen compare --against ./next.Revenue ./billing --run TestRevenue`

func newCompare() *cobra.Command {
	var o compare.Options
	var pins, format string
	var asJSON, write bool
	cmd := &cobra.Command{
		Use: "compare --base REVISION [PACKAGE…]", Short: "Run two revisions on the same inputs", Long: compareLong,
		Example: compareExample, ValidArgsFunction: completeDirs,
	}
	f := cmd.Flags()
	f.StringVar(&o.Base, "base", "", "the git `revision` to compare with")
	f.IntVarP(&o.Inputs, "inputs", "n", 1000, "the `number` of inputs of each transform")
	f.StringVar(&o.Against, "against", "", "compare with a rewrite, a `function` such as ./next.Revenue, instead")
	f.BoolVar(&write, "write", false, "add the smallest inputs on which transforms differ to fixtures, as cases")
	f.StringVar(&o.Run, "run", "", "compare the tests that this `expression` matches")
	f.StringVar(&pins, "pins", "loosened", "what happens to pins: `loosened` or kept")
	f.DurationVar(&o.Each, "timeout", 10*time.Second, "the most `time` of a run")
	f.DurationVar(&o.All, "time", 10*time.Minute, "the most `time` of the comparison")
	f.StringVarP(&format, "format", "f", "text", "the `format`: text, markdown or json")
	f.BoolVar(&asJSON, "json", false, "write JSON: {base, transforms, only_base, only_here, failed, notes}")
	completeFlag(cmd, "pins", "loosened", "kept")
	completeFlag(cmd, "format", compareFormats...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case o.Base == "" && o.Against == "":
			return errors.New("--base is missing: want a git revision, such as origin/main")
		case o.Base != "" && o.Against != "":
			return errors.New("--base and --against: want one of them")
		case o.Inputs < 1 || o.Inputs > mostInputs:
			return fmt.Errorf("-n %d: want a number from 1 to %d", o.Inputs, mostInputs)
		case o.Each <= 0 || o.All <= 0:
			return errors.New("--timeout and --time: want durations over 0, such as 10s")
		}
		if err := errors.Join(
			oneOf("--format", format, compareFormats...), oneOf("--pins", pins, "loosened", "kept"),
		); err != nil {
			return err
		}
		if write {
			if err := store.CheckCI(); err != nil {
				return err
			}
		}
		if o.Keep = pins == "kept"; asJSON {
			format = "json"
		}
		if o.Patterns = args; len(args) == 0 {
			o.Patterns = []string{"./..."}
		}
		errOut := console.New(cmd.ErrOrStderr())
		o.Progress = func(text string) {
			if errOut.Terminal {
				fmt.Fprintf(errOut, "\r\x1b[K%s", errOut.Style(term.Faint, term.Shorten(term.Visible(text), errOut.Width-1)))
			}
		}
		c, err := compare.Run(cmd.Context(), o)
		if errOut.Terminal {
			fmt.Fprint(errOut, "\r\x1b[K")
		}
		if err != nil {
			return err
		}
		out := console.New(cmd.OutOrStdout())
		switch format {
		case "json":
			err = term.WriteJSON(out, c)
		case "markdown":
			err = c.WriteMarkdown(out)
		default:
			c.WriteText(out)
		}
		if err == nil && write {
			err = writeDifferences(out, c, format == "text")
		}
		switch {
		case err != nil:
			return err
		case c.Differs():
			return exitcode.ErrPending
		case len(c.Failed) > 0:
			return fmt.Errorf("%d could not be compared", len(c.Failed))
		}
		return nil
	}
	return cmd
}

// writeDifferences adds the smallest inputs of differences to fixtures.
func writeDifferences(out console.Console, c *compare.Comparison, say bool) error {
	for _, t := range c.Transforms {
		if t.Difference == nil || t.Difference.Smallest == nil {
			continue
		}
		file, err := writeCase(t.Package, t.Difference.Smallest)
		if err != nil {
			return err
		}
		if say {
			fmt.Fprintf(out, "%s: case %s added\n", term.Visible(file), message.Quote(t.Difference.Smallest.Name))
		}
	}
	return nil
}

var compareFormats = []string{"text", "markdown", "json"}

// mostInputs is the most inputs of a transform.
const mostInputs = 10_000_000
