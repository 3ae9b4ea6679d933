package table

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-go/assay/fixtures"
)

func TestCasesAfterTheDeadlineFailAtOnce(t *testing.T) {
	fx := fixtures.Load(t, "testdata/leaks.yaml").Definition()
	tr := Rows("sales", func([]struct{ SaleID int }) ([]line, error) { return nil, nil })
	var cases []Case
	for i := range 20 {
		cases = append(cases, Case{Name: fmt.Sprint(i)})
	}
	all, err := declareCases("TestDeadline", fx, tr, cases)
	if err != nil {
		t.Fatal(err)
	}
	var runs []*caseRun
	for _, d := range all {
		runs = append(runs, &caseRun{declaredCase: d, fx: fx, tr: tr, settings: settings{leaks: "fail", redraws: 2}})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := newScheduler(ctx, runs, 2)
	defer s.stop()
	for i := range runs {
		if out := s.take(i); !strings.Contains(fmt.Sprint(out.problems), "context canceled") {
			t.Errorf("case %d: got %v, want the error of the context", i, out.problems)
		}
		s.done(i)
	}
}
