package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/term"
)

const pruneLong = `prune deletes obsolete goldens: those whose test is in no test file of the
package, whatever its build tags, and those whose test ran to its end and
declared its cases without them. A run of some tests or cases, or with skips,
makes nothing obsolete. It also deletes the stale results that status lists.

It lists what it will delete and asks; without a terminal it needs --yes. If a
golden is obsolete because its case was renamed, approve the result under the
new name instead, which moves the golden.`

const pruneExample = `  regen prune
  regen prune --yes`

func newPrune() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "prune", Short: "Delete obsolete goldens and stale results", Long: pruneLong, Example: pruneExample,
		Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "delete without asking")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := store.CheckCI(); err != nil {
			return err
		}
		modules, err := workspace.Modules()
		if err != nil {
			return err
		}
		left, err := findLeftovers(modules)
		if err != nil {
			return err
		}
		out := console.New(cmd.OutOrStdout())
		if len(left) == 0 {
			fmt.Fprintln(out, "nothing to do: no obsolete goldens, no stale results")
			return nil
		}
		for _, l := range left {
			fmt.Fprintf(out, "%s\n      %s\n", term.Visible(l.name), out.Style(term.Faint, term.Visible(l.reason)))
		}
		if !yes {
			if yes, err = confirmed(cmd.InOrStdin(), out, fmt.Sprintf("Delete %s?", countLeftovers(left))); err != nil {
				return err
			}
		}
		if !yes {
			return exitcode.ErrPending
		}
		return prune(out, left)
	}
	return cmd
}

// A leftover is an obsolete golden or a stale result.
type leftover struct {
	name   string // of a golden, its path
	reason string
	result bool
	remove func() error
}

func findLeftovers(modules []*workspace.Module) ([]leftover, error) {
	var goldens, results []leftover
	for _, m := range modules {
		status, err := m.Store.Status()
		if err != nil {
			return nil, err
		}
		for _, r := range status.Obsolete {
			goldens = append(goldens, leftover{m.RelPath(r.Golden), r.Reason, false, func() error { return m.Store.Prune(r) }})
		}
		for _, p := range status.Pending {
			if p.Stale != "" {
				name := pending.Result{Pending: p, Module: m}.Name()
				results = append(results, leftover{
					name, "stale result: " + p.Stale, true,
					func() error { return m.Store.PruneResult(p) },
				})
			}
		}
	}
	return append(goldens, results...), nil
}

// countLeftovers returns the number of goldens, of results, or of both.
func countLeftovers(left []leftover) string {
	results := 0
	for _, l := range left {
		if l.result {
			results++
		}
	}
	goldens := message.Count(len(left)-results, "golden")
	switch results {
	case 0:
		return goldens
	case len(left):
		return message.Count(results, "result")
	}
	return goldens + " and " + message.Count(results, "result")
}

func prune(out console.Console, left []leftover) error {
	var errs []error
	var gone []leftover
	for _, l := range left {
		if err := l.remove(); err != nil {
			errs = append(errs, err)
			continue
		}
		gone = append(gone, l)
	}
	fmt.Fprintf(out, "deleted %s\n", countLeftovers(gone))
	return errors.Join(errs...)
}

// confirmed asks a yes-or-no question. It returns an error if in is not a terminal.
func confirmed(in io.Reader, out io.Writer, question string) (bool, error) {
	if !console.IsTerminal(in) {
		return false, errors.New("stdin is not a terminal: use --yes to delete them")
	}
	fmt.Fprintf(out, "%s [y/N] ", question)
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes", nil
}
