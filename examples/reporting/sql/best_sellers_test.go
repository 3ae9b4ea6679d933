package sql

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/duckdb"
)

// The cases are those of the test of BestSellers in Go, from the same fixture, with the same expected results.
func TestBestSellers(t *testing.T) {
	fx := fixtures.Load(t, "../fixtures/reporting.yaml")
	table.Run(t, fx, sqltest.File(duckdb.Engine(), "best_sellers.sql"))
}
