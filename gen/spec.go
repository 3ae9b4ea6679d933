package gen

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// DefaultMaxRows is the largest number of rows of a dataset where Spec.MaxRows
// does not say otherwise.
const DefaultMaxRows = 100_000_000

// A Spec says which datasets to generate. It is plain data; Compile checks it.
type Spec struct {
	Seed     uint64
	Fakes    Value     // the version of gofakeit, such as 7.18, that fakes have to agree with; the zero Value means any
	Now      time.Time // what generators take for the present; zero means 2026-01-01T00:00:00Z
	Datasets []Dataset
	MaxRows  int // of a dataset; 0 means DefaultMaxRows
}

// A Dataset is a table to generate. Its rows come from Source, from Per, or are
// counted by Rows. At is where it stands, for errors, and so are the At fields
// below; gen does not look into them, but to ask a fmt.Stringer for its text.
type Dataset struct {
	Name    string
	Rows    int
	Per     *Per
	Source  arrow.Record // rows of a file; Columns of the same name replace its columns
	Columns []Column
	Pins    []Pin // later ones win
	At      any
}

// Per makes rows for each row of a parent dataset, in the order of the parents. The
// parent's key is made whole, so that a row far down takes time and memory.
// The dataset gets Key, a column of the parent, as its first column.
type Per struct {
	Parent, Key string
	Count       Count
	Rows        *int // so many rows in all instead, the parents in turn
	At          any
}

// A Count says how many children a parent has. Exactly one field is set.
type Count struct {
	Fixed   *int
	Poisson *float64
	Range   *[2]int // uniform, both ends included
	Pinned  []int   // for the parents in turn
}

// A Column is a column and how its values come about.
type Column struct {
	Name      string
	Type      arrow.DataType // nil means inferred
	Gen       Generator
	Null      float64 // the share of nulls, 0 to 1
	Unique    bool    // integers, dates, choices, references and fakes by permutation; others are made whole, and compared
	Transient bool    // computed with, not emitted
	Doc       string
	At        any
}

// A Pin is a static value for rows of a column.
type Pin struct {
	Column []string // the path: "address", "zip"
	All    bool     // every row
	Lo, Hi int      // the rows [Lo, Hi) unless All
	Clip   bool     // rows that the dataset does not have are passed over, where they are an error otherwise
	Value  Value
	At     any
}

// A ValueKind is what a value was written as. It decides the type of a column
// that names none.
type ValueKind uint8

// The kinds of values.
const (
	NullValue ValueKind = iota
	BoolValue
	IntValue
	FloatValue
	TextValue
	DateValue
	TimestampValue
	JSONValue // a list or a struct
)

// A Value is a static value as the plain text of a cell; of a JSONValue the
// text is JSON.
type Value struct {
	Kind    ValueKind
	Text    string
	Written string // the text that a text column takes, where it differs: 0x10 for an IntValue of 16
	At      any
}
