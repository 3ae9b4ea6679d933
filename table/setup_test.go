package table_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// askPrice is a seam.
var askPrice = func(orderID int) (int, error) { return 0, errors.New("the price service has no address") }

// priced sums the prices of the orders, which it requests.
func priced(in struct{ Orders []struct{ OrderID int } }) ([]spent, error) {
	var s spent
	for _, o := range in.Orders {
		price, err := askPrice(o.OrderID)
		if err != nil {
			return nil, err
		}
		s.Orders++
		s.Total += price
	}
	return []spent{s}, nil
}

func TestSetupSwapsASeamForEachRun(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	runs := 0
	var asked []int
	table.Run(t, fx, table.Inputs(priced),
		table.Case{
			Name: "two each",
			Setup: func(t *testing.T) {
				runs++
				asked = nil
				table.Swap(t, &askPrice, func(orderID int) (int, error) {
					asked = append(asked, orderID)
					return 2, nil
				})
			},
		},
		table.Case{Name: "not swapped", WantErr: "the price service has no address"},
	)
	if len(asked) != 6 || asked[0] != 10 {
		t.Errorf("the last run asked for %v, want the orders 10 to 15", asked)
	}
	if runs < 2 {
		t.Errorf("Setup ran %d times, want once for each run of the transform", runs)
	}
}

func TestSetupRunsUnderThePinnedClock(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	var started time.Time
	cleaned := 0
	table.Run(t, fx,
		table.Value(func(in shop) (string, error) {
			time.Sleep(time.Hour)
			return fmt.Sprint("an hour takes ", time.Since(started)), nil
		}),
		table.Case{
			Name: "an hour", Now: now,
			Setup: func(t *testing.T) {
				started = time.Now()
				if !started.Equal(now) {
					t.Errorf("Setup starts at %v, want %v", started, now)
				}
				t.Cleanup(func() {
					cleaned++
					if got := time.Since(started); got != time.Hour {
						t.Errorf("the cleanup runs after %v, want an hour", got)
					}
				})
			},
		})
	if cleaned == 0 {
		t.Error("no cleanup ran")
	}
}

func TestACaseCanBeSkipped(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		skip := func(t *testing.T) { t.Skip("not today") }
		ran := func(in shop) ([]spent, error) { return nil, errors.New("it ran") }
		now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(ran),
			table.Case{Name: "by day", Setup: skip}, table.Case{Name: "by clock", Now: now, Setup: skip})
	})
	if p == nil {
		return
	}
	p.says(p.passes("", "-test.v"), "not today", "not today", "SKIP: "+t.Name()+"/by_day", "SKIP: "+t.Name()+"/by_clock")
}

func TestACaseWhoseSetupFailsDoesNotRun(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		fail := func(t *testing.T) { t.Fatal("no server") }
		ran := func(in shop) ([]spent, error) { fmt.Println("it ran"); return nil, nil }
		now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(ran),
			table.Case{Name: "by day", Setup: fail}, table.Case{Name: "by clock", Now: now, Setup: fail})
	})
	if p == nil {
		return
	}
	out := p.fails("", nil, "FAIL: "+t.Name()+"/by_day", "no server", "FAIL: "+t.Name()+"/by_clock", "no server")
	if strings.Contains(out, "it ran") {
		t.Errorf("the transform ran:\n%s", out)
	}
}

func TestASetupThatPanicsFailsItsCase(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
		boom := func(*testing.T) { panic("no server") }
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(priced),
			table.Case{Name: "by day", Setup: boom}, table.Case{Name: "by clock", Now: now, Setup: boom},
			table.Case{Name: "after", WantErr: "the price service has no address"})
	})
	if p == nil {
		return
	}
	out := p.fails("", []string{"-test.v"},
		"=== RUN   "+t.Name()+"/by_day", "Setup panicked: no server", "setup_test.go:", "rerun: go test ./report",
		"=== RUN   "+t.Name()+"/by_clock", "Setup panicked: no server", "setup_test.go:", "rerun: go test ./report",
		"--- PASS: "+t.Name()+"/after")
	if strings.Contains(out, "tRunner") {
		t.Errorf("the stack does not end with Setup:\n%s", out)
	}
}

func TestCasesRunOneAtATimeIfTheirTestHasSwapped(t *testing.T) {
	running := 0
	table.Swap(t, &askPrice, func(int) (int, error) {
		running++ // without a lock: the race detector finds any other case that runs
		time.Sleep(time.Millisecond)
		defer func() { running-- }()
		if running > 1 {
			return 0, errors.New("two at a time")
		}
		return 0, errors.New("in turn")
	})
	table.Run(t, fixtures.Load(t, "testdata/shop.yaml"), table.Inputs(priced),
		table.Case{Name: "a", WantErr: "in turn"}, table.Case{Name: "b", WantErr: "in turn"},
		table.Case{Name: "c", WantErr: "in turn"}, table.Case{Name: "d", WantErr: "in turn"})
}

func TestCrashesUnderThePinnedClockAreReported(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		tr := table.Inputs(func(in shop) ([]spent, error) {
			switch in.Campaigns[0].Budget {
			case 1:
				go forget()
			case 2:
				forget()
			case 3:
				panic("out of budget")
			}
			return nil, errors.New("as wanted")
		})
		c := func(name string, budget int) table.Case {
			return table.Case{
				Name: name, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Pin: table.Pin{"campaigns.budget": budget},
				WantErr: "as wanted",
			}
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr, c("leaves", 1), c("blocks", 2), c("panics", 3), c("ends", 4))
	})
	if p == nil {
		return
	}
	out := p.fails("", nil, "FAIL: "+t.Name()+"/leaves", "the transform leaves goroutines running", "table_test.forget",
		"rerun: go test ./report", "FAIL: "+t.Name()+"/blocks", "the transform deadlocks under the pinned clock",
		"table_test.forget", "rerun: go test ./report", "FAIL: "+t.Name()+"/panics", "the transform panicked: out of budget",
		"rerun: go test ./report")
	if strings.Contains(out, "FAIL: "+t.Name()+"/ends") {
		t.Errorf("the last case fails too:\n%s", out)
	}
}

// forget waits for a value that is never sent.
func forget() { <-make(chan int) }

func TestLeaksCanBeWarningsOrIgnored(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(spending),
			table.Case{Name: "leaky", Pin: table.Pin{"orders.status": "paid", "orders.price": 10}, Key: []string{"campaign_id"}})
	})
	if p == nil {
		return
	}
	p.record("-assay.leaks=off")
	p.fails("", nil,
		"leak: the result depends on generated data that the case does not pin",
		"  orders.quantity (shop.yaml:15), read through orders.total",
		"    campaign_id 1, total: ", " -> ",
		"to fix it, do one of these:", `  - pin it:      Pin: table.Pin{"orders.quantity": …}`,
		`  - declare it:  Uses: []string{"orders.quantity"}`, "  - change the transform to stop depending on it",
		"rerun: go test ./report -run '^"+t.Name()+"$/^leaky$'")
	out := p.fails("", []string{"-test.v"}, "leak: ")
	if !strings.Contains(out, "=== ATTR  "+t.Name()+"/leaky cause leak\n") {
		t.Errorf("the cause is not an attribute:\n%s", out)
	}
	p.says(p.passes("", "-assay.leaks=warn", "-test.v"), "leak: the result depends", "PASS")
	if out := p.passes("", "-assay.leaks=off", "-test.v"); strings.Contains(out, "leak:") {
		t.Errorf("a leak is told though nobody asked:\n%s", out)
	}
}

func TestTheClockOfACaseInYAMLIsPinned(t *testing.T) {
	yaml := shopYAML + `
cases:
  TestTheClockOfACaseInYAMLIsPinned:
    - name: new year
      now: 2026-01-01T00:00:00Z
`
	p := newProgram(t, yaml, func(t *testing.T, _ string) {
		table.Run(t, fixtures.Load(t, "shop.yaml"),
			table.Value(func(in shop) (time.Time, error) { return time.Now().UTC(), nil }))
	})
	if p == nil {
		return
	}
	p.record()
	if got := p.golden("new_year"); !strings.HasSuffix(got, "\n2026-01-01T00:00:00Z\n") {
		t.Errorf("the golden is\n%s", got)
	}
}
