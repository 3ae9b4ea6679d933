package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/approval"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
)

const approveLong = `approve makes pending results the goldens and prints what changes in each. It
refuses a result whose golden has changed since the test ran, and a stale one,
whose case no longer exists (see status). If it selects other results too, it
skips stale results and those that it cannot read, and reports them.

` + namesHelp + `

--only selects results if all their changes belong to the given classes:
  added, removed, changed, moved   rows
  became-null, became-value        cells
  column:NAME                      all changes of one column
  schema                           columns added, removed, renamed or retyped
  renamed, retyped                 columns
  missing                          no golden yet
  inputs                           all changes of a result if its inputs changed

To approve more than 20 results at once, confirm their number with --expect.

The project's policy, .assay.yaml at the module's root, can limit how much is
approved at once, hold classes of changes back until --release, and require a
--reason. Reasons are kept beside the goldens, where a pull request shows them.`

const approveExample = `  regen approve TestReport/no_orders
  regen approve --all
  regen approve ./billing --only added
  regen approve --all --expect 37
  regen approve --all --only removed --release removed --reason 'no trial orders'`

const rejectLong = `reject removes pending results; the goldens stay. Their tests keep failing until
the code returns the old result again.

` + namesHelp

const rejectExample = `  regen reject TestReport/no_orders
  regen reject --all`

func newApprove() *cobra.Command {
	var because approval.Reasoning
	d := approval.Decision{Verb: "approved", Permitted: store.CheckCI, CheckPolicies: because.Allow}
	d.Apply = func(r pending.Result) error { return r.Module.Store.ApproveFor(r.Pending, because.Text()) }
	cmd := newDecision("approve [NAME…]", "Make pending results the goldens", approveLong, approveExample, d)
	cmd.Flags().StringVar(&because.Reason, "reason", "",
		"keep this `text` beside the goldens, for the reviewers of the pull request")
	cmd.Flags().StringArrayVar(&because.Released, "release", nil,
		"approve this `class` of changes although the policy holds it back")
	completeFlag(cmd, "release", report.FixedClasses()...)
	return cmd
}

func newReject() *cobra.Command {
	return newDecision("reject [NAME…]", "Remove pending results; the goldens stay", rejectLong, rejectExample,
		approval.Decision{
			Verb: "rejected", IncludeStale: true, Permitted: func() error { return nil },
			Apply: func(r pending.Result) error { return r.Module.Store.Reject(r.Pending) },
		})
}

func newDecision(use, short, long, example string, d approval.Decision) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long, Example: example,
		ValidArgsFunction: completeResults(d.IncludeStale),
	}
	flags := cmd.Flags()
	flags.BoolVar(&d.All, "all", false, "all pending results")
	flags.StringArrayVar(&d.Only, "only", nil, "results whose changes are all of this `class`; may be repeated")
	completeFlag(cmd, "only", report.FixedClasses()...)
	flags.StringVar(&d.Alike, "alike", "",
		"a group that changed alike, by the `id` that diff prints: exactly the results that it showed")
	flags.IntVar(&d.Expect, "expect", 0, "refuse unless exactly `n` results are selected")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := d.Permitted(); err != nil {
			return err
		}
		all, damaged, err := decidable(cmd.Context())
		if err != nil {
			return err
		}
		results := all
		out, stale := console.New(cmd.OutOrStdout()), 0
		if !d.IncludeStale {
			if results, stale, err = pending.Approvable(results, args); err != nil {
				return errors.Join(damaged, err)
			}
		}
		if len(results) == 0 && len(args) == 0 {
			if damaged == nil {
				fmt.Fprintln(out, pending.NothingPending)
			}
			pending.ReportStale(out, stale)
			return damaged
		}
		chosen, unread, err := d.Choose(results, args, cmd.Flags().Changed("expect"))
		if err != nil {
			return errors.Join(damaged, err)
		}
		if d.CheckPolicies != nil {
			var held []error
			if chosen, held, err = d.CheckPolicies(chosen); err != nil {
				return errors.Join(damaged, err)
			}
			unread = append(unread, held...)
		}
		pending.ReportOthers(out, all, args)
		err = d.Run(out, chosen, append([]error{damaged}, unread...))
		pending.ReportStale(out, stale)
		return err
	}
	return cmd
}

// decidable returns the pending results, unless git tracks some: those may be a stranger's. damaged says which others
// cannot be read.
func decidable(ctx context.Context) (results []pending.Result, damaged, err error) {
	modules, err := workspace.Modules()
	if err != nil {
		return nil, nil, err
	}
	err = git.CheckStores(ctx, modules)
	if tracked := (*git.TrackedStoreError)(nil); errors.As(err, &tracked) {
		return nil, nil, fmt.Errorf("%w: %s", err, tracked.Remedy())
	}
	results, damaged = pending.Results(modules)
	return results, damaged, nil
}
