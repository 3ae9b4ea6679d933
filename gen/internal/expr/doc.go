// Package expr compiles the expressions of fixtures to programs over Arrow columns.
//
// An expression computes a value from the columns of one row:
//
//	quantity * unit_price
//	status == "holdout" ? nil : starts_at
//	placed_at + duration("36h")
//
// [Compile] checks it against the types of the columns. [Program.Eval] computes all rows of a batch at once, in blocks
// of 1024 rows. In a block, each operation is one loop over typed slices, which the next block reuses.
//
//	program, err := expr.Compile("quantity * unit_price", columns)
//	totals, err := program.Eval(arrays, rows, memory.DefaultAllocator) // arrays in the order of program.Deps()
//
// # The language
//
// The tokens, the precedences and the meaning are those of expr-lang: an expression that compiles here and there means
// the same, and a test checks that. The package is not all of expr-lang. It rejects, by name, what loops and what reads
// anything but the row. docs/expressions.md is the reference for authors of fixtures; a test runs its examples. In
// short:
//
//   - Literals: nil true false 12 0x1f 1_000 1.5 1e3 "text" 'text' `text`, and date("2026-01-31"),
//     timestamp("2026-01-31T10:15:00Z"), duration("36h").
//   - Columns: name, address.zip for a field of a struct, $env["any name"]; let x = …; … names a part.
//   - Operators: + - * / % ** (or ^), == != < <= > >= (in chains too), && || ! (or and, or, not), in [a, b], in 1..9,
//     contains, startsWith, endsWith, matches, ?? , ? :, if {} else {}, and x | f(y) for f(x, y). text[from:to] and
//     split(text, separator)[i] are the only uses of [ ].
//   - Functions: see docs/expressions.md, or the table in functions.go, which also has their usage.
//
// # Types
//
// A value is a boolean, a 64-bit integer, a 64-bit float, a decimal of 38 digits with a scale, a text, a date, a
// timestamp or a duration with a unit. Narrower columns are widened. The caller casts the result to the type of its
// column.
//
//	int + - * % int                  int; an error past 64 bits
//	int / int, anything with a float float
//	decimal + - % decimal or int     a decimal of the larger scale
//	decimal * decimal or int         a decimal of the sum of the scales
//	decimal / decimal or int         a decimal of the larger scale, rounded half to even
//	decimal with float               an error that says what to write
//	timestamp or duration, mixed     the finer of the units
//
// A literal with a point is a decimal if the other operand is one, and a float otherwise. Division by zero is an error
// for integers and decimals; for floats it gives infinity or NaN.
//
// # Nulls and errors
//
// An operation on a null gives null. The exceptions are == nil, != nil, ??, conditions (in which null is not true), and
// &&, || and in, which follow the three-valued logic of SQL. A row without a value, for example after an overflow,
// fails the evaluation with a [*RowError], unless the value is in a branch that is not chosen.
//
// # Bounds
//
// An expression has at most 4,096 bytes, 512 operations and 64 levels. A row makes at most 64 KiB of text. Time and
// memory are linear in the operations and the rows. Patterns are RE2, compiled once, from literals only. The results
// are the same bits on every architecture: floats go through memory between a product and a sum, powers are repeated
// products, and nothing reads a clock, a time zone or the environment.
package expr
