package table_test

import (
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table"
)

// TestTransform is the test that an example shows. TestTheTestsOfTheExamplesPass runs it.
var TestTransform func(t *testing.T)

// The function takes the rows of one dataset.
func ExampleRows() {
	type Order struct{ OrderID, Total int }
	type Line struct {
		OrderID int
		WithTax float64 `assay:"with_tax,decimal(12, 2)"`
	}
	addTax := func(orders []Order) ([]Line, error) {
		var lines []Line
		for _, o := range orders {
			lines = append(lines, Line{o.OrderID, 1.2 * float64(o.Total)})
		}
		return lines, nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Rows("orders", addTax),
			table.Case{Name: "a fifth more", Pin: table.Pin{"orders.total": 100}},
		)
	}
}

// The function takes rows of several datasets. A column without a field is one that it cannot read.
func ExampleInputs() {
	type Campaign struct{ CampaignID, Budget int }
	type Order struct{ CampaignID, Total int }
	type Input struct {
		Campaigns []Campaign
		Orders    []Order
	}
	type Left struct{ CampaignID, Left int }
	left := func(in Input) ([]Left, error) {
		var rows []Left
		for _, c := range in.Campaigns {
			row := Left{c.CampaignID, c.Budget}
			for _, o := range in.Orders {
				if o.CampaignID == c.CampaignID {
					row.Left -= o.Total
				}
			}
			rows = append(rows, row)
		}
		return rows, nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Inputs(left),
			table.Case{
				Name: "one campaign has spent too much",
				Pin:  table.Pin{"campaigns.budget": 500, "campaigns[1].budget": 50, "orders.total": 30},
				Key:  []string{"campaign_id"},
			},
		)
	}
}

// The function returns one value, such as a summary. Its golden is YAML.
func ExampleValue() {
	type Order struct{ Total int }
	type Summary struct{ Orders, Largest int }
	summarize := func(in struct{ Orders []Order }) (Summary, error) {
		s := Summary{Orders: len(in.Orders)}
		for _, o := range in.Orders {
			s.Largest = max(s.Largest, o.Total)
		}
		return s, nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Value(summarize),
			table.Case{Name: "the last order is the largest", Pin: table.Pin{"orders.total": 10, "orders[5].total": 70}},
		)
	}
}

// The function returns several tables. Each has its own golden, such as by_status/paid.golden.
func ExampleTables() {
	type Order struct {
		OrderID int
		Status  string
	}
	type Row struct{ OrderID int }
	type Output struct{ Paid, Shipped []Row }
	split := func(in struct{ Orders []Order }) (out Output, err error) {
		for _, o := range in.Orders {
			switch o.Status {
			case "paid":
				out.Paid = append(out.Paid, Row{o.OrderID})
			case "shipped":
				out.Shipped = append(out.Shipped, Row{o.OrderID})
			}
		}
		return out, nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Tables(split),
			table.Case{
				Name: "by status",
				Pin:  table.Pin{"orders.status": "paid", "orders[2].status": "shipped"},
				Tables: map[string]golden.Options{
					"paid":    {Key: []string{"order_id"}},
					"shipped": {Order: golden.Ordered},
				},
			},
		)
	}
}

// The function takes all tables of the fixture, and returns one.
func ExampleArrow() {
	orders := func(tables map[string]arrow.Table) (arrow.Table, error) {
		out := tables["orders"]
		out.Retain() // the harness releases the result
		return out, nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Arrow(orders),
			table.Case{
				Name:   "all orders",
				Pin:    table.Pin{"orders.status": "paid", "orders.quantity": 1, "orders.price": 10},
				Key:    []string{"order_id"},
				Ignore: []string{"price"},
			},
		)
	}
}

// The function returns several tables, of the names that ArrowTables lists.
func ExampleArrowTables() {
	both := func(tables map[string]arrow.Table) (map[string]arrow.Table, error) {
		return map[string]arrow.Table{"campaigns": tables["campaigns"], "visits": tables["visits"]}, nil
	}

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.ArrowTables(both, "campaigns", "visits"),
			table.Case{
				Name: "unchanged",
				Rows: map[string]int{"campaigns": 1, "visits": 2},
				Pin:  table.Pin{"campaigns.name": "spring", "campaigns.budget": 100},
			},
		)
	}
}

// The function reads and returns streams. With a digest as its golden, the result need not fit into memory.
func ExampleStream() {
	visits := func(in map[string]array.RecordReader) (array.RecordReader, error) { return in["visits"], nil }

	TestTransform = func(t *testing.T) {
		table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Stream(visits),
			table.Case{Name: "many visits", Rows: map[string]int{"visits": 1000}, Form: golden.AsDigest},
		)
	}
}

func TestTheTestsOfTheExamplesPass(t *testing.T) {
	t.Run("Run", testRevenue)
	for name, example := range map[string]func(){
		"Rows": ExampleRows, "Inputs": ExampleInputs, "Value": ExampleValue, "Tables": ExampleTables,
		"Arrow": ExampleArrow, "ArrowTables": ExampleArrowTables, "Stream": ExampleStream,
		"Case": ExampleCase, "Case_setup": ExampleCase_setup, "Case_now": ExampleCase_now,
		"Cross": ExampleCross, "Dir": ExampleDir,
	} {
		example()
		t.Run(name, TestTransform)
	}
}
