package table

import (
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table/internal/outside"
)

// overIDs returns a transform of the IDs of sales in which rows have no order.
func overIDs(multiset bool, f func(ids *array.Int64, out *array.Float64Builder)) Transform {
	return Outside(outside.Transform{
		Relational: true, Multiset: multiset,
		Reads: func(map[string]*arrow.Schema) ([]string, error) { return []string{"sales.sale_id"}, nil },
		Run: func(_ context.Context, in outside.Input) ([]arrow.Table, error) {
			out := array.NewFloat64Builder(memory.DefaultAllocator)
			f(in.Tables["sales"].Column(0).Data().Chunk(0).(*array.Int64), out)
			schema := arrow.NewSchema([]arrow.Field{{Name: "value", Type: arrow.PrimitiveTypes.Float64}}, nil)
			rec := array.NewRecord(schema, []arrow.Array{out.NewArray()}, -1)
			return []arrow.Table{array.NewTableFromRecords(schema, []arrow.Record{rec})}, nil
		},
	})
}

func TestTheOrderOfTheRowsOfTablesIsALeak(t *testing.T) {
	first := func(ids *array.Int64, out *array.Float64Builder) { out.Append(float64(ids.Value(0))) }
	all := func(ids *array.Int64, out *array.Float64Builder) {
		for _, id := range ids.Int64Values() {
			out.Append(float64(id))
		}
	}
	sum := func(ids *array.Int64, out *array.Float64Builder) { // whose last digits depend on the order
		total := 0.0
		for _, id := range ids.Int64Values() {
			total += 0.1 / float64(id)
		}
		out.Append(total)
	}
	for name, c := range map[string]struct {
		tr    Transform
		order golden.Order
		leaks bool
	}{
		"first row":                          {tr: overIDs(true, first), leaks: true},
		"rows as they come, ordered":         {tr: overIDs(false, all), leaks: true},
		"rows as they come":                  {tr: overIDs(true, all)},
		"rows as they come, said to be bags": {tr: overIDs(false, all), order: golden.Multiset},
		"rows as they come, said to count":   {tr: overIDs(true, all), order: golden.Ordered, leaks: true},
		"sum of floats":                      {tr: overIDs(true, sum)},
	} {
		v := verdictOn(t, c.tr, Case{Order: c.order})
		said := strings.Join(v.problems, "\n")
		const want = "leak: the result depends on the order of rows, and tables have none\n" +
			"  the order of the rows of sales (testdata/leaks.yaml:"
		if c.leaks && !strings.HasPrefix(said, want) || !c.leaks && said != "" {
			t.Errorf("%s: leaks %t, got:\n%s", name, c.leaks, said)
		}
	}
}
