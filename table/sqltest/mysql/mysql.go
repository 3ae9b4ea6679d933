// Package mysql runs the transforms of package sqltest on MariaDB:
//
//	revenue := sqltest.File(mysql.Engine("root@tcp(localhost:3306)/test"), "revenue.sql")
//	table.Run(t, fx, revenue, table.Case{Name: "two_countries"})
//
// A run is a connection with temporary tables, in a transaction that is rolled back. MySQL does not serve: its
// statements cannot name a temporary table twice. The time zone is UTC, and texts compare by their bytes.
package mysql

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"

	"github.com/go-sql-driver/mysql"

	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// Engine returns the server of a connection string, such as USER:PASSWORD@tcp(HOST:3306)/DATABASE. The user needs the
// privilege CREATE TEMPORARY TABLES for the database. No message and no golden shows the connection string.
func Engine(connection string) sqltest.Engine { return &server{connection} }

// A server is a server of MariaDB.
type server struct{ connection string }

var dialect = &engine.Dialect{
	Name:      "MariaDB",
	Package:   "mysql",
	Quote:     quote,
	Backslash: true,
	Cast:      cast,
	Unpinned:  map[string]string{"sysdate": "it reads the machine's clock: use now()"},
}

func (s *server) Dialect() *engine.Dialect { return dialect }

// Open opens a connection.
func (s *server) Open(ctx context.Context, _ engine.Purpose) (engine.Session, error) {
	config, err := mysql.ParseDSN(s.connection)
	if err != nil { // the error may show a part of the connection string
		return nil, errors.New("the connection string cannot be read: " +
			"write it as USER:PASSWORD@tcp(HOST:3306)/DATABASE")
	}
	if config.DBName == "" {
		return nil, errors.New("the connection string names no database for temporary tables: " +
			"write it as USER:PASSWORD@tcp(HOST:3306)/DATABASE")
	}
	config.ParseTime, config.MultiStatements = false, false
	config.Logger = log.New(io.Discard, "", 0)
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	connected, err := connector.Connect(ctx)
	if err != nil {
		if e, ok := errors.AsType[*mysql.MySQLError](err); ok {
			err = errors.New(e.Message)
		}
		return nil, fmt.Errorf("the server is not there: %w\nstart it, as in docker run -d -p 3306:3306 "+
			"-e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 -e MARIADB_DATABASE=test mariadb, "+
			"or give mysql.Engine another connection string", err)
	}
	run := &session{conn: connected.(conn)}
	if err := run.begin(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("a transaction cannot start: %w", err), run.Close())
	}
	return run, nil
}
