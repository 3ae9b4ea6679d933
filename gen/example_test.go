package gen_test

import (
	"context"
	"fmt"

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
		fmt.Println(err)
		return
	}
	orders, err := plan.Record(context.Background(), "orders", gen.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer orders.Release()
	for i, column := range orders.Columns() {
		fmt.Println(orders.ColumnName(i), column)
	}
	// Output:
	// order_id [1 2 3 4]
	// quantity [4 5 1 5]
	// total [1000 1250 250 1250]
}
