package gen

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/specnote"
)

// DefaultMaxRows is the largest number of rows of a dataset if Spec.MaxRows is 0.
const DefaultMaxRows = 100_000_000

// A Spec says which datasets to generate. It is plain data; [Compile] checks it.
type Spec struct {
	Seed     uint64
	Fakes    string    // the version of gofakeit that fakes must agree with, such as "7.18"; "" means any
	Now      time.Time // the present, for generators; zero means 2026-01-01T00:00:00Z
	Datasets []Dataset
	MaxRows  int // of a dataset; 0 means DefaultMaxRows
	place        // of Fakes
}

// place is where a part of a spec is written, which fixtures set so that errors start with it.
type place = specnote.Place

// A Dataset is a table to generate. Set one of Rows, Per and Source, or none for an empty table.
type Dataset struct {
	Name    string
	Rows    int
	Per     *Per
	Source  arrow.Record // rows of a file; Columns of the same name replace its columns
	Columns []Column
	Pins    []Pin // later ones win
	place
}

// Per makes rows for each row of a parent dataset, in the order of the parents. The dataset gets Key, a column of the
// parent, as its first column. The whole key column of the parent is generated first, so the last rows cost as much
// time and memory as all.
type Per struct {
	Parent, Key string
	Count       Count
	place
}

// A Count says how many rows a parent has in a [Per] dataset: [Fixed], [InTurn] or [Total], or, drawn for each parent,
// [Int] or [Poisson].
type Count interface{ count() }

// Fixed is the same number of rows for each parent.
type Fixed int

// InTurn has the numbers of rows of the first parents; the next parents start over.
type InTurn []int

// Total is the number of rows of all parents together. The rows are dealt to the parents in turn.
type Total int

func (Fixed) count()   {}
func (InTurn) count()  {}
func (Total) count()   {}
func (Int) count()     {}
func (Poisson) count() {}

// A Column is a column and how its values come about.
type Column struct {
	Name      string
	Type      arrow.DataType // nil means inferred
	Gen       Generator
	Null      float64 // the share of nulls, 0 to 1
	Unique    bool    // no value comes twice: integers, dates, choices, references and fakes are permuted, others compared
	Transient bool    // other columns are computed from it, but it is not part of the table
	Doc       string
	place
}

// A Pin is a fixed value for rows of a column. It takes the values that [Const] takes.
type Pin struct {
	Column []string // the path: "address", "zip"
	All    bool     // every row
	Lo, Hi int      // the rows [Lo, Hi) unless All
	Value  any
	pinNote
}

type pinNote = specnote.Pin
