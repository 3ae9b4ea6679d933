package table

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/fixture"
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

// fromYAML returns a case that is written in YAML. Its pins stay in the field yaml, with their places in the file.
func fromYAML(c fixture.Case) Case {
	o := options(c.Comparison)
	out := Case{
		Name: c.Name, Doc: c.Doc, Rows: c.Rows, Seed: c.Seed, Uses: c.Uses, Now: c.Now, Advance: c.Advance,
		Key: o.Key, Order: o.Order, Tolerances: o.Tolerances, Ignore: o.Ignore, Normalise: o.Normalise, Form: o.Form, WantErr: c.WantErr, yaml: &c,
	}
	for name, of := range c.Tables {
		if out.Tables == nil {
			out.Tables = make(map[string]golden.Options)
		}
		out.Tables[name] = options(of)
	}
	return out
}

func options(c fixture.Comparison) golden.Options {
	o := golden.Options{Key: c.Key, Order: orders[c.Order], Ignore: c.Ignore, Form: forms[c.Form]}
	for _, t := range c.Tolerances {
		o.Tolerances = append(o.Tolerances, golden.Tolerance{Column: t.Column, Abs: t.Abs, Rel: t.Rel, ULP: t.ULP, Duration: t.Duration})
	}
	for _, g := range c.Granularities {
		o.Normalise = append(o.Normalise, golden.Normaliser{Column: g.Column, Granularity: g.Step})
	}
	return o
}

// forms maps the names that fixtures use to the forms of a golden.
var forms = map[string]golden.Form{"": golden.AsText, "text": golden.AsText, "digest": golden.AsDigest, "parquet": golden.AsParquet}

// orders maps the names that fixtures use to orders.
var orders = map[string]golden.Order{
	"": golden.Unspecified, "ordered": golden.Ordered, "keyed": golden.Keyed, "multiset": golden.Multiset,
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
