package goldendiff

import (
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

// pendingDifferences compares the pending results named by the patterns with their goldens.
func pendingDifferences(patterns []string) ([]Difference, error) {
	results, err := pending.All()
	if err != nil {
		return nil, err
	}
	chosen, _, err := pending.Approvable(results, patterns)
	if err != nil {
		return nil, err
	}
	differences := make([]Difference, len(chosen))
	for i, r := range chosen {
		report, err := r.Report()
		if err != nil {
			return nil, err
		}
		differences[i] = newDifference(r.Name(), r.File(), report)
		differences[i].result = &chosen[i]
	}
	return differences, nil
}
