// Package expr compiles the expressions of fixtures to programs over Arrow columns.
//
// An expression computes a value from the columns of one row:
//
//	quantity * unit_price
//	status == "holdout" ? nil : starts_at
//	placed_at + duration("36h")
//
// [Compile] checks it against the types of the columns. [Program.Eval] computes all rows of a batch at once: it goes
// through them in blocks of 1024, in which each operation is one loop over typed slices that are used again for the next
// block.
//
//	program, err := expr.Compile("quantity * unit_price", columns)
//	totals, err := program.Eval(arrays, rows, memory.DefaultAllocator) // arrays in the order of program.Deps()
//
// # The language
//
// The tokens, the precedences and the meaning are those of expr-lang; where an expression compiles here and there, it means
// the same, which a test holds against it. It is not all of expr-lang: what loops, and what reads anything but the row, is
// refused by name. docs/expressions.md is the reference for those who write fixtures, with examples that a test runs. In short:
//
//   - Literals: nil true false 12 0x1f 1_000 1.5 1e3 "text" 'text' `text`, and date("2026-01-31"),
//     timestamp("2026-01-31T10:15:00Z"), duration("36h").
//   - Columns: name, address.zip for a field of a struct, $env["any name"]; let x = …; … names a part.
//   - Operators: + - * / % ** (or ^), == != < <= > >= (in chains too), && || ! (or and, or, not), in [a, b], in 1..9, contains,
//     startsWith, endsWith, matches, ?? , ? :, if {} else {}, and x | f(y) for f(x, y). text[from:to] and
//     split(text, separator)[i] are the only uses of [ ].
//   - Functions: see docs/expressions.md, or the table in functions.go, which also words their usage.
//
// # Types
//
// A value is a boolean, an integer of 64 bits, a float of 64 bits, a decimal of 38 digits with a scale, a text, a date, a timestamp or
// a duration with a unit. Narrower columns are widened; the caller casts the result to the column's own type.
//
//	int + - * % int                  int, an error past 64 bits
//	int / int, anything with a float float
//	decimal + - % decimal or int     a decimal of the larger scale
//	decimal * decimal or int         a decimal of the sum of the scales
//	decimal / decimal or int         a decimal of the larger scale, rounded half to even
//	decimal with float               an error that says what to write
//	timestamp or duration, mixed     the finer of the units
//
// A literal with a point is a decimal where what it is computed with is one, and a float elsewhere. Division by zero is an error
// for integers and decimals, and gives infinity or NaN for floats.
//
// # Nulls and errors
//
// A null makes null what is computed from it, but for == nil, != nil, ??, conditions (where null is not true), and the three-valued
// && || and in of SQL. A row without a value, through an overflow for one, fails the evaluation with a [*RowError], unless the value is
// in a branch that is not chosen.
//
// # Bounds
//
// An expression has at most 4,096 bytes, 512 operations and 64 levels. A row makes at most 64 KiB of text. Time and memory are
// linear in the operations and the rows. Patterns are RE2, compiled once, from literals only. Results are the same bits on every
// architecture: floats go through memory between a product and a sum, powers are repeated products, and nothing reads a clock, a
// time zone or the environment.
package expr
