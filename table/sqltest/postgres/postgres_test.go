package postgres

import (
	"os"
	"testing"
	"time"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
	"github.com/assay-go/assay/table/sqltest/internal/enginetest"
	"github.com/assay-go/assay/table/sqltest/internal/sessiontest"
)

// connection is that of the server that just test-engines starts.
var connection = os.Getenv("ASSAY_POSTGRES")

func TestQueries(t *testing.T) { enginetest.Queries(t, Engine(connection), nil) }

func BenchmarkCases(b *testing.B) { enginetest.Cases(b, Engine(connection)) }

func TestReadsAreWhatAStatementUses(t *testing.T) {
	sessiontest.Reads(t, Engine(connection), map[string]string{
		"with c as (select * from customers) select row_to_json(c) from c": "customers.id customers.name customers.note",
		"insert into customers (id) select id from orders":                 "orders.id",
		"set local work_mem = '1MB'":                                       "",
	})
}

func TestTheClockIsPinned(t *testing.T) {
	s := sessiontest.Open(t, Engine(connection), engine.ToRun)
	if err := s.SetClock(t.Context(), time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)); err != nil {
		t.Fatal(err)
	}
	const want = "now: timestamp[us, UTC], c: timestamp[us, UTC], day: date32, age: month_day_nano_interval\n" +
		"2024-05-06T07:08:09.123456Z|2024-05-06T07:08:09.123456Z|2024-05-06|4mo5d0ns"
	got := sessiontest.Query(t, s, "select now(), clock_timestamp() as c, now()::date as day, age(timestamp '2024-01-01')")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSessionsAreApart(t *testing.T) { sessiontest.Apart(t, Engine(connection)) }

func TestTypesArriveExactly(t *testing.T) {
	sessiontest.Types(t, Engine(connection), []sessiontest.Column{
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
		{Type: "uint64", Cell: "18446744073709551615", WantType: "decimal(20, 0)"},
		{Type: "decimal256(60, 4)", Cell: "12345678901234567890123456789012345.1234"},
		{Type: "duration[ms]", Cell: "1h30m0.5s", WantType: "month_day_nano_interval", WantCell: "0mo0d5400500000000ns"},
		{Type: "month_day_nano_interval", Cell: "14mo-3d-2500000ns"},
		{Type: "list<utf8>", Cell: `["a","b\"\\,}",null,"NULL",""]`},
		{Type: "list<decimal(5, 2)>", Cell: "[1.50,2.25]"},
		{Type: "list<timestamp[us, UTC]>", Cell: `["2026-01-31T10:15:00.000000Z"]`},
		{Type: "list<binary>", Cell: `["0x00ff"]`},
		{Type: "struct<a: int32, b: utf8>", Cell: `{"a":1,"b":"x"}`, WantType: "utf8", WantCell: `{"a": 1, "b": "x"}`},
		{Type: "map<utf8, int64>", Cell: `{"k":1}`, WantType: "utf8", WantCell: `{"k": 1}`},
	})
}

func TestErrorsHaveTheirPlace(t *testing.T) {
	sessiontest.Fails(t, Engine(connection), map[string]string{
		"select id,\n  totl\nfrom orders":  "totl\nfrom orders: column \"totl\" does not exist",
		"select 'é', id id id from orders": "id from orders: syntax error at or near \"id\"",
		"select sum(amount) from orders":   ": column \"sum\" is a numeric without a declared scale: cast it",
		"select orders from orders":        ": column \"orders\" is a row: select its fields",
		"select 1 / (id - 1) from orders":  ": division by zero",
		"select * from public.orders":      "public.orders: relation \"public.orders\" does not exist",
		"Commit":                           "Commit: a test runs in one transaction: leave out Commit",
	})
}

func TestAServerThatIsNotThereShowsNoPassword(t *testing.T) {
	sessiontest.NotThere(t, Engine, map[string]string{
		"postgres://ann:s3cret@127.0.0.1:1/shop":            "connection refused\nstart it, as in docker run",
		"postgres://ann:s3cret@[::1/shop":                   "the connection string cannot be read",
		"host=localhost password=s3cret sslmode=s3cret":     "the connection string cannot be read",
		"host=/nowhere password=s3cret":                     "no such file or directory\nstart it",
		connection + "&password=s3cret&dbname=nowhere":      `database "nowhere" does not exist`,
		connection + "&password=s3cret&options=-c%20s3cret": "start it",
	})
}

func TestTheServerKeepsNothingOfASession(t *testing.T) {
	s, err := Engine(connection).Open(t.Context(), engine.ToRun)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetClock(t.Context(), time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	sessiontest.Load(t, s, "orders", sessiontest.Record(t, "id: int64", "1"))
	if err := s.Exec(t.Context(), "create table public.kept as select * from orders"); err != nil {
		t.Fatal(err)
	}
	if err := s.(*session).conn.Close(t.Context()); err != nil { // as if the process were killed
		t.Fatal(err)
	}
	other := sessiontest.Open(t, Engine(connection), engine.ToRun)
	const want = "n: int64\n0"
	if got := sessiontest.Query(t, other, `select count(*) as n from pg_class c join pg_namespace s on s.oid = relnamespace
where relname in ('orders', 'kept') or nspname like 'assay%'`); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestConstantsOfTheClockAreRefused(t *testing.T) {
	s := sessiontest.Open(t, Engine(connection), engine.ToRun)
	if err := s.SetClock(t.Context(), time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for statement, want := range map[string]string{
		"select 'today'::date as d":         "error: 'today' reads the clock of the machine: use now()",
		"select timestamptz 'Now' as d":     "error: 'Now' reads the clock of the machine: use now()",
		"select 'today' as d":               "d: utf8\ntoday",
		"select date '2026-01-31' as today": "today: date32\n2026-01-31",
	} {
		if got := sessiontest.Query(t, s, statement); got != want {
			t.Errorf("%s\n  got:  %s\n  want: %s", statement, got, want)
		}
	}
}
