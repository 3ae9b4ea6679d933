package table

import (
	"testing"

	"github.com/assay-go/assay/internal/ask"
)

// This file answers what regen asks a test about one of its cases. A test that is asked compares nothing with goldens
// and writes none.

// answerQuestion answers a question if it is about one of the cases.
func answerQuestion(t *testing.T, runs []*caseRun) {
	t.Helper()
	q, err := ask.Read(*askFlag)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		if subtestName(t.Name()+"/"+r.Name) != subtestName(q.Case) {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			r.t = t
			var a ask.Answer
			if err := answer(t, r, q, &a); err != nil {
				a.Error = err.Error()
			}
			if err := a.Write(*askFlag); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func answer(t *testing.T, r *caseRun, q ask.Question, a *ask.Answer) (err error) {
	l := limits{q.Runs, q.Time}
	if q.Command == "why" {
		a.Why, err = explainCell(t, r, q.Table, q.Cell, l)
		return err
	}
	a.Shrunk, err = shrinkCase(t, r, l)
	return err
}
