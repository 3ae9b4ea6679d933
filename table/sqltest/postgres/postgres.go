// Package postgres runs the transforms of package sqltest on PostgreSQL:
//
//	revenue := sqltest.File(postgres.Engine(""), "revenue.sql")
//	table.Run(t, fx, revenue, table.Case{Name: "two_countries"})
//
// A run is a transaction that is rolled back, with temporary tables. Statements see these, and otherwise only what is
// in pg_catalog or named with its schema. The time zone is UTC.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// Engine returns the server of a connection string, such as postgres://localhost:5432/test or host=/run/postgresql.
// What it leaves out comes from the environment variables of PostgreSQL, such as PGHOST and PGPASSWORD. No message and
// no golden shows the connection string. Connections are opened when they are needed, and kept for other
// transforms of the test binary.
func Engine(connection string) sqltest.Engine {
	return &server{connection: connection, types: make(map[uint32]serverType)}
}

// A server is a server of PostgreSQL, with the connections to it that no session uses.
type server struct {
	connection string

	mu    sync.Mutex
	idle  []*pgconn.PgConn
	types map[uint32]serverType // what is known of the catalog
}

// mostIdle is the number of connections that are kept.
const mostIdle = 16

var dialect = &engine.Dialect{
	Name:    "PostgreSQL",
	Package: "postgres",
	Cast:    declared,
	Unpinned: map[string]string{
		"current_date":      keyword + "now()::date",
		"current_time":      keyword + "now()::time",
		"current_timestamp": keyword + "now()",
		"localtime":         keyword + "now()::time",
		"localtimestamp":    keyword + "now()::timestamp",
		"timeofday":         "it returns text: use now()",
	},
}

const keyword = "it is a keyword, which nothing can replace: use "

func (s *server) Dialect() *engine.Dialect { return dialect }

// Open starts a transaction.
func (s *server) Open(ctx context.Context, _ engine.Purpose) (engine.Session, error) {
	for {
		conn, kept, err := s.connect(ctx)
		if err != nil {
			return nil, err
		}
		run := &session{conn: conn, server: s}
		if err := run.begin(ctx); err == nil {
			return run, nil
		} else if !kept { // the server may have ended a kept connection
			return nil, errors.Join(fmt.Errorf("a transaction cannot start: %w", err), conn.Close(ctx))
		}
		_ = conn.Close(ctx)
	}
}

// connect returns a connection, and whether it was kept.
func (s *server) connect(ctx context.Context) (_ *pgconn.PgConn, kept bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.idle); n > 0 {
		conn := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return conn, true, nil
	}
	config, err := pgconn.ParseConfig(s.connection)
	if err != nil { // the error shows the connection string
		return nil, false, errors.New("the connection string cannot be read: " +
			"write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE")
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, false, fmt.Errorf("the server is not there: %s\n%s", cause(err, config.Password), howToStart)
	}
	return conn, false, nil
}

const howToStart = "start it, as in docker run -d -p 5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres, " +
	"or give postgres.Engine another connection string"

// cause returns what the network or the server says, without the parts of the connection string.
func cause(err error, password string) string {
	for {
		inner := errors.Unwrap(err)
		if joined, ok := err.(interface{ Unwrap() []error }); ok && len(joined.Unwrap()) > 0 {
			inner = joined.Unwrap()[0]
		}
		if inner == nil {
			break
		}
		err = inner
	}
	text := err.Error()
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		text = e.Message
	}
	if password != "" {
		text = strings.ReplaceAll(text, password, "…")
	}
	return text
}

// release keeps a connection without a transaction, or closes it.
func (s *server) release(ctx context.Context, conn *pgconn.PgConn) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if conn.TxStatus() == 'I' && len(s.idle) < mostIdle {
		s.idle = append(s.idle, conn)
		return nil
	}
	return conn.Close(ctx)
}
