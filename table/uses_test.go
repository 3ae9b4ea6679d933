package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/gen"
)

func TestAUseNamesAColumnOrAllColumnsOfADataset(t *testing.T) {
	g := &columnGraph{ids: []string{"orders.id", "orders.home.zip", "orders_old.id"}}
	for use, want := range map[string][]string{
		"orders":        {"orders.id", "orders.home.zip"},
		"orders.*":      {"orders.id", "orders.home.zip"},
		"orders.home.*": {"orders.home.zip"},
		"orders.id":     {"orders.id"},
		"items.*":       nil,
	} {
		if got := g.expand(use); !slices.Equal(got, want) {
			t.Errorf("%s names %q, want %q", use, got, want)
		}
	}
}

func TestAMisspeltUseIsCorrected(t *testing.T) {
	columns := []gen.ColumnInfo{{Dataset: "orders", Path: "total"}, {Dataset: "orders", Path: "id"}}
	for use, want := range map[string]string{"ordrs": "orders", "ordrs.*": "orders.*", "orders.totl": "orders.total"} {
		want = fmt.Sprintf("uses: no column %q (did you mean %q?)", use, want)
		if err := unknownUse(use, columns); err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAUseOnWhichNothingDependsIsAWarning(t *testing.T) {
	tr := overSales(func(in []sale) []line { return one("units", float64(in[0].Units)) })
	for _, c := range []struct {
		uses []string
		want string
	}{
		{[]string{"sales.units"}, ""},
		{[]string{"sales"}, ""},
		{[]string{"sales.units", "sales.note"}, "sales.note is in Uses, but redrawing it does not change the result"},
		{[]string{"sales.units", "sales.line", "visits.*"}, "sales.line, visits.* are in Uses, but redrawing them"},
	} {
		v := verdictOn(t, tr, Case{Uses: c.uses})
		if v.problems != nil || !strings.Contains(strings.Join(v.warnings, ""), c.want) || c.want == "" && v.warnings != nil {
			t.Errorf("%q: got the problems %q and the warnings %q, want %q", c.uses, v.problems, v.warnings, c.want)
		}
	}
}
