package table

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/fixtures"
)

// An ordered is an order of the fixture, and a counted is what its transforms return.
type (
	ordered struct {
		OrderID int64
		Country string
		Status  string
		Units   int64
		Weight  *float64
	}
	counted struct {
		Country string
		Units   int64
	}
	batched struct {
		Orders []ordered
		Held   []counted
	}
)

// byCountry sums the units that f gives, in order of countries.
func byCountry(in []ordered, f func(ordered) int64) (out []counted) {
	sums := map[string]int64{}
	for _, o := range in {
		sums[o.Country] += f(o)
	}
	for _, c := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, counted{c, sums[c]})
	}
	return out
}

func unitsOf(o ordered) int64 { return o.Units }

// eachOnce returns the orders without those whose number came before.
func eachOnce(in []ordered) (out []ordered) {
	seen := map[int64]bool{}
	for _, o := range in {
		if !seen[o.OrderID] {
			seen[o.OrderID] = true
			out = append(out, o)
		}
	}
	return out
}

func ofOrders(f func([]ordered) []counted) Transform {
	return Rows("orders", func(in []ordered) ([]counted, error) { return f(in), nil })
}

// A relationTry is a transform of the corpus, and what is said of it.
type relationTry struct {
	tr   Transform
	with Case
	want string // part of the problem; "" if there is none
}

var relationCorpus = map[string]relationTry{
	"the first of equals": {
		tr: ofOrders(func(in []ordered) []counted {
			best := slices.MaxFunc(in, func(a, b ordered) int { return cmp.Compare(a.Units, b.Units) })
			return []counted{{best.Country, best.OrderID}}
		}),
		with: Case{Holds: []Relation{RowOrder()}, Pin: Pin{"orders.units": 5}},
		want: "relation row_order does not hold: with the rows in another order, the result changes",
	},
	"the first five": {
		tr:   ofOrders(func(in []ordered) []counted { return byCountry(in[:min(5, len(in))], unitsOf) }),
		with: Case{Holds: []Relation{RowOrder("orders")}}, want: "relation row_order does not hold",
	},
	"neighbors compared": {
		tr: ofOrders(func(in []ordered) []counted {
			return byCountry(slices.CompactFunc(slices.Clone(in), func(a, b ordered) bool { return a.Country == b.Country }),
				unitsOf)
		}),
		with: Case{Holds: []Relation{RowOrder()}}, want: "relation row_order does not hold",
	},
	"rows counted": {
		tr:   ofOrders(func(in []ordered) []counted { return byCountry(in, func(ordered) int64 { return 1 }) }),
		with: Case{Holds: []Relation{Duplicates()}},
		want: "relation duplicates does not hold: with rows of orders twice, the result changes",
	},
	"neighbors without duplicates": {
		tr: ofOrders(func(in []ordered) []counted {
			return byCountry(slices.CompactFunc(slices.Clone(in), func(a, b ordered) bool { return a.OrderID == b.OrderID }),
				unitsOf)
		}),
		with: Case{Holds: []Relation{Duplicates("orders")}}, want: "relation duplicates does not hold",
	},
	"a mean": {
		tr: ofOrders(func(in []ordered) []counted {
			n := int64(max(1, len(in)))
			return byCountry(in, func(o ordered) int64 { return o.Units * 100 / n })
		}),
		with: Case{Holds: []Relation{Union("orders")}, Key: []string{"country"}},
		want: "relation union does not hold: with the rows of orders in two parts, whose results are added up, the result",
	},
	"a limit": {
		tr: ofOrders(func(in []ordered) (out []counted) {
			for _, o := range in[:min(4, len(in))] {
				out = append(out, counted{o.Country, o.Units})
			}
			return out
		}),
		with: Case{Holds: []Relation{Union("orders")}}, want: "relation union does not hold",
	},
	"a fee": {
		tr:   ofOrders(func(in []ordered) []counted { return byCountry(in, func(o ordered) int64 { return o.Units + 1 }) }),
		with: Case{Holds: []Relation{Scale([]string{"orders.units"}, []string{"units"})}, Key: []string{"country"}},
		want: "relation scale does not hold: with orders.units doubled, and units of the expected result, the result changes",
	},
	"nulls counted": {
		tr: Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
			return oneNumber("n", in["orders"].NumRows()), nil
		}),
		with: Case{Holds: []Relation{Nulls("orders")}},
		want: "relation nulls does not hold: with a row of nulls in orders, the result changes",
	},
	"a total of nothing": {
		tr: ofOrders(func(in []ordered) []counted {
			return append(byCountry(in, unitsOf), counted{"all", int64(len(in))})
		}),
		with: Case{Holds: []Relation{Empty()}},
		want: "relation empty does not hold: without rows in orders, the result has 1 rows",
	},
	"applied again": {
		tr:   Rows("held", func(in []counted) ([]counted, error) { return addOne(in), nil }),
		with: Case{Holds: []Relation{Idempotent("held")}},
		want: "relation idempotent does not hold: applied to its own result as held, the result changes",
	},
	"a batch twice": {
		tr: Inputs(func(in batched) ([]counted, error) {
			more := byCountry(in.Orders, unitsOf)
			for _, h := range in.Held {
				if i := slices.IndexFunc(more, func(c counted) bool { return c.Country == h.Country }); i >= 0 {
					more[i].Units += h.Units
				} else {
					more = append(more, h)
				}
			}
			return more, nil
		}),
		with: Case{Holds: []Relation{Batches("orders", "held")}, Key: []string{"country"}},
		want: "relation batches does not hold: with the second batch of orders twice, the result changes",
	},

	"a sum in order of countries": {
		tr: ofOrders(func(in []ordered) []counted { return byCountry(in, unitsOf) }),
		with: Case{
			Key: []string{"country"},
			Holds: []Relation{
				RowOrder(), Union("orders"), Scale([]string{"orders.units"}, []string{"units"}), Empty(),
			},
		},
	},
	"rows in their order": {
		tr: ofOrders(func(in []ordered) (out []counted) {
			for _, o := range in {
				out = append(out, counted{o.Country, o.Units})
			}
			return out
		}),
		with: Case{Holds: []Relation{RowOrder("orders"), Union("orders"), Empty("orders")}},
	},
	"distinct": {
		tr:   ofOrders(func(in []ordered) []counted { return byCountry(eachOnce(in), unitsOf) }),
		with: Case{Holds: []Relation{Duplicates(), RowOrder()}},
	},
	"the greatest": {
		tr: ofOrders(func(in []ordered) []counted {
			best := int64(0)
			for _, o := range in {
				best = max(best, o.Units)
			}
			return []counted{{"best", best}}
		}),
		with: Case{Holds: []Relation{RowOrder(), Duplicates()}},
	},
	"paid only": {
		tr: ofOrders(func(in []ordered) []counted {
			return byCountry(slices.DeleteFunc(slices.Clone(in), func(o ordered) bool { return o.Status != "paid" }), unitsOf)
		}),
		with: Case{Holds: []Relation{RowOrder(), Union("orders"), Empty()}, Key: []string{"country"}},
	},
	"nulls left out": {
		tr: ofOrders(func(in []ordered) []counted {
			n := int64(0)
			for _, o := range in {
				if o.Weight != nil {
					n++
				}
			}
			return []counted{{"weighed", n}}
		}),
		with: Case{Holds: []Relation{Nulls("orders"), RowOrder()}},
	},
	"capped": {
		tr: Rows("held", func(in []counted) (out []counted, err error) {
			for _, c := range in {
				out = append(out, counted{c.Country, min(c.Units, 4)})
			}
			return out, nil
		}),
		with: Case{Holds: []Relation{Idempotent("held"), RowOrder("held")}},
	},
	"the greatest so far": {
		tr: Inputs(func(in batched) ([]counted, error) {
			most := map[string]int64{}
			for _, h := range in.Held {
				most[h.Country] = h.Units
			}
			for _, o := range in.Orders {
				most[o.Country] = max(most[o.Country], o.Units)
			}
			var out []counted
			for _, c := range slices.Sorted(maps.Keys(most)) {
				out = append(out, counted{c, most[c]})
			}
			return out, nil
		}),
		with: Case{Holds: []Relation{Batches("orders", "held"), Duplicates("orders"), RowOrder()}},
	},
	"a relation of one's own": {
		tr: ofOrders(func(in []ordered) []counted { return byCountry(in, unitsOf) }),
		with: Case{Holds: []Relation{{Name: "smaller", Check: func(t *Trial) error {
			out, err := t.Result()
			if err != nil {
				return err
			}
			in, err := t.Input("orders")
			if err != nil {
				return err
			}
			if n := out.Tables()[""].NumRows(); n > in.NumRows() {
				return fmt.Errorf("%d rows of %d", n, in.NumRows())
			}
			return nil
		}}}},
	},
	"a relation of one's own that does not hold": {
		tr: ofOrders(func(in []ordered) []counted { return byCountry(in, unitsOf) }),
		with: Case{Holds: []Relation{{Name: "none", Check: func(t *Trial) error {
			return errors.New("there are rows")
		}}}},
		want: "relation none does not hold: there are rows",
	},
	"a relation about another dataset": {
		tr:   ofOrders(func(in []ordered) []counted { return byCountry(in, unitsOf) }),
		with: Case{Holds: []Relation{RowOrder("held")}},
		want: `relation row_order cannot be checked: the transform does not read a dataset "held": it reads orders`,
	},
	"a relation of nulls without pointers": {
		tr:   Rows("held", func(in []counted) ([]counted, error) { return in, nil }),
		with: Case{Holds: []Relation{Nulls()}},
		want: "relation nulls cannot be checked: no field of the function holds a null of held: use pointers",
	},
	"a factor on texts": {
		tr:   ofOrders(func(in []ordered) []counted { return byCountry(in, unitsOf) }),
		with: Case{Holds: []Relation{Scale([]string{"orders.country"}, []string{"units"})}},
		want: "relation scale cannot be checked: dataset orders: column country is utf8, not a number",
	},
}

func addOne(in []counted) (out []counted) {
	for _, c := range in {
		out = append(out, counted{c.Country, c.Units + 1})
	}
	return out
}

// oneNumber returns a table of one number.
func oneNumber(name string, n int64) arrow.Table {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	b.Append(n)
	schema := arrow.NewSchema([]arrow.Field{{Name: name, Type: arrow.PrimitiveTypes.Int64}}, nil)
	rec := array.NewRecord(schema, []arrow.Array{b.NewArray()}, 1)
	return array.NewTableFromRecords(schema, []arrow.Record{rec})
}

func TestRelations(t *testing.T) {
	for name, try := range relationCorpus {
		t.Run(name, func(t *testing.T) {
			problems := relationProblems(t, try)
			if try.want == "" && problems != "" || !strings.Contains(problems, try.want) {
				t.Errorf("got %q, want %q", problems, try.want)
			}
		})
	}
}

// relationProblems runs a case, and returns its problems.
func relationProblems(t *testing.T, try relationTry) string {
	t.Helper()
	return strings.Join(relationRun(t, try).run(t.Context()).problems, "\n")
}

func relationRun(t *testing.T, try relationTry) *caseRun {
	t.Helper()
	try.with.Name = "case"
	try.with.Uses = []string{"orders", "held"}
	fx := fixtures.Load(t, "testdata/relations.yaml")
	all, err := declareCases(t.Name(), fx.Definition(), try.tr, []Case{try.with})
	if err != nil {
		t.Fatal(err)
	}
	return &caseRun{
		declaredCase: all[0], fx: fx.Definition(), tr: try.tr, settings: settings{leaks: "fail", redraws: 2}, t: t,
	}
}

func TestRelationsInYAML(t *testing.T) {
	fx := fixtures.Load(t, "testdata/relations.yaml")
	all, err := declareCases(t.Name(), fx.Definition(), ofOrders(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range all[0].Holds {
		names = append(names, r.Name)
	}
	got := strings.Join(names, " ")
	if want := "row_order row_order duplicates empty union scale nulls idempotent batches"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestABrokenRelationShowsTheSmallestInput breaks a relation by a tie, which takes two rows.
func TestABrokenRelationShowsTheSmallestInput(t *testing.T) {
	for name, want := range map[string]string{
		"the first of equals": "2 rows of 12",
		"rows counted":        "1 row of 12",
		"a batch twice":       "of 15",
	} {
		r := relationRun(t, relationCorpus[name])
		v := r.run(t.Context())
		got := r.smallerInput(t, v.cause)
		if !strings.HasPrefix(got, "smallest input: ") || !strings.Contains(got, want) ||
			!strings.Contains(got, "on it, relation ") {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"values below nulls": "of 15", "a cast to booleans in Arrow 17": "of 15",
	} {
		r := relationRun(t, layoutCorpus[name])
		v := r.run(t.Context())
		if got := r.smallerInput(t, v.cause); !strings.Contains(got, want) || !strings.Contains(got, "on it, layout: ") {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
