// Package golden compares tables with golden files that people read.
package golden

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	_ "github.com/sebdah/goldie/v2"
)

// Order says how the rows of a golden are identified.
type Order uint8

// The orders of a golden's rows.
const (
	Unspecified Order = iota // keyed where a key is given, ordered otherwise
	Ordered                  // by position, as returned
	Keyed                    // by key; written sorted by key
	Multiset                 // by content; written sorted by all columns
)

// A File is a golden, parsed.
type File struct {
	Order  Order
	Key    []string
	Inputs []string     // the input lines, without "# input "
	Table  arrow.Record // nil for a value
	Value  []byte       // canonical YAML; nil for a table
}

// A ParseError says where a golden departs from the format.
type ParseError struct {
	File      string
	Line, Col int // from 1; Col counts bytes
	Msg       string
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Msg)
}

// Options says how a result is compared and stored.
type Options struct {
	Order      Order
	Key        []string // columns that identify a row
	Tolerances []Tolerance
	Inputs     []string                       // fingerprints of what the result depends on; opaque here
	Explain    func(old, new []string) string // words a change of Inputs; nil: by line
	Rerun      string                         // the command that runs the case again; "": go test -run '^Test$/^case$'
}

// A Tolerance lets the values of a column drift.
type Tolerance struct {
	Column   string // "" means every column that can drift
	Abs, Rel float64
	ULP      uint64
}

// A Report is the difference between two goldens.
type Report struct{ equal bool }

// TextOptions says how a report is written to a terminal.
type TextOptions struct {
	Color   bool
	Width   int // in cells; 0 means 100
	MaxRows int // 0 means 20, negative means all
}

// Equal reports whether nothing differs beyond the tolerances.
func (r *Report) Equal() bool { return r.equal }

// Text writes the report for a terminal.
func (r *Report) Text(w io.Writer, o TextOptions) error { return errUnderWay }

// Markdown writes the report for a pull request.
func (r *Report) Markdown(w io.Writer) error { return errUnderWay }

// HTML writes the report as one self-contained page.
func (r *Report) HTML(w io.Writer) error { return errUnderWay }

// JSON writes the report for programs.
func (r *Report) JSON(w io.Writer) error { return errUnderWay }

var errUnderWay = errors.New("under way")

// Encode writes a golden.
func Encode(f *File) ([]byte, error) { return nil, errUnderWay }

// Decode reads a golden; name is for errors.
func Decode(text []byte, name string) (*File, error) { return nil, errUnderWay }

// Compare reports how new differs from old; a nil old stands for a missing golden.
func Compare(old, new *File, o Options) (*Report, error) { return nil, errUnderWay }

// ToRecord returns got, a table or a record, as one record.
func ToRecord(got any) (arrow.Record, error) { return nil, errUnderWay }

// Assert compares got, an Arrow table or record, with the golden called name.
func Assert(t testing.TB, name string, got any, o ...Options) { t.Helper(); t.Fatal(errUnderWay) }

// AssertValue compares got, any value, with the golden called name.
func AssertValue(t testing.TB, name string, got any, o ...Options) { t.Helper(); t.Fatal(errUnderWay) }

// Declare tells which goldens the test t owns, those of cases that do not run included.
func Declare(t testing.TB, names ...string) { t.Helper(); t.Fatal(errUnderWay) }

// FileName returns the path of a golden from the test's directory, with slashes.
func FileName(test, name string) (string, error) { return "", errUnderWay }

// A Store holds pending results and what tests declared, under .assay at a module's root.
type Store struct{ root, dir string }

// OpenStore opens the store of the module at moduleRoot; ASSAY_DIR moves it.
func OpenStore(moduleRoot string) (*Store, error) { return nil, errUnderWay }

// Pending is a result that waits for approval.
type Pending struct {
	ID      string `json:"-"`       // package directory/test/case
	Package string `json:"package"` // directory from the module root, with slashes
	Test    string `json:"test"`
	Case    string `json:"case"`
	Golden  string `json:"golden"` // path from the module root, with slashes
	Base    string `json:"base"`   // SHA-256 of the golden it was compared with, "" where there was none
	Reason  string `json:"reason"`
	Rerun   string `json:"rerun"` // the command that runs the case again
}

// A Ref names a golden and the case that it belongs to.
type Ref struct {
	Golden  string // path from the module root, with slashes
	Package string
	Test    string
	Case    string // "" where no case is known
	Reason  string // why it is obsolete or missing
}

// Status is the state of a module's goldens.
type Status struct {
	Pending  []Pending
	Missing  []Ref // declared, neither recorded nor pending
	Obsolete []Ref // recorded, no longer declared
}

// Pending returns the pending results, by ID.
func (s *Store) Pending() ([]Pending, error) { return nil, errUnderWay }

// Status returns what is pending, missing and obsolete.
func (s *Store) Status() (Status, error) { return Status{}, errUnderWay }

// Approve makes a pending result the golden.
func (s *Store) Approve(p Pending) error { return errUnderWay }

// Reject removes a pending result.
func (s *Store) Reject(p Pending) error { return errUnderWay }

// Report compares a pending result with its golden.
func (s *Store) Report(p Pending) (*Report, error) { return nil, errUnderWay }
