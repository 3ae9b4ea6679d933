package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// A session is one run: a transaction with temporary tables, which is rolled back.
type session struct {
	conn   *pgconn.PgConn
	server *server
	loaded []string // the tables
	pinned bool     // whether the clock is
}

// begin starts a transaction in which texts have the form that the readers of cells expect.
func (s *session) begin(ctx context.Context) error {
	return s.batch(ctx, `begin;
set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'iso_8601';
set local extra_float_digits = 1; set local bytea_output = 'hex'; set local search_path = pg_temp, pg_catalog`)
}

// Close rolls the transaction back. If the process is killed before, the server does that.
func (s *session) Close() error {
	ctx := context.Background()
	return errors.Join(s.batch(ctx, "rollback"), s.server.release(ctx, s.conn))
}

// batch runs statements of this package.
func (s *session) batch(ctx context.Context, sql string) error {
	_, err := s.conn.Exec(ctx, sql).ReadAll()
	return err
}

// transactionWords start the statements that would end the transaction of a run.
var transactionWords = regexp.MustCompile(`^(?i)\s*(begin|start|commit|end|rollback|abort|prepare\s+transaction)\b`)

// Exec runs a statement.
func (s *session) Exec(ctx context.Context, statement string) error {
	if m := transactionWords.FindStringSubmatch(statement); m != nil {
		return &engine.Error{Offset: strings.Index(statement, m[1]), Msg: "a test runs in one transaction: leave out " + m[1]}
	}
	if err := s.clockError(statement); err != nil {
		return err
	}
	return statementError(statement, s.batch(ctx, statement))
}

// clockConstant matches a constant of a date or a time that PostgreSQL reads as now.
var clockConstant = regexp.MustCompile(`(?i)(?:\b(?:date|time|timestamp|timestamptz)\s+|)` +
	`('(?:now|today|tomorrow|yesterday)')(?:\s*::\s*(?:date|time)|)`)

// clockError refuses constants that read the clock of the machine if the clock is pinned.
func (s *session) clockError(statement string) error {
	if !s.pinned {
		return nil
	}
	for _, m := range clockConstant.FindAllStringSubmatchIndex(statement, -1) {
		if m[0] < m[2] || m[3] < m[1] { // there is a type before or behind
			return &engine.Error{Offset: m[2], Msg: statement[m[2]:m[3]] + " reads the clock of the machine: use now()"}
		}
	}
	return nil
}

// statementError returns an error of the server with its place.
func statementError(statement string, err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	parts := slices.DeleteFunc([]string{e.Message, e.Detail, e.Hint}, func(part string) bool { return part == "" })
	msg := strings.Join(parts, "\n")
	if e.Position == 0 {
		return errors.New(msg)
	}
	offset, characters := len(statement), e.Position
	for i := range statement {
		if characters--; characters == 0 {
			offset = i
			break
		}
	}
	return &engine.Error{Offset: offset, Msg: msg}
}

// Load creates a temporary table and fills it by COPY.
func (s *session) Load(ctx context.Context, name string, rec arrow.Record) error {
	columns := make([]string, rec.NumCols())
	for i, f := range rec.Schema().Fields() {
		dt, err := declared(f.Type)
		if err != nil {
			return fmt.Errorf("column %q: %w", f.Name, err)
		}
		columns[i] = quote(f.Name) + " " + dt
	}
	s.loaded = append(s.loaded, name)
	create := "create temporary table " + quote(name) + " (" + strings.Join(columns, ", ") + ") on commit drop"
	if err := s.batch(ctx, create); err != nil || rec.NumRows() == 0 {
		return err
	}
	text, err := copyText(rec)
	if err != nil {
		return err
	}
	_, err = s.conn.CopyFrom(ctx, bytes.NewReader(text), "copy "+quote(name)+" from stdin")
	return err
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// SetClock replaces the functions that read the clock, in a schema of the transaction.
func (s *session) SetClock(ctx context.Context, now time.Time) error {
	s.pinned = true
	schema := fmt.Sprintf("assay_%d", s.conn.PID())
	at := now.UTC().Format("2006-01-02 15:04:05.999999Z")
	var sql strings.Builder
	fmt.Fprintf(&sql, "create schema %s;\n", schema)
	for _, name := range []string{"now", "transaction_timestamp", "statement_timestamp", "clock_timestamp"} {
		fmt.Fprintf(&sql, "create function %s.%s() returns timestamptz language sql stable as $$select timestamptz '%s'$$;\n",
			schema, name, at)
	}
	for _, typ := range []string{"timestamp", "timestamptz"} { // of one argument: to the midnight before now
		fmt.Fprintf(&sql, "create function %s.age(%s) returns interval language sql stable as "+
			"$$select age(date_trunc('day', timestamptz '%s')::%s, $1)$$;\n", schema, typ, at, typ)
	}
	fmt.Fprintf(&sql, "set local search_path = pg_temp, %s, pg_catalog", schema)
	return s.batch(ctx, sql.String())
}

// Query runs a statement and returns its rows.
func (s *session) Query(ctx context.Context, sql string) (arrow.Record, error) {
	if err := s.clockError(sql); err != nil {
		return nil, err
	}
	fields, err := s.describe(ctx, sql)
	if err != nil {
		return nil, statementError(sql, err)
	}
	schema, err := s.schema(ctx, fields)
	if err != nil {
		return nil, err
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	readers := make([]cellReader, len(fields))
	for i, column := range b.Fields() {
		if readers[i], err = newCellReader(column); err != nil {
			return nil, err
		}
	}
	rows := s.conn.ExecParams(ctx, sql, nil, nil, nil, nil)
	n := 0
	for ; rows.NextRow() && err == nil; n++ {
		for i, text := range rows.Values() {
			if text == nil {
				b.Field(i).AppendNull()
			} else if err = readers[i](text); err != nil {
				err = fmt.Errorf("%s[%d]: %w", fields[i].Name, n, err)
				break
			}
		}
	}
	if _, closed := rows.Close(); err == nil {
		err = statementError(sql, closed)
	}
	if err != nil {
		return nil, err
	}
	return b.NewRecord(), nil
}

// describe prepares a statement, and returns the columns of its result.
func (s *session) describe(ctx context.Context, sql string) ([]pgconn.FieldDescription, error) {
	prepared, err := s.conn.Prepare(ctx, "", sql, nil)
	if err != nil {
		return nil, err
	}
	return prepared.Fields, nil
}

// schema returns the types of the columns of a result.
func (s *session) schema(ctx context.Context, columns []pgconn.FieldDescription) (*arrow.Schema, error) {
	fields := make([]arrow.Field, len(columns))
	var problems []error
	for i, c := range columns {
		dt, err := resultType(c.DataTypeOID, c.TypeModifier, func(oid uint32) (serverType, error) {
			return s.lookup(ctx, oid)
		})
		if err != nil {
			problems = append(problems, fmt.Errorf("column %q is %w", c.Name, err))
		}
		fields[i] = arrow.Field{Name: c.Name, Type: dt, Nullable: true}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return arrow.NewSchema(fields, nil), nil
}

// lookup reads a type from the catalog, once.
func (s *session) lookup(ctx context.Context, oid uint32) (serverType, error) {
	s.server.mu.Lock()
	t, ok := s.server.types[oid]
	s.server.mu.Unlock()
	if ok {
		return t, nil
	}
	rows, err := s.texts(ctx, fmt.Sprintf(`select typname, typtype, case when typcategory = 'A' then typelem else 0 end
from pg_type where oid = %d`, oid))
	for _, row := range rows {
		element, err := strconv.ParseUint(row[2], 10, 32)
		if err != nil {
			return t, err
		}
		t = serverType{name: row[0], kind: row[1][0], element: uint32(element)}
	}
	if err != nil {
		return t, err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.types[oid] = t
	return t, nil
}
