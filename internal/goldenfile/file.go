package goldenfile

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
)

// Order selects how rows are matched and in which order a golden lists them.
type Order uint8

// The orders of a golden's rows.
const (
	Unspecified Order = iota // keyed if there is a key, else ordered
	Ordered                  // in the order of the result
	Keyed                    // by key, sorted by key
	Multiset                 // by content, sorted by all columns
)

var orderNames = [...]string{Unspecified: "unspecified", Ordered: "ordered", Keyed: "keyed", Multiset: "multiset"}

// String returns the word for the order in a golden.
func (o Order) String() string {
	if int(o) < len(orderNames) {
		return orderNames[o]
	}
	return fmt.Sprintf("order(%d)", uint8(o))
}

// A File is the content of a golden.
type File struct {
	Order  Order
	Key    []string
	Inputs []string     // the input lines, without "# input "
	Table  arrow.Record // nil for a value; of a digest, the first and last rows
	Digest *Digest      // describes the other rows; nil if Table has all rows
	Value  []byte       // canonical YAML; nil for a table
	CRLF   bool         // the lines end as on Windows, which Encode never writes

	Rules     Rules    // by which a Go value was written
	Folded    bool     // Value is the digest of a value; see FoldValue
	Unwritten []string // a line for each struct type with fields that Value does not contain
	first     []byte   // the value by the first rules; nil if it is the same
}

// CellText returns a function that appends a cell of the table as the golden writes it: one line of visible characters.
// Several goroutines may call it at once. CellText returns an error if the type of a column has no text form.
func (f *File) CellText() (func(dst []byte, column, row int) []byte, error) {
	writers, err := CellWriters(f.Table)
	if err != nil {
		return nil, err
	}
	return func(dst []byte, column, row int) []byte { return writers[column](dst, row) }, nil
}

// A ParseError says where a golden does not follow the format.
type ParseError struct {
	File      string
	Line, Col int // from 1; Col counts bytes
	Msg       string
	Err       error // the cause, if there is one; Msg says what it says
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Msg)
}

func (e *ParseError) Unwrap() error { return e.Err }

// RowOrder returns the declared order. It resolves Unspecified.
func (f *File) RowOrder() Order {
	switch {
	case f.Order != Unspecified:
		return f.Order
	case len(f.Key) > 0:
		return Keyed
	}
	return Ordered
}
