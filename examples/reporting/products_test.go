package reporting

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// All of its cases are in the fixture, as YAML.
func TestBestSellers(t *testing.T) {
	table.Run(t, fixtures.Load(t, "fixtures/reporting.yaml"), table.Inputs(BestSellers))
}
