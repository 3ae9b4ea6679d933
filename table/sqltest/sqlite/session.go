package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// A connection has what every connection of the driver has.
type connection interface {
	driver.Conn
	driver.ExecerContext
	driver.QueryerContext
}

// A session is one run: a database in memory.
type session struct {
	conn   connection
	clock  *clock
	loaded []engine.Column
}

// Close closes the database.
func (s *session) Close() error {
	err := s.conn.Close()
	s.clock.release()
	return err
}

// SetClock sets the time that the functions of date and time take for now.
func (s *session) SetClock(_ context.Context, now time.Time) error {
	s.clock.pin(now)
	return nil
}

// exec runs a statement of this package.
func (s *session) exec(ctx context.Context, sql string) error {
	_, err := s.conn.ExecContext(ctx, sql, nil)
	return err
}

// Exec runs a statement.
func (s *session) Exec(ctx context.Context, statement string) error {
	return s.statementError(ctx, statement, s.exec(ctx, statement))
}

// Load creates a table and fills it.
func (s *session) Load(ctx context.Context, name string, rec arrow.Record) (err error) {
	columns := make([]string, rec.NumCols())
	writers := make([]cellWriter, rec.NumCols())
	nulls := make([]func(int) bool, rec.NumCols())
	for i, f := range rec.Schema().Fields() {
		if writers[i], err = newCellWriter(rec.Column(i)); err != nil {
			return fmt.Errorf("column %q: %w", f.Name, err)
		}
		columns[i] = quote(f.Name) + " " + declared(f.Type)
		s.loaded = append(s.loaded, engine.Column{Table: name, Name: f.Name})
		nulls[i] = arrowtext.Nulls(rec.Column(i))
	}
	if err := s.exec(ctx, "create table "+quote(name)+" ("+strings.Join(columns, ", ")+")"); err != nil {
		return err
	}
	marks := "?" + strings.Repeat(", ?", len(columns)-1)
	insert, err := s.conn.Prepare("insert into " + quote(name) + " values (" + marks + ")")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	if err := s.exec(ctx, "begin"); err != nil {
		return err
	}
	values := make([]driver.NamedValue, len(columns))
	for row := range int(rec.NumRows()) {
		for i, write := range writers {
			values[i] = driver.NamedValue{Ordinal: i + 1}
			if nulls[i](row) {
				continue
			}
			if values[i].Value, err = write(row); err != nil {
				return fmt.Errorf("%s[%d]: %w", rec.ColumnName(i), row, err)
			}
		}
		if _, err := insert.(driver.StmtExecContext).ExecContext(ctx, values); err != nil {
			return err
		}
	}
	return s.exec(ctx, "commit")
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Query runs a statement and returns its rows.
func (s *session) Query(ctx context.Context, sql string) (arrow.Record, error) {
	columns, err := s.columns(ctx, sql)
	if err != nil {
		return nil, s.statementError(ctx, sql, err)
	}
	rows, err := s.rows(ctx, sql)
	if err != nil {
		return nil, s.statementError(ctx, sql, err)
	}
	casts := castTypes(sql)
	fields := make([]arrow.Field, len(columns))
	var problems []error
	for i, column := range columns {
		name := column[0]
		dt, err := columnType(column[1], casts[strings.ToLower(name)], rows, i)
		if err != nil {
			problems = append(problems, fmt.Errorf("column %q %w", name, err))
		}
		fields[i] = arrow.Field{Name: name, Type: dt, Nullable: true}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	for i, column := range b.Fields() {
		read, err := newCellReader(column)
		if err != nil {
			return nil, err
		}
		for row := range rows {
			if rows[row][i] == nil {
				column.AppendNull()
			} else if err := read(rows[row][i]); err != nil {
				return nil, fmt.Errorf("%s[%d]: %w", fields[i].Name, row, err)
			}
		}
	}
	return b.NewRecord(), nil
}

// rows runs a statement and returns its rows.
func (s *session) rows(ctx context.Context, sql string) (all [][]driver.Value, err error) {
	rows, err := s.conn.QueryContext(ctx, sql, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		row := make([]driver.Value, len(rows.Columns()))
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
}

// columns returns the names of the columns of a statement's result, and the types that SQLite knows of them: those of a
// view.
func (s *session) columns(ctx context.Context, sql string) ([][2]string, error) {
	if err := s.exec(ctx, "explain "+sql); err != nil { // has an error of its own, not one of a view
		return nil, err
	}
	if err := s.exec(ctx, "create temporary view assay_result as "+sql); err != nil {
		return nil, err
	}
	rows, err := s.rows(ctx, "select name, type from pragma_table_xinfo('assay_result')")
	if err == nil {
		err = s.exec(ctx, "drop view assay_result")
	}
	columns := make([][2]string, len(rows))
	for i, row := range rows {
		columns[i][0], _ = row[0].(string)
		columns[i][1], _ = row[1].(string)
	}
	return columns, err
}
