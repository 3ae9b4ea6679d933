package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/message"
	"github.com/spf13/cobra"
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

// manyResults is how many results are decided at once without --expect.
const manyResults = 20

// A decision is what approve and reject do with the results that are selected.
type decision struct {
	all     bool
	only    []string
	alike   string
	expect  int
	done    string // "approved", "rejected"
	allowed func() error
	anyway  bool // also what cannot be compared, or is stale
	judge   func([]compared) (allowed []compared, held []error, err error)
	decide  func(result) error
}

// A compared is a result and how it differs from its golden.
type compared struct {
	result
	report *golden.Report
	err    error // why it cannot be compared: it can be rejected all the same
}

func newApprove() *cobra.Command {
	var because because
	d := decision{done: "approved", allowed: golden.RefusedInCI, judge: because.judge}
	d.decide = func(r result) error { return r.module.store.ApproveFor(r.Pending, because.kept()) }
	cmd := newDecision("approve [NAME…]", "Make pending results the goldens", approveLong, approveExample, d)
	cmd.Flags().StringVar(&because.reason, "reason", "", "keep this `text` beside the goldens, for who reviews the pull request")
	cmd.Flags().StringArrayVar(&because.released, "release", nil, "approve this `class` of changes, which the policy holds back")
	completeFlag(cmd, "release", golden.FixedClasses()...)
	return cmd
}

func newReject() *cobra.Command {
	return newDecision("reject [NAME…]", "Remove pending results; the goldens stay", rejectLong, rejectExample,
		decision{done: "rejected", anyway: true, allowed: func() error { return nil }, decide: func(r result) error { return r.module.store.Reject(r.Pending) }})
}

func newDecision(use, short, long, example string, d decision) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Long: long, Example: example, ValidArgsFunction: completeResults(d.anyway)}
	flags := cmd.Flags()
	flags.BoolVar(&d.all, "all", false, "all that are pending")
	flags.StringArrayVar(&d.only, "only", nil, "those in which nothing but this `class` of changes is; may be given several times")
	completeFlag(cmd, "only", golden.FixedClasses()...)
	flags.StringVar(&d.alike, "alike", "", "those that changed alike, by the `id` that diff shows")
	flags.IntVar(&d.expect, "expect", 0, "refuse unless `n` results are selected")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := d.allowed(); err != nil {
			return err
		}
		modules, err := findModules()
		if err != nil {
			return err
		}
		pending, err := pendingResults(modules)
		if err != nil {
			return err
		}
		out, stale := newConsole(cmd.OutOrStdout()), 0
		if !d.anyway {
			if pending, stale, err = waitingOf(pending, args); err != nil {
				return err
			}
		}
		if len(pending) == 0 && len(args) == 0 {
			fmt.Fprintln(out, nothingPending)
			noteStale(out, stale)
			return nil
		}
		chosen, err := d.choose(pending, args, cmd.Flags().Changed("expect"))
		if err != nil {
			return err
		}
		var held []error
		if d.judge != nil {
			if chosen, held, err = d.judge(chosen); err != nil {
				return err
			}
		}
		err = d.run(out, chosen, held)
		noteStale(out, stale)
		return err
	}
	return cmd
}

// choose returns the results that the arguments and flags select.
func (d *decision) choose(pending []result, patterns []string, expected bool) ([]compared, error) {
	narrowed := len(d.only) > 0 || d.alike != ""
	switch {
	case len(patterns) == 0 && !d.all && !narrowed:
		return nil, fmt.Errorf("%s: name those you mean, or say --all", message.CountOf(len(pending), "result is pending", "results are pending"))
	case len(patterns) > 0 && d.all:
		return nil, errors.New("either names or --all, not both")
	}
	named, err := choose(pending, patterns)
	if err != nil {
		return nil, err
	}
	chosen, err := d.narrow(named)
	switch {
	case err != nil:
		return nil, err
	case len(chosen) == 0:
		return nil, fmt.Errorf("none of %s %s: regen diff shows them", message.Count(len(named), "pending result"), d.wanted())
	case expected && len(chosen) != d.expect:
		return nil, fmt.Errorf("%s selected, %d expected: nothing is %s", message.Count(len(chosen), "result"), d.expect, d.done)
	case len(chosen) > manyResults && !expected:
		return nil, fmt.Errorf("%d results at once: say --expect %d if these are what you mean", len(chosen), len(chosen))
	}
	return chosen, nil
}

// wanted says what --only and --alike select.
func (d *decision) wanted() string {
	var parts []string
	if len(d.only) > 0 {
		parts = append(parts, "changed in nothing but "+strings.Join(d.only, ", "))
	}
	if d.alike != "" {
		parts = append(parts, fmt.Sprintf("has the id %q", d.alike))
	}
	return strings.Join(parts, " and ")
}

// narrow compares the results with their goldens and returns those that --only and --alike select.
func (d *decision) narrow(results []result) ([]compared, error) {
	var chosen []compared
	for _, r := range results {
		report, err := r.report()
		switch {
		case err != nil && d.anyway && len(d.only) == 0 && d.alike == "":
			chosen = append(chosen, compared{r, nil, err})
			continue
		case err != nil:
			return nil, err
		}
		if len(d.only) > 0 {
			if ok, err := report.Only(d.only...); err != nil {
				return nil, fmt.Errorf("--only: %w", err)
			} else if !ok {
				continue
			}
		}
		if d.alike == "" || report.Signature() == d.alike {
			chosen = append(chosen, compared{r, report, nil})
		}
	}
	return chosen, nil
}

// run decides the results one by one. One that cannot be decided does not keep the others from it.
func (d *decision) run(out console, chosen []compared, errs []error) error {
	classes := map[string]int{}
	decided := 0
	for _, c := range chosen {
		if err := d.decide(c.result); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.name(), err))
			continue
		}
		decided++
		for _, class := range c.classes() {
			classes[class]++
		}
		fmt.Fprintf(out, "%s %s\n      %s\n", d.done, visible(c.name()), out.style(dim, c.said()))
	}
	if decided > 1 {
		fmt.Fprintf(out, "%s %s, by class: %s\n", d.done, message.Count(decided, "result"), visible(classText(classes)))
	}
	return errors.Join(errs...)
}

// classes are those of the changes.
func (c compared) classes() []string {
	if c.err != nil {
		return []string{"unreadable"}
	}
	return c.report.Classes()
}

// said says in a line what changes.
func (c compared) said() string {
	if c.err != nil {
		return visible(c.err.Error())
	}
	text := c.report.Summary()
	if c.RenameOf != "" {
		text += ", renamed from " + c.module.path(c.RenameOf)
	}
	return visible(text)
}

// classText lists how many results have changes of each class.
func classText(classes map[string]int) string {
	var parts []string
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		parts = append(parts, fmt.Sprintf("%s %d", class, classes[class]))
	}
	return strings.Join(parts, ", ")
}
