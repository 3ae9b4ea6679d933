package goldenfile

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
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

var orderNames = [...]string{Unspecified: "unspecified", Ordered: "ordered", Keyed: "keyed", Multiset: "multiset"}

// String returns the word that stands in a golden.
func (o Order) String() string {
	if int(o) < len(orderNames) {
		return orderNames[o]
	}
	return fmt.Sprintf("order(%d)", uint8(o))
}

// A File is a golden, parsed.
type File struct {
	Order  Order
	Key    []string
	Inputs []string     // the input lines, without "# input "
	Table  arrow.Record // nil for a value; of a digest, the first and last rows
	Digest *Digest      // what stands for the other rows; nil where Table has all of them
	Value  []byte       // canonical YAML; nil for a table
	CRLF   bool         // the lines end as Windows ends them, which Encode never writes
}

// CellText returns a function that appends a cell of the table as its line in a golden has it: one line of visible
// characters. It may be called by several goroutines at once. Its error names a column whose type has no text.
func (f *File) CellText() (func(dst []byte, column, row int) []byte, error) {
	writers, err := CellWriters(f.Table)
	if err != nil {
		return nil, err
	}
	return func(dst []byte, column, row int) []byte { return writers[column](dst, row) }, nil
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

// RowOrder returns the declared order, with Unspecified resolved.
func (f *File) RowOrder() Order {
	switch {
	case f.Order != Unspecified:
		return f.Order
	case len(f.Key) > 0:
		return Keyed
	}
	return Ordered
}
