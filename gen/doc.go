// Package gen generates columnar test data: a [Spec] says which datasets and
// columns there are and how their values come about, [Compile] checks it and makes
// a [Plan], and the plan fills Arrow records.
//
// The value in row i of a column depends only on the seed, the name of the
// dataset, the path of the column and i, and on the cells that it is computed from.
// Adding, removing or reordering columns, datasets or rows, and the number of
// workers, the size of batches or the architecture, move no other cell, but for
// references to a dataset whose number of rows changes.
//
//	plan, err := gen.Compile(&gen.Spec{Seed: 42, Datasets: []gen.Dataset{{
//		Name: "orders", Rows: 100,
//		Columns: []gen.Column{
//			{Name: "order_id", Gen: gen.Seq{}},
//			{Name: "quantity", Gen: gen.Int{Min: 1, Max: 5}},
//			{Name: "total", Gen: gen.Expr{Text: "quantity * 250"}},
//		},
//	}}})
//	orders, err := plan.Record(ctx, "orders", gen.Options{})
//
// The package reads no YAML and no files, knows no tests, and looks at no clock,
// environment or global source of randomness. It is not cryptographic.
package gen
