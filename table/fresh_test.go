package table_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// What the transforms keep between calls.
var (
	keptTotals = map[int]int{}
	keptFirst  = sync.OnceValue(func() *shop { return new(shop) })
	keptMu     sync.Mutex
)

// kept returns a transform of one line that the variant names.
func kept(variant string) table.Transform {
	home, _ := os.UserHomeDir()
	return table.Inputs(func(in shop) ([]spent, error) {
		keptMu.Lock()
		defer keptMu.Unlock()
		s := spent{CampaignID: 1}
		switch variant {
		case "cache": // by id, though the total counts
			id := in.Orders[0].OrderID
			if _, ok := keptTotals[id]; !ok {
				keptTotals[id] = in.Orders[0].Total
			}
			s.Total = keptTotals[id]
		case "once":
			first := keptFirst()
			if first.Orders == nil {
				*first = in
			}
			s.Total = first.Orders[1].Total
		case "home":
			s.Total = len(os.Getenv("HOME")) + len(os.Getenv("USERPROFILE"))
		case "zone":
			s.Total = time.Unix(1e9, 0).Minute()
		case "local time":
			now := time.Now()
			_, offset := now.Zone()
			s.Total = now.Year()*1000 + offset
		case "clock":
			s.Total = time.Now().Year()
		case "fails elsewhere":
			if now, _ := os.UserHomeDir(); now != home || strings.Contains(now, "assay-fresh") {
				return nil, fmt.Errorf("no %s here", now)
			}
		case "ends elsewhere":
			if strings.Contains(os.Getenv("HOME"), "assay-fresh") {
				fmt.Println("no home")
				os.Exit(2)
			}
		case "goroutine": // which a bubble of testing/synctest would wait for
			go func() { <-make(chan int) }()
		}
		return []spent{s}, nil
	})
}

func TestAFreshProcessFindsWhatIsKeptAndWhatIsRead(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		if variant == "skips elsewhere" && strings.Contains(os.Getenv("HOME"), "assay-fresh") {
			t.Skip("no home")
		}
		fx := fixtures.Load(t, "shop.yaml")
		table.Run(t, fx, table.Inputs(spending),
			table.Case{Name: "other", Pin: table.Pin{"orders.total": 1, "orders.status": "paid"}})
		table.Run(t, fx, kept(variant),
			table.Case{Name: "five", Pin: table.Pin{"orders[0].total": 5}},
			table.Case{Name: "six", Pin: table.Pin{"orders[0].total": 6}},
		)
	})
	if p == nil {
		return
	}
	p.record()
	for variant, want := range map[string][]string{
		"cache": {
			"five", "state kept between cases or tests", "row 0, total: ", "reset it in Setup",
			"six", "state kept between cases or tests",
		},
		"once": {"leak: ", "orders.quantity (shop.yaml:15), read through orders.total", "only a fresh process shows it"},
		"home": {"the result depends on the environment: in a process with another HOME, it differs", "t.Setenv"},
		"zone": {"the result depends on the environment: in a process with another TZ, it differs"},
		"local time": {
			"in a process with another TZ, it differs", "the result also depends on the clock: pin it with Now",
		},
		"clock": {"the result depends on the clock: if time.Now is 397 days later, it differs", "pin the clock with Now"},
	} {
		p.fails(variant, []string{"TZ=UTC", "-test.shuffle=on"}, want...)
	}
	for variant, want := range map[string]string{
		"":                "PASS",
		"fails elsewhere": "PASS",
		"goroutine":       "PASS",
		"ends elsewhere":  "exit status 2: no home",
		"skips elsewhere": "the test ends there before it runs its cases",
	} {
		p.says(p.passes(variant, "-test.v", "-test.count=2"), want)
	}
	p.passes("cache", "-assay.fresh=false", "-test.parallel=1", "-assay.leaks=off", "-update")
	for _, off := range []string{"-assay.fresh=false", "-assay.leaks=off", "-test.bench=^$"} {
		if out := p.passes("cache", off, "-test.parallel=1"); strings.Contains(out, "state kept") {
			t.Errorf("%s: a fresh process ran:\n%s", off, out)
		}
	}
}

// A case that runs alone is compared with itself in a fresh process, and no other case runs there.
func TestAFreshProcessRunsOnlySelectedCases(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		setup := func(name string) func(t *testing.T) {
			return func(t *testing.T) {
				f, err := os.OpenFile("ran", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := fmt.Fprintln(f, name, t.TempDir() != ""); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), kept(variant),
			table.Case{Name: "one", Setup: setup("one")}, table.Case{Name: "two", Setup: setup("two")})
	})
	if p == nil {
		return
	}
	p.record()
	if err := os.Remove(filepath.Join(p.dir, "report", "ran")); err != nil {
		t.Fatal(err)
	}
	p.passes("", "-test.run=^"+t.Name()+"$/^two$")
	if got := p.read("report/ran"); strings.Contains(got, "one") || strings.Count(got, "two true\n") < 3 {
		t.Errorf("ran %q, want only the second case, three times or more", got)
	}
}
