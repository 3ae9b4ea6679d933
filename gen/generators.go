package gen

// A Generator says how the values of a column come about: one of the types of
// this package that has the method.
type Generator interface{ generator() }

// Const is one static value for every row.
type Const struct{ Value Value }

// Seq counts Start, Start+Step, and so on. Both default to 1. With a Format such
// as "ORD-%06d" the numbers become text. A Start that is a date or a timestamp
// takes a Step such as "24h".
type Seq struct {
	Start, Step Value
	Format      string
}

// Int is uniform in [Min, Max], both ends included.
type Int struct{ Min, Max int64 }

// Float is uniform in [Min, Max).
type Float struct{ Min, Max float64 }

// Bool is true with probability P.
type Bool struct{ P float64 }

// Between is a uniform date or timestamp in [Min, Max], to the column's unit.
type Between struct{ Min, Max Value }

// OneOf draws from Values, uniformly where Weights is nil.
type OneOf struct {
	Values  []Value
	Weights []float64
}

// Cycle takes Values in order, again and again.
type Cycle struct{ Values []Value }

// UUID is a version 4 UUID in its usual text form.
type UUID struct{}

// Normal is the normal distribution.
type Normal struct{ Mean, Stddev float64 }

// LogNormal is exp of the normal distribution with Mean and Stddev.
type LogNormal struct{ Mean, Stddev float64 }

// Exponential is the exponential distribution with events at Rate.
type Exponential struct{ Rate float64 }

// Poisson is the Poisson distribution with a mean of Lambda, at most 10,000.
type Poisson struct{ Lambda float64 }

// Zipf draws from 1 to N, k with a weight of 1/k^S.
type Zipf struct {
	S float64 // over 0; 1 is the usual law
	N int64
}

// Walk is a random walk: Start in row 0, and then in each row the value of the
// row before plus a normal step with a mean of Drift. Rows are made from row 0 on,
// whichever are asked for.
type Walk struct{ Start, Drift, Stddev float64 }

// Fake is a function of gofakeit, by its lookup name.
type Fake struct {
	Name   string
	Params []Param
}

// A Param is a parameter of a fake: one text, or several for a list.
type Param struct {
	Name   string
	Values []string
	At     any
}

// Template is text with {column} holes for the row's other columns; {{ and }}
// are braces.
type Template struct{ Text string }

// Expr is an expression over the row's other columns.
type Expr struct{ Text string }

// A Pick says how a reference picks the row it refers to.
type Pick uint8

// The ways to pick.
const (
	PickUniform Pick = iota
	PickCycle        // the rows in turn
	PickZipf         // earlier rows more often
	PickUnique       // each row at most once
)

// Ref is a value of another dataset's column.
type Ref struct {
	Dataset, Column string
	Pick            Pick
}

// Lookup is another column of the row that the reference column Via refers to.
// The key column of a Per dataset is such a reference.
type Lookup struct{ Via, Column string }

// Sub is a struct of nested columns.
type Sub struct{ Columns []Column }

// List is a list with a uniform length in [Min, Max] of what Of generates.
type List struct {
	Of       Column
	Min, Max int
}

// When generates with Then where the expression If is true, and with Else, or a
// null where Else has no generator, where it is not.
type When struct {
	If         string
	Then, Else Column
	Wraps      bool // Else draws what the column would without the When, so that wrapping it moves no cell
}

func (Const) generator() {}

func (Seq) generator() {}

func (Int) generator() {}

func (Float) generator() {}

func (Bool) generator() {}

func (Between) generator() {}

func (OneOf) generator() {}

func (Cycle) generator() {}

func (UUID) generator() {}

func (Normal) generator() {}

func (LogNormal) generator() {}

func (Exponential) generator() {}

func (Poisson) generator() {}

func (Zipf) generator() {}

func (Walk) generator() {}

func (Fake) generator() {}

func (Template) generator() {}

func (Expr) generator() {}

func (Ref) generator() {}

func (Lookup) generator() {}

func (Sub) generator() {}

func (List) generator() {}

func (When) generator() {}
