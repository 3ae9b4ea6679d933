// Package gen generates columnar test data. A [Spec] lists datasets and columns, and how to generate their values.
// [Compile] checks the spec and returns a [Plan]. The plan fills Arrow records: whole datasets ([Plan.Record]), some
// rows ([Plan.Slice]) or batches ([Plan.Reader]).
//
//	plan, err := gen.Compile(&gen.Spec{Seed: 42, Datasets: []gen.Dataset{{
//		Name: "orders", Rows: 100,
//		Columns: []gen.Column{
//			{Name: "order_id", Gen: gen.Seq{}},
//			{Name: "quantity", Gen: gen.Int{Min: 1, Max: 5}},
//			{Name: "status", Gen: gen.OneOf{Values: []any{"paid", "sent"}, Weights: []float64{3, 1}}},
//			{Name: "total", Gen: gen.Expr{Text: "quantity * 250"}},
//		},
//	}}})
//	orders, err := plan.Record(ctx, "orders", gen.Options{})
//
// The value in row i of a column depends only on the seed, the name of the dataset, the path of the column and i, and
// on the cells that it is computed from. Adding, removing or reordering columns, datasets or rows changes no other
// cell; nor do the number of workers, the size of batches, or the architecture. The one exception: references to a
// dataset change with its number of rows.
//
// The package reads no YAML and no files, and uses no clock, no environment and no global source of randomness. Its
// random numbers are not cryptographic.
package gen
