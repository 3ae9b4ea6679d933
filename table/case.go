package table

import (
	"testing"
	"time"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/fixture"
)

// A Pin says which values columns have, by pin path: dataset.column for every row, dataset[3].column for one, and
// dataset[0:10].column for ten, with more dots for the fields of a struct. A value is a string, a bool, a number, a
// [time.Time], nil for a null, anything that has a text form, or a slice or map of these.
type Pin map[string]any

// A Case is one run of a transform: what it pins, and what is expected.
type Case struct {
	Name string // names the subtest and the golden
	Doc  string // what the case is about, and why it uses what it uses; for readers
	Pin  Pin
	Rows map[string]int // row counts by dataset
	Seed *uint64        // instead of the fixture's

	// Uses names the generated columns, as dataset.column, that the result means to depend on. They are left out of
	// the leak check. A computed column stands for all that it is computed from.
	Uses []string

	// Now pins the clock: the transform runs in a bubble of [testing/synctest] that starts at that instant, in or
	// after 2000. Sleeps take no time there.
	Now time.Time

	// Advance runs the transform again, in the same bubble and on the same input, each time after the clock has
	// advanced by a step. What it returns then has goldens of its own, such as after_24h below the case's. WantErr is
	// about the last time.
	Advance []time.Duration

	Key        []string     // the columns that identify a row of the result
	Order      golden.Order // how the result's rows are compared
	Tolerances []golden.Tolerance

	Ignore    []string            // columns of the result that are neither written nor compared, as in golden.Options
	Normalise []golden.Normaliser // what is done to cells before they are written and compared

	Form              golden.Form // of the golden: all rows as text, or a digest of them
	MaxRows, MaxBytes int         // of a golden, as in golden.Options

	// Tables says how single tables of a transform that returns several are compared, instead of Key, Order,
	// Tolerances, Ignore, Normalise, Form and limits.
	Tables map[string]golden.Options

	// WantErr is a part of the error's text. Such a case has no golden.
	WantErr string

	// Setup runs before each run of the transform (the leak check runs it a few times), in the case's subtest, and
	// under its clock. It may [Swap] seams, and does not call t.Parallel. No other case runs meanwhile.
	Setup func(t *testing.T)

	// Only runs this case and no other, for the time of an investigation: it fails where CI is set.
	Only bool

	without string        // the path of a dimension of Cross that has no values
	yaml    *fixture.Case // where it is written in YAML, with its pins
}

// options are how a part of the case's result is compared.
func (c *Case) options(p part) golden.Options {
	if o, ok := c.Tables[p.name]; ok {
		return o
	}
	return golden.Options{
		Order: c.Order, Key: c.Key, Tolerances: c.Tolerances, Ignore: c.Ignore, Normalise: c.Normalise,
		Form: c.Form, MaxRows: c.MaxRows, MaxBytes: c.MaxBytes,
	}
}
