package goldendiff

import (
	"errors"

	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/internal/report"
)

// A Difference is a golden and how it differs.
type Difference struct {
	name, golden string
	report       *report.Report
	result       *pending.Result // nil for a golden of a revision
}

func newDifference(name, file string, report *report.Report) Difference {
	report.Name = name
	return Difference{name: name, golden: file, report: report}
}

// pendingDifferences compares the pending results named by the patterns with their goldens. If some cannot be read, it
// returns the others and an error.
func pendingDifferences(patterns []string) ([]Difference, error) {
	results, damaged := pending.All()
	chosen, _, err := pending.Approvable(results, patterns)
	if err != nil {
		return nil, errors.Join(damaged, err)
	}
	var differences []Difference
	unread := []error{damaged}
	for i, r := range chosen {
		report, err := r.Report()
		if err != nil {
			unread = append(unread, err)
			continue
		}
		d := newDifference(r.Name(), r.File(), report)
		d.result = &chosen[i]
		differences = append(differences, d)
	}
	return differences, errors.Join(unread...)
}
