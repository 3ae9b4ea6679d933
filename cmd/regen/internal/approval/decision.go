// Package approval decides what approve and reject do: which pending results are selected, what the policy of the project
// holds back, and which reason is kept beside a golden.
package approval

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// ManyResults is how many results are decided at once without --expect.
const ManyResults = 20

// A Decision is what approve and reject do with the results that are selected.
type Decision struct {
	All     bool
	Only    []string
	Alike   string
	Expect  int
	Done    string // "approved", "rejected"
	Allowed func() error
	Anyway  bool // also what cannot be compared, or is stale
	Judge   func([]compared) (allowed []compared, held []error, err error)
	Decide  func(pending.Result) error
}

// A compared is a result and how it differs from its golden.
type compared struct {
	pending.Result
	report *report.Report
	err    error // why it cannot be compared: it can be rejected all the same
}

// Choose returns the results that the arguments and flags select.
func (d *Decision) Choose(results []pending.Result, patterns []string, expected bool) ([]compared, error) {
	narrowed := len(d.Only) > 0 || d.Alike != ""
	switch {
	case len(patterns) == 0 && !d.All && !narrowed:
		return nil, fmt.Errorf("%s: name those you mean, or say --all", message.CountOf(len(results), "result is pending", "results are pending"))
	case len(patterns) > 0 && d.All:
		return nil, errors.New("either names or --all, not both")
	}
	named, err := pending.Choose(results, patterns)
	if err != nil {
		return nil, err
	}
	chosen, err := d.narrow(named)
	switch {
	case err != nil:
		return nil, err
	case len(chosen) == 0:
		return nil, fmt.Errorf("none of %s %s: regen diff shows them", message.Count(len(named), "pending result"), d.wanted())
	case expected && len(chosen) != d.Expect:
		return nil, fmt.Errorf("%s selected, %d expected: nothing is %s", message.Count(len(chosen), "result"), d.Expect, d.Done)
	case len(chosen) > ManyResults && !expected:
		return nil, fmt.Errorf("%d results at once: say --expect %d if these are what you mean", len(chosen), len(chosen))
	}
	return chosen, nil
}

// wanted says what --only and --alike select.
func (d *Decision) wanted() string {
	var parts []string
	if len(d.Only) > 0 {
		parts = append(parts, "changed in nothing but "+strings.Join(d.Only, ", "))
	}
	if d.Alike != "" {
		parts = append(parts, fmt.Sprintf("has the id %q", d.Alike))
	}
	return strings.Join(parts, " and ")
}

// narrow compares the results with their goldens and returns those that --only and --alike select.
func (d *Decision) narrow(results []pending.Result) ([]compared, error) {
	var chosen []compared
	for _, r := range results {
		report, err := r.Report()
		switch {
		case err != nil && d.Anyway && len(d.Only) == 0 && d.Alike == "":
			chosen = append(chosen, compared{r, nil, err})
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
			chosen = append(chosen, compared{r, report, nil})
		}
	}
	return chosen, nil
}

// Run decides the results one by one. One that cannot be decided does not keep the others from it.
func (d *Decision) Run(out console.Console, chosen []compared, errs []error) error {
	classes := map[string]int{}
	decided := 0
	for _, c := range chosen {
		if err := d.Decide(c.Result); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name(), err))
			continue
		}
		decided++
		for _, class := range c.classes() {
			classes[class]++
		}
		fmt.Fprintf(out, "%s %s\n      %s\n", d.Done, term.Visible(c.Name()), out.Style(term.Faint, c.said()))
	}
	if decided > 1 {
		fmt.Fprintf(out, "%s %s, by class: %s\n", d.Done, message.Count(decided, "result"), term.Visible(classText(classes)))
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
		return term.Visible(c.err.Error())
	}
	text := c.report.Summary()
	if c.RenameOf != "" {
		text += ", renamed from " + c.Module.Path(c.RenameOf)
	}
	return term.Visible(text)
}

// classText lists how many results have changes of each class.
func classText(classes map[string]int) string {
	var parts []string
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		parts = append(parts, fmt.Sprintf("%s %d", class, classes[class]))
	}
	return strings.Join(parts, ", ")
}
