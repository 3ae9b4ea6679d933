package duckdb_test

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/duckdb"
)

const shopManifest = "../../../internal/dbt/testdata/shop/target/manifest.json"

func TestUnitTestsOfDBTRunUnchanged(t *testing.T) {
	sqltest.UnitTests(t, duckdb.Engine(), shopManifest)
}

func TestModelsOfDBT(t *testing.T) {
	fx := fixtures.Load(t, "testdata/dbt.yaml")
	for _, model := range []string{"stg_orders", "revenue"} {
		t.Run(model, func(t *testing.T) {
			table.Run(t, fx, sqltest.Model(duckdb.Engine(), shopManifest, model),
				table.Case{Name: "four orders", Order: golden.Multiset})
		})
	}
}

func TestAnIncrementalModelOfDBT(t *testing.T) {
	fx := fixtures.Load(t, "testdata/dbt.yaml")
	table.Run(t, fx, sqltest.Model(duckdb.Engine(), shopManifest, "daily"),
		table.Case{Name: "at once", Key: []string{"day"}},
		table.Case{Name: "in batches", Key: []string{"day"}, Batches: []map[string]int{{"orders": 2}, {"orders": 3}, {}}},
	)
}
