package spark_test

import (
	"os"
	"testing"

	"github.com/assay-go/assay/table/sqltest/internal/enginetest"
	"github.com/assay-go/assay/table/sqltest/spark"
)

func TestQueries(t *testing.T) {
	enginetest.Queries(t, spark.Engine(os.Getenv("ASSAY_SPARK")), map[string]string{
		"ranks of ties": "rank() is an int32",
	})
}
