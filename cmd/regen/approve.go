package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

const approveLong = `approve makes pending results the goldens. It says of each what it accepts, and
refuses a result whose golden has changed since the test ran.

` + namesHelp + `

More than 20 at once need --expect with their number, so that nobody approves
what they have not counted.`

const approveExample = `  regen approve TestReport/no_orders
  regen approve --all
  regen approve ./billing --only added
  regen approve --all --expect 37`

const rejectLong = `reject removes pending results; the goldens stay. Their tests go on failing until
the code gives the old result again.

` + namesHelp

const rejectExample = `  regen reject TestReport/no_orders
  regen reject --all`

// manyResults is how many results are decided at once without --expect.
const manyResults = 20

// A decision is what approve and reject do with the results that are selected.
type decision struct {
	all    bool
	expect int
	done   string // "approved", "rejected"
	decide func(result) error
}

func newApprove() *cobra.Command {
	return newDecision("approve [NAME…]", "Make pending results the goldens", approveLong, approveExample,
		decision{done: "approved", decide: func(r result) error { return r.module.store.Approve(r.Pending) }})
}

func newReject() *cobra.Command {
	return newDecision("reject [NAME…]", "Remove pending results; the goldens stay", rejectLong, rejectExample,
		decision{done: "rejected", decide: func(r result) error { return r.module.store.Reject(r.Pending) }})
}

func newDecision(use, short, long, example string, d decision) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Long: long, Example: example, ValidArgsFunction: completeResults}
	flags := cmd.Flags()
	flags.BoolVar(&d.all, "all", false, "all that are pending")
	flags.IntVar(&d.expect, "expect", 0, "refuse unless `n` results are selected")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		modules, err := findModules()
		if err != nil {
			return err
		}
		pending, err := pendingResults(modules)
		if err != nil {
			return err
		}
		if len(pending) == 0 && len(args) == 0 {
			fmt.Fprintln(cmd.OutOrStdout(), nothingPending)
			return nil
		}
		chosen, err := d.choose(pending, args, cmd.Flags().Changed("expect"))
		if err != nil {
			return err
		}
		return d.run(newConsole(cmd.OutOrStdout()), chosen)
	}
	return cmd
}

// choose returns the results that the arguments and flags select.
func (d *decision) choose(pending []result, patterns []string, expected bool) ([]result, error) {
	switch {
	case len(patterns) == 0 && !d.all:
		return nil, fmt.Errorf("which of %s? Name them, or say --all", count(len(pending), "pending result"))
	case len(patterns) > 0 && d.all:
		return nil, errors.New("either names or --all, not both")
	}
	chosen, err := choose(pending, patterns)
	switch {
	case err != nil:
		return nil, err
	case expected && len(chosen) != d.expect:
		return nil, fmt.Errorf("%s selected, %d expected: nothing is %s", count(len(chosen), "result"), d.expect, d.done)
	case len(chosen) > manyResults && !expected:
		return nil, fmt.Errorf("%d results at once: say --expect %d if these are what you mean", len(chosen), len(chosen))
	}
	return chosen, nil
}

// run decides the results one by one. One that cannot be decided does not keep the others from it.
func (d *decision) run(out console, chosen []result) error {
	var errs []error
	for _, r := range chosen {
		if err := d.decide(r); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", r.name(), err))
			continue
		}
		fmt.Fprintf(out, "%s %s\n", d.done, visible(r.name()))
	}
	return errors.Join(errs...)
}
