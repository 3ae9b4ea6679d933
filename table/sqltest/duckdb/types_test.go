package duckdb_test

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/duckdb"
)

// Every type of a fixture reaches DuckDB and comes back with its values.
func TestTypesOfFixtures(t *testing.T) {
	fx := fixtures.Load(t, "testdata/types.yaml")
	table.Run(t, fx, sqltest.Query(duckdb.Engine(), "SELECT * FROM everything ORDER BY id"), table.Case{Name: "all"})
}

// The types of results are exact.
func TestTypesOfResults(t *testing.T) {
	fx := fixtures.Load(t, "testdata/types.yaml")
	table.Run(t, fx, sqltest.File(duckdb.Engine(), "testdata/types.sql"), table.Case{Name: "all"})
}
