// Package outside describes transforms that run outside of the test's process, such as a query or another program. It
// is the seam between package table, whose Outside makes a Transform of it, and the packages below table that know
// engines and programs.
package outside

import (
	"context"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// A Transform runs outside of the process. It cannot change its input, and it does not see the clock of a bubble: a
// case that pins the clock passes the instant to Run, on the test's own goroutines.
type Transform struct {
	// Tables names the tables of the result; nil if it is a single one.
	Tables []string
	// Reads returns the columns that Run gets, as dataset, dataset.* or dataset.column. It is called once for each case,
	// with the schemas of the fixture by dataset. If Reads is nil, Run gets all.
	Reads func(schemas map[string]*arrow.Schema) ([]string, error)
	// Relational reports whether the rows of a dataset have no order and the process keeps no state, as in SQL: the leak
	// check permutes rows and needs no fresh process, and last digits of floats may differ, as sums do in another order.
	Relational bool
	// Multiset reports whether the rows of the result have no order either.
	Multiset bool
	// NoClock is why a case cannot pin the clock, or nil.
	NoClock error
	// Incremental is whether a case may have batches. Run then returns the whole result after each.
	Incremental bool
	// Run returns a table for each of Tables, or the single one. Several runs may happen at the same time.
	Run func(ctx context.Context, in Input) ([]arrow.Table, error)
}

// An Input is the input of one run.
type Input struct {
	Names  []string // of the datasets, in the fixture's order
	Tables map[string]arrow.Table
	Now    time.Time // the pinned clock, or zero

	Batch  int         // from 1; 0 if the case has none
	Before arrow.Table // the result of the batch before, or nil
}

// A ResultError is an error of Run if the transform succeeded and its result cannot be read. It is not an error that a
// case may want.
type ResultError struct{ Err error }

func (e *ResultError) Error() string { return e.Err.Error() }

func (e *ResultError) Unwrap() error { return e.Err }
