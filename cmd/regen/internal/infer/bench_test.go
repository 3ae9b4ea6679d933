package infer

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

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
    rows: 3000000
    columns:
      order_id: {seq: {start: 1, format: "ORD-%07d"}}
      customer: {int: [1, 50000]}
      amount: {lognormal: {mean: 3, stddev: 0.5}}
      quantity: {poisson: 2}
      at: {type: "timestamp[ms, UTC]", between: [2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z]}
      status: {oneof: {paid: 90, refunded: 10}}
      rate: {exponential: 0.5, null: 0.1}
      sku: {fake: {name: regex, str: "[A-Z]{3}-[0-9]{4}"}}
`

// BenchmarkInfer has the peer that infer is measured against: arrow's Parquet reader, which only reads the file.
func BenchmarkInfer(b *testing.B) {
	path := filepath.Join(b.TempDir(), "orders.parquet")
	writeShop(b, path)
	b.Run("infer", func(b *testing.B) {
		for b.Loop() {
			t, err := tablefile.Open(path, datafile.Dialect{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := Fixture(context.Background(), []*datafile.Table{t}, Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("arrow's reader alone", func(b *testing.B) {
		for b.Loop() {
			t, err := tablefile.Open(path, datafile.Dialect{})
			if err != nil {
				b.Fatal(err)
			}
			if err := t.Each(context.Background(), func(arrow.Record) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func writeShop(b *testing.B, path string) {
	b.Helper()
	spec := filepath.Join(b.TempDir(), "shop.yaml")
	if err := os.WriteFile(spec, []byte(shop), 0o666); err != nil {
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
