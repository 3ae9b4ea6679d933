package table

import (
	"context"
	"slices"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/table/internal/bisect"
)

// A leak is a set of columns that change the result: one column, or several that only do so together.
type leak = bisect.Culprit[gen.ColumnInfo, difference]

// leakFindings are what the leak check found.
type leakFindings struct {
	leaks          []leak
	nondeterminism *difference // between two runs on the same input
}

// Runs that confirm a leak, and runs that confirm each culprit. A difference is blamed on the redrawn columns only if
// the same redraw and the unchanged input give the same results again.
const (
	confirmations        = 6
	culpritConfirmations = 2
)

// findLeaks redraws columns, and finds those that change the result. If there are none to redraw, it runs the transform
// on the same input again.
func findLeaks(ctx context.Context, again *rerunner, columns []gen.ColumnInfo, redraws int) (leakFindings, error) {
	if len(columns) == 0 {
		d, err := again.repeat(ctx, redraws)
		return leakFindings{nondeterminism: d}, err
	}
	var found leakFindings
	for n := uint64(1); n <= uint64(redraws) && len(columns) > 0; n++ {
		if again.settled(ctx, n) {
			continue
		}
		leaks, unequal, err := findLeaksIn(ctx, again, n, columns)
		if err != nil || unequal != nil {
			return leakFindings{nondeterminism: unequal}, err
		}
		found.leaks = append(found.leaks, leaks...)
		columns = slices.DeleteFunc(slices.Clone(columns), func(c gen.ColumnInfo) bool {
			return slices.ContainsFunc(leaks, func(l leak) bool {
				return slices.ContainsFunc(l.Suspects, func(x gen.ColumnInfo) bool { return columnID(x) == columnID(c) })
			})
		})
	}
	return found, nil
}

// findNeedless returns the uses whose columns can be redrawn without changing the result.
func findNeedless(ctx context.Context, again *rerunner, uses []use, redraws int) (names []string, err error) {
	for _, u := range uses {
		needed := false
		for n := uint64(1); n <= uint64(redraws) && !needed && len(u.columns) > 0; n++ {
			o, err := again.redrawAny(ctx, n, u.columns)
			if err != nil {
				return nil, err
			}
			needed = again.compare(o) != nil
		}
		if !needed {
			names = append(names, u.name)
		}
	}
	return names, nil
}

// findLeaksIn finds the columns whose n-th redraw changes the result. It returns a difference instead if runs on the
// same input differ.
func findLeaksIn(
	ctx context.Context, again *rerunner, n uint64, columns []gen.ColumnInfo,
) (leaks []leak, unequal *difference, err error) {
	outcome, err := again.redrawAny(ctx, n, columns)
	if err != nil {
		return nil, nil, err
	}
	d := again.compare(outcome)
	if d == nil {
		return nil, nil, nil
	}
	if unequal, err := again.confirm(ctx, n, columns, outcome, confirmations); err != nil || unequal != nil {
		return nil, unequal, err
	}
	leaks, err = bisect.Find(columns, d, func(some []gen.ColumnInfo) (*difference, error) {
		o, err := again.redraw(ctx, n, some)
		switch {
		case isUnfit(err):
			return nil, nil // it takes the other columns, too, to make the input
		case err != nil:
			return nil, err
		}
		return again.compare(o), nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, l := range leaks {
		outcome, err := again.redraw(ctx, n, l.Suspects)
		if isUnfit(err) {
			return []leak{{Suspects: columns, Evidence: d}}, nil, nil
		}
		if err != nil {
			return nil, nil, err
		}
		unequal, err := again.confirm(ctx, n, l.Suspects, outcome, culpritConfirmations)
		if again.compare(outcome) == nil {
			unequal = l.Evidence // the difference did not recur
		}
		if err != nil || unequal != nil {
			return nil, unequal, err
		}
	}
	return leaks, nil, nil
}
