package duckdb_test

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/duckdb"
	"github.com/assay-go/assay/table/sqltest/internal/enginetest"
)

func TestRevenue(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	table.Run(t, fx, sqltest.File(duckdb.Engine(), "testdata/revenue.sql"),
		table.Case{Name: "two countries", Pin: table.Pin{"orders.amount": "1.25"}},
	)
}

func TestQueries(t *testing.T) { enginetest.Queries(t, duckdb.Engine(), nil) }
