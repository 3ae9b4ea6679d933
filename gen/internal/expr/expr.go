package expr

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
)

// An Env has the columns that an expression can read. A field of a struct column is named address.zip.
type Env interface {
	// Type returns the type of a column, or false if there is no column of that name.
	Type(name string) (arrow.DataType, bool)
	// Names returns the names of all columns, for suggestions.
	Names() []string
}

// An Error describes a problem in an expression.
type Error struct {
	Offset int // in bytes
	Msg    string
}

func (e *Error) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Msg) }

// A RowError is the reason why a row has no result.
type RowError struct {
	Row    int // in the columns given to Eval, from 0
	Offset int // in bytes, of the operation without a result
	Msg    string
}

func (e *RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row, e.Msg) }

// Compile checks an expression against the columns of env. The error is an [*Error].
func Compile(text string, env Env) (*Program, error) { return compile(text, env, false) }

// CompileDecimal is Compile for a column of decimals: a number with a point is a decimal unless it meets a float, so
// that quantity * 1.1 is exact even if quantity is an integer.
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
	p := newProgram(root, c.deps)
	p.patternSteps = c.patternSteps
	return p, nil
}
