package goldenfile

import (
	"bytes"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/csv"

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
