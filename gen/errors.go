package gen

import (
	"fmt"

	"github.com/assay-go/assay/internal/message"
)

// An Error says what is wrong with a part of a spec, or with a cell.
type Error struct {
	At      any    // the At of the part, or nil
	Dataset string // empty for the spec as a whole
	Column  string // the path; empty for the dataset as a whole
	Msg     string
}

// Error starts with At, where that is a fmt.Stringer, and goes on with Text.
func (e *Error) Error() string {
	if at, ok := e.At.(fmt.Stringer); ok && at.String() != "" {
		return at.String() + ": " + e.Text()
	}
	return e.Text()
}

// Text is the error without At.
func (e *Error) Text() string {
	place := e.Dataset
	if e.Column != "" {
		place += "." + e.Column
	}
	if place == "" {
		return e.Msg
	}
	return place + ": " + e.Msg
}

// Errors are all errors of a spec, in its order.
type Errors []*Error

func (es Errors) Error() string { return message.Lines(es) }

// Unwrap returns the single errors, for errors.As.
func (es Errors) Unwrap() []error { return message.Unwrap(es) }
