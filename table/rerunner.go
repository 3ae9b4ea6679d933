package table

import (
	"context"
	"errors"
	"fmt"

	"github.com/assay-go/assay/gen"
)

// A rerunner runs a transform again on inputs that should make no difference to its result.
type rerunner struct {
	plan  *gen.Plan       // of the first run
	plain map[uint64]bool // the redraws whose rare values fit no input
	run   func(context.Context, *gen.Plan, shuffle) (runOutcome, error)
	// compare returns how an outcome differs from that of the first run, or nil.
	compare func(runOutcome) *difference
	// between returns how two outcomes differ from each other, or nil.
	between func(a, b runOutcome) *difference
	// settled reports whether a redraw is known to give the result of the first run.
	settled func(ctx context.Context, redraw uint64) bool
}

// redraw runs the transform with new values in some columns, and other orders of the rows of some datasets.
// Values depend on n and the fixture's seed: the plan's n-th redraw is always the same.
func (r *rerunner) redraw(ctx context.Context, n uint64, columns []gen.ColumnInfo) (runOutcome, error) {
	redrawn := make(map[string]bool, len(columns))
	order := shuffle{n: n}
	for _, c := range columns {
		if isRowOrder(c) {
			order.datasets = append(order.datasets, c.Dataset)
		} else {
			redrawn[columnID(c)] = true
		}
	}
	is := func(dataset, column string) bool { return redrawn[dataset+"."+column] }
	if r.plain[n] {
		return r.run(ctx, r.plan.Redraw(n, is), order)
	}
	return r.run(ctx, r.plan.Probe(n, is), order)
}

// redrawAny runs the transform with rare values in all the columns. If no input can be made of these, this and the
// later n-th redraws draw typical ones.
func (r *rerunner) redrawAny(ctx context.Context, n uint64, columns []gen.ColumnInfo) (runOutcome, error) {
	o, err := r.redraw(ctx, n, columns)
	if !isUnfit(err) {
		return o, err
	}
	if r.plain == nil {
		r.plain = make(map[uint64]bool)
	}
	r.plain[n] = true
	return r.redraw(ctx, n, columns)
}

// An unfitError reports that the input of a redraw cannot be made.
type unfitError struct{ err error }

func (e *unfitError) Error() string {
	return fmt.Sprintf("the leak check cannot redraw the columns that are not pinned: %v\n"+
		"this is a fault of the fixture, not of the transform: "+
		"pin the column, or let it draw only values that its type and rules allow", e.err)
}

func (e *unfitError) Unwrap() error { return e.err }

func isUnfit(err error) bool { return errors.As(err, new(*unfitError)) }

// repeat runs the transform on the same input until its result differs, at most the given number of times.
func (r *rerunner) repeat(ctx context.Context, times int) (*difference, error) {
	for range times {
		o, err := r.run(ctx, r.plan, shuffle{})
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
