package table

import (
	"fmt"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/internal/fixture"
)

// Bench benchmarks a transform on generated inputs. It runs a sub-benchmark for each case, or one on the unchanged
// fixture if there are no cases:
//
//	func BenchmarkCampaignReport(b *testing.B) {
//		fx := fixtures.Load(b, "fixtures/reporting.yaml")
//		table.Bench(b, fx, table.Inputs(CampaignReport),
//			table.Case{Name: "small"},
//			table.Case{Name: "large", Rows: map[string]int{"recipients": 1_000_000}},
//		)
//	}
//
// A case's Rows scale a dataset, and with it the datasets that have rows for each of its rows. Pin and Seed apply as in
// [Run]. Bench compares nothing and does not check for leaks. It generates the input before the clock starts; all runs
// have the same input. It also reports the rows read per second.
func Bench(b *testing.B, fx *fixtures.Fixture, tr Transform, cases ...Case) {
	b.Helper()
	if tr.bind == nil {
		b.Fatal(zeroTransform)
	}
	if cases == nil {
		cases = []Case{{Name: "fixture"}}
	}
	for i, c := range cases {
		if c.Name == "" {
			b.Fatalf("case %d has no name", i+1)
		}
		if c.Setup != nil || !c.Now.IsZero() {
			b.Fatalf("case %q: Setup and Now do not work in a benchmark: testing/synctest needs a *testing.T", c.Name)
		}
		b.Run(c.Name, func(b *testing.B) {
			b.Helper()
			if err := bench(b, &declaredCase{Case: c, pins: pinsOf(c)}, fx.Definition(), tr); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func bench(b *testing.B, d *declaredCase, fx *fixture.Fixture, tr Transform) error {
	plan, err := fx.Plan(d.variant())
	if err != nil {
		return err
	}
	bound, err := tr.bind(plan)
	if err != nil {
		return err
	}
	ctx := b.Context()
	next, err := bound.inputs(ctx, plan)
	if err != nil {
		return err
	}
	in, err := next()
	if err != nil {
		return err
	}
	// Check the first run only: the others would fail, or change their input, in the same way.
	if o := callTransform(ctx, 0, in.call); o.err != nil {
		return o.err
	}
	if place, err := in.mutated(); err != nil {
		return err
	} else if place != "" {
		return fmt.Errorf("the transform changes its input, so runs cannot be compared: "+
			"%s is not what it was before the call: copy the input before changing it (slices.Clone)", place)
	}
	for b.Loop() {
		if bound.prepareMany != nil {
			b.StopTimer()
			if in, err = next(); err != nil {
				return err
			}
			b.StartTimer()
		}
		if _, err := in.call(ctx); err != nil {
			return err
		}
	}
	rows := 0
	for _, dataset := range bound.datasets() {
		rows += plan.Rows(dataset)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	return nil
}
