package table_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table"
)

// books are the totals of a shop's orders, by campaign and overall.
type books struct {
	ByCampaign []spent
	Sums       []struct{ Orders, Total int } `assay:"all"`
	Note       string                        `assay:"-"`
}

func bookkeeping(in shop) (out books, err error) {
	out.ByCampaign, err = spending(in)
	out.Sums = make([]struct{ Orders, Total int }, 1)
	for _, s := range out.ByCampaign {
		out.Sums[0].Orders += s.Orders
		out.Sums[0].Total += s.Total
	}
	return out, err
}

// goldensOf lists the goldens of the program's test.
func (p *program) goldensOf() (names []string) {
	p.t.Helper()
	top := filepath.Join(p.dir, "report", "testdata", "golden", p.t.Name())
	err := filepath.WalkDir(top, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(top, path)
			names = append(names, strings.TrimSuffix(filepath.ToSlash(rel), ".golden"))
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return names
}

func TestSeveralTablesHaveAGoldenEach(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		c := table.Case{
			Name: "paid", Pin: table.Pin{"orders.total": 50, "orders.status": "paid"},
			Tables: map[string]golden.Options{"by_campaign": {Key: []string{"campaign_id"}}},
		}
		f := bookkeeping
		switch variant {
		case "leak":
			delete(c.Pin, "orders.total")
		case "other":
			f = func(in shop) (books, error) {
				out, err := bookkeeping(in)
				out.Sums[0].Total++
				slices.Reverse(out.ByCampaign)
				return out, err
			}
		case "no such table":
			c.Tables["by_order"] = golden.Options{}
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Tables(f), c)
	})
	if p == nil {
		return
	}
	p.record("")
	if got, want := p.goldensOf(), []string{"paid/all", "paid/by_campaign"}; !slices.Equal(got, want) {
		t.Fatalf("the goldens are %v, want %v", got, want)
	}
	if got := p.golden("paid/by_campaign"); !strings.Contains(got, "# order keyed campaign_id\n") ||
		!strings.HasSuffix(got, "\n3,2,100\n") {
		t.Errorf("the golden is\n%s", got)
	}
	p.passes("")
	out := p.fails("other", nil, "TestSeveralTablesHaveAGoldenEach/paid/all", "total", "300 -> 301",
		"rerun:   go test ./report -run '^"+t.Name()+"$/^paid$'", "approve: ", "report/"+t.Name()+"/paid/all")
	if strings.Contains(out, "by_campaign") {
		t.Errorf("rows of a keyed table that moved are told of:\n%s", out)
	}
	p.fails("leak", nil, "leak: ", "orders.price", "    by_campaign: campaign_id 1, total: ", "    all: row 0, total: ")
	p.fails("no such table", nil,
		`case "paid" (case 1 in Go): Tables has options for table "by_order", but the transform returns by_campaign, all`)
}

func TestSeveralArrowTablesAreNamedUpFront(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		tr := table.ArrowTables(func(in map[string]arrow.Table) (map[string]arrow.Table, error) {
			out := map[string]arrow.Table{"campaigns": in["campaigns"], "orders": in["orders"]}
			switch variant {
			case "other":
				out["visits"] = in["visits"]
			case "nil":
				out["orders"] = nil
			case "error":
				return nil, errors.New("closed")
			}
			return out, nil
		}, "orders", "campaigns")
		uses := []string{
			"campaigns.name", "campaigns.budget", "orders.quantity", "orders.price", "orders.status", "orders.total",
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr, table.Case{Name: "all", Uses: uses})
	})
	if p == nil {
		return
	}
	p.record("")
	if got, want := p.goldensOf(), []string{"all/campaigns", "all/orders"}; !slices.Equal(got, want) {
		t.Fatalf("the goldens are %v, want %v", got, want)
	}
	p.passes("")
	p.fails("other", nil, "the result: its tables are not those named in table.ArrowTables\n",
		"got:  campaigns, orders, visits\n", "want: campaigns, orders\n")
	p.fails("nil", nil, `the result: table "orders" is nil`)
	p.fails("error", nil, "the transform failed: closed")
}

func TestAResultThatIsNotTablesIsAnError(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		fx, c := fixtures.Load(t, "shop.yaml"), table.Case{Name: "any"}
		switch variant {
		case "rows":
			table.Run(t, fx, table.Tables(func(shop) ([]spent, error) { return nil, nil }), c)
		case "no slice":
			table.Run(t, fx, table.Tables(func(shop) (struct{ Sum int }, error) { return struct{ Sum int }{}, nil }), c)
		case "one table":
			c.Tables = map[string]golden.Options{"all": {}}
			table.Run(t, fx, table.Inputs(spending), c)
		}
	})
	if p == nil {
		return
	}
	p.fails("rows", nil,
		"[]table_test.spent is not a struct: the result has to be a struct with a slice of rows for each table")
	p.fails("no slice", nil,
		"struct { Sum int }.Sum is int, not a slice of rows: change its type, or leave it out with `assay:\"-\"`")
	p.fails("one table", nil,
		"Tables has options for table \"all\", but the transform returns a single result: use Key, Order and Tolerances")
}

func TestAnAdvancingClockGivesAGoldenForEachStep(t *testing.T) {
	start := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		var made []time.Time // stands for a cache: one for each run
		calls := 0
		tr := table.Inputs(func(in shop) ([]struct{ At string }, error) {
			calls++
			if strings.HasPrefix(variant, "fails") && time.Now().Day() == 2 || variant == "fails early" && calls%3 == 2 ||
				variant == "fails at once" {
				return nil, errors.New("it is February")
			}
			made = append(made, time.Now())
			return []struct{ At string }{{time.Now().UTC().Format(time.DateTime)}}, nil
		})
		c := table.Case{Name: "month", Now: start, Advance: []time.Duration{24 * time.Hour, 90 * time.Minute, 24 * time.Hour}}
		switch variant {
		case "fails late":
			c.Advance, c.WantErr = c.Advance[:2], "it is February"
			c.Now = start.Add(23 * time.Hour)
		case "fails early", "fails at once":
			c.WantErr = "it is February"
		case "unpinned":
			c.Now = time.Time{}
		case "backwards":
			c.Advance[1] = -time.Hour
		case "too far":
			c.Advance[1] = 240 * 365 * 24 * time.Hour
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr, c)
	})
	if p == nil {
		return
	}
	p.record("")
	want := []string{"month/after_24h", "month/after_25h30m", "month/after_49h30m", "month"}
	if got := p.goldensOf(); !slices.Equal(got, want) {
		t.Fatalf("the goldens are %v, want %v", got, want)
	}
	for name, want := range map[string]string{
		"month": "2026-01-31 00:00:00", "month/after_25h30m": "2026-02-01 01:30:00",
	} {
		if got := p.golden(name); !strings.HasSuffix(got, "\n"+want+"\n") {
			t.Errorf("%s is\n%s", name, got)
		}
	}
	p.passes("")
	p.passes("fails late")
	p.fails("fails early", nil, "the transform failed after 24h, want an error only after the last step: it is February")
	p.fails("fails at once", nil,
		"the transform failed at the start, want an error only after the last step: it is February")
	p.fails("unpinned", nil, "the case advances the clock, which is not pinned: set Now")
	p.fails("backwards", nil, "the clock cannot advance by -1h0m0s: it only runs forward")
	p.fails("too far", nil, "the clock advances to 2265-12-05T00:00:00Z: a pinned clock ends in 2261")
}
