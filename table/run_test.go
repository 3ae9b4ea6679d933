package table_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/table"

	_ "github.com/assay-go/assay/internal/parquetfile" // links Parquet
)

func TestAGoldenHoldsTheResultAndWhatItDependsOn(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(spending),
			table.Case{Name: "all paid", Pin: table.Pin{"orders.total": 50, "orders.status": "paid"}},
			table.Case{
				Name: "one lost",
				Pin:  table.Pin{"orders.total": 50, "orders.status": "paid", "orders[0].status": "lost"},
			},
		)
	})
	if p == nil {
		return
	}
	p.fails("", nil, "FAIL: "+t.Name()+"/all_paid", "no golden yet", "approve: ",
		"FAIL: "+t.Name()+"/one_lost", "no golden yet", "approve: ")
	p.record()
	p.passes("")
	got := p.golden("one_lost")
	want := `# assay 1
# order ordered
# field campaign_id int64 not null
# field orders int64 not null
# field total int64 not null
# input campaigns 3 rows: campaign_id f2fade13
# input orders 6 rows: campaign_id order_id status total b4a93b9458c90ee08149aee124aa360b
campaign_id,orders,total
1,1,50
2,2,100
3,2,100
`
	if got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

func TestAFailureSaysWhichInputsChanged(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		pin := table.Pin{"orders.total": 50, "orders.status": "paid"}
		tr := table.Inputs(spending)
		switch variant {
		case "other total":
			pin["orders[0].total"] = 60
		case "other transform":
			tr = table.Inputs(func(in shop) ([]spent, error) {
				out, err := spending(in)
				out[1].Total *= 2
				return out, err
			})
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr, table.Case{Name: "all paid", Pin: pin, Key: []string{"campaign_id"}})
	})
	if p == nil {
		return
	}
	p.record()
	p.fails("other total", nil,
		"the inputs changed: orders.total (shop.yaml:17)", "100 -> 110",
		"rerun:   go test ./report -run '^"+t.Name()+"$/^all_paid$'", "approve: ")
	p.fails("other transform", nil,
		"same inputs, different result: the transform changed", "100 -> 200",
		"rerun:   go test ./report -run '^"+t.Name()+"$/^all_paid$'", "approve: ")
}

// The runs of the leak check may be equal by chance, as those over a small map are.
func TestAResultThatDiffersFromItsGoldenIsCheckedForNondeterminism(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		runs := 0
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(func(shop) ([]spent, error) {
			runs++
			if variant == "" {
				return []spent{{CampaignID: 1}}, nil
			}
			return []spent{{CampaignID: 2 + runs/5}}, nil
		}), table.Case{Name: "all paid", Pin: table.Pin{"orders.total": 50, "orders.status": "paid"}})
	})
	if p == nil {
		return
	}
	p.record()
	p.fails("chance", nil, "same inputs, different result: the transform changed",
		"the transform is not deterministic: its result differs between two runs on the same input",
		"row 0, campaign_id: 2 -> 3", "rerun:")
}

func TestCasesOfTheFixtureRunAfterThoseInGo(t *testing.T) {
	yaml := shopYAML + `
cases:
  TestCasesOfTheFixtureRunAfterThoseInGo:
    - name: from the fixture
      pin: {orders.total: 7, orders.status: shipped}
      key: [campaign_id]
    - name: that fails
      pin: {orders.status: lost}
      want_err: nothing was sold
`
	p := newProgram(t, yaml, func(t *testing.T, variant string) {
		tr := table.Inputs(func(in shop) ([]spent, error) {
			out, err := spending(in)
			if out[0].Orders == 0 {
				err = errors.New("campaign 1: nothing was sold")
			}
			return out, err
		})
		c := table.Case{Name: "from Go", Pin: table.Pin{"orders.total": 5, "orders.status": "paid"}}
		if variant == "clash" {
			c.Name = "From_the fixture"
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr, c)
	})
	if p == nil {
		return
	}
	p.record()
	out := p.passes("", "-test.v")
	p.says(out, "PASS: "+t.Name()+"/from_Go", "PASS: "+t.Name()+"/from_the_fixture", "PASS: "+t.Name()+"/that_fails")
	if got := p.golden("from_the_fixture"); !strings.Contains(got, "# order keyed campaign_id\n") ||
		!strings.Contains(got, "\n3,2,14\n") {
		t.Errorf("the golden is\n%s", got)
	}
	_, err := os.Stat(p.dir + "/report/testdata/golden/" + t.Name() + "/that_fails.golden")
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a case with an error has a golden: %v", err)
	}
	p.fails("clash", nil,
		`case "From_the fixture" (case 1 in Go) and case "from the fixture" (shop.yaml:26:7) have the same subtest or golden`)
}

func TestACaseInYAMLSetsHowItsResultIsWritten(t *testing.T) {
	yaml := shopYAML + `
cases:
  TestACaseInYAMLSetsHowItsResultIsWritten:
    - name: cut
      ignore: debug_*
      granularity: {at: 1m}
    - name: tokens
      tokens: {debug_trace: {Trace: '[a-z]\d'}, at: time}
    - name: digest
      form: digest
    - name: parquet
      form: parquet
`
	type visit struct {
		ID         int
		At         time.Time
		DebugTrace string
	}
	p := newProgram(t, yaml, func(t *testing.T, _ string) {
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(func(shop) ([]visit, error) {
			return []visit{{7, time.Date(2026, 1, 31, 10, 15, 59, 5000, time.UTC), "a1"}}, nil
		}))
	})
	if p == nil {
		return
	}
	p.record()
	p.passes("")
	if got := p.golden("cut"); !strings.HasSuffix(got, "\nid,at\n7,2026-01-31T10:15:00.000000Z\n") {
		t.Errorf("the golden is\n%s", got)
	}
	if got := p.golden("tokens"); !strings.HasSuffix(got, "\nid,at,debug_trace\n7,Time_1,Trace_1\n") {
		t.Errorf("the golden is\n%s", got)
	}
	for name, want := range map[string]string{"digest": "# digest 2: 1 rows", "parquet": " parquet "} {
		if got := p.golden(name); !strings.Contains(got, want) {
			t.Errorf("the golden in the form %s is\n%s", name, got)
		}
	}
}

func TestAllMistakesInCasesAreReportedAtOnce(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		fx, tr := fixtures.Load(t, "shop.yaml"), table.Inputs(spending)
		switch variant {
		case "none":
			table.Run(t, fx, tr)
		case "zero":
			table.Run(t, fx, table.Transform{}, table.Case{Name: "a"})
		case "cross":
			cases := table.Cross(table.Case{Name: "a"}, table.Dimension{Path: "orders.status"})
			table.Run(t, fx, tr, append(cases, table.Case{Name: "b"})...)
		case "names":
			table.Run(t, fx, tr, table.Case{}, table.Case{Name: "a"}, table.Case{Name: "A"}, table.Case{Name: "../up"},
				table.Case{Name: "early", Now: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)})
		}
	})
	if p == nil {
		return
	}
	p.fails("none", nil, "no cases: pass some to table.Run, or list them in shop.yaml under cases: "+t.Name())
	p.fails("zero", nil,
		"the transform is the zero Transform: make one with an adapter, such as table.Rows or table.Inputs")
	p.fails("cross", nil, `case 1 in Go: dimension "orders.status" of Cross has no values`)
	p.fails("names", nil, "case 1 in Go has no name",
		`case "a" (case 2 in Go) and case "A" (case 3 in Go) have the same subtest or golden, `+
			`testdata/golden/`+t.Name()+`/A.golden: rename one`,
		`case 4 in Go: golden "../up": the name leads out of its directory`,
		`case "early" (case 5 in Go): now is 1999-01-01T00:00:00Z: a pinned clock cannot start before 2000`)
}

func TestACaseThatCannotRunFailsAlone(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(counted),
			table.Case{Name: "wrong pin", Pin: table.Pin{"orders.totl": 3}},
			table.Case{Name: "wrong use", Uses: []string{"orders.totl"}},
			table.Case{Name: "right"},
		)
	})
	if p == nil {
		return
	}
	_, _ = p.run("", "-update")
	out := p.fails("", nil, "wrong_pin", `no column "totl" in dataset "orders" (did you mean "total"?)`,
		"rerun: go test ./report -run '^"+t.Name()+"$/^wrong_pin$'", "wrong_use",
		`uses: no column "orders.totl" (did you mean "orders.total"?)`)
	if strings.Contains(out, "FAIL: "+t.Name()+"/right") {
		t.Errorf("the right case fails too:\n%s", out)
	}
}

func TestFieldsAndColumnsThatDoNotFitAreReportedWithBothLists(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		fx := fixtures.Load(t, "shop.yaml")
		c := table.Case{Name: "any"}
		switch variant {
		case "dataset":
			table.Run(t, fx, table.Inputs(func(struct{ Order []order }) ([]spent, error) { return nil, nil }), c)
		case "column":
			table.Run(t, fx, table.Rows("orders", func([]struct{ Totals int }) ([]spent, error) { return nil, nil }), c)
		case "rows":
			table.Run(t, fx, table.Rows("order", func([]order) ([]spent, error) { return nil, nil }), c)
		case "result":
			table.Run(t, fx, table.Rows("orders", func([]order) ([]int, error) { return []int{1}, nil }), c)
		}
	})
	if p == nil {
		return
	}
	p.fails("dataset", nil, `Order: the fixture has no dataset "order" (did you mean "orders"?)`,
		"datasets: campaigns, orders, visits", "fields:   order")
	p.fails("column", nil,
		`dataset "orders": field struct { Totals int }.Totals: no column "totals" (did you mean "total"?)`,
		"columns: campaign_id, order_id", "fields:  totals")
	p.fails("rows", nil, `the fixture has no dataset "order" (did you mean "orders"?)`)
	p.fails("result", nil, "the result: int is not a struct")
}

func TestAnErrorIsComparedWithTheWantedOne(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		tr := table.Inputs(func(in shop) ([]spent, error) {
			for _, o := range in.Orders {
				if o.Status == "lost" {
					return nil, fmt.Errorf("order %d: lost", o.OrderID)
				}
			}
			return nil, nil
		})
		lost, paid := table.Pin{"orders.status": "lost"}, table.Pin{"orders.status": "paid"}
		switch variant {
		case "wanted":
			table.Run(t, fixtures.Load(t, "shop.yaml"), tr, table.Case{Name: "lost", Pin: lost, WantErr: "order 10: lost"})
		case "another":
			table.Run(t, fixtures.Load(t, "shop.yaml"), tr, table.Case{Name: "lost", Pin: lost, WantErr: "order 11"})
		case "none":
			table.Run(t, fixtures.Load(t, "shop.yaml"), tr, table.Case{Name: "paid", Pin: paid, WantErr: "order 10: lost"})
		case "unwanted":
			table.Run(t, fixtures.Load(t, "shop.yaml"), tr, table.Case{Name: "lost", Pin: lost})
		case "leak":
			table.Run(t, fixtures.Load(t, "shop.yaml"), tr, table.Case{Name: "by chance", WantErr: "lost"})
		}
	})
	if p == nil {
		return
	}
	p.passes("wanted")
	p.fails("another", nil, "wrong error:", "got:            order 10: lost", "want substring: order 11", "rerun: ")
	p.fails("none", nil, `no error; want one that contains "order 10: lost"`, "rerun: ")
	p.fails("unwanted", nil, "the transform failed: order 10: lost", "rerun: ")
}

func TestAPanicFailsItsCaseAlone(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		tr := table.Inputs(func(in shop) ([]spent, error) {
			if in.Orders[0].Status == "lost" {
				panic("nobody expects a lost order")
			}
			return counted(struct{ Orders []struct{ CampaignID int } }{})
		})
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr,
			table.Case{Name: "first", Pin: table.Pin{"orders.status": "lost"}},
			table.Case{Name: "second", Pin: table.Pin{"orders.status": "paid"}},
		)
	})
	if p == nil {
		return
	}
	_, _ = p.run("", "-update")
	out := p.fails("", nil, "FAIL: "+t.Name()+"/first", "the transform panicked: nobody expects a lost order",
		"TestAPanicFailsItsCaseAlone", "run_test.go:", "rerun: go test ./report")
	if strings.Contains(out, "FAIL: "+t.Name()+"/second") {
		t.Errorf("the other case fails too:\n%s", out)
	}
}

func TestOutputHasTheOrderOfTheCasesInParallelToo(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		tr := table.Inputs(func(in shop) ([]spent, error) {
			time.Sleep(time.Duration(in.Campaigns[0].Budget) * time.Millisecond)
			return nil, fmt.Errorf("after %d ms", in.Campaigns[0].Budget)
		})
		var cases []table.Case
		for _, ms := range []int{60, 1, 40, 2, 20, 3} {
			cases = append(cases, table.Case{Name: fmt.Sprintf("%d ms", ms), Pin: table.Pin{"campaigns.budget": ms}})
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr, cases...)
	})
	if p == nil {
		return
	}
	p.fails("", []string{"-test.cpu=4", "-test.parallel=4"}, "after 60 ms", "after 1 ms", "after 40 ms", "after 2 ms",
		"after 20 ms", "after 3 ms")
}

func TestNeighboringCasesRunAtTheSameTime(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, variant string) {
		meet := make(chan int)
		tr := table.Inputs(func(in shop) ([]spent, error) {
			select {
			case meet <- 1: // if nobody comes, this waits until the test's deadline
			case <-meet:
			}
			return nil, errors.New("met")
		})
		var setup func(*testing.T)
		if variant == "setup" {
			setup = func(*testing.T) {}
			tr = table.Inputs(func(in shop) ([]spent, error) {
				select {
				case meet <- 1:
				case <-meet:
				case <-time.After(10 * time.Millisecond):
					return nil, errors.New("met nobody")
				}
				return nil, errors.New("met somebody")
			})
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr,
			table.Case{Name: "a", WantErr: "met", Setup: setup}, table.Case{Name: "b", WantErr: "met", Setup: setup})
	})
	if p == nil {
		return
	}
	p.passes("", "-test.cpu=2", "-test.parallel=2", "-assay.leaks=off")
	p.passes("setup", "-test.cpu=2", "-test.parallel=2", "-assay.leaks=off")
}

func TestACaseThatIsNotSelectedDoesNotRun(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		tr := table.Inputs(func(in shop) ([]spent, error) {
			fmt.Println("ran with", in.Campaigns[0].Budget)
			return nil, errors.New("as wanted")
		})
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr,
			table.Case{Name: "a", Pin: table.Pin{"campaigns.budget": 1}, WantErr: "as wanted"},
			table.Case{Name: "b", Pin: table.Pin{"campaigns.budget": 2}, WantErr: "as wanted"},
			table.Case{Name: "c", Pin: table.Pin{"campaigns.budget": 3}, WantErr: "as wanted"},
		)
	})
	if p == nil {
		return
	}
	out := p.passes("", "-test.run=^"+t.Name()+"$/^b$", "-test.v")
	if strings.Contains(out, "ran with 1") || strings.Contains(out, "ran with 3") || !strings.Contains(out, "ran with 2") {
		t.Errorf("other cases than b ran:\n%s", out)
	}
	out = p.passes("", "-test.skip=/^b$", "-test.v")
	if strings.Contains(out, "ran with 2") || !strings.Contains(out, "ran with 3") {
		t.Errorf("b ran:\n%s", out)
	}
}

func TestOnlyRunsOneCaseAndFailsInCI(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(counted),
			table.Case{Name: "a", WantErr: "never"}, table.Case{Name: "b", Only: true})
	})
	if p == nil {
		return
	}
	_, _ = p.run("", "-update")
	p.says(p.passes("", "-test.v"), "ran 1 of 2 cases: those with Only", "PASS: "+t.Name()+"/b")
	p.fails("", []string{"CI=true"}, `case "b": Only is set`)
	p.passes("", "CI=false")
}

func TestFlagsAreChecked(t *testing.T) {
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(counted), table.Case{Name: "a"})
	})
	if p == nil {
		return
	}
	p.fails("", []string{"-assay.leaks=on"}, "-assay.leaks=on: want fail, warn or off")
	p.fails("", []string{"-assay.redraws=0"}, "-assay.redraws=0: want 1 or more, or -assay.leaks=off")
}

func TestWritersOfAValueApplyToCasesInYAML(t *testing.T) {
	type cents struct{ n int }
	type sum struct{ Total, Mean cents }
	p := newProgram(t, shopYAML+"\ncases: {TestWritersOfAValueApplyToCasesInYAML: [{name: all}]}\n",
		func(t *testing.T, _ string) {
			table.Run(t, fixtures.Load(t, "shop.yaml"), table.Value(func(shop) (sum, error) {
				return sum{cents{150}, cents{50}}, nil
			}, golden.Format(func(c cents) string { return strconv.Itoa(c.n) + " ct" })))
		})
	if p == nil {
		return
	}
	p.record()
	if got := p.golden("all"); !strings.HasSuffix(got, "total: 150 ct\nmean: 50 ct\n") {
		t.Errorf("the golden is\n%s", got)
	}
}
