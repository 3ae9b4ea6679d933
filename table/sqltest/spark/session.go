package spark

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// A session is a session of the server.
type session struct {
	client
	toRead bool
	tables []loaded
}

// A loaded is a temporary view of the session.
type loaded struct {
	name    string
	schema  *arrow.Schema
	columns []string
}

// Close ends the session, and with it its views.
func (s *session) Close() error { return s.release(context.Background()) }

// SetClock does nothing: statements that read the clock are refused.
func (s *session) SetClock(context.Context, time.Time) error { return nil }

// Load makes a temporary view of the rows. To find what a statement reads, the columns below the view have names that
// show in plans.
func (s *session) Load(ctx context.Context, table string, rec arrow.Record) error {
	fields, err := columns(rec.Schema().Fields())
	if err != nil {
		return err
	}
	rec, err = convert(rec, arrow.NewSchema(fields, nil))
	if err != nil {
		return err
	}
	t := loaded{name: table}
	for i, f := range fields {
		t.columns = append(t.columns, f.Name)
		fields[i].Name = fmt.Sprintf("assay_%d_%d", len(s.tables), i)
	}
	t.schema = arrow.NewSchema(fields, nil)
	s.tables = append(s.tables, t)
	return s.view(ctx, t, t.columns, array.NewRecord(t.schema, rec.Columns(), rec.NumRows()))
}

// view makes the view of a table, whose columns have these names.
func (s *session) view(ctx context.Context, t loaded, names []string, rec arrow.Record) error {
	var data bytes.Buffer
	w := ipc.NewWriter(&data, ipc.WithSchema(rec.Schema()))
	if err := w.Write(rec); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	local := message{}.message(11, message{}.message(1, data.Bytes()))
	renamed := message{}.message(1, local)
	for _, name := range names {
		renamed = renamed.text(2, name)
	}
	create := message{}.message(1, message{}.message(18, renamed)).text(2, quote(t.name)).yes(4)
	return statementError("", s.execute(ctx, command(message{}.message(3, create)), discard))
}

func discard([]byte) error { return nil }

// Exec runs a statement.
func (s *session) Exec(ctx context.Context, statement string) error {
	if err := refuse(statement); err != nil {
		return err
	}
	return statementError(statement, s.execute(ctx, command(message{}.message(5, message{}.text(1, statement))), discard))
}

// Query runs a statement and returns its rows.
func (s *session) Query(ctx context.Context, statement string) (arrow.Record, error) {
	if err := refuse(statement); err != nil {
		return nil, err
	}
	var b *engine.Builder
	err := s.execute(ctx, root(query(statement)), func(data []byte) error {
		r, err := ipc.NewReader(bytes.NewReader(data))
		if err != nil {
			return err
		}
		defer r.Release()
		if b == nil {
			fields, err := columns(r.Schema().Fields())
			if err != nil {
				return err
			}
			if b, err = engine.NewBuilder(arrow.NewSchema(fields, nil)); err != nil {
				return err
			}
		}
		for r.Next() {
			if err := appendRows(b, r.Record()); err != nil {
				return err
			}
		}
		return r.Err()
	})
	if err != nil {
		return nil, statementError(statement, err)
	}
	if b == nil {
		return nil, &engine.Error{Msg: "the statement returns no rows and no columns"}
	}
	return b.Record(), nil
}

// convert returns a record with other types.
func convert(rec arrow.Record, schema *arrow.Schema) (arrow.Record, error) {
	b, err := engine.NewBuilder(schema)
	if err == nil {
		err = appendRows(b, rec)
	}
	if err != nil {
		return nil, err
	}
	return b.Record(), nil
}

func appendRows(b *engine.Builder, rec arrow.Record) error {
	cells := make([]func(int) any, rec.NumCols())
	for i, c := range rec.Columns() {
		var err error
		if cells[i], err = engine.Values(c); err != nil {
			return fmt.Errorf("column %q: %w", rec.ColumnName(i), err)
		}
	}
	row := make([]any, len(cells))
	for r := range int(rec.NumRows()) {
		for i, cell := range cells {
			row[i] = cell(r)
		}
		if err := b.Append(row); err != nil {
			return err
		}
	}
	return nil
}
