package gen_test

import (
	"context"
	"fmt"
	"log"

	"github.com/apache/arrow/go/v17/arrow"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/gen"
)

func Example() {
	plan, err := gen.Compile(&gen.Spec{Seed: 42, Datasets: []gen.Dataset{{
		Name: "orders", Rows: 4,
		Columns: []gen.Column{
			{Name: "order_id", Gen: gen.Seq{}},
			{Name: "quantity", Gen: gen.Int{Min: 1, Max: 5}},
			{Name: "total", Gen: gen.Expr{Text: "quantity * 250"}},
		},
	}}})
	if err != nil {
		log.Fatal(err)
	}
	orders, err := plan.Record(context.Background(), "orders", gen.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer orders.Release()
	printColumns(orders)
	// Output:
	// order_id [1 2 3 4]
	// quantity [4 5 1 5]
	// total [1000 1250 250 1250]
}

func ExampleCount() {
	plan, err := gen.Compile(&gen.Spec{Datasets: []gen.Dataset{
		{Name: "orders", Rows: 3, Columns: []gen.Column{{Name: "order_id", Gen: gen.Seq{}}}},
		{Name: "lines", Per: &gen.Per{Parent: "orders", Key: "order_id", Count: gen.InTurn{2, 0, 1}}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	lines, err := plan.Record(context.Background(), "lines", gen.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer lines.Release()
	printColumns(lines)
	// Output:
	// order_id [1 1 3]
}

func ExamplePlan_Reader() {
	plan, err := gen.Compile(&gen.Spec{Datasets: []gen.Dataset{{
		Name: "numbers", Rows: 5, Columns: []gen.Column{{Name: "n", Gen: gen.Seq{}}},
	}}})
	if err != nil {
		log.Fatal(err)
	}
	batches, err := plan.Reader(context.Background(), "numbers", gen.Options{Batch: 2, Mem: gen.Recycle()})
	if err != nil {
		log.Fatal(err)
	}
	defer batches.Release()
	for batches.Next() {
		printColumns(batches.Record())
	}
	if err := batches.Err(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// n [1 2]
	// n [3 4]
	// n [5]
}

func printColumns(r arrow.Record) {
	for i, column := range r.Columns() {
		fmt.Println(r.ColumnName(i), column)
	}
}
