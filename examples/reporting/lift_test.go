package reporting

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

func TestHoldoutLift(t *testing.T) {
	fx := fixtures.Load(t, "fixtures/reporting.yaml")
	// Two hundred recipients, half of them held out. The first hundred and thirty ordered something.
	experiment := map[string]int{"recipients": 200, "orders": 130}
	halves := table.Pin{
		"recipients[0:100].status":   "delivered",
		"recipients[100:200].status": "holdout",
		"orders.total":               "10.00",
		"orders[0:40].status":        "canceled",
	}
	// Cases that need no Go are in files of their own.
	cases := append(table.Dir(t, fx, "testdata/lift"),
		table.Case{
			Name: "a campaign that sells",
			Doc:  "sixty of a hundred against thirty of a hundred",
			Rows: experiment,
			Pin:  halves,
		},
		table.Case{
			Name: "no lift where nobody in the holdout bought",
			Rows: map[string]int{"recipients": 200, "orders": 100},
			Pin:  halves,
		},
		table.Case{
			Name: "no score where everybody bought",
			Rows: map[string]int{"recipients": 200, "orders": 200},
			Pin: table.Pin{
				"recipients[0:100].status": "delivered", "recipients[100:200].status": "holdout", "orders.total": "10.00",
			},
		},
	)
	table.Run(t, fx, table.Value(HoldoutLift), cases...)
}
