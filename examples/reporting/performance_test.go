package reporting

import (
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// The case about the orders of holdouts is in the fixture, as YAML.
func TestCampaignPerformance(t *testing.T) {
	fx := fixtures.Load(t, "fixtures/reporting.yaml")
	key := []string{"campaign_id"}
	table.Run(t, fx, table.Inputs(CampaignPerformance),
		table.Case{
			Name: "one recipient of each status",
			Doc:  "campaign 101 has one of each; a quarter of every fifth order is refunded",
			Pin:  table.Pin{"orders.total": "20.00"},
			Key:  key,
		},
		table.Case{
			Name: "amounts add up to the cent",
			Doc:  "the fixture generates the totals: the case is about sums of amounts of any size",
			Uses: []string{"orders.total"},
			Key:  key,
		},
		table.Case{
			Name: "drafts are in no report",
			Pin:  table.Pin{"campaigns[1].traits": "draft", "orders.total": "20.00"},
			Key:  key,
		},
		table.Case{
			Name: "canceled orders earn nothing",
			Pin:  table.Pin{"orders[4:6].traits": "canceled", "orders.total": "20.00"},
			Key:  key,
		},
		table.Case{
			Name: "no rate of opens where nothing was delivered",
			Pin:  table.Pin{"recipients[10:15].status": "bounced", "orders.total": "20.00"},
			Key:  key,
		},
		table.Case{
			Name: "no orders",
			Rows: map[string]int{"orders": 0},
			Key:  key,
		},
		table.Case{
			Name:    "an unknown status is an error",
			Pin:     table.Pin{"recipients[3].status": "lost"},
			WantErr: `recipient 1003: unknown status "lost"`,
		},
		table.Case{
			Name:    "a recipient of no campaign is an error",
			Pin:     table.Pin{"recipients[4].campaign_id": 999},
			WantErr: "recipient 1004: no campaign 999",
		},
		table.Case{
			Name:    "a refund beyond its order is an error",
			Pin:     table.Pin{"orders.total": "20.00", "refunds[0].amount": "20.01"},
			WantErr: "refund 1: order ORD-000002 gets back 20.01 of 20.00",
		},
	)
}
