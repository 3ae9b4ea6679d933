package goldenfile

import (
	"bytes"
	"flag"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/csv"
	"github.com/zeebo/xxh3"

	"github.com/assay-go/assay/internal/arrowtest"
)

func BenchmarkWrite(b *testing.B) {
	table := arrowtest.Wide(100_000, nil, false)
	b.Run("assay", func(b *testing.B) {
		for b.Loop() {
			if _, err := Encode(&File{Order: Ordered, Table: table}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("arrow csv", func(b *testing.B) {
		for b.Loop() {
			var out bytes.Buffer
			w := csv.NewWriter(&out, arrowtest.WideSchema, csv.WithHeader(true))
			if err := w.Write(table); err != nil {
				b.Fatal(err)
			}
			w.Flush()
		}
	})
}

func BenchmarkRead(b *testing.B) {
	table := arrowtest.Wide(100_000, nil, false)
	text, err := Encode(&File{Order: Ordered, Table: table})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("assay", func(b *testing.B) {
		for b.Loop() {
			if _, err := Decode(text, "x.golden"); err != nil {
				b.Fatal(err)
			}
		}
	})
	var out bytes.Buffer
	w := csv.NewWriter(&out, arrowtest.WideSchema, csv.WithHeader(true))
	if err := w.Write(table); err != nil {
		b.Fatal(err)
	}
	w.Flush()
	b.Run("arrow csv", func(b *testing.B) {
		for b.Loop() {
			r := csv.NewReader(bytes.NewReader(out.Bytes()), arrowtest.WideSchema, csv.WithHeader(true),
				csv.WithChunk(-1))
			rows := int64(0)
			for r.Next() {
				rows += r.Record().NumRows()
			}
			if r.Err() != nil || rows != 100_000 {
				b.Fatal(r.Err(), rows)
			}
		}
	})
}

var digestRows = flag.Int("digest.rows", 10_000_000, "digest this `number` of rows in the benchmark")

// BenchmarkDigest digests 10 million rows, which take 0.6 gigabytes, or 100,000 with -short. The peer hashes the same
// buffers, and does nothing else. "just digest-duckdb" adds DuckDB.
func BenchmarkDigest(b *testing.B) {
	rows := *digestRows
	if testing.Short() {
		rows = 100_000
	}
	table := arrowtest.Wide(rows, nil, false)
	perRow := func(b *testing.B, digest func() error) {
		b.ReportAllocs()
		before := cpuSeconds()
		for b.Loop() {
			if err := digest(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric((cpuSeconds()-before)/float64(b.N), "cpu-s/op")
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
	}
	stream := func(rules Rules) func() error {
		return func() error {
			r, err := array.NewRecordReader(table.Schema(), []arrow.Record{table})
			if err == nil {
				_, err = DigestOf(r, rules)
			}
			return err
		}
	}
	b.Run("stream", func(b *testing.B) { perRow(b, stream(SecondRules)) })
	b.Run("stream by the first rules", func(b *testing.B) { perRow(b, stream(FirstRules)) })
	keyed := func(table arrow.Record) func() error {
		return func() error {
			_, err := ToDigest(&File{Key: []string{"id"}, Table: table}, SecondRules, "")
			return err
		}
	}
	b.Run("keyed table", func(b *testing.B) { perRow(b, keyed(table)) })
	b.Run("shuffled keyed table", func(b *testing.B) {
		shuffled := arrowtest.Wide(rows, arrowtest.Shuffled(rows), false)
		perRow(b, keyed(shuffled))
	})
	b.Run("shuffled multiset", func(b *testing.B) {
		shuffled := arrowtest.Wide(rows, arrowtest.Shuffled(rows), false)
		perRow(b, func() error {
			_, err := ToDigest(&File{Order: Multiset, Table: shuffled}, SecondRules, "")
			return err
		})
	})
	b.Run("xxh3 of the buffers", func(b *testing.B) {
		perRow(b, func() error {
			for _, column := range table.Columns() {
				for _, buffer := range column.Data().Buffers() {
					if buffer != nil {
						xxh3.Hash(buffer.Bytes())
					}
				}
			}
			return nil
		})
	})
}
