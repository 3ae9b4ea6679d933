package table

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/compute"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// countSales returns a table with the number of sales.
func countSales(mem memory.Allocator, sales int64) arrow.Table {
	b := array.NewRecordBuilder(mem,
		arrow.NewSchema([]arrow.Field{{Name: "sales", Type: arrow.PrimitiveTypes.Int64}}, nil))
	defer b.Release()
	b.Field(0).(*array.Int64Builder).Append(sales)
	rec := b.NewRecord()
	defer rec.Release()
	return array.NewTableFromRecords(rec.Schema(), []arrow.Record{rec})
}

// keeper holds what leaky transforms should release.
var keeper []any

func TestMemoryThatATransformDoesNotReleaseIsReported(t *testing.T) {
	for name, c := range map[string]struct {
		f    func(mem memory.Allocator, in map[string]arrow.Table) arrow.Table
		want string // "" where all is well
	}{
		"releases all": {func(mem memory.Allocator, in map[string]arrow.Table) arrow.Table {
			countSales(mem, 1).Release()
			return countSales(mem, in["sales"].NumRows())
		}, ""},
		"leaves it to the garbage collector": {func(_ memory.Allocator, in map[string]arrow.Table) arrow.Table {
			keeper = append(keeper, countSales(memory.DefaultAllocator, 1))
			in["sales"].Retain()
			return countSales(memory.DefaultAllocator, in["sales"].NumRows())
		}, ""},
		"returns its input": {func(mem memory.Allocator, in map[string]arrow.Table) arrow.Table {
			countSales(mem, 1).Release()
			in["visits"].Retain()
			return in["visits"]
		}, ""},
		"keeps what it made": {func(mem memory.Allocator, in map[string]arrow.Table) arrow.Table {
			keeper = append(keeper, countSales(mem, 1))
			return countSales(mem, in["sales"].NumRows())
		}, `^the transform does not release all of its memory:
  \d+ bytes allocated at memory_test.go:20 \(table.countSales\)
  \d+ bytes allocated at memory_test.go:21 \(table.countSales\)
release everything except the result, which the caller owns$`},
		"keeps its input": {func(mem memory.Allocator, in map[string]arrow.Table) arrow.Table {
			in["visits"].Retain()
			return countSales(mem, in["sales"].NumRows())
		}, `^the transform does not release all of its memory:
  \d+ bytes of its input visits
release everything except the result`},
		"does not release a computed column": {func(mem memory.Allocator, in map[string]arrow.Table) arrow.Table {
			ctx := compute.WithAllocator(context.Background(), mem)
			column := in["sales"].Column(0).Data().Chunk(0)
			sums, err := compute.CallFunction(ctx, "add", nil, compute.NewDatum(column), compute.NewDatum(column))
			keeper = append(keeper, sums, err)
			return countSales(mem, in["sales"].NumRows())
		}, `\d+ bytes of its input sales\n  \d+ bytes allocated at \w+.go:\d+ \(compute\.`},
	} {
		tr := ArrowContext(func(ctx context.Context, in map[string]arrow.Table) (arrow.Table, error) {
			return c.f(compute.GetAllocator(ctx), in), nil
		})
		v := verdictOn(t, tr, Case{Uses: []string{"visits.customer_id"}})
		text := strings.Join(v.problems, "\n---\n")
		if c.want == "" && text != "" || !regexp.MustCompile(c.want).MatchString(text) {
			t.Errorf("%s: got %q, want %q", name, text, c.want)
		}
	}
}

func TestAStreamThatDoesNotReleaseMemoryIsReported(t *testing.T) {
	for name, keeps := range map[string]bool{"releases all": false, "keeps a record": true} {
		tr := StreamContext(func(ctx context.Context, in map[string]array.RecordReader) (array.RecordReader, error) {
			sales := in["sales"]
			rows := int64(0)
			for sales.Next() {
				rows += sales.Record().NumRows()
				if keeps {
					sales.Record().Retain()
				}
			}
			out := countSales(compute.GetAllocator(ctx), rows)
			defer out.Release()
			return array.NewTableReader(out, -1), sales.Err()
		})
		v := verdictOn(t, tr, Case{})
		text := strings.Join(v.problems, "\n---\n")
		if got := strings.Contains(text, "bytes of its input sales"); got != keeps || !keeps && text != "" {
			t.Errorf("%s: got %q", name, text)
		}
	}
}
