// Package arrowtext writes Arrow types and cells as text and reads them back.
//
// Fixtures and goldens share it: the text of a type (`decimal(12, 2)`) and of a cell (`1043.50`) is the same in both.
package arrowtext

import (
	"errors"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// A SyntaxError says where the text of a type is wrong.
type SyntaxError struct {
	Offset int // in bytes, from 0
	Msg    string
}

func (e *SyntaxError) Error() string { return e.Msg }

// A Formatter appends the plain text of a cell that is not null to dst.
type Formatter func(dst []byte, row int) []byte

// A Parser appends one cell that is not null, given as plain text, to a builder.
type Parser func(text []byte) error

// TypeString returns the text of dt.
func TypeString(dt arrow.DataType) (string, error) { return "", errors.New("under way") }

// ParseType returns the type that s names.
func ParseType(s string) (arrow.DataType, error) { return nil, errors.New("under way") }

// NewFormatter returns the formatter of a.
func NewFormatter(a arrow.Array) (Formatter, error) { return nil, errors.New("under way") }

// NewParser returns the parser that appends to b.
func NewParser(b array.Builder) (Parser, error) { return nil, errors.New("under way") }
