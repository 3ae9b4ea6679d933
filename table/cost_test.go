package table

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
)

// The cost of the harness is promised as a multiple of the cost of the transform.

type event struct {
	EventID, CustomerID int
	Kind                string
	Amount, Weight      float64
	Email, City         string
	Online              bool
	At                  time.Time
	Note                *string
}

// busy returns a transform that takes some time, and whose result does not depend on generated values.
func busy(rounds int) func([]event) ([]line, error) {
	return func(in []event) ([]line, error) {
		x := 0.0
		for i := range rounds {
			x += math.Sqrt(float64(i ^ in[i%len(in)].EventID))
		}
		return []line{{Key: fmt.Sprint(len(in)), Value: x}}, nil
	}
}

// BenchmarkRelations compares a case with one relation to the same case without.
func BenchmarkRelations(b *testing.B) {
	fx := fixtures.Load(b, "testdata/hundred.yaml")
	work := busy(300_000)
	same := make([]event, 1)
	tr := Rows("events", func(in []event) ([]line, error) { // all relations hold
		out, err := work(same)
		return out[:min(len(in), 1)], err
	})
	run := func(relations ...Relation) func() {
		all, err := declareCases("TestCost", fx.Definition(), tr, []Case{{Name: "case", Holds: relations}})
		if err != nil {
			b.Fatal(err)
		}
		r := &caseRun{declaredCase: all[0], fx: fx.Definition(), tr: tr, settings: settings{leaks: "fail", redraws: 2}}
		return func() {
			if v := r.run(b.Context()); v.problems != nil {
				b.Fatal(v.problems)
			}
		}
	}
	without := run()
	for _, relation := range []Relation{RowOrder(), Duplicates(), Nulls(), Empty()} {
		with := run(relation)
		b.Run(relation.Name, func(b *testing.B) {
			var leaks, both time.Duration
			for b.Loop() {
				start := time.Now()
				without()
				middle := time.Now()
				with()
				leaks, both = leaks+middle.Sub(start), both+time.Since(middle)
			}
			b.ReportMetric(float64(both)/float64(leaks)-1, "x-leak-check")
		})
	}
}

// BenchmarkLeakCheck compares a case with the leak check on, with two redraws, to its transform alone.
func BenchmarkLeakCheck(b *testing.B) {
	fx := fixtures.Load(b, "testdata/hundred.yaml")
	in := fixtures.Rows[event](b, fx, "events")
	for _, rounds := range []int{300_000, 3_000_000} {
		f := busy(rounds)
		tr := Rows("events", f)
		all, err := declareCases("TestCost", fx.Definition(), tr, []Case{{Name: "case"}})
		if err != nil {
			b.Fatal(err)
		}
		r := &caseRun{declaredCase: all[0], fx: fx.Definition(), tr: tr, settings: settings{leaks: "fail", redraws: 2}}
		b.Run(fmt.Sprint(rounds), func(b *testing.B) {
			var alone, checked time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := f(in); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				if v := r.run(b.Context()); v.problems != nil {
					b.Fatal(v.problems)
				}
				alone, checked = alone+middle.Sub(start), checked+time.Since(middle)
			}
			b.ReportMetric(float64(alone.Microseconds())/float64(b.N), "µs-alone/op")
			b.ReportMetric(float64(checked)/float64(alone), "x-alone")
		})
	}
}
