package gen_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/brianvoe/gofakeit/v7"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/parquetfile"
)

// Each benchmark runs in turns with its peer and reports how many times faster it is, by the fastest round of each:
// just bench ./gen

// sevenColumns is a typical set of columns.
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

func texts(list ...string) []any {
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = literal.Value{Kind: literal.Text, Text: s}
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

// A contender makes some rows and returns their number.
type contender struct {
	name string
	make func() int
}

// compare runs contenders in turns. It reports the nanoseconds a row of the first one, and how many times faster it is
// than each of the others.
func compare(b *testing.B, all ...contender) {
	b.Helper()
	best := make([]float64, len(all))
	round := func() {
		for i, c := range all {
			start := time.Now()
			each := float64(c.make())
			if each = float64(time.Since(start).Nanoseconds()) / each; best[i] == 0 || each < best[i] {
				best[i] = each
			}
		}
	}
	round()
	for b.Loop() {
		round()
	}
	b.ReportMetric(0, "ns/op") // the total is meaningless
	b.ReportMetric(best[0], "ns/row")
	for i, c := range all[1:] {
		b.ReportMetric(best[1+i]/best[0], "x-"+c.name)
	}
}

// reading makes all rows of a dataset, in batches, each released before the next.
func reading(b *testing.B, plan *gen.Plan, dataset string, workers int) func() int {
	o := gen.Options{Workers: workers, Mem: gen.Recycle()}
	return func() int { return read(b, plan, dataset, o) }
}

func BenchmarkSevenColumns(b *testing.B) {
	const rows = 65_536
	plan := compiled(b, sevenColumns(rows))
	calls := contender{"gofakeit-calls", func() int {
		f := gofakeit.New(42)
		people := make([]person, rows/16)
		for i := range people {
			people[i] = person{
				int64(i), f.Name(), f.Email(), f.RandomString([]string{"sent", "bounced", "holdout"}),
				f.Price(1, 1000), f.Company(), f.Zip(),
			}
		}
		return len(people)
	}}
	structs := contender{"gofakeit-struct", func() int {
		f := gofakeit.New(42)
		people := make([]person, rows/128)
		for i := range people {
			if err := f.Struct(&people[i]); err != nil {
				b.Fatal(err)
			}
		}
		return len(people)
	}}
	b.Run("one worker", func(b *testing.B) {
		compare(b, contender{"", reading(b, plan, "people", 1)}, calls, structs)
	})
	large := compiled(b, sevenColumns(16*rows))
	b.Run("two workers", func(b *testing.B) {
		compare(b, contender{"", reading(b, large, "people", 2)}, contender{"one-worker", reading(b, large, "people", 1)},
			calls)
	})
}

func BenchmarkUniformColumn(b *testing.B) {
	const rows = 1 << 16
	pcg := contender{"pcg-loop", func() int {
		r := rand.NewPCG(1, 2)
		out := make([]uint64, rows)
		for i := range out {
			out[i] = r.Uint64()
		}
		return rows
	}}
	for name, g := range map[string]gen.Generator{
		"int64":   gen.Int{Min: 1, Max: 1000},
		"float64": gen.Float{Min: 0, Max: 1},
	} {
		plan := compiled(b, one(rows, gen.Column{Name: "x", Gen: g}))
		b.Run(name, func(b *testing.B) { compare(b, contender{"", reading(b, plan, "d", 1)}, pcg) })
	}
}

func BenchmarkColumn(b *testing.B) {
	const rows = 1 << 16
	for name, g := range map[string]gen.Generator{
		"normal": gen.Normal{Stddev: 1}, "lognormal": gen.LogNormal{Stddev: 1}, "oneof": gen.OneOf{Values: texts("a", "b")},
		"uuid": gen.UUID{}, "poisson": gen.Poisson{Lambda: 3}, "zipf": gen.Zipf{S: 1, N: 1000}, "bool": gen.Bool{P: 0.3},
	} {
		plan := compiled(b, one(rows, gen.Column{Name: "x", Gen: g}))
		b.Run(name, func(b *testing.B) { compare(b, contender{"", reading(b, plan, "d", 1)}) })
	}
}

// sixColumns is a typical set of columns of a large file.
func sixColumns(rows int) *gen.Spec {
	return one(rows, gen.Column{Name: "id", Gen: gen.Seq{}}, gen.Column{Name: "quantity", Gen: gen.Int{Min: 1, Max: 1000}},
		gen.Column{Name: "price", Gen: gen.Float{Min: 1, Max: 1000}}, gen.Column{Name: "paid", Gen: gen.Bool{P: 0.7}},
		gen.Column{Name: "status", Gen: gen.OneOf{Values: texts("sent", "bounced", "holdout")}},
		gen.Column{Name: "placed_on", Gen: gen.Between{Min: date("2026-01-01"), Max: date("2026-12-31")}})
}

// BenchmarkParquet writes rows of six columns while they are generated, and, as the peer, one batch again and again.
func BenchmarkParquet(b *testing.B) {
	const rows, batch = 1 << 19, 1 << 16
	plan := compiled(b, sixColumns(rows))
	write := func(next func() (arrow.Record, bool)) int {
		w := parquetfile.NewWriter(io.Discard, plan.Schema("d"), parquetfile.Options{})
		for r, ok := next(); ok; r, ok = next() {
			if err := w.Write(r); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		return rows
	}
	ready, err := plan.Slice(context.Background(), "d", 0, batch, gen.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for workers, name := range map[int]string{1: "one worker", 2: "two workers"} {
		mem := gen.Recycle()
		b.Run(name, func(b *testing.B) {
			compare(b, contender{"", func() int {
				r, err := plan.Reader(context.Background(), "d", gen.Options{Batch: batch, Workers: workers, Mem: mem})
				if err != nil {
					b.Fatal(err)
				}
				defer r.Release()
				return write(func() (arrow.Record, bool) {
					ok := r.Next()
					return r.Record(), ok
				})
			}}, contender{"ready-batch", func() int {
				n := 0
				return write(func() (arrow.Record, bool) { n += batch; return ready, n <= rows })
			}})
		})
	}
}

// TestRowsAllocateNothing counts the allocations of large batches, which do not grow with the rows.
func TestRowsAllocateNothing(t *testing.T) {
	plan := compiled(t, sevenColumns(65_536))
	o := gen.Options{Mem: gen.Recycle()}
	read(t, plan, "people", o) // the buffers
	if n := testing.AllocsPerRun(5, func() { read(t, plan, "people", o) }); n > 65_536/100 {
		t.Errorf("%v allocations for 65,536 rows", n)
	}
}

func compiled(t reporter, s *gen.Spec) *gen.Plan {
	t.Helper()
	plan, err := gen.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func read(t reporter, plan *gen.Plan, dataset string, o gen.Options) (rows int) {
	r, err := plan.Reader(context.Background(), dataset, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	for r.Next() {
		rows += int(r.Record().NumRows())
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return rows
}

// BenchmarkStructure reads rows that know each other beside the same number of rows that do not: of one dataset, and
// of ten with a million rows in all, whose parents sum the rows of the first.
func BenchmarkStructure(b *testing.B) {
	family := func(parents, families int, structured bool) *gen.Plan {
		s := &gen.Spec{Seed: 42, Datasets: []gen.Dataset{{Name: "parents", Rows: parents, Columns: []gen.Column{
			{Name: "id", Gen: gen.Seq{}},
			{Name: "team", Gen: gen.Int{Min: 1, Max: 50}},
			{Name: "weight", Gen: gen.Exponential{Rate: 1}},
		}}}}
		for i := range families {
			d := gen.Dataset{Name: fmt.Sprintf("d%d", i)}
			if structured {
				d.Per = &gen.Per{Parent: "parents", Key: "id", Count: gen.Geometric{P: 0.2}}
				d.Columns = []gen.Column{
					{Name: "place", Gen: gen.Expr{Text: "$sibling"}},
					{Name: "team", Gen: gen.Lookup{Via: "id", Column: "team"}},
					{Name: "peer", Gen: gen.Ref{Dataset: "parents", Column: "id", Weight: "weight", Within: "team"}},
					{Name: "above", Gen: gen.Ref{Dataset: d.Name, Column: "place", Pick: gen.PickEarlier}},
					{Name: "price", Gen: pointAndRanges},
				}
			} else {
				d.Per = &gen.Per{Parent: "parents", Key: "id", Count: gen.Fixed(4)}
				d.Columns = []gen.Column{
					{Name: "place", Gen: gen.Seq{}},
					{Name: "team", Gen: gen.Lookup{Via: "id", Column: "team"}},
					{Name: "peer", Gen: gen.Ref{Dataset: "parents", Column: "id"}},
					{Name: "above", Gen: gen.Ref{Dataset: "parents", Column: "id"}},
					{Name: "price", Gen: gen.Int{Min: 0, Max: 100}},
				}
			}
			s.Datasets = append(s.Datasets, d)
		}
		if sum := (gen.Column{Name: "sum", Gen: gen.Seq{}}); families > 1 {
			if structured {
				sum.Gen = gen.Rollup{Dataset: "d0", Column: "price", By: "id"}
			}
			s.Datasets[0].Columns = append(s.Datasets[0].Columns, sum)
		}
		return compiled(b, s)
	}
	structured, plain := family(16_384, 1, true), family(16_384, 1, false)
	b.Run("one dataset", func(b *testing.B) {
		compare(b, contender{"", reading(b, structured, "d0", 1)}, contender{"plain", reading(b, plain, "d0", 1)})
	})
	whole := func(structured bool) func() int {
		o := gen.Options{Mem: gen.Recycle()}
		return func() (rows int) { // with the time to compile
			plan := family(25_000, 10, structured)
			for _, name := range plan.Datasets() {
				rows += read(b, plan, name, o)
			}
			return rows
		}
	}
	b.Run("ten datasets", func(b *testing.B) { compare(b, contender{"", whole(true)}, contender{"plain", whole(false)}) })
}
