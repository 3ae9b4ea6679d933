package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/assay-go/assay/golden"
	"github.com/spf13/cobra"
)

const pruneLong = `prune deletes obsolete goldens: those whose test is gone from the test files of its
package, whatever their build tags, and those whose test ran to its end and
declared its cases without them. A run of some tests, of some cases, or with
skips makes nothing obsolete.

It lists them and asks. Where it cannot ask, it deletes with --yes only. A golden
that a renamed case left behind is better approved under its new name, which
moves it.`

const pruneExample = `  regen prune
  regen prune --yes`

func newPrune() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "prune", Short: "Delete obsolete goldens", Long: pruneLong, Example: pruneExample,
		Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := golden.RefusedInCI(); err != nil {
			return err
		}
		modules, err := findModules()
		if err != nil {
			return err
		}
		obsolete, err := findObsolete(modules)
		if err != nil {
			return err
		}
		out := newConsole(cmd.OutOrStdout())
		if len(obsolete) == 0 {
			fmt.Fprintln(out, "nothing to do: no golden is obsolete")
			return nil
		}
		for _, o := range obsolete {
			fmt.Fprintf(out, "%s\n      %s\n", visible(o.module.path(o.Golden)), out.style(dim, visible(o.Reason)))
		}
		if !yes {
			if yes, err = ask(cmd.InOrStdin(), out, fmt.Sprintf("Delete %s?", count(len(obsolete), "golden"))); err != nil {
				return err
			}
		}
		if !yes {
			return errWork
		}
		return prune(out, obsolete)
	}
	return cmd
}

// An obsoleteGolden is a golden that no test declares, and its module.
type obsoleteGolden struct {
	golden.Ref
	module *module
}

func findObsolete(modules []*module) ([]obsoleteGolden, error) {
	var found []obsoleteGolden
	for _, m := range modules {
		status, err := m.store.Status()
		if err != nil {
			return nil, err
		}
		for _, r := range status.Obsolete {
			found = append(found, obsoleteGolden{r, m})
		}
	}
	return found, nil
}

func prune(out console, obsolete []obsoleteGolden) error {
	var errs []error
	deleted := 0
	for _, o := range obsolete {
		if err := o.module.store.Prune(o.Ref); err != nil {
			errs = append(errs, err)
			continue
		}
		deleted++
	}
	fmt.Fprintf(out, "deleted %s\n", count(deleted, "golden"))
	return errors.Join(errs...)
}

// ask asks a question that is answered with yes or no, and is an error where nobody is there to answer.
func ask(in io.Reader, out io.Writer, question string) (bool, error) {
	if !atTerminal(in) {
		return false, errors.New("nobody is here to answer: say --yes to delete them")
	}
	fmt.Fprintf(out, "%s [y/N] ", question)
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes", nil
}
