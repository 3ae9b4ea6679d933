package table_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/internal/outside"
)

// incremental adds to the result of the run before the orders that are newer than all of it.
func incremental() table.Transform {
	return table.Outside(outside.Transform{
		Incremental: true,
		Reads: func(map[string]*arrow.Schema) ([]string, error) {
			return []string{"orders.order_id", "campaigns.campaign_id"}, nil
		},
		Run: func(_ context.Context, in outside.Input) ([]arrow.Table, error) {
			if in.Tables["orders"].NumRows() == 6 && in.Tables["campaigns"].NumRows() < 3 {
				return nil, fmt.Errorf("batch %d: the campaigns are late", in.Batch)
			}
			b := array.NewInt64Builder(memory.DefaultAllocator)
			newest := int64(0)
			if in.Before != nil {
				for _, id := range ints(in.Before, 0) {
					b.Append(id)
					newest = max(newest, id)
				}
			}
			for _, id := range ints(in.Tables["orders"], 0) {
				if id > newest {
					b.Append(id)
				}
			}
			cells := b.NewArray()
			schema := arrow.NewSchema([]arrow.Field{{Name: "order_id", Type: cells.DataType()}}, nil)
			rec := array.NewRecord(schema, []arrow.Array{cells}, int64(cells.Len()))
			return []arrow.Table{array.NewTableFromRecords(schema, []arrow.Record{rec})}, nil
		},
	})
}

func ints(t arrow.Table, column int) (all []int64) {
	for _, chunk := range t.Column(column).Data().Chunks() {
		all = append(all, chunk.(*array.Int64).Int64Values()...)
	}
	return all
}

func TestBatchesOfAnIncrementalTransform(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	table.Run(t, fx, incremental(),
		table.Case{Name: "three days", Batches: []map[string]int{{"orders": 2}, {"orders": 2}, {"orders": 5}}},
		table.Case{Name: "without batches"},
		table.Case{Name: "at once and in batches", Holds: []table.Relation{rowsInBatches}},
		table.Case{
			Name: "late", Batches: []map[string]int{{"orders": 2, "campaigns": 1}, {"campaigns": 1}},
			WantErr: "batch 2: the campaigns are late",
		},
	)
}

// rowsInBatches is table.Batches without late rows, which the transform of these tests leaves out.
var rowsInBatches = table.Relation{Name: "batches", Check: func(t *table.Trial) error {
	err := table.Batches("orders", "").Check(t)
	if err != nil && strings.Contains(err.Error(), "with late rows of orders, the result changes") {
		return nil
	}
	return fmt.Errorf("want late rows to be lost, got %w", err)
}}

func TestBatchesThatCannotRun(t *testing.T) {
	variants := map[string]func() (table.Transform, table.Case){
		"not incremental": func() (table.Transform, table.Case) {
			return table.Arrow(orderIDs), table.Case{Batches: []map[string]int{{"orders": 2}}}
		},
		"unknown dataset": func() (table.Transform, table.Case) {
			return incremental(), table.Case{Batches: []map[string]int{{"order": 2}}}
		},
		"negative": func() (table.Transform, table.Case) {
			return incremental(), table.Case{Batches: []map[string]int{{"orders": -2}}}
		},
		"late rows": func() (table.Transform, table.Case) {
			return incremental(), table.Case{Holds: []table.Relation{table.Batches("orders", "")}}
		},
		"no state": func() (table.Transform, table.Case) {
			return table.Arrow(orderIDs), table.Case{Holds: []table.Relation{table.Batches("orders", "")}}
		},
		"failing early": func() (table.Transform, table.Case) {
			return incremental(), table.Case{Batches: []map[string]int{{"campaigns": 1}, {}}, WantErr: "late"}
		},
	}
	shop, err := os.ReadFile("testdata/shop.yaml")
	if err != nil && os.Getenv(variantVariable) == "" {
		t.Fatal(err)
	}
	p := newProgram(t, string(shop), func(t *testing.T, variant string) {
		tr, c := variants[variant]()
		c.Name = "case"
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr, c)
	})
	if p == nil {
		return
	}
	for variant, want := range map[string]string{
		"not incremental": "the case has Batches, and the transform is not incremental",
		"unknown dataset": `batch 1: the transform reads no dataset "order" (did you mean "orders"?)`,
		"negative":        "batch 1 has -2 rows of orders: want 0 or more",
		"late rows":       "relation batches does not hold: with late rows of orders, the result changes",
		"no state":        "the transform is not an incremental model: name the dataset that holds its earlier result",
		"failing early":   "the transform failed in batch 1, want an error only after the last step: batch 1: the campaigns",
	} {
		p.fails(variant, nil, want)
	}
}
