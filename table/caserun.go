package table

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/fixture"
)

var (
	leaksFlag = flag.String("assay.leaks", "fail",
		"what to do where a result depends on generated data: `fail`, warn or off")
	redrawsFlag = flag.Int("assay.redraws", 2, "how often the leak check draws generated data afresh")
	pinsFlag    = flag.Bool("assay.pins", false, "change each pinned cell, and log which pins no golden depends on")
)

// settingsOf are the flags of a test binary, checked.
type settingsOf struct {
	leaks   string
	redraws int
	pins    bool
}

func settings() (settingsOf, error) {
	s := settingsOf{*leaksFlag, *redrawsFlag, *pinsFlag}
	if !slices.Contains([]string{"fail", "warn", "off"}, s.leaks) {
		return s, fmt.Errorf("-assay.leaks=%s: want fail, warn or off", s.leaks)
	}
	if s.redraws < 1 {
		return s, fmt.Errorf("-assay.redraws=%d: want 1 or more, or -assay.leaks=off", s.redraws)
	}
	return s, nil
}

// A caseRun is a case that is run: in its subtest, or ahead of it.
type caseRun struct {
	*declared
	fx       *fixture.Fixture
	tr       Transform
	settings settingsOf
	calledAt string     // where the cases are run: file:line in the package's directory
	pins     *pinWatch  // of the test
	t        *testing.T // the subtest; nil where the case is run ahead of it
	plan     *gen.Plan
}

// needsTest reports whether the case has to run in its subtest.
func (r *caseRun) needsTest() bool { return r.Setup != nil || !r.Now.IsZero() }

// A verdict is what came of a case.
type verdict struct {
	result   result // to be compared with the goldens; nil where there is none
	inputs   []string
	problems []string
	warnings []string
	again    func() (*difference, error) // compares the first run with some more on the same input; nil where that is off
}

func failed(format string, args ...any) *verdict {
	return &verdict{problems: []string{fmt.Sprintf(format, args...)}}
}

// verdict runs the case.
func (r *caseRun) verdict(ctx context.Context) (v *verdict) {
	defer func() {
		if p := recover(); p != nil {
			v = failed("panic outside of the transform: %v\n\n%s", p, debug.Stack())
		}
	}()
	plan, err := r.fx.Plan(r.variant())
	if err != nil {
		return failed("%v", err)
	}
	r.plan = plan
	b, err := r.tr.bind(plan)
	if err != nil {
		return failed("%v", err)
	}
	s, err := newScope(plan, b.reads, r.Uses)
	if err != nil {
		return failed("%v", err)
	}
	in, err := b.load(ctx, plan)
	if err != nil {
		return failed("%v", err)
	}
	inputs, err := fingerprints(ctx, plan, in.records, s)
	if err != nil {
		return failed("%v", err)
	}
	if in.watch != nil && r.settings.leaks != "off" {
		in.watch()
	}
	first := r.try(ctx, in, b, plan)
	if v := r.expected(first); v != nil {
		return v
	}
	v = &verdict{inputs: inputs}
	if r.WantErr == "" {
		v.result = first.result
	}
	if r.settings.leaks != "off" {
		r.checkLeaks(ctx, v, b, s, in, first)
	}
	if r.settings.pins && r.Setup == nil && v.problems == nil {
		if err := r.pins.look(ctx, r, b, s, first); err != nil {
			v.problems = append(v.problems, err.Error())
		}
	}
	return v
}

// checkLeaks adds what the leak check finds to a verdict.
func (r *caseRun) checkLeaks(ctx context.Context, v *verdict, b *bound, s *scope, in *loaded, first outcome) {
	found, err := r.inspect(ctx, v, b, s, in, first)
	if err != nil {
		v.problems = append(v.problems, err.Error())
	}
	if r.settings.leaks == "warn" {
		v.warnings = found
	} else if len(found) > 0 {
		v.problems = append(v.problems, found...)
		v.result = nil // it is not what the case says it is: neither to be recorded nor to be approved
	}
}

// try runs the transform on an input, under the case's clock and after its Setup. Where the case advances the clock it
// runs again, on the same input of the plan, until it fails.
func (r *caseRun) try(ctx context.Context, in *loaded, b *bound, plan *gen.Plan) (o outcome) {
	if r.Now.IsZero() {
		if bad := r.setup(r.t); bad != nil {
			return outcome{broken: bad}
		}
		return r.call(ctx, in)
	}
	skipped := false
	broken := pinned(r.t, r.Now, func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		if bad := r.setup(t); bad != nil {
			o.broken = bad
			return
		}
		o = r.call(t.Context(), in)
		if o.err != nil && len(r.Advance) > 0 {
			o.early = "at the start"
		}
		for i := range r.Advance {
			if o.err != nil || o.broken != nil {
				return
			}
			o = r.after(t.Context(), i, o.result, b, plan)
		}
	})
	switch {
	case skipped:
		r.t.SkipNow()
	case broken != nil:
		return outcome{broken: broken}
	}
	return o
}

// setup runs the case's Setup, if it has one. A panic must not leave a bubble: it would end the whole process.
func (r *caseRun) setup(t *testing.T) (bad *breakdown) {
	defer func() {
		if v := recover(); v != nil {
			bad = &breakdown{fmt.Sprintf("Setup panicked: %v", v), panicStack(debug.Stack())}
		}
	}()
	if r.Setup != nil {
		r.Setup(t)
	}
	return nil
}

// call calls the transform once.
func (r *caseRun) call(ctx context.Context, in *loaded) outcome {
	in.digest = r.options(part{}).OfStream()
	return attempt(ctx, in.call)
}

// after runs the transform after a step of the clock, and adds what it returns to what it has returned before.
func (r *caseRun) after(ctx context.Context, step int, before result, b *bound, plan *gen.Plan) outcome {
	time.Sleep(r.Advance[step])
	in, err := b.load(ctx, plan)
	if err != nil {
		return outcome{err: &loadError{err}}
	}
	o := r.call(ctx, in)
	at := instants(r.Advance)[step+1]
	switch {
	case o.err != nil && step < len(r.Advance)-1:
		o.early = at
	case o.err == nil:
		for i := range o.result {
			o.result[i].at = at
		}
		o.result = slices.Concat(before, o.result)
	}
	return o
}

// expected returns a verdict where the first run did not end as the case says, and nil where it did.
func (r *caseRun) expected(o outcome) *verdict {
	var made *loadError
	var wrong *resultError
	switch {
	case o.broken != nil:
		return failed("%v", o.broken)
	case errors.As(o.err, &made):
		return failed("%v", o.err)
	case errors.As(o.err, &wrong) && r.WantErr != "":
		return failed("the transform succeeded, and the case wants an error that contains %q; nor is what it returned a result: %v", r.WantErr, wrong.err)
	case r.WantErr != "" && o.early != "":
		return failed("the transform failed %s, and the case wants it to only at the end: %v", o.early, o.err)
	case r.WantErr == "" && o.err != nil:
		return failed("the transform failed: %v", o.err)
	case r.WantErr != "" && o.err == nil:
		return failed("the transform succeeded, and the case wants an error that contains %q", r.WantErr)
	case r.WantErr != "" && !strings.Contains(o.err.Error(), r.WantErr):
		return failed("the transform failed otherwise than the case wants:\n  error: %v\n  want one that contains: %s",
			o.err, r.WantErr)
	}
	return nil
}

// inspect runs the transform again where that should make no difference, and words what it finds.
func (r *caseRun) inspect(ctx context.Context, v *verdict, b *bound, s *scope, in *loaded, first outcome) ([]string, error) {
	var problems []string
	place, err := in.changed()
	if err != nil {
		return nil, err
	}
	if place != "" {
		problems = append(problems, fmt.Sprintf("the transform changes its input: %s is not what it was before the call: "+
			"callers share what they pass, so work on a copy (slices.Clone)", place))
	}
	if in.kept != nil {
		if what := in.kept(); what != "" {
			problems = append(problems, "the transform keeps memory that it does not release:\n  "+what+
				"\nrelease what it makes or retains, but for what it returns: that is its caller's")
		}
	}
	c := check{
		plan: r.plan, scope: s, redraws: r.settings.redraws,
		run: func(ctx context.Context, p *gen.Plan) (outcome, error) {
			if err := ctx.Err(); err != nil {
				return outcome{}, fmt.Errorf("the leak check: %w", context.Cause(ctx))
			}
			in, err := b.load(ctx, p)
			switch {
			case err != nil && ctx.Err() == nil:
				return outcome{}, fmt.Errorf("the leak check draws anew what is not pinned, and not every draw can be made: %w\n"+
					"the transform is not to blame: give the column values that its type and its rules always allow, or pin it", err)
			case err != nil:
				return outcome{}, err
			}
			return r.try(ctx, in, b, p), nil
		},
		compare: func(o outcome) *difference { return moved(&r.Case, first, o) },
	}
	v.again = func() (*difference, error) { return c.repeat(ctx, repeats) }
	found, err := c.look(ctx)
	if err != nil {
		return problems, err
	}
	if found.unsure != nil {
		if _, err := compareResults(&r.Case, first.result, first.result); err != nil {
			return append(problems, "the result cannot be compared: "+err.Error()), nil //nolint:nilerr // it is a finding: no two results are equal
		}
		problems = append(problems, wordUnsure(found.unsure))
	}
	if len(found.leaks) > 0 {
		problems = append(problems, r.wordLeaks(s, found.leaks))
	}
	return problems, nil
}

// A loadError says that the rows of a dataset could not be made, or not read.
type loadError struct{ err error }

func (e *loadError) Error() string { return "its input cannot be made: " + e.err.Error() }

func (e *loadError) Unwrap() error { return e.err }
