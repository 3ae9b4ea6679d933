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
			Want: `
				treated:
				  recipients: 100
				  buyers: 60
				  rate: 0.6
				  revenue: "600.00"
				holdout:
				  recipients: 100
				  buyers: 30
				  rate: 0.3
				  revenue: "300.00"
				lift: 1.0
				z: 4.264
				significant: true
			`,
		},
		table.Case{
			Name: "no lift where nobody in the holdout bought",
			Rows: map[string]int{"recipients": 200, "orders": 100},
			Pin:  halves,
			Want: `
				treated:
				  recipients: 100
				  buyers: 60
				  rate: 0.6
				  revenue: "600.00"
				holdout:
				  recipients: 100
				  buyers: 0
				  rate: 0.0
				  revenue: "0.00"
				lift: null
				z: 9.2582
				significant: true
			`,
		},
		table.Case{
			Name: "no score where everybody bought",
			Rows: map[string]int{"recipients": 200, "orders": 200},
			Pin: table.Pin{
				"recipients[0:100].status": "delivered", "recipients[100:200].status": "holdout", "orders.total": "10.00",
			},
			Want: `
				treated:
				  recipients: 100
				  buyers: 100
				  rate: 1.0
				  revenue: "1000.00"
				holdout:
				  recipients: 100
				  buyers: 100
				  rate: 1.0
				  revenue: "1000.00"
				lift: 0.0
				z: null
				significant: false
			`,
		},
	)
	table.Run(t, fx, table.Value(HoldoutLift), cases...)
}
