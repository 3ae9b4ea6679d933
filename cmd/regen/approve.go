package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/approval"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
)

const approveLong = `approve makes pending results the goldens. It says of each what it accepts, and
refuses a result whose golden has changed since the test ran, and one that is
stale: no case declares it any more, as status says. Where others are meant as
well, and with --all, it leaves stale ones out and says so.

` + namesHelp + `

With --only it selects results in which nothing but some classes of changes is:
added, removed, changed or moved rows; became-null and became-value, cells;
column:NAME, all of one column; schema, columns added, removed, renamed or of
another type, of which retyped and renamed are parts; missing, where there is no
golden yet; inputs, all of a result whose inputs changed.

More than 20 results at once need --expect with their number, so that nobody
approves what they have not counted.

The policy of a project, .assay.yaml at the module's root, can bound how much is
approved at once, hold classes of changes back until --release, and ask for a
--reason. Reasons are kept beside the goldens, where a pull request shows them.`

const approveExample = `  regen approve TestReport/no_orders
  regen approve --all
  regen approve ./billing --only added
  regen approve --all --expect 37
  regen approve --all --only removed --release removed --reason 'no trial orders'`

const rejectLong = `reject removes pending results; the goldens stay. Their tests go on failing until
the code gives the old result again.

` + namesHelp

const rejectExample = `  regen reject TestReport/no_orders
  regen reject --all`

func newApprove() *cobra.Command {
	var because approval.Reasoning
	d := approval.Decision{Verb: "approved", Permitted: store.RefusedInCI, CheckPolicies: because.Allow}
	d.Apply = func(r pending.Result) error { return r.Module.Store.ApproveFor(r.Pending, because.Text()) }
	cmd := newDecision("approve [NAME…]", "Make pending results the goldens", approveLong, approveExample, d)
	cmd.Flags().StringVar(&because.Reason, "reason", "", "keep this `text` beside the goldens, for who reviews the pull request")
	cmd.Flags().StringArrayVar(&because.Released, "release", nil, "approve this `class` of changes, which the policy holds back")
	completeFlag(cmd, "release", report.FixedClasses()...)
	return cmd
}

func newReject() *cobra.Command {
	return newDecision("reject [NAME…]", "Remove pending results; the goldens stay", rejectLong, rejectExample,
		approval.Decision{Verb: "rejected", IncludeStale: true, Permitted: func() error { return nil }, Apply: func(r pending.Result) error { return r.Module.Store.Reject(r.Pending) }})
}

func newDecision(use, short, long, example string, d approval.Decision) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Long: long, Example: example, ValidArgsFunction: completeResults(d.IncludeStale)}
	flags := cmd.Flags()
	flags.BoolVar(&d.All, "all", false, "all that are pending")
	flags.StringArrayVar(&d.Only, "only", nil, "those in which nothing but this `class` of changes is; may be given several times")
	completeFlag(cmd, "only", report.FixedClasses()...)
	flags.StringVar(&d.Alike, "alike", "", "those that changed alike, by the `id` that diff shows")
	flags.IntVar(&d.Expect, "expect", 0, "refuse unless `n` results are selected")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := d.Permitted(); err != nil {
			return err
		}
		results, err := pending.All()
		if err != nil {
			return err
		}
		out, stale := console.New(cmd.OutOrStdout()), 0
		if !d.IncludeStale {
			if results, stale, err = pending.Approvable(results, args); err != nil {
				return err
			}
		}
		if len(results) == 0 && len(args) == 0 {
			fmt.Fprintln(out, pending.NothingPending)
			pending.ReportStale(out, stale)
			return nil
		}
		chosen, err := d.Choose(results, args, cmd.Flags().Changed("expect"))
		if err != nil {
			return err
		}
		var held []error
		if d.CheckPolicies != nil {
			if chosen, held, err = d.CheckPolicies(chosen); err != nil {
				return err
			}
		}
		err = d.Run(out, chosen, held)
		pending.ReportStale(out, stale)
		return err
	}
	return cmd
}
