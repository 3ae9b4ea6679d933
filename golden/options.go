package golden

import (
	"fmt"
	"time"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/tablediff"
)

// Options configures how a result is compared and stored.
type Options struct {
	Order      Order
	Key        []string // the columns that identify a row
	Tolerances []Tolerance
	Inputs     []string                       // fingerprints of what the result depends on, one line each
	Explain    func(old, new []string) string // describes a change of Inputs; nil: names the lines
	Rerun      string                         // the command that runs the case again; "": go test -run '^Test$/^case$'

	Ignore    []string     // columns, or paths of a value, that are neither written nor compared; * matches any text
	Normalize []Normalizer // rewrite cells, or parts of a value, before they are written and compared
	Writers   []Writer     // how AssertValue writes types, besides its own rules
	Form      Form         // how much of the result the golden holds

	// Want is the golden, if it stands in the source of the test and not in a file. Text makes it.
	Want Expectation

	// MaxRows and MaxBytes limit the result, so that people can review it. 0 means 10,000 rows and 500,000 bytes; a
	// negative number means no limit. The rows of a digest do not count.
	MaxRows, MaxBytes int
}

// OfStream reports whether [Assert] digests a record reader while reading it, so that the result need not fit into
// memory. It does so if Form is AsDigest, the rows are ordered, and Key, Ignore and Normalize are not set.
func (o Options) OfStream() bool {
	return o.Form == AsDigest && o.Order <= Ordered && len(o.Key)+len(o.Ignore)+len(o.Normalize) == 0
}

// valueWriters returns the writers of a value.
func (o Options) valueWriters() (all []goldenfile.Writer) {
	for _, w := range o.Writers {
		all = append(all, goldenfile.Writer(w))
	}
	return all
}

// comparison returns the options of the comparison. This is the only place that maps them.
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

// Order selects how rows are matched and in which order a golden lists them.
type Order uint8

// The orders of a golden's rows.
const (
	Unspecified Order = iota // keyed if there is a key, else ordered
	Ordered                  // in the order of the result
	Keyed                    // by key, sorted by key
	Multiset                 // by content, sorted by all columns
)

// String returns the word for the order in a golden.
func (o Order) String() string { return goldenfile.Order(o).String() }

// Form selects how much of a result a golden holds.
type Form uint8

// The forms of a golden.
const (
	AsText    Form = iota // all rows, as text that people review
	AsDigest              // statistics, hashes of blocks of rows, a few rows; of a value: hashes of its large parts
	AsParquet             // a digest with the table beside it as Parquet, so that a difference shows cells
)

var formNames = [...]string{AsText: "text", AsDigest: "digest", AsParquet: "parquet"}

// String returns the form's name.
func (f Form) String() string {
	if int(f) < len(formNames) {
		return formNames[f]
	}
	return fmt.Sprintf("form(%d)", uint8(f))
}

// check returns an error if the options do not fit the form.
func (f Form) check(o Options) error {
	switch {
	case f > AsParquet:
		return fmt.Errorf("unknown form %s: use AsText, AsDigest or AsParquet", f)
	case f == AsDigest && len(o.Tolerances) > 0:
		return fmt.Errorf("a digest has no cells to which a tolerance could apply: use the form AsParquet")
	}
	return nil
}

// digested reports whether the golden is a digest.
func (f Form) digested() bool { return f != AsText }

// A Tolerance lets the values of a column, or of a path of a value, drift: a cell passes if it is within any of the
// bounds. A later tolerance for a column replaces an earlier one.
type Tolerance struct {
	Column   string        // a name, in which * matches any text; "": every column that can drift
	Abs      float64       // |a-b| of numbers
	Rel      float64       // |a-b| of numbers, relative to the larger of |a| and |b|
	ULP      uint64        // steps from a to b through the floats of their width
	Duration time.Duration // of timestamps, dates, times of day and durations
}

// String returns the bounds as reports show them.
func (t Tolerance) String() string { return cells.Tolerance(t).String() }

// A Normalizer rewrites the cells of a column, or the parts of a value, before they are compared and written. Set
// either Granularity, or Text and Name, or Token.
//
// Token replaces texts by tokens such as Guid_1 and Guid_2. Equal texts have equal tokens throughout the golden, also
// if several normalizers name the Token, so the golden still shows which rows belong together. Tokens are numbered in
// the order in which the golden lists them; the order of the rows of a keyed table or a multiset does not count. A
// column that is not a text becomes one. In a value, Token also replaces keys that Match matches as a whole.
type Normalizer struct {
	Column      string              // a name or path, in which * matches any text; "": all of a fitting type
	Granularity time.Duration       // truncates timestamps, times of day and durations to a multiple of it
	Text        func(string) string // rewrites texts
	Name        string              // what Text does, for reports, such as "lower case"
	Token       string              // replaces texts by Token_1, Token_2, …: one number for each text
	Match       string              // the expression that Token replaces; "": the whole text
}

// Expressions for Match.
const (
	UUIDs = tablediff.UUIDPattern
	Times = tablediff.TimePattern // 2026-01-31T10:15:42.25Z, 2026-01-31 10:15
)
