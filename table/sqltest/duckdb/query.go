package duckdb

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	driverduckdb "github.com/duckdb/duckdb-go/v2"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// Query runs a statement and returns its rows.
func (s *session) Query(ctx context.Context, statement string) (arrow.Record, error) {
	q, err := s.prepare(ctx, statement)
	if err != nil {
		return nil, err
	}
	schema := q.schema
	switch kind, err := q.StatementType(); {
	case err != nil:
		return nil, errors.Join(err, q.Close())
	case !slices.Contains(rowStatements, kind):
		return nil, errors.Join(errNoRows, q.Close())
	}
	if q.json { // the driver decodes JSON, which loses its text
		_ = q.Close()
		casts, err := castAll(schema)
		if err != nil {
			return nil, err
		}
		if q, err = s.prepare(ctx, fmt.Sprintf(casts, statement)); err != nil {
			return nil, err
		}
	}
	defer q.Close()
	rows, err := q.QueryContext(ctx, nil)
	if err != nil {
		return nil, statementError(err)
	}
	defer rows.Close()
	return readRows(rows, schema)
}

// rowStatements are the kinds of statements that return rows of tables.
var rowStatements = []driverduckdb.StmtType{
	driverduckdb.STATEMENT_TYPE_SELECT, driverduckdb.STATEMENT_TYPE_EXPLAIN, driverduckdb.STATEMENT_TYPE_CALL,
}

var errNoRows = errors.New("the last statement returns no rows, so the transform has no result: end with a query")

// castAll returns a query that casts the columns of another one, for which it has a %s, to the types of a schema.
func castAll(schema *arrow.Schema) (string, error) {
	var names, casts []string
	for i, f := range schema.Fields() {
		to, err := columnType(f.Type)
		if err != nil {
			return "", err
		}
		name := "c" + strconv.Itoa(i)
		names, casts = append(names, name), append(casts, fmt.Sprintf("CAST(%s AS %s)", name, to))
	}
	escaped := strings.ReplaceAll(strings.Join(casts, ", "), "%", "%%")
	return "SELECT " + escaped + " FROM (\n%s\n) AS result(" + strings.Join(names, ", ") + ")", nil
}

// A preparedQuery is a statement with the schema of its rows.
type preparedQuery struct {
	*driverduckdb.Stmt
	schema *arrow.Schema
	json   bool // whether a column has JSON
}

func (s *session) prepare(ctx context.Context, statement string) (*preparedQuery, error) {
	prepared, err := s.conn.PrepareContext(ctx, statement)
	if err != nil {
		return nil, statementError(err)
	}
	q := &preparedQuery{Stmt: prepared.(*driverduckdb.Stmt)}
	var fields []arrow.Field
	count, err := q.ColumnCount()
	for i := 0; i < count && err == nil; i++ {
		var f arrow.Field
		f, err = q.field(i)
		fields = append(fields, f)
	}
	if err != nil {
		return nil, errors.Join(err, q.Close())
	}
	q.schema = arrow.NewSchema(fields, nil)
	return q, nil
}

// field returns a column of the result.
func (q *preparedQuery) field(i int) (arrow.Field, error) {
	name, err := q.ColumnName(i)
	if err != nil {
		return arrow.Field{}, err
	}
	info, err := q.ColumnTypeInfo(i)
	if err != nil {
		return arrow.Field{}, err
	}
	dt, err := q.arrowType(info)
	if err != nil {
		return arrow.Field{}, fmt.Errorf("column %s of the result: %w", name, err)
	}
	return arrow.Field{Name: name, Type: dt, Nullable: true}, nil
}

// readRows builds a record of rows.
func readRows(rows driver.Rows, schema *arrow.Schema) (arrow.Record, error) {
	b, err := engine.NewBuilder(schema)
	if err != nil {
		return nil, err
	}
	row := make([]driver.Value, schema.NumFields())
	cells := make([]any, len(row))
	for {
		switch err := rows.Next(row); {
		case errors.Is(err, io.EOF):
			return b.Record(), nil
		case err != nil:
			return nil, statementError(err)
		}
		for i, v := range row {
			cells[i] = fromDriver(v)
		}
		if err := b.Append(cells); err != nil {
			return nil, err
		}
	}
}

// statementError returns the place of an error, if DuckDB says it. Its messages are JSON, see the setting
// errors_as_json.
func statementError(err error) error {
	var reported *driverduckdb.Error
	if !errors.As(err, &reported) {
		return err
	}
	start := strings.IndexByte(reported.Msg, '{')
	if start < 0 {
		return err
	}
	var m struct {
		Kind     string `json:"exception_type"`
		Message  string `json:"exception_message"`
		Position string `json:"position"`
	}
	if json.Unmarshal([]byte(reported.Msg[start:]), &m) != nil || m.Message == "" {
		return err
	}
	text := m.Message
	if m.Kind != "" && m.Kind != "Parser" {
		text = m.Kind + " Error: " + text
	}
	if at, err := strconv.Atoi(m.Position); err == nil {
		return &engine.Error{Offset: at, Msg: text}
	}
	return errors.New(text)
}
