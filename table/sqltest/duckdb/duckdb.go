// Package duckdb runs the transforms of package sqltest on DuckDB, in the process of the test:
//
//	revenue := sqltest.File(duckdb.Engine(), "revenue.sql")
//	table.Run(t, fx, revenue, table.Case{Name: "two_countries"})
//
// It links the library of DuckDB, and needs cgo. Queries cannot read files or the network, and cannot change settings:
// the time zone is UTC, and one thread runs a query, so that its result does not depend on the machine.
package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	driverduckdb "github.com/duckdb/duckdb-go/v2"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// Engine returns DuckDB in memory. All transforms of a test binary share it, and no run sees the tables of another one.
func Engine() sqltest.Engine { return shared }

var shared = &duckDB{instances: [2]instance{
	engine.ToRun:  {},
	engine.ToRead: {settings: []string{"SET disabled_optimizers = '" + strings.Join(optimizers, ",") + "'"}},
}}

// optimizers are those of DuckDB but for unused_columns, so that the scans of a plan show which columns a query uses.
var optimizers = []string{
	"expression_rewriter", "filter_pullup", "filter_pushdown", "empty_result_pullup", "cte_filter_pusher", "regex_range",
	"in_clause", "join_order", "deliminator", "unnest_rewriter", "statistics_propagation", "common_subexpressions",
	"common_aggregate", "column_lifetime", "limit_pushdown", "row_group_pruner", "top_n", "top_n_window_elimination",
	"build_side_probe_side", "compressed_materialization", "duplicate_groups", "reorder_filter", "sampling_pushdown",
	"join_filter_pushdown", "extension", "materialized_cte", "sum_rewriter", "late_materialization", "cte_inlining",
	"common_subplan", "join_elimination", "window_self_join",
}

// A duckDB is DuckDB in memory.
type duckDB struct {
	instances [2]instance // by purpose
	sessions  atomic.Int64
}

// An instance is a database in memory. It stays open until the process ends.
type instance struct {
	settings []string
	once     sync.Once
	*driverduckdb.Connector
	err error
}

// open opens the database.
func (i *instance) open() {
	i.Connector, i.err = driverduckdb.NewConnector("?threads=1", nil)
	if i.err != nil {
		return
	}
	settings := append([]string{"SET GLOBAL errors_as_json = true", "SET TimeZone = 'UTC'"}, i.settings...)
	settings = append(settings, "SET enable_external_access = false", "SET lock_configuration = true")
	conn, err := i.Connect(context.Background())
	if i.err = err; err != nil {
		return
	}
	defer conn.Close()
	for _, set := range settings {
		if _, err := conn.(driver.ExecerContext).ExecContext(context.Background(), set, nil); err != nil {
			i.err = err
			return
		}
	}
}

var dialect = &engine.Dialect{
	Name:    "DuckDB",
	Package: "duckdb",
	Cast:    columnType,
	Unpinned: map[string]string{
		"uuidv7": "it holds the time: use uuid()",
	},
}

func (d *duckDB) Dialect() *engine.Dialect { return dialect }

// Open attaches a database in memory, which is gone when it is detached.
func (d *duckDB) Open(ctx context.Context, p engine.Purpose) (engine.Session, error) {
	i := &d.instances[p]
	if i.once.Do(i.open); i.err != nil {
		return nil, i.err
	}
	conn, err := i.Connect(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn.(*driverduckdb.Conn), name: fmt.Sprintf("assay_%d", d.sessions.Add(1))}
	if err := s.Exec(ctx, "ATTACH ':memory:' AS "+s.name+"; USE "+s.name); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// A session is a connection with a database of its own.
type session struct {
	conn    *driverduckdb.Conn
	name    string
	columns []engine.Column // of the tables
}

// Close removes the database of the session.
func (s *session) Close() error {
	err := s.Exec(context.Background(), "ROLLBACK")
	if err != nil && strings.Contains(err.Error(), "no transaction is active") {
		err = nil
	}
	return errors.Join(err, s.Exec(context.Background(), "USE memory; DETACH DATABASE IF EXISTS "+s.name), s.conn.Close())
}

// Exec runs a statement.
func (s *session) Exec(ctx context.Context, statement string) error {
	_, err := s.conn.ExecContext(ctx, statement, nil)
	return statementError(err)
}

// Load creates a table by an appender.
func (s *session) Load(ctx context.Context, table string, rec arrow.Record) (err error) {
	var columns []string
	cells := make([]func(int) (driver.Value, error), rec.NumCols())
	for i, f := range rec.Schema().Fields() {
		name, err := columnType(f.Type)
		if err == nil {
			cells[i], err = driverValues(rec.Column(i))
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", f.Name, err)
		}
		columns = append(columns, quote(f.Name)+" "+name)
		s.columns = append(s.columns, engine.Column{Table: table, Name: f.Name})
	}
	if err := s.Exec(ctx, "CREATE TABLE "+quote(table)+" ("+strings.Join(columns, ", ")+")"); err != nil {
		return err
	}
	if rec.NumRows() == 0 {
		return nil
	}
	app, err := driverduckdb.NewAppender(s.conn, s.name, "main", table)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	row := make([]driver.Value, len(cells))
	for r := range int(rec.NumRows()) {
		for i, cell := range cells {
			if row[i], err = cell(r); err != nil {
				return fmt.Errorf("column %s, row %d: %w", rec.ColumnName(i), r, err)
			}
		}
		if err := app.AppendRow(row...); err != nil {
			return err
		}
	}
	return nil
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// columnType returns the type of DuckDB for the values of an Arrow type.
func columnType(dt arrow.DataType) (string, error) {
	dt = arrowtext.StorageType(dt)
	if name, ok := typeNames[dt.ID()]; ok {
		return name, nil
	}
	switch t := dt.(type) {
	case *arrow.TimestampType:
		return timestampType(t), nil
	case arrow.DecimalType:
		if t.GetPrecision() > 38 || t.GetScale() < 0 {
			return "", fmt.Errorf("%s: a decimal of DuckDB has at most 38 digits and no negative scale", arrowtext.TypeText(dt))
		}
		return fmt.Sprintf("DECIMAL(%d, %d)", t.GetPrecision(), t.GetScale()), nil
	case *arrow.DictionaryType:
		return columnType(t.ValueType)
	case *arrow.StructType:
		var fields []string
		for _, f := range t.Fields() {
			name, err := columnType(f.Type)
			if err != nil {
				return "", err
			}
			fields = append(fields, quote(f.Name)+" "+name)
		}
		return "STRUCT(" + strings.Join(fields, ", ") + ")", nil
	case *arrow.MapType:
		key, err := columnType(t.KeyType())
		if err != nil {
			return "", err
		}
		item, err := columnType(t.ItemType())
		return "MAP(" + key + ", " + item + ")", err
	case *arrow.FixedSizeListType:
		elem, err := columnType(t.Elem())
		return fmt.Sprintf("%s[%d]", elem, t.Len()), err
	case arrow.ListLikeType:
		elem, err := columnType(t.Elem())
		return elem + "[]", err
	}
	return "", fmt.Errorf("DuckDB has no type for %s", arrowtext.TypeText(dt))
}

func timestampType(t *arrow.TimestampType) string {
	switch {
	case t.TimeZone != "":
		return "TIMESTAMPTZ"
	case t.Unit == arrow.Second:
		return "TIMESTAMP_S"
	case t.Unit == arrow.Millisecond:
		return "TIMESTAMP_MS"
	case t.Unit == arrow.Nanosecond:
		return "TIMESTAMP_NS"
	}
	return "TIMESTAMP"
}

var typeNames = map[arrow.Type]string{
	arrow.NULL: "INTEGER", arrow.BOOL: "BOOLEAN",
	arrow.INT8: "TINYINT", arrow.INT16: "SMALLINT", arrow.INT32: "INTEGER", arrow.INT64: "BIGINT",
	arrow.UINT8: "UTINYINT", arrow.UINT16: "USMALLINT", arrow.UINT32: "UINTEGER", arrow.UINT64: "UBIGINT",
	arrow.FLOAT16: "FLOAT", arrow.FLOAT32: "FLOAT", arrow.FLOAT64: "DOUBLE",
	arrow.STRING: "VARCHAR", arrow.LARGE_STRING: "VARCHAR", arrow.STRING_VIEW: "VARCHAR",
	arrow.BINARY: "BLOB", arrow.LARGE_BINARY: "BLOB", arrow.FIXED_SIZE_BINARY: "BLOB",
	arrow.DATE32: "DATE", arrow.DATE64: "DATE", arrow.TIME32: "TIME", arrow.TIME64: "TIME",
	arrow.DURATION: "INTERVAL", arrow.INTERVAL_MONTHS: "INTERVAL", arrow.INTERVAL_DAY_TIME: "INTERVAL",
	arrow.INTERVAL_MONTH_DAY_NANO: "INTERVAL",
}
