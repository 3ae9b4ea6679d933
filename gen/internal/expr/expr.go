// Package expr compiles the expressions of fixtures to programs over Arrow columns.
package expr

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// An Env tells what columns an expression can read. A field of a struct column has the name of the column and its own,
// joined by a dot: address.zip.
type Env interface {
	// Type returns the type of a column, and whether there is one of that name.
	Type(name string) (arrow.DataType, bool)
	// Names returns the columns that exist, for suggestions.
	Names() []string
}

// An Error says what is wrong with an expression.
type Error struct {
	Offset int // in bytes, into the text
	Msg    string
}

func (e *Error) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Msg) }

// A RowError says why a row has no result.
type RowError struct {
	Row    int // from 0, into the columns given to Eval
	Offset int // in bytes, into the text, of the operation that has no result
	Msg    string
}

func (e *RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row, e.Msg) }

// A Program is a compiled expression. It is safe for concurrent use and never changes.
type Program struct {
	typ  arrow.DataType
	deps []string
}

// Compile checks an expression against the columns that there are. Its error is an [*Error].
func Compile(text string, env Env) (*Program, error) {
	return nil, &Error{Msg: "expressions are not compiled yet"}
}

// Deps returns the columns that the expression reads, each once, in the order of their first mention.
func (p *Program) Deps() []string { return p.deps }

// Type returns the type of the result: that of the expression itself, which a column may have to be cast from.
func (p *Program) Type() arrow.DataType { return p.typ }

// Eval computes n rows. The columns are in the order of Deps and have n rows each. The error is a [*RowError] where a
// row has no result. The caller releases the array.
func (p *Program) Eval(cols []arrow.Array, n int, mem memory.Allocator) (arrow.Array, error) {
	return nil, &Error{Msg: "expressions are not compiled yet"}
}
