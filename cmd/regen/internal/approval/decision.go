// Package approval carries out approve and reject: it selects pending results, applies the project's policy, and keeps
// the reason beside the golden.
package approval

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// A Decision selects the results of approve or reject, and what to do with them.
type Decision struct {
	All           bool
	Only          []string
	Alike         string
	Expect        int
	Verb          string // "approved", "rejected"
	Permitted     func() error
	IncludeStale  bool // decide stale and unreadable results too
	CheckPolicies func([]comparison) (allowed []comparison, held []error, err error)
	Apply         func(pending.Result) error
}

// A comparison is a result compared with its golden.
type comparison struct {
	pending.Result
	report *report.Report
	err    error // why the comparison failed; the result can still be rejected
}

// Choose returns the results that the arguments and flags select. If --only or --alike narrows the selection, unread
// says which results cannot be compared.
func (d *Decision) Choose(results []pending.Result, patterns []string, expected bool) (
	chosen []comparison, unread []error, err error,
) {
	narrowed := len(d.Only) > 0 || d.Alike != ""
	switch {
	case len(patterns) == 0 && !d.All && !narrowed:
		return nil, nil, fmt.Errorf("%s: name the results, or use --all",
			message.CountOf(len(results), "result is pending", "results are pending"))
	case len(patterns) > 0 && d.All:
		return nil, nil, errors.New("names and --all exclude each other: use one")
	}
	named, err := pending.Select(results, patterns)
	if err != nil {
		return nil, nil, err
	}
	chosen, unread, err = d.filter(named)
	switch {
	case err != nil:
		return nil, nil, err
	case len(chosen) == 0 && len(unread) > 0:
		return nil, nil, errors.Join(unread...)
	case len(chosen) == 0:
		return nil, nil, d.noneChosen(len(patterns) > 0)
	case expected && len(chosen) != d.Expect:
		return nil, nil, fmt.Errorf("%s selected, %d expected: nothing was %s", message.Count(len(chosen), "result"),
			d.Expect, d.Verb)
	case len(chosen) > review.MaxUnconfirmed && !expected:
		return nil, nil, fmt.Errorf("%d results selected: confirm the number with --expect %d", len(chosen), len(chosen))
	}
	return chosen, unread, nil
}

// noneChosen returns an error that says why --only and --alike select nothing.
func (d *Decision) noneChosen(named bool) error {
	subject := "pending"
	if named {
		subject = "named"
	}
	if d.Alike != "" {
		return fmt.Errorf("no group of %s results has the id %q: since diff printed it, a result was added, decided or "+
			"changed, or diff had other names: run %s diff to see the groups", subject, d.Alike, console.Invocation())
	}
	return fmt.Errorf("no %s result has only changes of class %s: run %s diff to see them", subject,
		strings.Join(d.Only, ", "), console.Invocation())
}

// filter compares the results with their goldens and returns those that --only and --alike select. If one of them
// narrows the selection, unread says which results cannot be compared.
func (d *Decision) filter(results []pending.Result) (chosen []comparison, unread []error, err error) {
	compared := compare(results)
	if len(d.Only) == 0 && d.Alike == "" {
		return compared, nil, nil
	}
	for _, c := range compared {
		if c.err != nil {
			unread = append(unread, c.err)
		}
	}
	if d.Alike != "" {
		compared = d.alike(results, compared)
	}
	for _, c := range compared {
		if c.err != nil {
			continue
		}
		if ok, err := c.isOnly(d.Only); err != nil {
			return nil, nil, fmt.Errorf("--only: %w", err)
		} else if ok {
			chosen = append(chosen, c)
		}
	}
	return chosen, unread, nil
}

// isOnly reports whether all changes have one of some classes, or any if there are none.
func (c comparison) isOnly(classes []string) (bool, error) {
	if len(classes) == 0 {
		return true, nil
	}
	return c.report.Only(classes...)
}

// compare compares the results with their goldens.
func compare(results []pending.Result) []comparison {
	compared := make([]comparison, len(results))
	for i, r := range results {
		report, err := r.Report()
		compared[i] = comparison{r, report, err}
	}
	return compared
}

// alike returns the results of the group that diff showed with the id. It shows no stale results.
func (d *Decision) alike(results []pending.Result, compared []comparison) []comparison {
	reports := make([]*report.Report, len(compared))
	for i, c := range compared {
		if !c.IsStale() {
			reports[i] = c.report
		}
	}
	var chosen []comparison
	for _, group := range pending.Alike(results, reports) {
		if group.ID != d.Alike {
			continue
		}
		for _, at := range group.Members {
			chosen = append(chosen, compared[at])
		}
	}
	return chosen
}

// Run decides the results one by one. If one fails, the others are still decided.
func (d *Decision) Run(out console.Console, chosen []comparison, errs []error) error {
	classes := map[string]int{}
	decided := 0
	for _, c := range chosen {
		if err := d.Apply(c.Result); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name(), err))
			continue
		}
		decided++
		for _, class := range c.classes() {
			classes[class]++
		}
		fmt.Fprintf(out, "%s %s\n      %s\n", d.Verb, term.Visible(c.Name()), out.Style(term.Faint, c.summary()))
	}
	if decided > 1 {
		fmt.Fprintf(out, "%s %s, by class: %s\n", d.Verb, message.Count(decided, "result"),
			term.Visible(review.ClassCounts(classes)))
	}
	return errors.Join(errs...)
}

// classes returns the classes of the changes.
func (c comparison) classes() []string {
	if c.err != nil {
		return []string{"unreadable"}
	}
	return c.report.Classes()
}

// summary returns what changes, in one line.
func (c comparison) summary() string {
	if c.err != nil {
		return term.Visible(c.err.Error())
	}
	text := c.report.Summary()
	if c.RenameOf != "" {
		text += ", renamed from " + c.Module.RelPath(c.RenameOf)
	}
	return term.Visible(text)
}
