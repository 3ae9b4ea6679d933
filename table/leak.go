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

// confirmations is how often a run is repeated on the same input before a difference is blamed on the redrawn columns.
const confirmations = 6

// findLeaks redraws columns, and finds those that change the result. If there are none to redraw, it runs the transform
// on the same input again.
func findLeaks(ctx context.Context, again *rerunner, columns []gen.ColumnInfo, redraws int) (leakFindings, error) {
	if len(columns) == 0 {
		d, err := again.repeat(ctx, redraws)
		return leakFindings{nondeterminism: d}, err
	}
	var found leakFindings
	for n := 1; n <= redraws && len(columns) > 0; n++ {
		redraw := func(some []gen.ColumnInfo) (*difference, error) { return again.redraw(ctx, uint64(n), some) }
		d, err := redraw(columns)
		if err != nil {
			return leakFindings{}, err
		}
		if d == nil {
			continue
		}
		if found.leaks == nil {
			unequal, err := again.repeat(ctx, confirmations)
			if err != nil || unequal != nil {
				return leakFindings{nondeterminism: unequal}, err
			}
		}
		leaks, err := bisect.Find(columns, d, redraw)
		if err != nil {
			return leakFindings{}, err
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
