package reporting

import (
	"maps"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table"
)

func TestLastTouch(t *testing.T) {
	fx := fixtures.Load(t, "fixtures/reporting.yaml")
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 1, day, hour, minute, 0, 0, time.UTC) }

	// Campaign 101 was sent on the 6th, 102 on the 9th and 103 on the 12th, all at nine. All three reached customer
	// 501, only 101 reached 502, and none reached 505.
	month := table.Pin{
		"orders.total":         "10.00",
		"orders[0].placed_at":  at(6, 8, 59),  // 501, a minute too early for any
		"orders[1].placed_at":  at(6, 9, 0),   // 501, at the instant of 101
		"orders[2].placed_at":  at(13, 9, 0),  // 502, at the end of the window of 101
		"orders[3].placed_at":  at(7, 12, 0),  // 505
		"orders[4].placed_at":  at(9, 8, 0),   // 501, an hour before 102
		"orders[5].placed_at":  at(10, 21, 0), // 501, after 102
		"orders[6].placed_at":  at(13, 9, 1),  // 502, a minute past the window of 101
		"orders[7].placed_at":  at(14, 12, 0), // 505
		"orders[8].placed_at":  at(12, 9, 30), // 501, half an hour after 103
		"orders[9].placed_at":  at(20, 12, 0), // 501, eight days after 103
		"orders[10].placed_at": at(1, 0, 0),   // 502, as the month starts
		"orders[11].placed_at": at(0, 23, 59), // 505, in December
	}
	with := func(more table.Pin) table.Pin {
		all := table.Pin{}
		for _, pins := range []table.Pin{month, more} {
			maps.Copy(all, pins)
		}
		return all
	}
	key := []string{"order_id"}
	table.Run(t, fx, table.Inputs(LastTouch),
		table.Case{Name: "the whole month", Now: at(31, 23, 0), Pin: month, Key: key},
		table.Case{Name: "the month to date", Now: at(10, 0, 0), Pin: month, Key: key},
		table.Case{Name: "the month after", Now: at(32, 9, 0), Pin: month, Key: key},
		table.Case{
			Name: "of two campaigns at one instant the older one has it",
			Now:  at(31, 23, 0),
			Pin:  with(table.Pin{"campaigns[1].starts_at": at(6, 9, 0), "campaigns[2].starts_at": at(6, 9, 0)}),
			Key:  key,
			Want: `
				order_id    customer_id  campaign_id  hours_after  total
				ORD-000001          501         null         null  10.00
				ORD-000002          501          101            0  10.00
				ORD-000003          502          101          168  10.00
				ORD-000004          505         null         null  10.00
				ORD-000005          501          101           71  10.00
				ORD-000006          501          101          108  10.00
				ORD-000007          502         null         null  10.00
				ORD-000008          505         null         null  10.00
				ORD-000009          501          101        144.5  10.00
				ORD-000010          501         null         null  10.00
				ORD-000011          502         null         null  10.00
			`,
		},
		table.Case{
			Name: "canceled orders are credited to nobody",
			Now:  at(31, 23, 0),
			Pin:  with(table.Pin{"orders[0:10].traits": "canceled"}),
			Key:  key,
			Want: `
				order_id    customer_id  campaign_id  hours_after  total
				ORD-000011          502         null         null  10.00
			`,
		},
		table.Case{
			Name: "orders at any time",
			Doc:  "the fixture generates times over the month: none is left out",
			Now:  at(31, 23, 0),
			Pin:  table.Pin{"orders.total": "10.00"},
			Uses: []string{"orders.placed_at"},
			Key:  key,
		},
		table.Case{
			Name: "a busy month",
			Doc:  "two thousand orders; the golden is a digest, as nobody would read all of them",
			Now:  at(31, 23, 0),
			Rows: map[string]int{"orders": 2000},
			Uses: []string{"orders.placed_at", "orders.total"},
			Key:  key,
			Form: golden.AsDigest,
		},
		table.Case{
			Name:    "a holdout who was sent a message is an error",
			Now:     at(31, 23, 0),
			Pin:     table.Pin{"recipients[4].sent_at": at(6, 9, 0)},
			WantErr: "recipient 1004: a holdout was sent a message at 2026-01-06T09:00:00Z",
		},
	)
}
