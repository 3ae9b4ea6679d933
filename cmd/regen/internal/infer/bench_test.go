package infer

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/cmd/regen/internal/tablefile"
	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/datafile"

	"github.com/assay-go/assay/internal/parquetfile"
)

// shop is a table with a column of each common kind.
const shop = `version: 1
datasets:
  orders:
    rows: %d
    columns:
      order_id: {seq: {start: 1, format: "ORD-%%07d"}}
      customer: {int: [1, 50000]}
      amount: {lognormal: {mean: 3, stddev: 0.5}}
      quantity: {poisson: 2}
      at: {type: "timestamp[ms, UTC]", between: [2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z]}
      status: {oneof: {paid: 90, refunded: 10}}
      rate: {exponential: 0.5, null: 0.1}
      sku: {fake: {name: regex, str: "[A-Z]{3}-[0-9]{4}"}}
`

// BenchmarkInfer has the peer that infer is measured against: arrow's Parquet reader, which only reads the file. Over
// growing files, it reports how many times as long infer takes, and the most memory that it holds.
func BenchmarkInfer(b *testing.B) {
	for _, rows := range []int{300_000, 1_000_000, 3_000_000} {
		path := filepath.Join(b.TempDir(), "orders.parquet")
		writeShop(b, path, rows)
		open := func() *datafile.Table {
			t, err := tablefile.Open(path, datafile.Dialect{})
			if err != nil {
				b.Fatal(err)
			}
			return t
		}
		b.Run(fmt.Sprintf("%d rows", rows), func(b *testing.B) {
			took, reads := time.Hour, time.Hour // the shortest, in case the machine does other things
			most := uint64(0)
			for b.Loop() {
				start := time.Now()
				if err := open().Each(context.Background(), func(arrow.Record) error { return nil }); err != nil {
					b.Fatal(err)
				}
				reads = min(reads, time.Since(start))
				stop := watchHeap(&most)
				start = time.Now()
				if _, err := Fixture(context.Background(), []*datafile.Table{open()}, Options{}); err != nil {
					b.Fatal(err)
				}
				took = min(took, time.Since(start))
				stop()
			}
			b.ReportMetric(took.Seconds()/reads.Seconds(), "times-arrow")
			b.ReportMetric(float64(most)/(1<<20), "MiB")
		})
	}
}

// watchHeap keeps the most memory that is held until stop is called.
func watchHeap(most *uint64) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-end:
				tick.Stop()
				return
			case <-tick.C:
				sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
				metrics.Read(sample)
				*most = max(*most, sample[0].Value.Uint64())
			}
		}
	}()
	return func() { close(end); <-ended }
}

// BenchmarkWide infers from tables of many columns.
func BenchmarkWide(b *testing.B) {
	for _, columns := range []int{150, 600, 2400} {
		table := numbered(columns)
		b.Run(fmt.Sprintf("%d columns", columns), func(b *testing.B) {
			for b.Loop() {
				if _, err := Fixture(context.Background(), []*datafile.Table{table}, Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N*columns), "ms/column")
		})
	}
}

// numbered returns a table of columns of integers, floats and texts.
func numbered(columns int) *datafile.Table {
	r := rand.New(rand.NewPCG(1, 2))
	var fields []arrow.Field
	var arrays []arrow.Array
	for i := range columns {
		kind := []arrow.DataType{
			arrow.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Float64, arrow.BinaryTypes.String,
		}[i%3]
		a := array.NewBuilder(memory.DefaultAllocator, kind)
		for range 1000 {
			switch a := a.(type) {
			case *array.Int64Builder:
				a.Append(r.Int64N(10_000))
			case *array.Float64Builder:
				a.Append(math.Round(1000*r.Float64()) / 1000)
			case *array.StringBuilder:
				a.Append(fmt.Sprintf("sku%d", r.IntN(300)))
			}
		}
		fields = append(fields, arrow.Field{Name: fmt.Sprintf("c%d", i), Type: kind})
		arrays = append(arrays, a.NewArray())
	}
	return inMemory("wide", array.NewRecord(arrow.NewSchema(fields, nil), arrays, 1000))
}

func writeShop(b *testing.B, path string, rows int) {
	b.Helper()
	spec := filepath.Join(b.TempDir(), "shop.yaml")
	if err := os.WriteFile(spec, fmt.Appendf(nil, shop, rows), 0o666); err != nil {
		b.Fatal(err)
	}
	fx, err := fixtures.Open(spec)
	if err != nil {
		b.Fatal(err)
	}
	plan, err := fx.Plan()
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := parquetfile.NewWriter(f, plan.Schema("orders"), parquetfile.Options{StoreSchema: true})
	r, err := plan.Reader(context.Background(), "orders", gen.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for r.Next() {
		if err := w.Write(r.Record()); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}
