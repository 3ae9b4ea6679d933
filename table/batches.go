package table

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/assay-go/assay/internal/message"
)

// steps names the steps of the case, each of which has goldens of its own: one without a name, the steps of the clock,
// or the batches.
func (c *Case) steps() (names []string) {
	for i := range c.Batches {
		names = append(names, batchName(i))
	}
	if names == nil {
		return stepNames(c.Advance)
	}
	return names
}

func batchName(i int) string { return fmt.Sprintf("batch %d", i+1) }

// checkBatches returns an error if the transform cannot run the case in batches.
func (c *Case) checkBatches(tr Transform) error {
	switch {
	case len(c.Batches) == 0:
		return nil
	case !tr.incremental:
		return errors.New("the case has Batches, and the transform is not incremental: " +
			"it has to read the result of the run before, as an incremental model of dbt does")
	case len(c.Advance) > 0:
		return errors.New("the case has Batches and Advance: use one of them")
	}
	for i, rows := range c.Batches {
		for dataset, n := range rows {
			if n < 0 {
				return fmt.Errorf("%s has %d rows of %s: want 0 or more", batchName(i), n, dataset)
			}
		}
	}
	return nil
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
