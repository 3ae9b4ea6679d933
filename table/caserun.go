package table

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/table/internal/inputlines"
	"github.com/assay-go/assay/table/internal/layout"
)

// A caseRun runs a case, in its subtest or before its subtest starts.
type caseRun struct {
	*declaredCase
	fx       *fixture.Fixture
	tr       Transform
	settings settings
	test     string           // the test function
	calledAt string           // where the test calls Run: file:line in the package's directory
	pins     *pinCoverage     // of the test
	t        *testing.T       // the subtest; nil if the case runs before it
	index    int              // among the cases that run
	fresh    *freshProcess    // nil if there is none
	selected bool             // whether flags select cases, so that no other case may run
	turn     turn             // for its first run
	limit    time.Duration    // of a run that is not under a clock; 0 for none
	told     func(runOutcome) // if not nil, gets the outcome of a run under a clock before the cleanups of its bubble

	// Set by run, in this order.
	plan  *gen.Plan
	bound *boundTransform
	deps  *dependencies
	first runOutcome // on the case's own input
}

// needsSubtest reports whether the case has to run in its subtest.
func (r *caseRun) needsSubtest() bool { return r.Setup != nil || !r.Now.IsZero() }

// A caseOutcome is the outcome of one case.
type caseOutcome struct {
	result   transformResult // to be compared with the goldens; nil if there is none
	inputs   []string        // the input lines of the goldens
	problems []string        // fail the case
	warnings []string        // are logged
	cause    string          // of the problems, for the readers of go test -json: "leak", "nondeterminism" …, or ""
	shrinks  bool            // a smaller input may fail in the same way
	// again runs the transform on the same input a few more times, and returns how a result differs from the first. It
	// is nil if the leak check is off.
	again func() (*difference, error)
}

// run runs the case.
func (r *caseRun) run(ctx context.Context) (out *caseOutcome) {
	defer func() {
		if p := recover(); p != nil {
			out = &caseOutcome{problems: []string{fmt.Sprintf("panic outside of the transform: %v\n\n%s", p, debug.Stack())}}
		}
	}()
	defer r.turn.end()
	out = new(caseOutcome)
	if err := r.runInto(ctx, out); err != nil {
		out.problems = append(out.problems, err.Error())
	}
	return out
}

// runInto runs the case and sets its outcome. An error is one more problem.
func (r *caseRun) runInto(ctx context.Context, out *caseOutcome) (err error) {
	if err := r.bindPlan(); err != nil {
		return err
	}
	in, err := r.bound.prepare(ctx, r.plan)
	if err != nil {
		return err
	}
	inputs, err := inputlines.Of(ctx, r.plan, in.records, r.deps.read, r.deps.isUsed)
	if err != nil {
		return err
	}
	if in.snapshot != nil && r.settings.leaks != "off" {
		in.snapshot()
	}
	r.turn.wait()
	r.first = r.runOnce(ctx, in, r.plannedInput(r.plan))
	r.turn.end()
	if err := r.checkExpected(r.first); err != nil {
		out.shrinks = r.first.err != nil
		return err
	}
	out.inputs = inputs
	if r.WantErr == "" {
		out.result = r.first.result
	}
	if r.settings.leaks != "off" {
		r.checkLeaks(ctx, in, out)
	}
	if out.problems == nil {
		trials := r.trials()
		trials.first = &Output{r.first.result}
		broken, err := trials.broken(ctx, r.plan, r.Holds)
		if err != nil {
			return err
		}
		for _, b := range broken {
			out.problems, out.cause, out.result, out.shrinks = append(out.problems, b.problem()), "relation", nil, true
		}
	}
	if r.settings.pins && r.Setup == nil && out.problems == nil {
		return r.pins.tryCase(ctx, &pinnedCase{
			name: r.Name, fx: r.fx, variant: r.variant(), calledAt: r.calledAt, deps: r.deps, notices: r.notices,
		})
	}
	return nil
}

// bindPlan sets the plan, the bound transform and the dependencies.
func (r *caseRun) bindPlan() (err error) {
	if r.plan, err = r.fx.Plan(r.variant()); err != nil {
		return err
	}
	if r.bound, err = r.tr.bind(r.plan); err != nil {
		return err
	}
	if !r.Now.IsZero() && r.tr.noClock != nil {
		return fmt.Errorf("the case pins the clock (Now), but %w", r.tr.noClock)
	}
	if err := r.checkBatchDatasets(); err != nil {
		return err
	}
	r.deps, err = newDependencies(r.plan, r.bound.reads, r.Uses)
	return err
}

// notices reports whether the case's goldens would change on the input of another plan.
func (r *caseRun) notices(ctx context.Context, p *gen.Plan) (bool, error) {
	in, err := r.bound.prepare(ctx, p)
	if err != nil {
		return false, err
	}
	return r.differs(r.runOnce(ctx, in, r.plannedInput(p))) != nil, nil
}

// checkLeaks adds what the leak check finds to the outcome.
func (r *caseRun) checkLeaks(ctx context.Context, in *preparedRun, out *caseOutcome) {
	found, err := r.checkRerun(ctx, in, out)
	if err != nil {
		out.problems = append(out.problems, err.Error())
	}
	if r.settings.leaks == "warn" {
		out.warnings = append(out.warnings, found...)
	} else if len(found) > 0 {
		out.problems = append(out.problems, found...)
		out.result = nil // it depends on values that the case does not state, so it must not become a golden
	}
}

// An inputSource makes the same input once more.
type inputSource func(context.Context) (*preparedRun, error)

// plannedInput returns the source of the input of a plan.
func (r *caseRun) plannedInput(p *gen.Plan) inputSource {
	return func(ctx context.Context) (*preparedRun, error) { return r.bound.prepare(ctx, p) }
}

// runOnce runs the transform on an input, after the case's Setup and under its clock. If the case advances the clock,
// the transform runs again on the same values after each step, until it fails.
func (r *caseRun) runOnce(ctx context.Context, in *preparedRun, again inputSource) (o runOutcome) {
	if r.Now.IsZero() || r.tr.outside {
		return r.runSteps(ctx, r.t, in, again)
	}
	skipped := false
	err := runWithClock(r.t, r.Now, func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		if o = r.runSteps(t.Context(), t, in, again); r.told != nil {
			r.told(o)
		}
	})
	switch {
	case skipped:
		r.t.SkipNow()
	case err != nil:
		return runOutcome{err: err}
	}
	return o
}

// runSteps runs Setup, and the transform at each step of the clock until it fails.
func (r *caseRun) runSteps(ctx context.Context, t *testing.T, in *preparedRun, again inputSource) runOutcome {
	if err := r.runSetup(t); err != nil {
		return runOutcome{err: err}
	}
	if len(r.Batches) > 0 {
		return r.runBatches(ctx, in, r.Batches)
	}
	in.now = r.Now
	o := r.call(ctx, in, "")
	if o.err != nil && len(r.Advance) > 0 {
		o.failedAt = "at the start"
	}
	now := r.Now
	for i, d := range r.Advance {
		if o.err != nil {
			break
		}
		now = now.Add(d)
		o = r.runAfter(ctx, i, now, o.result, again)
	}
	return o
}

// runSetup runs the case's Setup, if it has one. It recovers from panics, as a panic that leaves a bubble ends the
// process.
func (r *caseRun) runSetup(t *testing.T) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &crash{fmt.Sprintf("Setup panicked: %v", v), panicStack(debug.Stack())}
		}
	}()
	if r.Setup != nil {
		r.Setup(t)
	}
	return nil
}

// call calls the transform at a step of the clock.
func (r *caseRun) call(ctx context.Context, in *preparedRun, at string) runOutcome {
	if in.wantDigest = r.options("").OfStream(); in.wantDigest {
		in.rules = r.digestRules(at)
	}
	in.writers = valueWriters(r.Writers)
	return callTransform(ctx, r.limit, in.call)
}

// digestRules returns the rules of the golden of a step, which are needed before the result is read.
func (r *caseRun) digestRules(at string) goldenfile.Rules {
	var text []byte
	if pkg, err := store.CurrentPackage(); err == nil { // else the assertion fails
		p := store.Pending{Package: pkg.Path, Test: r.test, Case: path.Join(r.golden, at)}
		if p.Locate() == nil {
			text, _ = pkg.ReadGolden(p.Golden, nil)
		}
	}
	return goldenfile.RulesOf(text)
}

// runAfter runs the transform after a step of the clock, which shows now, and adds its result to the result so far.
func (r *caseRun) runAfter(
	ctx context.Context, step int, now time.Time, before transformResult, again inputSource,
) runOutcome {
	if !r.tr.outside {
		time.Sleep(r.Advance[step])
	}
	in, err := again(ctx)
	if err != nil {
		return runOutcome{err: &inputError{err}}
	}
	in.now = now
	at := stepNames(r.Advance)[step+1]
	o := r.call(ctx, in, at)
	switch {
	case o.err != nil && step < len(r.Advance)-1:
		o.failedAt = at
	case o.err == nil:
		for i := range o.result {
			o.result[i].at = at
		}
		o.result = slices.Concat(before, o.result)
	}
	return o
}

// checkBatchDatasets returns an error if a batch names a dataset that the transform does not read.
func (r *caseRun) checkBatchDatasets() error {
	known := r.bound.datasets()
	for i, rows := range r.Batches {
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			if !slices.Contains(known, name) {
				return fmt.Errorf("%s: the transform reads no dataset %s%s", batchName(i), message.Quote(name),
					message.DidYouMean(name, known))
			}
		}
	}
	return nil
}

// runBatches runs an incremental transform once for each batch, until it fails. A run sees the first rows of the
// datasets that the batch names, or all rows if there are fewer, and all rows of the others. It gets the result of the
// run before. The outcome has the results of all.
func (r *caseRun) runBatches(ctx context.Context, in *preparedRun, batches []map[string]int) (o runOutcome) {
	var results transformResult
	for i, rows := range batches {
		recs := maps.Clone(in.records)
		for name, n := range rows {
			if rec := recs[name]; rec != nil {
				recs[name] = rec.NewSlice(0, min(int64(n), rec.NumRows()))
			}
		}
		run, err := r.bound.from(recs)
		if err != nil {
			return runOutcome{err: &inputError{err}}
		}
		run.now, run.batch = r.Now, i+1
		if len(results) > 0 {
			run.before = results[len(results)-1].table
		}
		at := batchName(i)
		o = r.call(ctx, run, at)
		switch {
		case o.err != nil && i < len(batches)-1:
			o.failedAt = "in " + at
			return o
		case o.err != nil:
			return o
		}
		for _, part := range o.result {
			part.at = at
			results = append(results, part)
		}
	}
	return runOutcome{result: results}
}

// checkRerun runs the transform again on inputs that should make no difference, and describes what it finds.
func (r *caseRun) checkRerun(ctx context.Context, in *preparedRun, out *caseOutcome) (problems []string, err error) {
	place, err := in.mutated()
	if err != nil {
		return nil, err
	}
	if place != "" {
		problems = append(problems, fmt.Sprintf("the transform changes its input: %s is not what it was before the call\n"+
			"copy the input before changing it (slices.Clone)", place))
	}
	if in.unreleased != nil {
		if what := in.unreleased(); what != "" {
			problems = append(problems, "the transform does not release all of its memory:\n  "+what+
				"\nrelease everything except the result, which the caller owns")
		}
	}
	again := &rerunner{
		plan: r.plan, run: r.runAgain, compare: r.differs, settled: r.settledFresh,
		between: func(a, b runOutcome) *difference { return compareReruns(&r.Case, r.first, a, b) },
	}
	out.again = func() (*difference, error) { return again.repeat(ctx, confirmations) }
	found, err := findLeaks(ctx, again, r.suspects(in), r.settings.redraws)
	if err != nil {
		return problems, err
	}
	hidden := ""
	if found.nondeterminism == nil && found.leaks == nil && problems == nil {
		fresh, err := r.findFresh(ctx, again)
		switch {
		case err != nil:
			return problems, err
		case fresh == nil:
		case fresh.cause == "leak":
			found.leaks, hidden = fresh.leaks, hiddenLeak
		case fresh.cause == "nondeterminism":
			found.nondeterminism = fresh.evidence
		default:
			out.cause = fresh.cause
			problems = append(problems, fresh.message())
		}
	}
	if found.nondeterminism == nil && found.leaks == nil && problems == nil {
		problem, err := r.layouts().problem(ctx)
		if err != nil {
			return problems, err
		}
		if problem != "" {
			out.cause, out.shrinks = "layout", true
			problems = append(problems, problem)
		}
	}
	if found.nondeterminism == nil && found.leaks == nil && problems == nil {
		needless, err := findNeedless(ctx, again, r.deps.uses, r.settings.redraws)
		if err != nil {
			return problems, err
		}
		if needless != nil {
			out.warnings = append(out.warnings, needlessMessage(needless))
		}
	}
	if found.nondeterminism != nil {
		if d := compareResults(&r.Case, r.first.result, r.first.result); d != nil {
			return append(problems, d.summary), nil
		}
		out.cause = "nondeterminism"
		problems = append(problems, r.tr.nondeterminismMessage(found.nondeterminism))
	}
	if len(found.leaks) > 0 {
		out.cause, out.shrinks = "leak", hidden == ""
		report := leakReport{deps: r.deps, place: r.place, inYAML: r.yaml != nil}
		problems = append(problems, report.message(found.leaks)+hidden)
	}
	return problems, nil
}

// runAgain runs the transform on the input of the case's plan or of a redraw of it, with the rows of some datasets in
// another order.
func (r *caseRun) runAgain(ctx context.Context, p *gen.Plan, order shuffle) (runOutcome, error) {
	if ctx.Err() != nil {
		return runOutcome{}, fmt.Errorf("the leak check: %w", context.Cause(ctx))
	}
	source := r.plannedInput(p)
	if order.datasets != nil {
		source = func(ctx context.Context) (*preparedRun, error) { return r.shuffledInput(ctx, p, order) }
	}
	in, err := source(ctx)
	if err != nil && ctx.Err() == nil {
		return runOutcome{}, &unfitError{err}
	} else if err != nil {
		return runOutcome{}, err
	}
	o := r.runOnce(ctx, in, source)
	if wrong := (*inputError)(nil); errors.As(o.err, &wrong) {
		return runOutcome{}, &unfitError{wrong.err}
	}
	return o, nil
}

// runGiven runs the transform on the datasets that it reads, in a layout.
func (r *caseRun) runGiven(ctx context.Context, recs map[string]arrow.Record, l layout.Layout) runOutcome {
	source := func(context.Context) (*preparedRun, error) {
		if l != 0 {
			return r.bound.laidOut(recs, l)
		}
		return r.bound.from(recs)
	}
	in, err := source(ctx)
	if err != nil {
		return runOutcome{err: &inputError{err}}
	}
	return r.runOnce(ctx, in, source)
}

// layouts returns the check of layouts.
func (r *caseRun) layouts() *layoutCheck { return &layoutCheck{r.plan, r.bound, r.runGiven, r.differs} }

// trials returns the maker of trials of relations.
func (r *caseRun) trials() trialMaker {
	trials := trialMaker{bound: r.bound, options: r.rerunOptions}
	trials.run = func(ctx context.Context, recs map[string]arrow.Record) runOutcome { return r.runGiven(ctx, recs, 0) }
	if r.tr.incremental {
		trials.inBatches = func(
			ctx context.Context, recs map[string]arrow.Record, batches []map[string]int,
		) runOutcome {
			return r.runBatches(ctx, &preparedRun{records: recs}, batches)
		}
	}
	return trials
}

// explainInputs describes a change of a golden's input lines.
func (r *caseRun) explainInputs(old, now []string) string {
	return inputlines.Explain(old, now, func(dataset, column string) string {
		is := func(c gen.ColumnInfo) bool { return c.Dataset == dataset && c.Path == column }
		if column == "" && r.plan.Schema(dataset) == nil || column != "" && !slices.ContainsFunc(r.plan.Columns(), is) {
			return "" // the fixture no longer has it
		}
		return r.place(dataset, column)
	})
}

// place returns the file and line of a column in the fixture, or of a dataset for the column "".
func (r *caseRun) place(dataset, column string) string {
	at := r.fx.Where(dataset, column)
	if at.Line == 0 {
		return at.File
	}
	return fmt.Sprintf("%s:%d", at.File, at.Line)
}
