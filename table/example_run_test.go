package table_test

import (
	"fmt"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// The fixture, testdata/shop.yaml, generates three campaigns with two orders each:
//
//	version: 1
//	seed: 7
//	datasets:
//	  campaigns:
//	    rows: 3
//	    columns:
//	      campaign_id: {seq: 1}
//	  orders:
//	    per: {parent: campaigns, key: campaign_id, count: 2}
//	    columns:
//	      order_id: {seq: 10}
//	      total:    {int: [10, 495]}
//	      status:   {oneof: [paid, shipped, lost]}

// An Order is a row of the dataset orders. A field reads the column with its name in snake case.
type Order struct {
	OrderID    int
	CampaignID int
	Total      int
	Status     string
}

// Input has a field for each dataset that Revenue reads.
type Input struct {
	Orders []Order
}

// A CampaignRevenue is a row of the result.
type CampaignRevenue struct {
	CampaignID int
	Orders     int
	Revenue    int
}

// Revenue is the function under test: it sums the orders of each campaign.
func Revenue(in Input) ([]CampaignRevenue, error) {
	var rows []CampaignRevenue
	for _, o := range in.Orders { // sorted by campaign
		if o.Status != "paid" && o.Status != "shipped" {
			return nil, fmt.Errorf("order %d: unknown status %q", o.OrderID, o.Status)
		}
		if len(rows) == 0 || rows[len(rows)-1].CampaignID != o.CampaignID {
			rows = append(rows, CampaignRevenue{CampaignID: o.CampaignID})
		}
		rows[len(rows)-1].Orders++
		rows[len(rows)-1].Revenue += o.Total
	}
	return rows, nil
}

// In your package it is called TestRevenue. The result of the first case is in the golden file
// testdata/golden/TestRevenue/two_orders_each.golden, which go test -update writes.
func testRevenue(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	table.Run(t, fx, table.Inputs(Revenue),
		table.Case{
			Name: "two orders each",
			Pin:  table.Pin{"orders.status": "paid", "orders.total": 10, "orders[0].total": 99},
			Key:  []string{"campaign_id"},
		},
		table.Case{
			Name: "no orders",
			Rows: map[string]int{"orders": 0},
		},
		table.Case{
			Name:    "an unknown status is an error",
			Pin:     table.Pin{"orders.status": "paid", "orders[3].status": "lost"},
			WantErr: `order 13: unknown status "lost"`,
		},
	)
}

func ExampleRun() { _ = testRevenue }
