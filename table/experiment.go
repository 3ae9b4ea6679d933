package table

import (
	"context"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// An experiment runs the transform of a case on records of one's choice, under the case's Setup and clock. Nothing is
// compared with goldens.
type experiment struct {
	of   *caseRun   // bound, with a limit for each run; no one else runs it meanwhile
	t    *testing.T // the test or subtest of the case
	runs int        // so far
}

// runLimit is how long a run of an experiment may take.
const runLimit = 10 * time.Second

func newExperiment(t *testing.T, of *caseRun) (*experiment, error) {
	if of.bound == nil {
		if err := of.bindPlan(); err != nil {
			return nil, err
		}
	}
	if of.Now.IsZero() { // else a limit is one of the pinned clock
		of.limit = runLimit
	}
	return &experiment{of: of, t: t}, nil
}

// held returns the datasets of the case's own input.
func (e *experiment) held(ctx context.Context) (map[string]arrow.Record, error) {
	return sharedRecords(ctx, e.of.plan, e.of.bound.datasets())
}

// run runs the transform on the datasets that it reads, and returns the outcome.
func (e *experiment) run(ctx context.Context, recs map[string]arrow.Record) (o runOutcome) {
	e.tell(ctx, recs, func(told runOutcome) { o = told })
	return o
}

// tell runs the transform on the datasets that it reads, and calls told with the outcome. A case with Setup or a clock
// runs in a subtest, so that what its Setup has swapped and opened is closed after each run; told is called before
// that.
func (e *experiment) tell(ctx context.Context, recs map[string]arrow.Record, told func(runOutcome)) {
	e.runs++
	source := func(context.Context) (*preparedRun, error) { return e.of.bound.from(recs) }
	in, err := source(ctx)
	if err != nil {
		told(runOutcome{err: &inputError{err}})
		return
	}
	if !e.of.needsSubtest() {
		told(e.of.runOnce(ctx, in, source))
		return
	}
	isTold := false
	tellOnce := func(o runOutcome) {
		if !isTold {
			isTold = true
			told(o)
		}
	}
	e.t.Run(e.of.Name, func(t *testing.T) { // always the same name, as package testing keeps names
		defer func(t *testing.T) { e.of.t, e.of.told = t, nil }(e.of.t)
		e.of.t, e.of.told = t, tellOnce
		tellOnce(e.of.runOnce(ctx, in, source))
	})
	tellOnce(runOutcome{err: &crash{msg: "Setup or the transform ended the test"}})
}
