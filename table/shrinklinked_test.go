package table

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

type linked struct {
	Prices []struct {
		SKU          string `assay:"sku"`
		Price, Stock int
	}
	Staff []struct {
		ID, Pay int
		Boss    *int
	}
	Orders []struct {
		ID, Lines, Seller int
		Amount            *float64
		Home              struct {
			City string
			Zip  *string
		}
	}
	Lines []struct {
		OrderID, No, Price, Amount, Sum int
		SKU                             string `assay:"sku"`
		Tags                            []string
	}
	History []struct {
		OrderID int
		Status  string
		At      time.Time
	}
	Visits []struct {
		Who, Hits int
		Kind      string
	}
}

// linkedBugs fail on rows of datasets that hang together. The rows are those that remain.
var linkedBugs = map[string]struct {
	fails func(in linked) bool
	rows  int
}{
	"a file": {func(in linked) bool {
		for _, p := range in.Prices {
			if p.Price > 700 && p.Stock < 40 {
				return true
			}
		}
		return false
	}, 1},
	"a tree": {func(in linked) bool {
		boss := make(map[int]*int)
		for _, s := range in.Staff {
			boss[s.ID] = s.Boss
		}
		for _, s := range in.Staff {
			depth := 0
			for b := s.Boss; b != nil; b = boss[*b] {
				depth++
			}
			if depth > 3 && s.Pay > 20 {
				return true
			}
		}
		return false
	}, 5},
	"children and their parents": {func(in linked) bool {
		count := make(map[int]int)
		for _, l := range in.Lines {
			if count[l.OrderID]++; count[l.OrderID] == 3 && l.Amount > 40 {
				return true
			}
		}
		return false
	}, 6},
	"totals of children": {func(in linked) bool {
		for _, o := range in.Orders {
			if o.Amount != nil && *o.Amount > 90 && o.Home.Zip == nil {
				return true
			}
		}
		return false
	}, 2},
	"a life cycle": {func(in linked) bool {
		last := make(map[int]string)
		for _, h := range in.History {
			if h.Status == "refunded" && last[h.OrderID] == "paid" {
				return true
			}
			last[h.OrderID] = h.Status
		}
		return false
	}, 4},
	"a union": {func(in linked) bool {
		hits := 0
		for _, v := range in.Visits {
			if v.Kind == "old" && v.Hits > 450 {
				hits++
			}
		}
		return hits > 1
	}, 5},
	"lists and lookups": {func(in linked) bool {
		for _, l := range in.Lines {
			if len(l.Tags) == 3 && l.Tags[2] == "bulk" && l.Price > 500 {
				return true
			}
		}
		return false
	}, 4},
}

func TestRowsThatHangTogetherShrinkTogether(t *testing.T) {
	dir := moduleOf(t, "linked.yaml", "linked.csv")
	file := filepath.Join(dir, "linked.yaml")
	for name, bug := range linkedBugs {
		transform := func(fixed bool) Transform {
			return Inputs(func(in linked) ([]line, error) {
				if !fixed && bug.fails(in) {
					return nil, fmt.Errorf("%s with %d orders", name, len(in.Orders))
				}
				return one("n", 0), nil
			})
		}
		t.Run(name, func(t *testing.T) {
			r := marketRun(t, file, transform(false), Case{Name: "case"})
			got, err := shrinkCase(t, r, limits{500, time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			if got.Rows != bug.rows || !got.Complete {
				t.Errorf("got %d rows, complete %v, want %d rows\n%s", got.Rows, got.Complete, bug.rows, got.Text())
			}
			checkShrunk(t, file, got, transform(false), transform(true), got.Kind)
		})
	}
}

func TestWhatCannotBeShrunkIsSaid(t *testing.T) {
	dir := moduleOf(t, "market.yaml")
	file := filepath.Join(dir, "market.yaml")
	sum := Rows("orders", func(in []struct{ Units int }) ([]line, error) { return one("units", float64(len(in))), nil })
	for _, c := range []struct {
		tr   Transform
		with Case
		want string
	}{
		{sum, Case{}, "the case does not fail by an error, a panic, a leak, a layout or a relation: its input is not the cause"},
		{sum, Case{WantErr: "odd"}, `no error; want one that contains "odd": an input without that error can have no rows`},
		{
			Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
				return array.NewTableFromRecords(in["orders"].Schema(), nil), fmt.Errorf("%d orders", in["orders"].NumRows())
			}),
			Case{Rows: map[string]int{"orders": 300_000}},
			"the input has 601,000 rows: at most 200,000 can be shrunk; give the case fewer with Rows",
		},
	} {
		c.with.Name = "case"
		_, err := shrinkCase(t, marketRun(t, file, c.tr, c.with), limits{500, time.Hour})
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestAShrinkEndsAtItsLimit(t *testing.T) {
	file := filepath.Join(moduleOf(t, "market.yaml"), "market.yaml")
	r := marketRun(t, file, Rows("orders", func(in []struct{ Units int }) ([]line, error) {
		if len(in) > 700 {
			return nil, fmt.Errorf("%d orders", len(in))
		}
		return nil, nil
	}), Case{Name: "case"})
	got, err := shrinkCase(t, r, limits{20, time.Hour})
	if err != nil || got.Complete || got.Runs > 21 {
		t.Errorf("got %+v and %v, want what 20 runs find", got, err)
	}
}
