package reporting

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

func TestHoldoutLift(t *testing.T) {
	fx := fixtures.Load(t, "fixtures/reporting.yaml")
	// Two hundred recipients, half of them held out, of whom the first hundred and thirty ordered something.
	experiment := map[string]int{"recipients": 200, "orders": 130}
	halves := table.Pin{
		"recipients[0:100].status":   "delivered",
		"recipients[100:200].status": "holdout",
		"orders.total":               "10.00",
		"orders[0:40].status":        "cancelled",
	}
	table.Run(t, fx, table.Value(HoldoutLift),
		table.Case{
			Name: "a holdout that buys as well",
			Doc:  "seven of twelve against two of three: nothing that could not be chance",
			Pin:  table.Pin{"orders.total": "10.00"},
		},
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
		table.Case{
			Name:    "no holdout is an error",
			Pin:     table.Pin{"recipients.status": "clicked"},
			WantErr: "no lift without both a holdout and somebody who was not held out",
		},
		table.Case{
			Name:    "an order of nobody is an error",
			Pin:     table.Pin{"orders[5].recipient_id": 7, "orders[5].customer_id": 501},
			WantErr: "order ORD-000006: no recipient 7",
		},
	)
}
