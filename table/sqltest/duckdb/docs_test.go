package duckdb_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/duckdb"
)

// The page on SQL has the files of this test.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile("../../../docs/sql.md")
	if err != nil {
		t.Fatal(err)
	}
	for language, path := range map[string]string{"yaml": "testdata/docs/shop.yaml", "sql": "testdata/docs/revenue.sql"} {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		block := regexp.MustCompile("(?ms)^```" + language + "\n(.*?)^```$").FindSubmatch(page)
		if block == nil || string(block[1]) != string(file) {
			t.Errorf("docs/sql.md does not have %s", path)
		}
	}
	fx := fixtures.Load(t, "testdata/docs/shop.yaml")
	two := table.Pin{"orders.country": "DE", "orders[0].country": "FR", "orders.amount": "10.00"}
	table.Run(t, fx, sqltest.File(duckdb.Engine(), "testdata/docs/revenue.sql"),
		table.Case{Name: "two countries", Pin: two, Want: `
			country  revenue
			DE         50.00
			FR         10.00
		`},
		table.Case{Name: "small orders do not count", Pin: table.Pin{"orders.amount": "10.00", "params.least": 11}, Want: `
			country  revenue
		`},
	)
}
