package table

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/assay-go/assay/fixtures"
)

// Dir returns the cases in the YAML files of a directory, one in each file, sorted by name. A file has the keys that a
// case has in a fixture, and the case has the file's name:
//
//	# testdata/cases/no_orders.yaml
//	doc: nobody ordered anything
//	rows: {orders: 0}
//
// Go code may add pins and settings to such a case. Keep the directory below testdata or fixtures.
func Dir(t testing.TB, fx *fixtures.Fixture, dir string) []Case {
	t.Helper()
	written, err := fx.Definition().CasesIn(dir)
	if err != nil {
		t.Fatalf("cases of %s:\n%v", dir, err)
	}
	var out []Case
	for _, c := range written {
		out = append(out, fromYAML(c))
	}
	return out
}

// A Dimension is a pin path with the values that [Cross] combines.
type Dimension struct {
	Path   string
	Values []any
}

// Cross returns a case for each combination of values; the last dimension varies fastest. Each is the given case with
// the values as pins. Its name is that of the case and the values: "refunds web gold". [Run] reports a dimension
// without values as an error.
func Cross(c Case, dimensions ...Dimension) []Case {
	cases := []Case{c}
	for _, d := range dimensions {
		var more []Case
		for _, c := range cases {
			if len(d.Values) == 0 {
				c.without = d.Path
				more = append(more, c)
			}
			for _, value := range d.Values {
				with := c
				with.Name = strings.TrimPrefix(c.Name+" "+valueName(value), " ")
				with.Pin = maps.Clone(c.Pin)
				if with.Pin == nil {
					with.Pin = Pin{}
				}
				with.Pin[d.Path] = value
				more = append(more, with)
			}
		}
		cases = more
	}
	return cases
}

func valueName(v any) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(v)
}
