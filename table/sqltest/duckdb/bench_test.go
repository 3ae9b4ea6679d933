package duckdb_test

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/duckdb"
)

const costs = `SELECT country, CAST(sum(amount) AS DECIMAL(12, 2)) AS revenue, count(DISTINCT customer_id) AS customers
	FROM orders GROUP BY country`

// testCost runs a test of one case over 1,000 rows of 10 columns, of which the query reads three.
func testCost(t *testing.T) {
	fx := fixtures.Load(t, "testdata/cost.yaml")
	table.Run(t, fx, sqltest.Query(duckdb.Engine(), costs), table.Case{Name: "a thousand orders"})
}

func TestCost(t *testing.T) { testCost(t) }

// BenchmarkCase measures a case with its leak check. It has to take 60 ms at most.
func BenchmarkCase(b *testing.B) {
	match := func(string, string) (bool, error) { return true, nil }
	for b.Loop() {
		if !testing.RunTests(match, []testing.InternalTest{{Name: "TestCost", F: testCost}}) {
			b.Fatal("the test fails")
		}
	}
}

// BenchmarkRun measures one run: a session, its table and the query.
func BenchmarkRun(b *testing.B) {
	table.Bench(b, fixtures.Load(b, "testdata/cost.yaml"), sqltest.Query(duckdb.Engine(), costs))
}
