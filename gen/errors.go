package gen

import (
	"fmt"

	"github.com/assay-go/assay/internal/budget"
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

// A TooLargeError says that rows which are made at once, or whole columns that are kept, take more than Spec.MaxBytes.
type TooLargeError struct{ Limit int64 }

func (e *TooLargeError) Error() string {
	unit, name := int64(1<<30), "GiB"
	if e.Limit%unit != 0 {
		unit, name = 1<<20, "MiB"
	}
	return fmt.Sprintf("the rows take more than %d %s; make fewer rows, or shorter texts and lists, or raise the limit "+
		"(in Go Spec.MaxBytes, for a fixture %s=2 in the environment)", e.Limit/unit, name, budget.Variable)
}
