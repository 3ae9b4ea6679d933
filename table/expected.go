package table

import (
	"errors"
	"fmt"
	"strings"
)

// checkExpected returns an error if a run did not end as the case says.
func (r *caseRun) checkExpected(o runOutcome) error {
	var wrong *resultError
	switch {
	case errors.As(o.err, new(*crash)), errors.As(o.err, new(*inputError)):
		return o.err
	case errors.As(o.err, &wrong) && r.WantErr == "":
		return o.err
	case errors.As(o.err, &wrong):
		return fmt.Errorf("wrong error:\n"+
			"  got:            no error, but a result that a golden cannot hold: %w\n"+
			"  want substring: %s", wrong.err, r.WantErr)
	case r.WantErr != "" && o.failedAt != "":
		return fmt.Errorf("the transform failed %s, want an error only after the last step: %w", o.failedAt, o.err)
	case r.WantErr == "" && o.err != nil:
		return fmt.Errorf("the transform failed: %w", o.err)
	case r.WantErr != "" && o.err == nil:
		return fmt.Errorf("no error; want one that contains %q", r.WantErr)
	case r.WantErr != "" && !strings.Contains(o.err.Error(), r.WantErr):
		return fmt.Errorf("wrong error:\n  got:            %w\n  want substring: %s", o.err, r.WantErr)
	}
	return nil
}
