package table

import (
	"errors"
	"fmt"
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
