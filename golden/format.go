package golden

import (
	"errors"
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

var errUnderWay = errors.New("under way")
