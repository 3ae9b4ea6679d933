// Package approval decides what approve and reject do: which pending results are selected, what the policy of the project
// holds back, and which reason is kept beside a golden.
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

// A Decision is what approve and reject do with the results that are selected.
type Decision struct {
	All           bool
	Only          []string
	Alike         string
	Expect        int
	Verb          string // "approved", "rejected"
	Permitted     func() error
	IncludeStale  bool // also what cannot be compared, or is stale
	CheckPolicies func([]comparison) (allowed []comparison, held []error, err error)
	Apply         func(pending.Result) error
}

// A comparison is a result and how it differs from its golden.
type comparison struct {
	pending.Result
	report *report.Report
	err    error // why it cannot be compared: it can be rejected all the same
}

// Choose returns the results that the arguments and flags select.
func (d *Decision) Choose(results []pending.Result, patterns []string, expected bool) ([]comparison, error) {
	narrowed := len(d.Only) > 0 || d.Alike != ""
	switch {
	case len(patterns) == 0 && !d.All && !narrowed:
		return nil, fmt.Errorf("%s: name those you mean, or say --all", message.CountOf(len(results), "result is pending", "results are pending"))
	case len(patterns) > 0 && d.All:
		return nil, errors.New("either names or --all, not both")
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
		return nil, fmt.Errorf("none of %s %s: regen diff shows them", message.Count(len(named), "pending result"), d.criteria())
	case expected && len(chosen) != d.Expect:
		return nil, fmt.Errorf("%s selected, %d expected: nothing is %s", message.Count(len(chosen), "result"), d.Expect, d.Verb)
	case len(chosen) > review.MaxUnconfirmed && !expected:
		return nil, fmt.Errorf("%d results at once: say --expect %d if these are what you mean", len(chosen), len(chosen))
	}
	return chosen, nil
}

// criteria says what --only and --alike select.
func (d *Decision) criteria() string {
	var parts []string
	if len(d.Only) > 0 {
		parts = append(parts, "changed in nothing but "+strings.Join(d.Only, ", "))
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

// Run decides the results one by one. One that cannot be decided does not keep the others from it.
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
		fmt.Fprintf(out, "%s %s, by class: %s\n", d.Verb, message.Count(decided, "result"), term.Visible(review.ClassCounts(classes)))
	}
	return errors.Join(errs...)
}

// classes are those of the changes.
func (c comparison) classes() []string {
	if c.err != nil {
		return []string{"unreadable"}
	}
	return c.report.Classes()
}

// summary says in a line what changes.
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
