package spark

import (
	"errors"
	"os"
	"testing"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
	"github.com/assay-go/assay/table/sqltest/internal/sessiontest"
)

// connection is that of the server that just test-engines starts.
var connection = os.Getenv("ASSAY_SPARK")

func TestReadsAreWhatAStatementUses(t *testing.T) {
	sessiontest.Reads(t, Engine(connection), map[string]string{
		"select count(*) from (select distinct * from customers)":                "customers.id customers.name customers.note",
		"select sum(id) as s from (select id from orders order by note limit 3)": "orders.id orders.note",
		"select a.id from orders a join orders b on a.id = b.customer_id":        "orders.customer_id orders.id",
		"select id from (select id, note as unused from orders)":                 "orders.id orders.note",
		"set spark.sql.ansi.enabled = true":                                      "",
	})
}

func TestSessionsAreApart(t *testing.T) { sessiontest.Apart(t, Engine(connection)) }

func TestTypesArriveExactly(t *testing.T) {
	sessiontest.Types(t, Engine(connection), []sessiontest.Column{
		{Type: "bool", Cell: "true"},
		{Type: "int8", Cell: "-1"},
		{Type: "int16", Cell: "-32768"},
		{Type: "int32", Cell: "2147483647"},
		{Type: "int64", Cell: "-9223372036854775808"},
		{Type: "uint32", Cell: "4294967295", WantType: "int64"},
		{Type: "float32", Cell: "0.1"},
		{Type: "float64", Cell: "1e+300"},
		{Type: "decimal(12, 2)", Cell: "-0.05"},
		{Type: "decimal(38, 4)", Cell: "1234567890123456789012345678901234.1234"},
		{Type: "utf8", Cell: "a\tb\\\"'\r{é"},
		{Type: "binary", Cell: "0x00ff5c27"},
		{Type: "date32", Cell: "1999-12-31"},
		{Type: "timestamp[us]", Cell: "2026-01-31T10:15:00.250000"},
		{
			Type: "timestamp[ms, Europe/Berlin]", Cell: "2026-01-31T10:15:00.250Z",
			WantType: "timestamp[us, UTC]", WantCell: "2026-01-31T10:15:00.250000Z",
		},
		{Type: "dictionary<utf8>", Cell: "d", WantType: "utf8"},
		{Type: "fixed_size_binary[2]", Cell: "0x0102", WantType: "binary"},
		{Type: "uint64", Cell: "18446744073709551615", WantType: "decimal(20, 0)"},
		{Type: "list<utf8>", Cell: `["a","b\"\\,}",null,"NULL",""]`},
		{Type: "list<decimal(5, 2)>", Cell: "[1.50,2.25]"},
		{Type: "list<timestamp[us, UTC]>", Cell: `["2026-01-31T10:15:00.000000Z"]`},
		{Type: "struct<a: int32, b: utf8>", Cell: `{"a":1,"b":"x"}`},
		{Type: "map<utf8, int64>", Cell: `{"k":1}`},
	})
}

func TestErrorsHaveTheirPlace(t *testing.T) {
	sessiontest.Fails(t, Engine(connection), map[string]string{
		"select id,\n  totl\nfrom orders":      "totl\nfrom orders: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or",
		"select 'é', id id id from orders":     "id from orders: [PARSE_SYNTAX_ERROR] Syntax error at or near 'id'",
		"select 'é', 1 / (id - 1) from orders": "1 / (id - 1) from orders: [DIVIDE_BY_ZERO] Division by zero.",
		"select * from nowhere":                "nowhere: [TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere` cannot be",
		"select interval '1' day as d":         ": column \"d\": duration[us] is not a type of both Spark and Assay: cast it",
		"create table kept as select 1 as one": "create table kept as select 1 as one: it would stay in Spark",
	})
}

func TestAnErrorOfReadsHasItsPlace(t *testing.T) {
	s := sessiontest.Open(t, Engine(connection), engine.ToRead)
	sessiontest.Load(t, s, "orders", sessiontest.Record(t, "id: int64"))
	for _, create := range []string{"", "create temporary view totals as "} {
		_, err := s.Reads(t.Context(), create+"select id,\n  totl from orders")
		var wrong *engine.Error
		if !errors.As(err, &wrong) || wrong.Offset != len(create)+len("select id,\n  ") {
			t.Errorf("got %#v", err)
		}
	}
}

func TestAServerThatIsNotThereShowsNoToken(t *testing.T) {
	sessiontest.NotThere(t, Engine, map[string]string{
		"sc://127.0.0.1:1":                         "connection refused\nstart its Connect server, as in docker run",
		"sc://127.0.0.1:1/;token=s3cret":           "connection refused\nstart its Connect server",
		"spark://127.0.0.1:1/;token=s3cret":        "the connection string of Spark cannot be read",
		"sc://127.0.0.1:1:2/;token=s3cret":         "the connection string of Spark cannot be read",
		connection + "/;token=s3cret;use_ssl=true": "start its Connect server",
	})
}

func TestTheServerKeepsNothingOfASession(t *testing.T) {
	e := Engine(connection)
	s, err := e.Open(t.Context(), engine.ToRun)
	if err != nil {
		t.Fatal(err)
	}
	sessiontest.Load(t, s, "orders", sessiontest.Record(t, "id: int64", "1"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Query(t.Context(), "select * from orders"); err == nil {
		t.Error("a session goes on after its end")
	}
}
