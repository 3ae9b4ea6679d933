package expr

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
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

// Compile checks an expression against the columns that there are. Its error is an [*Error].
func Compile(text string, env Env) (*Program, error) { return compile(text, env, false) }

// CompileDecimal is Compile for a column of decimals: a number with a point is a decimal unless a float meets it, so that
// quantity * 1.1 is exact although quantity is an integer.
func CompileDecimal(text string, env Env) (*Program, error) { return compile(text, env, true) }

func compile(text string, env Env, exact bool) (*Program, error) {
	x, err := parse(text)
	if err != nil {
		return nil, err
	}
	c := &checker{
		env: env, text: text, functions: functions,
		columns: map[string]*node{}, lets: map[string]*syntax{}, memo: map[reading]checked{},
	}
	c.once = c.checkOnce
	root, err := c.check(x, exact)
	if err != nil {
		return nil, err
	}
	return newProgram(root, c.deps), nil
}
