package infer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/datafile"
)

// drawnColumns has columns of the shapes that data has, as fixtures write them.
var drawnColumns = []string{
	"seq: 1", `seq: {start: 1, format: "ORD-%04d"}`, "int: [0, 3]", "int: [-5, 90000]", "float: [0, 1]",
	"normal: {mean: 50, stddev: 9}", "lognormal: {mean: 9, stddev: 2}, type: int64", "exponential: 0.001",
	`lognormal: {mean: 3, stddev: 1}, type: "decimal(12, 2)"`, "oneof: {0: 95, 17: 3, 400000: 2}", "zipf: {n: 500}",
	"oneof: [9.99, 19.99, 4.5]", "bool: 0.2", "fake: name", "fake: email", "fake: city", "fake: sentence", "uuid: {}",
	`fake: {name: regex, str: "[a-f0-9]{64}"}`, `fake: {name: regex, str: "[A-Z]{2}-[0-9]{1,3}"}`, "oneof: [a, b, c]",
	"between: [1950-01-01, 2009-01-01]", "between: [2026-01-01T00:00:00Z, 2026-01-09T00:00:00Z]",
	"between: [2026-01-01, 2026-01-05]", "walk: {start: 9}", `pin: ""`, "pin: 7",
	"fake: {name: date_range, startdate: 01/02/2020, enddate: 05/02/2022, format: MM/dd/yyyy}",
	"list: {of: {oneof: [a, b]}, len: [0, 3]}", "sub: {columns: {a: {int: [1, 9]}, b: {fake: word}}}",
	"float: [0, 1], type: float32", "int: [0, 200], type: uint8", "exponential: 9, type: float16",
}

// hostileNames are names that YAML, expressions or fixtures read otherwise.
var hostileNames = []string{
	"id", "null", "in", "a b", "1", "weight", "$index", "a.b", "x[0]", "é", "\"", "'", "#", "{", "a: b", "- a", "\n", " ",
	"true", "rows", "columns", "x_at", "x", "x_steps", "", "per", "parent_id", "customer_id", "%d", "let", "\u202e",
}

// TestWhatInferWritesLoads infers from tables of many sizes, with any names and shapes.
func TestWhatInferWritesLoads(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows := rapid.SampledFrom([]int{0, 1, 2, 3, 5, 19, 20, 21, 99, 100, 400, 2000, 10_000}).Draw(r, "rows")
		var b strings.Builder
		fmt.Fprintf(&b, "version: 1\nseed: %d\ndatasets:\n  d:\n    rows: %d\n    columns:\n",
			rapid.IntRange(0, 1000).Draw(r, "seed"), rows)
		n := rapid.IntRange(1, 5).Draw(r, "columns")
		for i := range n {
			null := rapid.SampledFrom([]string{"", "", ", null: 0.3", ", null: 0.999"}).Draw(r, "null")
			fmt.Fprintf(&b, "      c%d: {%s%s}\n", i, rapid.SampledFrom(drawnColumns).Draw(r, "column"), null)
		}
		if rapid.Bool().Draw(r, "copy") {
			b.WriteString("      third: {expr: $index % 3}\n")
		}
		var given []*datafile.Table
		for _, table := range tables(t, open(t, b.String())) {
			err := table.Each(t.Context(), func(rec arrow.Record) error {
				var fields []arrow.Field
				for _, f := range rec.Schema().Fields() {
					f.Name = rapid.SampledFrom(hostileNames).Draw(r, "name")
					fields = append(fields, f)
				}
				name := rapid.SampledFrom([]string{"d", "a.b", "raw_orders", "null", "d e"}).Draw(r, "dataset")
				given = append(given, inMemory(name, array.NewRecord(arrow.NewSchema(fields, nil), rec.Columns(), rec.NumRows())))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		o := Options{Samples: rapid.Bool().Draw(r, "samples"), Rows: rapid.SampledFrom([]int{0, 0, 3}).Draw(r, "most")}
		tables(t, open(t, infer(t, o, given...)))
	})
}

// TestTextsOfAnyKindLoad infers from one column of hostile texts.
func TestTextsOfAnyKindLoad(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		texts := rapid.SliceOfN(arrowtest.Text(), 1, 30).Draw(r, "texts")
		for range rapid.SampledFrom([]int{1, 2, 5, 40}).Draw(r, "times") {
			for _, s := range texts {
				b.Append(s)
			}
		}
		a := b.NewArray()
		name := rapid.SampledFrom(hostileNames).Draw(r, "name")
		rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: name, Type: a.DataType()}}, nil), []arrow.Array{a},
			int64(a.Len()))
		tables(t, open(t, infer(t, Options{Samples: rapid.Bool().Draw(r, "samples")}, inMemory("d", rec))))
	})
}
