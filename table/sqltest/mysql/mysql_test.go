package mysql

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
	"github.com/assay-go/assay/table/sqltest/internal/enginetest"
	"github.com/assay-go/assay/table/sqltest/internal/sessiontest"
)

// connection is that of the server that just test-engines starts.
var connection = os.Getenv("ASSAY_MYSQL")

func TestQueries(t *testing.T) { enginetest.Queries(t, Engine(connection), nil) }

func BenchmarkCases(b *testing.B) { enginetest.Cases(b, Engine(connection)) }

func TestReadsAreWhatAStatementUses(t *testing.T) {
	sessiontest.Reads(t, Engine(connection), map[string]string{
		"insert into customers (id) select id from orders": "orders.id",
		"set @a = 1": "",
		// A name that several tables have and a * covers counts for all that the statement names.
		sessiontest.GroupedJoin: "customers.id customers.name orders.customer_id orders.id",
	})
}

func TestTheClockIsPinned(t *testing.T) {
	s := sessiontest.Open(t, Engine(connection), engine.ToRun)
	if err := s.SetClock(t.Context(), time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)); err != nil {
		t.Fatal(err)
	}
	const want = "now: timestamp[us], day: date32, utc: timestamp[us]\n" +
		"2024-05-06T07:08:09.123456|2024-05-06|2024-05-06T07:08:09.000000"
	got := sessiontest.Query(t, s, "select now(6) as now, current_date as day, utc_timestamp() as utc")
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
		{Type: "list<utf8>", Cell: `["a","b\"\\,}",null]`, WantType: "utf8"},
		{Type: "struct<a: int32, b: utf8>", Cell: `{"a":1,"b":"x"}`, WantType: "utf8"},
		{Type: "map<utf8, int64>", Cell: `{"k":1}`, WantType: "utf8"},
	})
}

func TestErrorsHaveTheirPlace(t *testing.T) {
	sessiontest.Fails(t, Engine(connection), map[string]string{
		"select id,\n  totl\nfrom orders":  "totl\nfrom orders: Unknown column 'totl' in 'SELECT'",
		"select 'é', id id id from orders": "id from orders: You have an error in your SQL syntax near 'id from",
		"select * from nowhere":            "nowhere: Table 'test.nowhere' doesn't exist",
		"select nofn(1)":                   "nofn(1): FUNCTION test.nofn does not exist",
		"create table big as select 1":     "create table big as select 1: it would stay in the database after the test",
		"commit":                           "commit: MariaDB ends the transaction of the test with it",
	})
}

func TestAServerThatIsNotThereShowsNoPassword(t *testing.T) {
	sessiontest.NotThere(t, Engine, map[string]string{
		"ann:s3cret@tcp(127.0.0.1:1)/shop":              "connection refused\nstart it, as in docker run",
		"ann:s3cret@unix(/nowhere)/shop":                "no such file or directory\nstart it",
		"ann:s3cret@tcp(127.0.0.1:1":                    "the connection string cannot be read",
		"ann:s3cret@tcp(127.0.0.1:1)/shop?tls=s3cret":   "the connection string cannot be read",
		"ann:s3cret@tcp(127.0.0.1:1)/":                  "names no database",
		strings.Replace(connection, "@", ":s3cret@", 1): "Access denied for user",
	})
}
