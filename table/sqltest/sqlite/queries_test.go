package sqlite_test

import (
	"testing"

	"github.com/assay-go/assay/table/sqltest/internal/enginetest"
	"github.com/assay-go/assay/table/sqltest/sqlite"
)

func TestQueries(t *testing.T) { enginetest.Queries(t, sqlite.Engine(), nil) }
