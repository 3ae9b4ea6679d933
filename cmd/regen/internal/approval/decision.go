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

// Choose returns the results that the arguments and flags select.
func (d *Decision) Choose(results []pending.Result, patterns []string, expected bool) ([]comparison, error) {
	narrowed := len(d.Only) > 0 || d.Alike != ""
	switch {
	case len(patterns) == 0 && !d.All && !narrowed:
		return nil, fmt.Errorf("%s: name the results, or use --all",
			message.CountOf(len(results), "result is pending", "results are pending"))
	case len(patterns) > 0 && d.All:
		return nil, errors.New("names and --all exclude each other: use one")
	}
	named, err := pending.Select(results, patterns)
	if err != nil {
		return nil, err
	}
	chosen, err := d.filter(named)
	switch {
	case err != nil:
		return nil, err
	case len(chosen) == 0:
		subject := "no pending result"
		if len(patterns) > 0 {
			subject = "no named result"
		}
		return nil, fmt.Errorf("%s %s: run %s diff to see them", subject, d.criteria(), console.Invocation())
	case expected && len(chosen) != d.Expect:
		return nil, fmt.Errorf("%s selected, %d expected: nothing was %s", message.Count(len(chosen), "result"), d.Expect,
			d.Verb)
	case len(chosen) > review.MaxUnconfirmed && !expected:
		return nil, fmt.Errorf("%d results selected: confirm the number with --expect %d", len(chosen), len(chosen))
	}
	return chosen, nil
}

// criteria words what --only and --alike select.
func (d *Decision) criteria() string {
	var parts []string
	if len(d.Only) > 0 {
		parts = append(parts, "has only changes of class "+strings.Join(d.Only, ", "))
	}
	if d.Alike != "" {
		parts = append(parts, fmt.Sprintf("has the id %q", d.Alike))
	}
	return strings.Join(parts, " and ")
}

// filter compares the results with their goldens and returns those that --only and --alike select.
func (d *Decision) filter(results []pending.Result) ([]comparison, error) {
	var chosen []comparison
	for _, r := range results {
		report, err := r.Report()
		switch {
		case err != nil && d.IncludeStale && len(d.Only) == 0 && d.Alike == "":
			chosen = append(chosen, comparison{r, nil, err})
			continue
		case err != nil:
			return nil, err
		}
		if len(d.Only) > 0 {
			if ok, err := report.Only(d.Only...); err != nil {
				return nil, fmt.Errorf("--only: %w", err)
			} else if !ok {
				continue
			}
		}
		if d.Alike == "" || report.Signature() == d.Alike {
			chosen = append(chosen, comparison{r, report, nil})
		}
	}
	return chosen, nil
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
