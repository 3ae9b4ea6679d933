package table

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/table/internal/resultcell"
	"github.com/assay-go/assay/table/internal/shrink"
)

// An inquiry finds what a cell of the result depends on. Rows are left out one at a time: leaving out halves would miss
// rows that cancel each other in a sum, and all of a median.
type inquiry struct {
	*shrinker
	cell  resultcell.Cell
	table string // of a transform that returns several, or a step of the clock and a table
	in    *input
	value string // of the cell
}

// textIn returns the text of the cell in a result.
func (q *inquiry) textIn(o runOutcome) (string, error) {
	var names []string
	for _, part := range o.result {
		switch {
		case part.path() != q.table:
			names = append(names, part.path())
		case part.table != nil:
			return q.cell.In(part.table)
		case part.file.Value != nil:
			return q.cell.InValue(part.file.Value)
		default:
			return "", errors.New("the result is a digest, which has no cells")
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	switch {
	case q.table == "":
		return "", fmt.Errorf("the result has several tables: name one of %s", strings.Join(names, ", "))
	case len(names) == 0:
		return "", fmt.Errorf("the result has no table %q: it is one result without a name", q.table)
	}
	return "", fmt.Errorf("the result has no table %q: it has %s", q.table, strings.Join(names, ", "))
}

// on returns the cell on some rows, or how the transform failed.
func (q *inquiry) on(ctx context.Context, recs map[string]arrow.Record) (value string, failed bool) {
	o := q.run(ctx, recs)
	if q.of.checkExpected(o) != nil {
		return o.line(), true
	}
	value, err := q.textIn(o)
	if err != nil {
		return err.Error(), false // such as rows that a condition no longer tells apart
	}
	return value, false
}

// without returns the input without a set of rows.
func (q *inquiry) without(set shrink.Choice) (map[string]arrow.Record, error) {
	rest := q.in.tables.All()
	for d := range rest {
		rest[d] = slices.DeleteFunc(rest[d], func(row int) bool {
			_, found := slices.BinarySearch(set[d], row)
			return found
		})
	}
	return q.in.take(rest)
}
