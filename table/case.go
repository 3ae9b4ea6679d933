package table

import (
	"testing"
	"time"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/fixture/casefile"
	"github.com/assay-go/assay/internal/inline"
)

// A Pin sets the values of columns, by pin path: dataset.column for every row, dataset[3].column for one row, and
// dataset[0:10].column for ten, with more dots for the fields of a struct. A value is a string, a bool, a number, a
// [time.Time], nil for a null, anything with a text form, or a slice or map of these.
type Pin map[string]any

// A Case is one test of a transform: the values that it pins, and the result that it expects.
type Case struct {
	Name string // names the subtest and the golden
	Doc  string // for readers: what the case is about, and why it needs its Uses
	Pin  Pin
	Rows map[string]int // row counts by dataset
	Seed *uint64        // replaces the fixture's

	// Uses lists generated columns that the result may depend on, as dataset.column, or dataset or dataset.* for all of a
	// dataset. The leak check leaves them alone. A computed column covers all columns that it is computed from.
	Uses []string

	// Holds lists relations: what is true of the transform whatever the data. They are checked on the case's input.
	Holds []Relation

	// Now pins the clock: the transform runs in a bubble of [testing/synctest] that starts at that instant, from 2000
	// to 2261. Sleeps take no time there.
	Now time.Time

	// Advance runs the transform again after each step of the clock, in the same bubble and on the same input. Each of
	// these results has its own golden in the case's directory, such as after_24h. WantErr is the error of the last run.
	Advance []time.Duration

	// Batches runs an incremental transform once for each: a run sees the first rows of the datasets that the batch names,
	// as many as it says, all rows of the others, and the result of the run before. Each result has its own golden in the
	// case's directory, such as batch_1. WantErr is the error of the last run.
	Batches []map[string]int

	// How the result is compared and written, as in golden.Options.
	Key        []string     // the columns that identify a row of the result
	Order      golden.Order // whether the order of the result's rows counts
	Tolerances []golden.Tolerance

	Ignore    []string            // columns of the result that are neither written nor compared
	Normalize []golden.Normalizer // change cells before they are written and compared
	Writers   []golden.Writer     // how types of a value are written

	Form              golden.Form // of the golden: all rows as text, a digest, or Parquet
	MaxRows, MaxBytes int         // of the golden

	// Tables holds the options for single tables of a transform that returns several. They replace all of the above for
	// that table.
	Tables map[string]golden.Options

	// Want is the expected result, if it stands here and not in a golden file: the text that golden.Text takes, or
	// golden.Unset. Want and Name are literals, since updates and approvals write there. Of a transform that returns
	// several tables, Tables has the expectations.
	Want string

	// WantErr is a substring of the error that the case expects. Such a case has no golden.
	WantErr string

	// Setup runs before each run of the transform (the leak check runs it a few times), in the case's subtest and under
	// its clock. It may [Swap] seams; it must not call t.Parallel. No other case runs meanwhile.
	Setup func(t *testing.T)

	// Only makes Run skip the other cases, for debugging. It fails the test in CI.
	Only bool

	noise   bool           // whether last digits of floats may differ between runs
	site    inline.Site    // of Want
	without string         // the path of a dimension of Cross without values
	yaml    *casefile.Case // the case in YAML, if it is written there
}
