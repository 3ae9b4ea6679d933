package table

import (
	"context"

	"github.com/assay-go/assay/gen"
)

// A rerunner runs a transform again on inputs that should make no difference to its result.
type rerunner struct {
	plan *gen.Plan // of the first run
	run  func(context.Context, *gen.Plan) (runOutcome, error)
	// compare returns how an outcome differs from that of the first run, or nil.
	compare func(runOutcome) *difference
	// between returns how two outcomes differ from each other, or nil.
	between func(a, b runOutcome) *difference
}

// redraw runs the transform with new values in some columns. Values depend on n and the fixture's seed: the plan's n-th
// redraw is always the same.
func (r *rerunner) redraw(ctx context.Context, n uint64, columns []gen.ColumnInfo) (runOutcome, error) {
	redrawn := make(map[string]bool, len(columns))
	for _, c := range columns {
		redrawn[columnID(c)] = true
	}
	return r.run(ctx, r.plan.Redraw(n, func(dataset, column string) bool { return redrawn[dataset+"."+column] }))
}

// repeat runs the transform on the same input until its result differs, at most the given number of times.
func (r *rerunner) repeat(ctx context.Context, times int) (*difference, error) {
	for range times {
		o, err := r.run(ctx, r.plan)
		if err != nil {
			return nil, err
		}
		if d := r.compare(o); d != nil {
			return d, nil
		}
	}
	return nil, nil
}

// confirm repeats a redraw whose outcome is known, in turn with the unchanged input. It returns the first difference
// between runs on the same input: then the redrawn columns need not be what changed the result.
func (r *rerunner) confirm(
	ctx context.Context, n uint64, columns []gen.ColumnInfo, known runOutcome, times int,
) (*difference, error) {
	for range times {
		o, err := r.redraw(ctx, n, columns)
		if err != nil {
			return nil, err
		}
		if d := r.between(known, o); d != nil {
			return d, nil
		}
		if d, err := r.repeat(ctx, 1); d != nil || err != nil {
			return d, err
		}
	}
	return nil, nil
}
