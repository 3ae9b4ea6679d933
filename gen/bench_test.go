package gen_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/brianvoe/gofakeit/v7"

	"github.com/assay-go/assay/gen"
)

// Each benchmark runs its peer in the same run and reports how many times its speed is: just bench.

// sevenColumns is a set of columns as people generate it.
func sevenColumns(rows int) *gen.Spec {
	return &gen.Spec{Seed: 42, Datasets: []gen.Dataset{{Name: "people", Rows: rows, Columns: []gen.Column{
		{Name: "id", Gen: gen.Seq{}},
		{Name: "name", Gen: gen.Fake{Name: "name"}},
		{Name: "email", Gen: gen.Fake{Name: "email"}},
		{Name: "status", Gen: gen.OneOf{Values: texts("sent", "bounced", "holdout")}},
		{Name: "price", Gen: gen.Float{Min: 1, Max: 1000}},
		{Name: "company", Gen: gen.Fake{Name: "company"}},
		{Name: "zip", Gen: gen.Fake{Name: "zip"}},
	}}}}
}

func texts(list ...string) []gen.Value {
	values := make([]gen.Value, len(list))
	for i, s := range list {
		values[i] = gen.Value{Kind: gen.TextValue, Text: s}
	}
	return values
}

type person struct {
	ID      int64
	Name    string  `fake:"{name}"`
	Email   string  `fake:"{email}"`
	Status  string  `fake:"{randomstring:[sent,bounced,holdout]}"`
	Price   float64 `fake:"{price:1,1000}"`
	Company string  `fake:"{company}"`
	Zip     string  `fake:"{zip}"`
}

func BenchmarkSevenColumns(b *testing.B) {
	const rows = 200_000
	plan := compiled(b, sevenColumns(rows))
	loop := perRow(rows/20, func(n int) {
		f := gofakeit.New(42)
		people := make([]person, n)
		for i := range people {
			people[i] = person{
				int64(i), f.Name(), f.Email(), f.RandomString([]string{"sent", "bounced", "holdout"}),
				f.Price(1, 1000), f.Company(), f.Zip(),
			}
		}
	})
	structs := perRow(rows/200, func(n int) {
		f := gofakeit.New(42)
		people := make([]person, n)
		for i := range people {
			if err := f.Struct(&people[i]); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, workers := range []int{1, 2} {
		b.Run(map[int]string{1: "one worker", 2: "two workers"}[workers], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				read(b, plan, "people", gen.Options{Workers: workers})
			}
			each := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / rows
			b.ReportMetric(each, "ns/row")
			b.ReportMetric(loop/each, "x-gofakeit-calls")
			b.ReportMetric(structs/each, "x-gofakeit-struct")
		})
	}
}

func BenchmarkColumn(b *testing.B) {
	const rows = 1 << 20
	pcg := perRow(rows, func(n int) {
		r := rand.NewPCG(1, 2)
		out := make([]uint64, 65_536)
		for done := 0; done < n; done += len(out) {
			for i := range out {
				out[i] = r.Uint64()
			}
		}
	})
	for name, g := range map[string]gen.Generator{
		"int": gen.Int{Min: 1, Max: 1000}, "float": gen.Float{Min: 0, Max: 1}, "normal": gen.Normal{Stddev: 1},
		"lognormal": gen.LogNormal{Stddev: 1}, "oneof": gen.OneOf{Values: texts("a", "b")}, "uuid": gen.UUID{},
		"poisson": gen.Poisson{Lambda: 3}, "zipf": gen.Zipf{S: 1, N: 1000}, "bool": gen.Bool{P: 0.3},
	} {
		plan := compiled(b, &gen.Spec{Datasets: []gen.Dataset{{Name: "d", Rows: rows, Columns: []gen.Column{{Name: "x", Gen: g}}}}})
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				read(b, plan, "d", gen.Options{})
			}
			each := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / rows
			b.ReportMetric(each, "ns/value")
			b.ReportMetric(pcg/each, "x-pcg")
		})
	}
}

// perRow returns the nanoseconds that make takes for a row: the least of three tries.
func perRow(n int, make func(n int)) float64 {
	best := time.Duration(1 << 62)
	for range 3 {
		start := time.Now()
		make(n)
		best = min(best, time.Since(start))
	}
	return float64(best.Nanoseconds()) / float64(n)
}

func compiled(t reporter, s *gen.Spec) *gen.Plan {
	t.Helper()
	plan, err := gen.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func read(t reporter, plan *gen.Plan, dataset string, o gen.Options) {
	r, err := plan.Reader(context.Background(), dataset, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	for r.Next() {
		var _ arrow.Record = r.Record()
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
}
