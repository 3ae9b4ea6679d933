package duckdb_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/duckdb"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

func TestTheResultIsThatOfTheLastStatement(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	table.Run(t, fx, sqltest.File(duckdb.Engine(), "testdata/statements.sql"),
		table.Case{Name: "germany", Pin: table.Pin{"params.country": "DE"}, Want: `
			id  of
			 1   3
			 3   3
			 5   3
		`},
		table.Case{Name: "a quote", Pin: table.Pin{"params.country": "it's"}, Want: `
			id  of
		`},
		table.Case{Name: "no country", Pin: table.Pin{"params.country": nil, "params.most": 1}, Want: `
			id  of
		`},
	)
}

func TestErrorsOfARunHaveTheirPlace(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	table.Run(t, fx, sqltest.File(duckdb.Engine(), "testdata/failing.sql"), table.Case{
		Name: "conversion", Pin: table.Pin{"orders.country": "DE"}, WantErr: "" +
			"testdata/failing.sql:4:3: DuckDB: Conversion Error: Could not convert string 'DE' to INT32 when casting from source " +
			"column country\n" +
			"    CAST(country AS INTEGER) AS number\n" +
			"    ^\n" +
			"loaded: orders (6 rows: id, country)",
	})
}

const readsClock = `SELECT now() AS now, current_timestamp AS instant, get_current_timestamp() AS got,
	transaction_timestamp() AS transaction, current_date AS day, today() AS today, current_time AS time,
	localtimestamp AS local, localtime AS local_time, age(TIMESTAMP '2026-01-01') AS age,
	age(TIMESTAMP '2026-01-03', TIMESTAMP '2026-01-01') AS days, count(*) AS orders FROM orders`

func TestNowReachesTheFunctionsOfDuckDB(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	query := strings.Replace(readsClock, "current_time AS time", "CAST(current_time AS TIME) AS time", 1)
	table.Run(t, fx, sqltest.Query(duckdb.Engine(), query), table.Case{
		Name: "march", Now: time.Date(2026, 3, 29, 23, 30, 0, 123456789, time.FixedZone("", -3600)),
		Advance: []time.Duration{24 * time.Hour},
	})
}

// open opens a session with a table t of the columns a, b and c.
func open(t *testing.T, p engine.Purpose) engine.Session {
	t.Helper()
	s, err := duckdb.Engine().Open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	var fields []arrow.Field
	for _, name := range []string{"a", "b", "c.d"} {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64, Nullable: true})
	}
	for _, name := range []string{"t", "u"} {
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
		if err := s.Load(t.Context(), name, b.NewRecord()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestTheColumnsThatAStatementReads(t *testing.T) {
	for statement, want := range map[string]string{
		"SELECT a FROM t":                                                "t.a",
		"SELECT t.a FROM t, u":                                           "t.a u.a",
		"SELECT * FROM t":                                                "t.a t.b t.c.d",
		"SELECT count(*) FROM t":                                         "t.a",
		"SELECT count(*) FROM (SELECT DISTINCT * FROM t)":                "t.a t.b t.c.d",
		"SELECT count(DISTINCT t) FROM t":                                "t.a t.b t.c.d",
		"SELECT count(*) FROM t NATURAL JOIN u":                          "t.a t.b t.c.d u.a u.b u.c.d",
		"SELECT count(*) FROM t JOIN u USING (a)":                        "t.a u.a",
		"WITH x AS (SELECT a, b FROM t) SELECT a FROM x":                 "t.a t.b",
		"SELECT a FROM (SELECT * FROM t)":                                "t.a",
		"SELECT 1 FROM t WHERE EXISTS (SELECT b FROM u WHERE u.a = t.a)": "t.a u.a u.b",
		"SELECT a FROM t ORDER BY \"c.d\" LIMIT 1":                       "t.a t.c.d",
		"SELECT sum(a) OVER (PARTITION BY b) FROM t":                     "t.a t.b",
		"SELECT max(COLUMNS(* EXCLUDE a)) FROM t":                        "t.a t.b t.c.d",
		"CREATE TABLE v AS SELECT b FROM t":                              "t.b",
		"INSERT INTO u SELECT a, 1, 2 FROM t":                            "t.a",
		"SELECT 1":                                                       "",
	} {
		columns, err := open(t, engine.ToRead).Reads(t.Context(), statement)
		var names []string
		for _, c := range columns {
			names = append(names, c.Table+"."+c.Name)
		}
		if got := strings.Join(names, " "); err != nil || got != want {
			t.Errorf("%s: reads %q, error %v, want %q", statement, got, err, want)
		}
	}
}

func TestErrorsHaveTheirPlaceInTheStatement(t *testing.T) {
	for statement, want := range map[string]string{
		"SELECT a, bb FROM t":   "10",
		"SELECT a\nFROM tt":     "14",
		"SELECT a FROM t WHERE": "21",
		"SELECT (a FROM t":      "10",
	} {
		_, err := open(t, engine.ToRead).Reads(t.Context(), statement)
		var read *engine.Error
		ok := errors.As(err, &read)
		if !ok {
			t.Errorf("%s: no place: %v", statement, err)
			continue
		}
		_, err = open(t, engine.ToRun).Query(t.Context(), statement)
		if run := (*engine.Error)(nil); !errors.As(err, &run) || *run != *read {
			t.Errorf("%s: Reads gives %+v, Query %v", statement, read, err)
		}
		if at := strconv.Itoa(read.Offset); at != want {
			t.Errorf("%s: the error is at %s, want %s", statement, at, want)
		}
	}
}

func TestAStatementWithoutRowsIsNoResult(t *testing.T) {
	_, err := open(t, engine.ToRun).Query(t.Context(), "CREATE TABLE v AS SELECT a FROM t")
	if err == nil || !strings.Contains(err.Error(), "the last statement returns no rows") {
		t.Errorf("got error %v", err)
	}
}

func TestSessionsSeeNothingOfEachOther(t *testing.T) {
	first := open(t, engine.ToRun)
	if err := first.Exec(t.Context(), "CREATE TABLE left_over (x INTEGER)"); err != nil {
		t.Fatal(err)
	}
	if err := first.SetClock(t.Context(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	second := open(t, engine.ToRun)
	if err := second.Exec(t.Context(), "SELECT x FROM left_over"); err == nil {
		t.Error("a session sees the table of another one")
	}
	rec, err := second.Query(t.Context(), "SELECT now() = TIMESTAMPTZ '2026-01-01 00:00:00+00' AS pinned")
	if err != nil || rec.Column(0).ValueStr(0) != "false" {
		t.Errorf("a session sees the clock of another one: %v, error %v", rec, err)
	}
}

func TestQueriesReadNoFilesAndChangeNoSettings(t *testing.T) {
	for _, statement := range []string{
		"SELECT * FROM 'testdata/orders.csv'", "SELECT * FROM read_text('go.mod')", "COPY t TO 'out.csv'",
		"ATTACH 'other.db'", "SET threads = 4", "INSTALL httpfs", "LOAD httpfs",
	} {
		if err := open(t, engine.ToRun).Exec(t.Context(), statement); err == nil {
			t.Errorf("%s runs", statement)
		}
	}
}
