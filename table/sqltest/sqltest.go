// Package sqltest tests SQL as a transform: a query, a file of statements, or a compiled model of dbt.
//
//	revenue := sqltest.File(duckdb.Engine(), "revenue.sql")
//	table.Run(t, fx, revenue, table.Case{Name: "two_countries"})
//
// Statements name the datasets of the fixture as tables. The result is that of the last statement. Each run has tables
// of its own, which are gone afterwards. The leak check redraws only the columns that the statements read.
//
// Engines are packages such as sqltest/duckdb, in modules of their own.
package sqltest

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// An Engine runs SQL.
type Engine = engine.Engine

// File returns the statements of a file as a transform. The path is relative to the directory of the test.
//
// {{ ref('orders') }} and {{ source('shop', 'orders') }} name the dataset orders, and {{ this }} the dataset with the
// name of the file, without its extension. $country is the value of the column country of the dataset params, which has
// one row: a case sets it by a pin of params.country.
func File(e Engine, path string) table.Transform {
	text, err := os.ReadFile(path)
	base := filepath.Base(path)
	s := script{name: filepath.ToSlash(path), this: strings.TrimSuffix(base, filepath.Ext(base)), text: string(text)}
	return transform(e, s, err)
}

// Query is [File] for statements from the test itself.
func Query(e Engine, statements string) table.Transform {
	return transform(e, script{name: "query", text: statements}, nil)
}
