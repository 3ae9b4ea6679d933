package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// A connection has what every connection of the driver has.
type conn interface {
	driver.Conn
	driver.ExecerContext
	driver.QueryerContext
	driver.ConnPrepareContext
}

// A session is one run: a connection with temporary tables.
type session struct {
	conn   conn
	tables []loaded
}

// A loaded is a table of the session.
type loaded struct {
	name    string
	columns []string
}

// begin starts a transaction in which texts compare as in other engines, and instants are in UTC.
func (s *session) begin(ctx context.Context) error {
	for _, sql := range []string{
		"set names utf8mb4 collate utf8mb4_nopad_bin", "set time_zone = '+00:00'",
		"set tmp_memory_table_size = 0", // sorts of tables in memory leave ties in the order of addresses
		"start transaction",
	} {
		if err := s.exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the connection, which drops the temporary tables and rolls the transaction back.
func (s *session) Close() error { return s.conn.Close() }

// exec runs a statement of this package.
func (s *session) exec(ctx context.Context, sql string) error {
	_, err := s.conn.ExecContext(ctx, sql, nil)
	return err
}

var (
	temporary = regexp.MustCompile(`^(?i)\s*(?:create\s+(?:or\s+replace\s+)?temporary|drop\s+temporary)\b`)
	lasting   = regexp.MustCompile(`^(?i)\s*(create|drop|alter|truncate|rename|grant|revoke|lock|analyze|optimize|` +
		`begin|start|commit|rollback|savepoint)\b`)
)

// Exec runs a statement.
func (s *session) Exec(ctx context.Context, statement string) error {
	if m := lasting.FindStringSubmatch(statement); m != nil && !temporary.MatchString(statement) {
		msg := "MariaDB ends the transaction of the test with it: leave it out"
		if strings.EqualFold(m[1], "create") {
			msg = "it would stay in the database after the test: write create temporary table"
		}
		return &engine.Error{Offset: strings.Index(statement, m[1]), Msg: msg}
	}
	return statementError(statement, s.exec(ctx, statement))
}

// batchBytes bounds the length of an INSERT. The server's limit, max_allowed_packet, is at least 1 MB.
const batchBytes = 512 << 10

// Load creates a temporary table and fills it by batches of rows.
func (s *session) Load(ctx context.Context, name string, rec arrow.Record) error {
	var names []string
	columns := make([]string, rec.NumCols())
	writers := make([]cellWriter, rec.NumCols())
	for i, f := range rec.Schema().Fields() {
		dt, err := declared(f.Type)
		if err == nil {
			writers[i], err = newCellWriter(rec.Column(i))
		}
		if err != nil {
			return fmt.Errorf("column %q: %w", f.Name, err)
		}
		columns[i] = quote(f.Name) + " " + dt + " null"
		names = append(names, f.Name)
	}
	s.tables = append(s.tables, loaded{name, names})
	err := s.exec(ctx, "create temporary table "+quote(name)+" ("+strings.Join(columns, ", ")+
		") character set utf8mb4 collate utf8mb4_nopad_bin")
	if err != nil {
		return err
	}
	head := "insert into " + quote(name) + " values "
	batch := []byte(head)
	for row := range int(rec.NumRows()) {
		if len(batch) > len(head) {
			batch = append(batch, ',')
		}
		for i, write := range writers {
			if i == 0 {
				batch = append(batch, '(')
			} else {
				batch = append(batch, ',')
			}
			if batch, err = write(batch, row); err != nil {
				return fmt.Errorf("%s[%d]: %w", rec.ColumnName(i), row, err)
			}
		}
		batch = append(batch, ')')
		if len(batch) >= batchBytes || row == int(rec.NumRows())-1 {
			if err := s.exec(ctx, string(batch)); err != nil {
				return err
			}
			batch = batch[:len(head)]
		}
	}
	return nil
}

func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// SetClock sets the time that now(), current_date and the like return.
func (s *session) SetClock(ctx context.Context, now time.Time) error {
	return s.exec(ctx, fmt.Sprintf("set timestamp = %d.%06d", now.Unix(), now.Nanosecond()/1000))
}

// Query runs a statement and returns its rows.
func (s *session) Query(ctx context.Context, sql string) (_ arrow.Record, err error) {
	if err := s.prepares(ctx, sql); err != nil {
		return nil, statementError(sql, err)
	}
	schema, err := s.schema(ctx, sql)
	if err != nil {
		return nil, err
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	readers := make([]cellReader, len(b.Fields()))
	for i, column := range b.Fields() {
		if readers[i], err = newCellReader(column); err != nil {
			return nil, err
		}
	}
	err = s.rows(ctx, sql, func(n int, row []driver.Value) error {
		for i, v := range row {
			if v == nil {
				b.Field(i).AppendNull()
			} else if err := readers[i](v); err != nil {
				return fmt.Errorf("%s[%d]: %w", schema.Field(i).Name, n, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, statementError(sql, err)
	}
	return b.NewRecord(), nil
}

// prepares returns the error of a statement that does not compile.
func (s *session) prepares(ctx context.Context, sql string) error {
	stmt, err := s.conn.PrepareContext(ctx, sql)
	if err != nil {
		return err
	}
	return stmt.Close()
}

// rows runs a prepared statement, whose values are exact, and calls f for each row of its result.
func (s *session) rows(ctx context.Context, sql string, f func(n int, row []driver.Value) error) (err error) {
	stmt, err := s.conn.PrepareContext(ctx, sql)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	rows, err := stmt.(driver.StmtQueryContext).QueryContext(ctx, nil)
	if err != nil {
		return err
	}
	return each(rows, f)
}

// each calls f for each row of a result, and closes it.
func each(rows driver.Rows, f func(n int, row []driver.Value) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	row := make([]driver.Value, len(rows.Columns()))
	for n := 0; ; n++ {
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := f(n, row); err != nil {
			return err
		}
	}
}

// schema returns the types of the columns of a statement's result: those of a table made of it.
func (s *session) schema(ctx context.Context, sql string) (*arrow.Schema, error) {
	err := s.exec(ctx, "create temporary table assay_result as select * from (\n"+sql+"\n) assay_rows limit 0")
	if err != nil {
		return nil, err
	}
	var fields []arrow.Field
	err = s.rows(ctx, "show columns from assay_result", func(_ int, row []driver.Value) error {
		name, typ := string(row[0].([]byte)), string(row[1].([]byte))
		fields = append(fields, arrow.Field{Name: name, Type: resultType(typ), Nullable: true})
		return nil
	})
	if err := errors.Join(err, s.exec(ctx, "drop temporary table assay_result")); err != nil {
		return nil, err
	}
	return arrow.NewSchema(fields, nil), nil
}
