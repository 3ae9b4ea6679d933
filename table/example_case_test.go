package table_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table"
)

// A case pins the values that it is about. The others are generated.
func ExampleCase() {
	type Order struct {
		OrderID int
		Total   float64
		Status  string
	}
	type Row struct {
		OrderID int
		Share   float64
	}
	shares := func(orders []Order) (rows []Row, err error) {
		var sum float64
		for _, o := range orders {
			sum += o.Total
		}
		if sum == 0 {
			return nil, errors.New("no revenue")
		}
		for _, o := range orders {
			rows = append(rows, Row{o.OrderID, o.Total / sum})
		}
		return rows, nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Rows("orders", shares),
			table.Case{
				Name:       "one order has half of the revenue",
				Pin:        table.Pin{"orders.total": 10, "orders[0].total": 50}, // all rows, then row 0
				Key:        []string{"order_id"},
				Tolerances: []golden.Tolerance{{Column: "share", Rel: 1e-9}},
			},
			table.Case{
				Name: "shares of any totals",
				Doc:  "the totals are those that the fixture generates",
				Uses: []string{"orders.total"},
				Key:  []string{"order_id"},
			},
			table.Case{
				Name:    "no orders",
				Rows:    map[string]int{"orders": 0},
				WantErr: "no revenue",
			},
		)
	}
}

// The clock is pinned, and advances twice: the case has the goldens a_new_day, a_new_day/after_2h and
// a_new_day/after_26h.
func ExampleCase_now() {
	today := func(in struct{ Orders []struct{ OrderID int } }) (string, error) {
		return time.Now().UTC().Format(time.DateOnly), nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Value(today),
			table.Case{
				Name:    "a new day",
				Now:     time.Date(2026, 1, 31, 23, 0, 0, 0, time.UTC),
				Advance: []time.Duration{2 * time.Hour, 24 * time.Hour},
			},
		)
	}
}

// Setup swaps what the transform calls outside of itself, before each of its runs.
func ExampleCase_setup() {
	type Campaign struct{ CampaignID int }
	type Row struct {
		CampaignID int
		Name       string
	}
	named := func(campaigns []Campaign) (rows []Row, err error) {
		for _, c := range campaigns {
			name, err := fetchName(c.CampaignID) // a package variable of a function type
			if err != nil {
				return nil, err
			}
			rows = append(rows, Row{c.CampaignID, name})
		}
		return rows, nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Rows("campaigns", named),
			table.Case{
				Name: "all have names",
				Setup: func(t *testing.T) {
					table.Swap(t, &fetchName, func(id int) (string, error) { return strings.Repeat("x", id), nil })
				},
			},
			table.Case{
				Name:    "the service is down",
				WantErr: "503 Service Unavailable",
				Setup: func(t *testing.T) {
					table.Swap(t, &fetchName, func(int) (string, error) { return "", errors.New("503 Service Unavailable") })
				},
			},
		)
	}
}

// Cross makes four cases: "orders paid few", …
func ExampleCross() {
	count := func(in struct{ Orders []struct{ Status string } }) (map[string]int, error) {
		counts := map[string]int{}
		for _, o := range in.Orders {
			counts[o.Status]++
		}
		return counts, nil
	}

	TestTransform = func(t *testing.T) {
		cases := table.Cross(table.Case{Name: "orders"},
			table.Dimension{Path: "orders.status", Values: []any{"paid", "shipped"}},
			table.Dimension{Path: "orders[0].status", Values: []any{"paid", "lost"}},
		)
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Value(count), cases...)
	}
}

// Dir reads the cases of a directory, one in each file.
func ExampleDir() {
	count := func(in struct{ Orders []struct{ Status string } }) (int, error) { return len(in.Orders), nil }

	TestTransform = func(t *testing.T) {
		fx := fixtures.Load(t, "testdata/shop.yaml")
		table.Run(t, fx, table.Value(count), table.Dir(t, fx, "testdata/cases")...)
	}
}
