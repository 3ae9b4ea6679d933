package table_test

import (
	"slices"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

func TestCasesComeFromADirectoryFromGoAndFromTheFixture(t *testing.T) {
	yaml := shopYAML + `
cases:
  TestCasesComeFromADirectoryFromGoAndFromTheFixture:
    - name: from the fixture
      seed: 7
      pin: {orders.total: 7, orders.status: shipped}
      uses: [campaigns.budget]
`
	p := newProgram(t, yaml, func(t *testing.T, variant string) {
		t.Chdir(t.TempDir()) // the directory of the package counts
		fx := fixtures.Load(t, "shop.yaml")
		cases := table.Dir(t, fx, "testdata/cases")
		cases[0].Pin = table.Pin{"orders[0].total": 1}
		tr := table.Inputs(func(in shop) ([]struct{ Total, Budget int }, error) {
			out := []struct{ Total, Budget int }{{Budget: in.Campaigns[0].Budget}}
			for _, o := range in.Orders {
				out[0].Total += o.Total
			}
			return out, nil
		})
		cases = append(cases, table.Case{Name: "from Go", Pin: table.Pin{"orders.total": 5, "campaigns.budget": 3}})
		table.Run(t, fx, tr, cases...)
	})
	if p == nil {
		return
	}
	p.write("report/testdata/cases/b.yaml", "doc: the second\npin: {orders.total: 20, campaigns.budget: 1}\n")
	p.write("report/testdata/cases/a.yaml", "pin: {orders.total: 10, campaigns.budget: 2}\n")
	p.record("")
	for name, want := range map[string]string{"a": "51,2", "b": "120,1", "from_Go": "30,3", "from_the_fixture": "42,692"} {
		p.says(p.golden(name), "\n"+want+"\n")
	}
	p.says(p.passes("", "-test.v"), "/a (", "/b (", "/from_Go (", "/from_the_fixture (")

	p.write("report/testdata/cases/b.yaml", "pin: {orders.total: 20}\n")
	p.fails("", nil, "leak: ", "- pin it:      pin: {campaigns.budget: …}",
		"rerun: go test ./report -run '^"+t.Name()+"$/^b$'")
	p.write("report/testdata/cases/b.yaml", "pin: {orders.totl: 20}\n")
	p.fails("", nil, "cases of testdata/cases:\n",
		`testdata/cases/b.yaml:1:7: no column "totl" in dataset "orders" (did you mean "total"?)`)
}

func TestCrossNamesACaseForEachCombination(t *testing.T) {
	base := table.Case{Name: "every", Pin: table.Pin{"orders.total": 5}, Key: []string{"campaign_id"}}
	cases := table.Cross(base,
		table.Dimension{Path: "orders.status", Values: []any{"paid", nil}},
		table.Dimension{Path: "orders[0].quantity", Values: []any{1, 2}})
	var names []string
	for _, c := range cases {
		names = append(names, c.Name)
		if c.Pin["orders.total"] != 5 || len(c.Pin) != 3 || !slices.Equal(c.Key, base.Key) {
			t.Errorf("%s: got %+v", c.Name, c)
		}
	}
	if want := []string{"every paid 1", "every paid 2", "every null 1", "every null 2"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	if len(base.Pin) != 1 || cases[2].Pin["orders.status"] != nil || cases[3].Pin["orders[0].quantity"] != 2 {
		t.Errorf("got %v and %v", base.Pin, cases)
	}
	if c := table.Cross(table.Case{}, table.Dimension{Path: "orders.status", Values: []any{"paid"}}); c[0].Name != "paid" {
		t.Errorf("got %q", c[0].Name)
	}
}
