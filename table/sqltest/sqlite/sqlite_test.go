package sqlite

import (
	"testing"
	"time"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
	"github.com/assay-go/assay/table/sqltest/internal/enginetest"
	"github.com/assay-go/assay/table/sqltest/internal/sessiontest"
)

func TestQueries(t *testing.T) { enginetest.Queries(t, Engine(), nil) }

func BenchmarkCases(b *testing.B) { enginetest.Cases(b, Engine()) }

func TestReadsAreWhatAStatementUses(t *testing.T) {
	sessiontest.Reads(t, Engine(), map[string]string{
		"insert into customers (id) select id from orders": "orders.id",
	})
}

func TestTheClockIsPinned(t *testing.T) {
	s := sessiontest.Open(t, Engine(), engine.ToRun)
	if err := s.SetClock(t.Context(), time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)); err != nil {
		t.Fatal(err)
	}
	const want = "a: utf8, b: utf8, c: utf8, d: utf8, e: utf8, f: utf8\n" +
		"2024-05-06 07:08:09|2024-05-06|2024-05-07|2024-05-06 07:08:09.123|2024|07:08:09"
	got := sessiontest.Query(t, s, `select current_timestamp as a, current_date as b, date('now', '+1 day') as c,
datetime('now', 'subsec') as d, strftime('%Y') as e, time() as f`)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSessionsAreApart(t *testing.T) { sessiontest.Apart(t, Engine()) }

func TestTypesArriveExactly(t *testing.T) {
	sessiontest.Types(t, Engine(), []sessiontest.Column{
		{Type: "bool", Cell: "true"},
		{Type: "int8", Cell: "-1", WantType: "int16"},
		{Type: "int16", Cell: "-32768"},
		{Type: "int32", Cell: "2147483647"},
		{Type: "int64", Cell: "-9223372036854775808"},
		{Type: "uint32", Cell: "4294967295", WantType: "int64"},
		{Type: "float32", Cell: "0.1"},
		{Type: "float64", Cell: "1e+300"},
		{Type: "decimal(12, 2)", Cell: "-0.05"},
		{Type: "utf8", Cell: "a\tb\\\"'\r{é"},
		{Type: "binary", Cell: "0x00ff5c27"},
		{Type: "date32", Cell: "1999-12-31"},
		{Type: "time64[us]", Cell: "10:15:00.250000"},
		{Type: "timestamp[us]", Cell: "2026-01-31T10:15:00.250000"},
		{
			Type: "timestamp[ms, Europe/Berlin]", Cell: "2026-01-31T10:15:00.250Z",
			WantType: "timestamp[us, UTC]", WantCell: "2026-01-31T10:15:00.250000Z",
		},
		{Type: "dictionary<utf8>", Cell: "d", WantType: "utf8"},
		{Type: "fixed_size_binary[2]", Cell: "0x0102", WantType: "binary"},
		{Type: "uint64", Cell: "123456789012345", WantType: "decimal(20, 0)"},
		{Type: "list<utf8>", Cell: `["a","b\"\\,}",null]`, WantType: "utf8"},
		{Type: "struct<a: int32, b: utf8>", Cell: `{"a":1,"b":"x"}`, WantType: "utf8"},
		{Type: "map<utf8, int64>", Cell: `{"k":1}`, WantType: "utf8"},
	})
}

func TestErrorsHaveTheirPlace(t *testing.T) {
	sessiontest.Fails(t, Engine(), map[string]string{
		"select id,\n  totl\nfrom orders":              "totl\nfrom orders: no such column: totl",
		"select 'é', id id id from orders":             "id from orders: near \"id\": syntax error",
		"select max(id) as m from orders where id > 1": ": column \"m\" has neither a declared type nor a value: cast it",
	})
}
