package gen

import (
	"fmt"

	"github.com/assay-go/assay/internal/message"
)

// An Error describes a problem in a part of a spec, or in a cell.
type Error struct {
	Dataset string // empty for the spec as a whole
	Column  string // the path; empty for the dataset as a whole
	Err     error
	place
}

func newError(at any, dataset, column string, err error) *Error {
	return &Error{Dataset: dataset, Column: column, Err: err, place: place{At: at}}
}

// Error returns the dataset, the column and the error, after the place in the fixture if there is one.
func (e *Error) Error() string {
	text := e.Err.Error()
	if e.Column != "" {
		text = e.Dataset + "." + e.Column + ": " + text
	} else if e.Dataset != "" {
		text = e.Dataset + ": " + text
	}
	if at, ok := e.At.(fmt.Stringer); ok && at.String() != "" {
		return at.String() + ": " + text
	}
	return text
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Errors are all errors of a spec, in its order.
type Errors []*Error

// Error returns the errors, one a line.
func (es Errors) Error() string { return message.Lines(es) }

// Unwrap returns the errors, for [errors.As].
func (es Errors) Unwrap() []error { return message.Unwrap(es) }
