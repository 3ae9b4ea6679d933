package golden

import (
	"fmt"
	"time"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/tablediff"
)

// Options says how a result is compared and stored.
type Options struct {
	Order      Order
	Key        []string // columns that identify a row
	Tolerances []Tolerance
	Inputs     []string                       // fingerprints of what the result depends on; opaque here
	Explain    func(old, new []string) string // words a change of Inputs; nil: by line
	Rerun      string                         // the command that runs the case again; "": go test -run '^Test$/^case$'

	Ignore    []string     // columns of the result that are neither written nor compared: names, in which * stands for any text
	Normalize []Normalizer // what is done to cells before they are written and compared
	Form      Form         // of a table: all rows as text, or a digest of them

	// A larger result is refused, as no one reviews it. 0 means 10,000 rows and 500 KB, negative means no limit. The
	// rows of a digest are not counted.
	MaxRows, MaxBytes int
}

// OfStream reports whether a stream is made a digest as it is read, so that it does not have to fit into memory: its rows
// are ordered as they come, and compared as they are.
func (o Options) OfStream() bool {
	return o.Form == AsDigest && o.Order <= Ordered && len(o.Key)+len(o.Ignore)+len(o.Normalize) == 0
}

// comparison returns what the options say of the comparison.
func (o Options) comparison() tablediff.Options {
	out := tablediff.Options{
		Order: goldenfile.Order(o.Order), Key: o.Key, Inputs: o.Inputs, Explain: o.Explain, Ignore: o.Ignore,
	}
	for _, t := range o.Tolerances {
		out.Tolerances = append(out.Tolerances, cells.Tolerance(t))
	}
	for _, n := range o.Normalize {
		out.Normalize = append(out.Normalize, tablediff.Normalizer(n))
	}
	return out
}

// Order says how the rows of a golden are identified.
type Order uint8

// The orders of a golden's rows.
const (
	Unspecified Order = iota // keyed where a key is given, ordered otherwise
	Ordered                  // by position, as returned
	Keyed                    // by key; written sorted by key
	Multiset                 // by content; written sorted by all columns
)

// String returns the word that stands in a golden.
func (o Order) String() string { return goldenfile.Order(o).String() }

// Form says what a golden holds of a table.
type Form uint8

// The forms of a golden.
const (
	AsText    Form = iota // all rows, as text that people review
	AsDigest              // figures, a hash for each block of rows and the first and last rows
	AsParquet             // a digest, and beside it the table as Parquet, so that a difference shows cells
)

var formNames = [...]string{AsText: "text", AsDigest: "digest", AsParquet: "parquet"}

// String returns the form's name.
func (f Form) String() string {
	if int(f) < len(formNames) {
		return formNames[f]
	}
	return fmt.Sprintf("form(%d)", uint8(f))
}

// check returns an error for options that the form cannot keep to.
func (f Form) check(o Options) error {
	switch {
	case f > AsParquet:
		return fmt.Errorf("%s is no form: use AsText, AsDigest or AsParquet", f)
	case f == AsDigest && len(o.Tolerances) > 0:
		return fmt.Errorf("a digest has no cells to compare within a tolerance: use the form AsParquet")
	}
	return nil
}

// digested reports whether the golden is a digest.
func (f Form) digested() bool { return f != AsText }

// A Tolerance lets the values of a column drift: a cell passes if any of the bounds holds. A later tolerance for a column
// takes the place of an earlier one.
type Tolerance struct {
	Column   string        // a name, in which * stands for any text; "" means every column that can drift
	Abs      float64       // |a-b| of numbers
	Rel      float64       // |a-b| of numbers, as a share of the larger of |a| and |b|
	ULP      uint64        // floats that lie between a and b, and one
	Duration time.Duration // of timestamps, dates, times of day and durations
}

// String returns the bounds as a report shows them.
func (t Tolerance) String() string { return cells.Tolerance(t).String() }

// A Normalizer rewrites the cells of a column before they are compared and written, so that the golden holds what is left.
type Normalizer struct {
	Column      string              // a name, in which * stands for any text; "" means every column that it can rewrite
	Granularity time.Duration       // cuts timestamps, times of day and durations down to a multiple of it
	Text        func(string) string // rewrites texts
	Name        string              // what Text does, as reports say it: "lower case"
}
