package gen_test

import (
	"testing"

	"github.com/assay-go/assay/gen"
)

// seriesSpec is parents "p" and their children "d", with columns that start anew for each parent, or plain ones of the
// same values.
func seriesSpec(parents int, count gen.Count, series bool) *gen.Spec {
	normal, exponential := gen.Column{Gen: gen.Normal{Stddev: 100}}, gen.Column{Gen: gen.Exponential{Rate: 0.1}}
	columns := []gen.Column{
		{Name: "no", Gen: gen.Seq{}},
		{Name: "price", Gen: gen.Normal{Mean: 100, Stddev: 2}},
		{Name: "balance", Gen: normal.Gen},
		{Name: "gap", Gen: exponential.Gen},
		{Name: "status", Gen: gen.OneOf{Values: texts("created", "paid", "canceled", "shipped", "refunded")}},
	}
	if series {
		start := constant(timestamp("2026-01-01T00:00:00Z"))
		columns = []gen.Column{
			{Name: "no", Each: "id", Gen: gen.Seq{}},
			{Name: "price", Each: "id", Gen: gen.Walk{Start: 100, Stddev: 2}},
			{Name: "balance", Each: "id", Gen: gen.Running{Of: normal}},
			{Name: "at", Each: "id", Gen: gen.Running{Of: exponential, Start: start}},
			{Name: "status", Each: "id", Gen: orderStates()},
		}
	}
	return &gen.Spec{Seed: 42, Datasets: []gen.Dataset{
		{Name: "p", Rows: parents, Columns: []gen.Column{{Name: "id", Gen: gen.Seq{}}}},
		{Name: "d", Per: &gen.Per{Parent: "p", Key: "id", Count: count}, Columns: columns},
	}}
}

// BenchmarkSeries reads columns that go from row to row beside columns of the same draws that do not. The series are of
// few rows, of a million rows, and life cycles that decide how many rows there are.
func BenchmarkSeries(b *testing.B) {
	for _, c := range []struct {
		name    string
		parents int
		count   gen.Count
		plain   gen.Count
	}{
		{"of 4", 1 << 18, gen.Fixed(4), gen.Fixed(4)},
		{"of 1048576", 1, gen.Fixed(1 << 20), gen.Fixed(1 << 20)},
		{"of states", 1 << 18, gen.StatesOf{Column: "status"}, gen.Int{Min: 2, Max: 4}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			series := compiled(b, seriesSpec(c.parents, c.count, true))
			plain := compiled(b, seriesSpec(c.parents, c.plain, false))
			compare(b, contender{"", reading(b, series, "d", 1)}, contender{"plain", reading(b, plain, "d", 1)})
		})
	}
}

// TestSeriesAllocateNothingForARow counts the allocations of a batch, which do not grow with the rows.
func TestSeriesAllocateNothingForARow(t *testing.T) {
	for _, parents := range []int{1 << 14, 1} {
		plan := compiled(t, seriesSpec(parents, gen.Fixed(1<<16/parents), true))
		o := gen.Options{Mem: gen.Recycle()}
		read(t, plan, "d", o) // the buffers
		if n := testing.AllocsPerRun(5, func() { read(t, plan, "d", o) }); n > 300 {
			t.Errorf("%v allocations for 65,536 rows of %d parents", n, parents)
		}
	}
}
