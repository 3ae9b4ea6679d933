// Package sqlite runs the transforms of package sqltest on SQLite, in the process of the test, without cgo:
//
//	revenue := sqltest.File(sqlite.Engine(), "revenue.sql")
//	table.Run(t, fx, revenue, table.Case{Name: "two_countries"})
//
// A run is a database in memory. SQLite has no types for expressions: a result has the types of columns and of casts
// with an alias, such as cast(sum(amount) as decimal(12, 2)) as revenue.
package sqlite

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// Engine returns SQLite in memory.
func Engine() sqltest.Engine { return library{} }

// A library opens databases in memory.
type library struct{}

var dialect = &engine.Dialect{
	Name:    "SQLite",
	Package: "sqlite",
	Cast:    func(dt arrow.DataType) (string, error) { return declared(dt), nil },
}

func (library) Dialect() *engine.Dialect { return dialect }

// Open opens a database.
func (library) Open(context.Context, engine.Purpose) (engine.Session, error) {
	c, err := newClock()
	if err != nil {
		return nil, err
	}
	conn, err := c.driver.Open(":memory:")
	if err != nil {
		c.release()
		return nil, err
	}
	return &session{conn: conn.(connection), clock: c}, nil
}
