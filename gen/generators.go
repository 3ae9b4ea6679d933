package gen

import "github.com/assay-go/assay/internal/specsource"

// A Generator generates the values of a column: one of the generator types of this package, by value, or the result of
// [Func].
type Generator interface {
	compile(c *compiler, n *node) bool // sets the type and the kernel of a node, or reports what is wrong
}

// Const generates one value for every row: nil for null, a bool, a number, a string, a time.Time (a midnight of UTC is
// a date), a []byte, a json.RawMessage for lists and structs, or the text of an encoding.TextMarshaler or fmt.Stringer.
// [Seq], [Between], [OneOf], [Cycle] and [Pin] take the same values.
type Const struct{ Value any }

// Seq generates Start, Start+Step, and so on. Both default to 1. A Format such as "ORD-%06d" makes the numbers text. If
// Start is a date or a time, Step is a time.Duration, a number of days, or a text such as "24h", "7d" or "2w".
type Seq struct {
	Start, Step any
	Format      string
}

// Int generates uniform integers in [Min, Max], both ends included.
type Int struct{ Min, Max int64 }

// Float generates uniform numbers in [Min, Max).
type Float struct{ Min, Max float64 }

// Bool generates true with probability P.
type Bool struct{ P float64 }

// Between generates uniform dates or times in [Min, Max], in steps of the column's unit.
type Between struct{ Min, Max any }

// OneOf generates one of Values, uniformly if Weights is nil.
type OneOf struct {
	Values  []any
	Weights []float64
}

// Cycle generates Values in order, again and again.
type Cycle struct{ Values []any }

// UUID generates version 4 UUIDs in their usual text form.
type UUID struct{}

// Normal generates numbers of a normal distribution.
type Normal struct{ Mean, Stddev float64 }

// LogNormal generates e^x for numbers x of a normal distribution.
type LogNormal struct{ Mean, Stddev float64 }

// Exponential generates the times between events that happen at Rate.
type Exponential struct{ Rate float64 }

// Poisson generates integers of a Poisson distribution. Its mean Lambda is at most 10,000.
type Poisson struct{ Lambda float64 }

// Zipf generates integers from 1 to N; k has the weight 1/k^S.
type Zipf struct {
	S float64 // over 0; 1 is the usual law
	N int64
}

// Walk generates a random walk: Start in row 0, then the value of the row before plus a normal step with the mean
// Drift. Rows are always generated from row 0 on. With Column.Each it starts anew for each parent and goes on from a
// pinned cell, and a row needs the rows before it of its parent.
type Walk struct{ Start, Drift, Stddev float64 }

// Fake generates the values of a function of gofakeit, by its lookup name.
type Fake struct {
	Name   string
	Params []Param
}

// A Param is a parameter of a fake: one text, or several for a list.
type Param struct {
	Name   string
	Values []string
	place
}

// Template generates text with {column} holes for the row's other columns; {{ and }} are braces.
type Template struct{ Text string }

// Expr generates the results of an expression over the row's other columns.
type Expr struct{ Text string }

// A Pick is the way in which a [Ref] picks the row it refers to.
type Pick uint8

// The ways to pick.
const (
	PickUniform Pick = iota
	PickCycle        // the rows in turn
	PickZipf         // earlier rows more often
	PickUnique       // each row at most once
	PickEarlier      // of the same dataset, a row before this one; row 0 is null. The rows form a tree
)

// Ref generates values of another dataset's column.
//
// With PickUniform, Where, Weight and Within choose among the rows. Each "" means no choice. The columns that they name
// are generated whole before the first row.
type Ref struct {
	Dataset, Column string
	Pick            Pick
	Where           string // an expression over the row referred to
	Weight          string // a column of the row referred to: a number of at least 0; null is 0
	Within          string // a column of both datasets that has the same value in both rows
}

// Lookup generates the value of Column in the row that Via refers to: a [Ref] column of this dataset, or the key column
// of [Per].
type Lookup struct{ Via, Column string }

// A RollupFn is how a [Rollup] combines the children of a row.
type RollupFn uint8

// The functions. Nulls do not count, except in RollupFirst and RollupLast.
const (
	RollupSum   RollupFn = iota // exact for integers and decimals
	RollupCount                 // of the rows if the rollup has no Column
	RollupMin
	RollupMax
	RollupFirst // in the order of the rows
	RollupLast
)

// Rollup generates for each row a value of its children: the rows of Dataset whose column By, a [Ref] or the key of
// [Per], refers to the row. Without children, or if all of them are null, the value is null, and a count is 0.
//
// If By is the key of Per, has no pins, and the count is not a [Total], each row generates its own children only.
// Otherwise By and Column are generated whole before the first row.
type Rollup struct {
	Dataset, Column, By string
	Fn                  RollupFn
}

// Given generates one of the values that Add has listed for the value of Column, uniformly: a city of a state, a name
// of a gender. Other values give null.
type Given struct {
	Column string
	keys   []any
	lists  [][]any
}

// Add adds values for a value of the column.
func (g *Given) Add(key any, values ...any) {
	g.keys, g.lists = append(g.keys, key), append(g.lists, values)
}

// Sub generates structs of nested columns.
type Sub struct{ Columns []Column }

// List generates lists of what Of generates. Their lengths are uniform in [Min, Max].
type List struct {
	Of       Column
	Min, Max int
}

// When generates with Then in the rows for which the expression If is true, and with Else in the others. Without a
// generator in Else these are null.
type When struct {
	If         string
	Then, Else Column
	whenNote
}

type whenNote = specsource.When
