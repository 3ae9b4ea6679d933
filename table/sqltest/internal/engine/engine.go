// Package engine is what a driver implements so that package sqltest can run transforms on its engine.
//
// A driver is a module below sqltest. Its package has a function Engine, which returns an [Engine].
package engine

import (
	"context"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// An Engine is a database, or an engine in the process, that runs SQL. Several sessions may be open at the same time.
type Engine interface {
	Dialect() *Dialect
	// Open opens a session whose tables no other session sees. The error says how to start an engine that is not there,
	// and does not show a connection string.
	Open(ctx context.Context, p Purpose) (Session, error)
}

// A Purpose is what a session is for.
type Purpose int

// The purposes of sessions.
const (
	ToRun  Purpose = iota // a run of a transform: Reads is not called
	ToRead                // Reads: all tables are empty
)

// A Session runs the statements of one run of a transform, one at a time. An error of the engine is an [*Error] if its
// place in the statement is known.
type Session interface {
	// SetClock makes the functions for the current time and date return an instant, but for those in
	// Dialect.Unpinned. It is not called if Dialect.NoClock is set.
	SetClock(ctx context.Context, now time.Time) error
	// Load creates a table with the rows of a record, in this order. Statements name it without a schema. The error says
	// which column a table of the engine cannot hold, and why.
	Load(ctx context.Context, table string, rec arrow.Record) error
	// Reads returns the columns of the loaded tables that a statement can see: all names that it binds, but not those
	// that only a * covers without any effect. A table of which it only counts the rows has a column with the name "". It
	// returns [ErrUnknownReads] if the engine cannot tell.
	Reads(ctx context.Context, statement string) ([]Column, error)
	// Exec runs a statement whose rows, if any, do not matter.
	Exec(ctx context.Context, statement string) error
	// Query runs a statement and returns its rows. The types of its columns depend on the statement and on the types of
	// the tables, never on the rows. A column without an exact type, such as a numeric without scale, is an error that
	// says to cast it.
	Query(ctx context.Context, statement string) (arrow.Record, error)
	// Close removes what the session left in the engine.
	Close() error
}

// A Column is a column of a loaded table.
type Column struct{ Table, Name string }

// ErrUnknownReads reports that an engine cannot tell what a statement reads. The transform then reads all columns of
// the datasets that it names.
const ErrUnknownReads = constError("the engine cannot tell which columns a statement reads")

type constError string

func (e constError) Error() string { return string(e) }

// An Error is an error of the engine in a statement.
type Error struct {
	Offset int    // in bytes from the start of the statement
	Msg    string // in the engine's words
}

func (e *Error) Error() string { return e.Msg }

// A Dialect is how an engine reads SQL.
type Dialect struct {
	Name    string // of the engine, for messages
	Package string // of the driver, by which ASSAY_ENGINE chooses it
	// Quote quotes an identifier. If it is nil, "..." does.
	Quote func(name string) string
	// Backslash reports whether a backslash escapes the next character of a string.
	Backslash bool
	// Cast returns the type that CAST(… AS type) takes for the values of a parameter.
	Cast func(arrow.DataType) (string, error)

	// NoClock is why a case cannot pin the clock of the engine, or "".
	NoClock string
	// Unpinned has the words, in lower case, that read the machine's clock whatever SetClock does, with advice. A case
	// with Now refuses a statement that contains one.
	Unpinned map[string]string
}
