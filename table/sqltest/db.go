package sqltest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// DB makes an engine of a driver of database/sql.
//
// It creates nothing in the database, so it needs no privileges there and leaves nothing behind: the datasets become
// constants in front of the query, in a WITH clause. So a test has one query, and its datasets must fit into the
// longest query that the database takes, which is about a thousand rows. A case cannot pin the clock.
func DB(db *sql.DB, d Dialect) Engine {
	d.NoClock = d.Name + " reads the clock of its servers: give the time to the query as a parameter, such as $now"
	return &database{db, d}
}

// A database is an engine of a driver of database/sql.
type database struct {
	db      *sql.DB
	dialect Dialect
}

func (e *database) Dialect() *engine.Dialect { return &e.dialect.Dialect }

// Open reserves a connection.
func (e *database) Open(ctx context.Context, _ engine.Purpose) (engine.Session, error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("the database is not there: %w", err)
	}
	return &dbSession{conn: conn, dialect: &e.dialect}, nil
}

// A dbSession is a connection, and the datasets as common table expressions.
type dbSession struct {
	conn    *sql.Conn
	dialect *Dialect
	loaded  []engine.Column
	tables  []string
}

func (s *dbSession) Close() error { return s.conn.Close() }

// SetClock is not called: see Dialect.NoClock.
func (s *dbSession) SetClock(context.Context, time.Time) error { return errors.New(s.dialect.NoClock) }

// Exec refuses statements before the last one.
func (s *dbSession) Exec(context.Context, string) error {
	return fmt.Errorf("a test on %s has one statement, a query: write the others as its common table expressions",
		s.dialect.Name)
}

// Load writes a dataset as a common table expression.
func (s *dbSession) Load(_ context.Context, table string, rec arrow.Record) error {
	var text strings.Builder
	text.WriteString(s.dialect.quoted(table) + " as (")
	columns := make([]func(row int) string, rec.NumCols())
	for i, a := range rec.Columns() {
		var err error
		if columns[i], err = s.dialect.cells(a); err != nil {
			return fmt.Errorf("column %s: %w", rec.ColumnName(i), err)
		}
		s.loaded = append(s.loaded, engine.Column{Table: table, Name: rec.ColumnName(i)})
	}
	for row := range max(int(rec.NumRows()), 1) {
		if row > 0 {
			text.WriteString("\nunion all ")
		}
		for i, cell := range columns {
			if i == 0 {
				text.WriteString("select ")
			} else {
				text.WriteString(", ")
			}
			value := "null"
			if rec.NumRows() > 0 {
				value = cell(row)
			}
			typ, err := s.dialect.types(rec.Column(i).DataType())
			if err != nil {
				return fmt.Errorf("column %s: %w", rec.ColumnName(i), err)
			}
			text.WriteString("cast(" + value + " as " + s.dialect.nullable(typ) + ")")
			if row == 0 {
				text.WriteString(" as " + s.dialect.quoted(rec.ColumnName(i)))
			}
		}
	}
	if rec.NumRows() == 0 {
		text.WriteString(" limit 0")
	}
	s.tables = append(s.tables, text.String()+")")
	return nil
}

// Reads returns the columns whose names the query has, or all if it has a * that is not a count: to ask the database
// would cost a query.
func (s *dbSession) Reads(_ context.Context, statement string) ([]engine.Column, error) {
	wide := engine.HasNaturalJoin(statement) || !engine.NamesAllColumns(statement)
	var reads []engine.Column
	for _, c := range s.loaded {
		if wide || engine.WordIndex(statement, c.Name) >= 0 {
			reads = append(reads, c)
		}
	}
	for _, c := range s.loaded { // a table whose rows only are counted
		if !slices.ContainsFunc(reads, func(r engine.Column) bool { return r.Table == c.Table }) {
			reads = append(reads, engine.Column{Table: c.Table})
		}
	}
	return reads, nil
}

// Query runs the query behind the datasets.
func (s *dbSession) Query(ctx context.Context, statement string) (_ arrow.Record, err error) {
	rows, err := s.conn.QueryContext(ctx, s.withTables(statement))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	schema, err := s.dialect.schema(columns)
	if err != nil {
		return nil, err
	}
	b, err := engine.NewBuilder(schema)
	if err != nil {
		return nil, err
	}
	row, to := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		to[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		for i, f := range schema.Fields() {
			row[i] = plain(row[i], f.Type)
		}
		if err := b.Append(row); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return b.Record(), nil
}

// withTables puts the datasets into the WITH clause of a query.
func (s *dbSession) withTables(query string) string {
	if len(s.tables) == 0 {
		return query
	}
	with, tables, rest := "with ", strings.Join(s.tables, ",\n"), "\n"+query
	lex := lexer{text: query, backslash: s.dialect.Backslash}
	if first, err := lex.next(); err == nil && strings.EqualFold(first.of(query), "with") {
		rest = ",\n" + strings.TrimSpace(query[first.end:])
		if next, err := lex.next(); err == nil && strings.EqualFold(next.of(query), "recursive") {
			with, rest = "with recursive ", ",\n"+strings.TrimSpace(query[next.end:])
		}
	}
	return with + tables + rest
}

// plain returns a value of a driver as a text that the type reads, if it is not one of Go already.
func plain(v any, dt arrow.DataType) any {
	switch v := v.(type) {
	case fmt.Stringer: // a decimal, a UUID or an address of a driver
		if _, isTime := v.(interface{ UnixNano() int64 }); !isTime {
			return v.String()
		}
	case float64:
		if _, isDecimal := dt.(arrow.DecimalType); isDecimal {
			return string(arrowtext.AppendFloat(nil, v, 64))
		}
	}
	return v
}
