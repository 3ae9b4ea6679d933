package table_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

const pinsYAML = `version: 1
datasets:
  campaigns:
    rows: 2
    columns:
      campaign_id: {seq: 1}
      name:        {pin: Lamps}
      budget:      {int: [1, 100]}
  orders:
    rows: 4
    columns:
      order_id:    {seq: 10}
      campaign_id: {ref: campaigns.campaign_id, pick: cycle}
      quantity:    {pin: 2}
      price:       {int: [10, 12]}
      total:       {expr: quantity * price}
      status:      {oneof: [paid, shipped, lost]}
    pins:
      - {status: paid}
      - {status: shipped}
      - {status: lost}
cases:
  TestPinsThatNoGoldenDependsOnAreListed:
    - name: in YAML
      pin:
        orders.price: 10
        orders[3].status: lost
        campaigns.budget: 7
        campaigns.name: Chairs
`

func TestPinsThatNoGoldenDependsOnAreListed(t *testing.T) {
	p := newProgram(t, pinsYAML, func(t *testing.T, _ string) {
		dear := table.Pin{
			"orders.price":     11,
			"orders[3].status": "paid",
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(spending),
			table.Case{Name: "shared", Pin: dear},
			table.Case{
				Name: "shared again", Pin: dear, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
			},
			table.Case{
				Name: "set up", Pin: table.Pin{"orders.total": 1, "orders.status": "paid"},
				Setup: func(*testing.T) {},
			},
		)
	})
	if p == nil {
		return
	}
	source, err := os.ReadFile("pincoverage_test.go")
	if err != nil {
		t.Fatal(err)
	}
	p.write("report/pincoverage_test.go", string(source))
	p.record("")
	want := `pins: goldens depend on 8 of 10 pins; 1 case with Setup skipped
  pincoverage_test.go:50: orders.price is pinned in 2 cases, and matters in 3 of 4 rows, not in row 2
  shop.yaml:14: orders.quantity is pinned, and matters in 3 of 4 rows, not in row 2
  shop.yaml:26: orders.price is pinned in "in YAML", and matters in 2 of 4 rows, not in rows 2-3
  shop.yaml:28: campaigns.budget is pinned in "in YAML", but no assertion depends on it (tried 27, 1, 100, 8)
  shop.yaml:29: campaigns.name is pinned in "in YAML", but the transform does not read it
`
	for _, cpu := range []string{"1", "4"} {
		out := p.passes("", "-assay.pins", "-test.v", "-test.cpu="+cpu, "-test.parallel="+cpu)
		_, got, _ := strings.Cut(out, "pins: ")
		got, _, _ = strings.Cut("pins: "+got, "---")
		got = strings.ReplaceAll(got, "\n          ", "\n  ")
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("with -cpu=%s:\n%s", cpu, d)
		}
	}
	if out := p.passes("", "-test.v"); strings.Contains(out, "pins:") {
		t.Errorf("pins are told of though nobody asked:\n%s", out)
	}
}

func TestAChangeOfAPinThatEndsInAnotherErrorIsNoticed(t *testing.T) {
	p := newProgram(t, pinsYAML, func(t *testing.T, _ string) {
		tr := table.Inputs(func(in shop) ([]spent, error) {
			switch in.Orders[0].Status {
			case "paid":
				return nil, errors.New("order 10: paid")
			case "lost":
				panic("lost")
			}
			return nil, errors.New("order 10: paid or shipped")
		})
		table.Run(t, fixtures.Load(t, "shop.yaml"), tr,
			table.Case{Name: "paid", Pin: table.Pin{"orders[0].status": "paid"}, WantErr: "order 10: paid"})
	})
	if p == nil {
		return
	}
	out := p.passes("", "-assay.pins", "-test.v")
	if strings.Contains(out, "orders[0].status") || !strings.Contains(out, "pins: goldens depend on 1 of ") {
		t.Errorf("the pin is said not to matter:\n%s", out)
	}
}
