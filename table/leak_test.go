package table

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
)

// The transforms of this file are small. Each depends on generated values in a way of its own, or only seems to. The
// leak check has to name the columns of the former, and must not accuse the latter.

type sale struct {
	SaleID     int
	Line       int
	CustomerID int
	Channel    string
	Units      int
	Price      int
	Total      int
	Weight     float64
	Code       string
	Note       *string
	Online     bool
	Gift       bool
	SoldAt     time.Time
	Tags       []string
}

type customer struct {
	CustomerID int
	Tier       string
	Email      string
	Country    string
	City       string
	Born       time.Time
	Address    struct{ Street, Zip string }
}

type visit struct{ CustomerID, VisitID int }

// A line is a row of each of the results.
type line struct {
	Key   string
	Value float64
}

type both struct {
	Customers []customer
	Sales     []sale
}

// overSales returns a transform over sales that returns the rows of f.
func overSales(f func([]sale) []line) Transform {
	return Rows("sales", func(in []sale) ([]line, error) { return f(slices.Clone(in)), nil })
}

func overCustomers(f func([]customer) []line) Transform {
	return Rows("customers", func(in []customer) ([]line, error) { return f(slices.Clone(in)), nil })
}

func one(key string, value float64) []line { return []line{{key, value}} }

func ids(sales []sale) []line {
	var out []line
	for _, s := range sales {
		out = append(out, line{Key: fmt.Sprint(s.SaleID)})
	}
	return out
}

// tally counts sales by a key, in the order of the keys.
func tally(sales []sale, key func(sale) string) []line {
	counts := make(map[string]float64)
	for _, s := range sales {
		counts[key(s)]++
	}
	var out []line
	for k, n := range counts {
		out = append(out, line{k, n})
	}
	slices.SortFunc(out, func(a, b line) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

func sorted[T any, K cmp.Ordered](rows []T, by func(T) K) []T {
	slices.SortStableFunc(rows, func(a, b T) int { return cmp.Compare(by(a), by(b)) })
	return rows
}

func sum64[T any](rows []T, of func(T) float64) (total float64) {
	for _, r := range rows {
		total += of(r)
	}
	return total
}

var leaky = map[string]struct {
	tr   Transform
	c    Case
	want []string // the columns to name; those of one leak in one string
}{
	"sort order": {
		tr:   overSales(func(in []sale) []line { return ids(sorted(in, func(s sale) float64 { return s.Weight })) }),
		want: []string{"sales.weight"},
	},
	"tie-break": {
		tr: overSales(func(in []sale) []line {
			slices.SortFunc(in, func(a, b sale) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Code, b.Code)) })
			return ids(in)
		}),
		want: []string{"sales.code"},
	},
	"join fan-out": {
		tr: Inputs(func(in both) ([]line, error) {
			var out []line
			for _, c := range in.Customers {
				for _, s := range in.Sales {
					if s.CustomerID == c.CustomerID {
						out = append(out, line{Key: fmt.Sprint(c.CustomerID)})
					}
				}
			}
			return out, nil
		}),
		want: []string{"sales.customer_id"},
	},
	"group by": {
		tr:   overSales(func(in []sale) []line { return tally(in, func(s sale) string { return s.Channel }) }),
		want: []string{"sales.channel"},
	},
	"first": {
		tr: overSales(func(in []sale) []line {
			return ids(sorted(in, func(s sale) int64 { return s.SoldAt.UnixMilli() })[:1])
		}),
		want: []string{"sales.sold_at"},
	},
	"last by group": {
		tr: overSales(func(in []sale) []line {
			last := make(map[int]sale)
			for _, s := range in {
				if s.SoldAt.After(last[s.Line].SoldAt) {
					last[s.Line] = s
				}
			}
			return ids([]sale{last[1], last[2], last[3]})
		}),
		want: []string{"sales.sold_at"},
	},
	"min": {
		tr: overSales(func(in []sale) []line {
			return one("min", sorted(in, func(s sale) float64 { return s.Weight })[0].Weight)
		}),
		want: []string{"sales.weight"},
	},
	"max": {
		tr: overCustomers(func(in []customer) []line {
			return one(slices.MaxFunc(in, func(a, b customer) int { return cmp.Compare(a.City, b.City) }).City, 0)
		}),
		want: []string{"customers.city"},
	},
	"the row with the largest": {
		tr:   overSales(func(in []sale) []line { return ids(sorted(in, func(s sale) int { return -s.Units })[:1]) }),
		want: []string{"sales.units"},
	},
	"null handling": {
		tr: overSales(func(in []sale) []line {
			return one("with a note", sum64(in, func(s sale) float64 {
				if s.Note == nil {
					return 0
				}
				return 1
			}))
		}),
		want: []string{"sales.note"},
	},
	"the order of a float sum": {
		tr: overSales(func(in []sale) []line {
			sorted(in, func(s sale) string { return s.Code })
			return one("sum", sum64(in, func(s sale) float64 { return 1 / float64(s.SaleID) }))
		}),
		want: []string{"sales.code"},
	},
	"letter case": {
		tr: overCustomers(func(in []customer) []line {
			return one(strings.ToUpper(in[0].City[:1]), 0)
		}),
		c:    Case{Pin: Pin{"customers[0].tier": "gold"}},
		want: []string{"customers.city"},
	},
	"time zone": {
		tr: overSales(func(in []sale) []line {
			vienna := time.FixedZone("CET", 3600)
			return tally(in, func(s sale) string { return s.SoldAt.In(vienna).Format(time.DateOnly) })
		}),
		want: []string{"sales.sold_at"},
	},
	"truncation": {
		tr: overSales(func(in []sale) []line {
			return one("sum", sum64(in, func(s sale) float64 { return float64(int(s.Weight)) }))
		}),
		want: []string{"sales.weight"},
	},
	"a prefix": {
		tr:   overSales(func(in []sale) []line { return tally(in, func(s sale) string { return s.Code[:1] }) }),
		want: []string{"sales.code"},
	},
	"a hash": {
		tr: overCustomers(func(in []customer) []line {
			var out []line
			for _, c := range in {
				h := fnv.New32a()
				_, _ = h.Write([]byte(c.Email))
				out = append(out, line{fmt.Sprint(c.CustomerID), float64(h.Sum32() % 4)})
			}
			return out
		}),
		want: []string{"customers.email"},
	},
	"a distinct count": {
		tr: overSales(func(in []sale) []line {
			return one("codes", float64(len(tally(in, func(s sale) string { return s.Code[:2] }))))
		}),
		want: []string{"sales.code"},
	},
	"a window": {
		tr: overSales(func(in []sale) []line {
			var out []line
			for i := range in[2:] {
				price := func(s sale) float64 { return float64(s.Price) }
				out = append(out, line{fmt.Sprint(in[i].SaleID), sum64(in[i:i+3], price)})
			}
			return out
		}),
		want: []string{"sales.price"},
	},
	"dedupe": {
		tr: overSales(func(in []sale) []line {
			byChannel := sorted(in, func(s sale) string { return s.Channel })
			return ids(slices.CompactFunc(byChannel, func(a, b sale) bool { return a.Channel == b.Channel }))
		}),
		want: []string{"sales.channel"},
	},
	"a number of rows": {
		tr:   Rows("visits", func(in []visit) ([]line, error) { return one("visits", float64(len(in))), nil }),
		want: []string{"visits.customer_id"},
	},
	"a number of children": {
		tr: Rows("visits", func(in []struct{ CustomerID int }) ([]line, error) {
			counts := make([]float64, 9)
			for _, v := range in {
				counts[v.CustomerID]++
			}
			return one("of customer 1", counts[1]), nil
		}),
		want: []string{"visits.customer_id"},
	},
	"a median": {
		tr: overSales(func(in []sale) []line {
			return one("median", float64(sorted(in, func(s sale) int { return s.Price })[len(in)/2].Price))
		}),
		want: []string{"sales.price"},
	},
	"a check that only some values fail": {
		tr: Rows("sales", func(in []sale) ([]line, error) {
			for _, s := range in {
				if s.SaleID == 100 && s.Units != 1 {
					return nil, fmt.Errorf("the first sale was of %d units", s.Units)
				}
			}
			return ids(in), nil
		}),
		want: []string{"sales.units"},
	},
	"an error text": {
		tr: Rows("sales", func(in []sale) ([]line, error) {
			return nil, fmt.Errorf("sale %d of %s", in[0].SaleID, in[0].Code)
		}),
		c:    Case{WantErr: "sale 100 of ETAVLE"},
		want: []string{"sales.code"},
	},
	"two columns": {
		tr: overSales(func(in []sale) []line {
			return []line{
				{"units", sum64(in, func(s sale) float64 { return float64(s.Units) })},
				{"tags", sum64(in, func(s sale) float64 { return float64(len(s.Tags)) })},
			}
		}),
		want: []string{"sales.units", "sales.tags"},
	},
	"a computed column": {
		tr: overSales(func(in []sale) []line {
			return one("sum", sum64(in, func(s sale) float64 { return float64(s.Total) }))
		}),
		c:    Case{Pin: Pin{"sales.price": 10}},
		want: []string{"sales.units"},
	},
	"the other half of a computed column": {
		tr: overSales(func(in []sale) []line {
			return one("sum", sum64(in, func(s sale) float64 { return float64(s.Total) }))
		}),
		c:    Case{Uses: []string{"sales.units"}},
		want: []string{"sales.price"},
	},
	"a field of a struct": {
		tr: Rows("customers", func(in []struct{ Address struct{ Zip string } }) ([]line, error) {
			return one(in[0].Address.Zip, 0), nil
		}),
		want: []string{"customers.address.zip"},
	},
	"the length of a list": {
		tr: overSales(func(in []sale) []line {
			return one("tags", sum64(in, func(s sale) float64 { return float64(len(s.Tags)) }))
		}),
		want: []string{"sales.tags"},
	},
	"one row that is not pinned": {
		tr: overSales(func(in []sale) []line {
			return one("units", sum64(in, func(s sale) float64 { return float64(s.Units) }))
		}),
		c:    Case{Pin: Pin{"sales[0:23].units": 1}},
		want: []string{"sales.units"},
	},
	"an age": {
		tr: overCustomers(func(in []customer) []line {
			return one("adults in 2010", sum64(in, func(c customer) float64 { return float64(max(0, 1992-c.Born.Year())) }))
		}),
		want: []string{"customers.born"},
	},
	"a value": {
		tr: Value(func(in both) (map[string]int, error) {
			out := map[string]int{}
			for _, c := range in.Customers {
				out[c.Country]++
			}
			return out, nil
		}),
		want: []string{"customers.country"},
	},
}

var clean = map[string]struct {
	tr Transform
	c  Case
}{
	"an ignored column": {tr: overSales(ids)},
	"a column that is projected away": {
		tr: overSales(func(in []sale) []line {
			for i := range in {
				in[i].Code = strings.ToLower(in[i].Code)
			}
			return ids(in)
		}),
	},
	"multiplied by zero": {
		tr: overSales(func(in []sale) []line {
			return one("zero", sum64(in, func(s sale) float64 { return float64(0 * s.Units) }))
		}),
	},
	"sorted and sorted back": {
		tr: overSales(func(in []sale) []line {
			sorted(in, func(s sale) float64 { return s.Weight })
			return ids(sorted(in, func(s sale) int { return s.SaleID }))
		}),
	},
	"a number of rows that is fixed": {
		tr: overSales(func(in []sale) []line { return one("sales", float64(len(in))) }),
	},
	"grouped by what cycles": {
		tr: overSales(func(in []sale) []line { return tally(in, func(s sale) string { return fmt.Sprint(s.Line) }) }),
	},
	"another order of a multiset": {
		tr: overSales(func(in []sale) []line { return ids(sorted(in, func(s sale) string { return s.Code })) }),
		c:  Case{Order: golden.Multiset},
	},
	"another order of keyed rows": {
		tr: overSales(func(in []sale) []line { return ids(sorted(in, func(s sale) string { return s.Code })) }),
		c:  Case{Key: []string{"key"}},
	},
	"float noise within the tolerance": {
		tr: leaky["the order of a float sum"].tr,
		c:  Case{Tolerances: []golden.Tolerance{{Column: "value", Rel: 1e-12}}},
	},
	"a test that always holds": {
		tr: overSales(func(in []sale) []line {
			outside := func(s sale) bool { return s.Units < 1 || s.Weight < 0 || s.SoldAt.Year() != 2026 }
			return ids(slices.DeleteFunc(in, outside))
		}),
	},
	"a null that is filled": {
		tr: overSales(func(in []sale) []line {
			return one("notes", sum64(in, func(s sale) float64 {
				if s.Note != nil {
					return 1
				}
				return 1
			}))
		}),
	},
	"deduped by key": {
		tr: overSales(func(in []sale) []line {
			in = append(in, sorted(slices.Clone(in), func(s sale) string { return s.Code })...)
			byID := sorted(in, func(s sale) int { return s.SaleID })
			return ids(slices.CompactFunc(byID, func(a, b sale) bool { return a.SaleID == b.SaleID }))
		}),
	},
	"a join that finds one row each": {
		tr: Inputs(func(in both) ([]line, error) {
			byID := map[int]customer{}
			for _, c := range in.Customers {
				byID[c.CustomerID] = c
			}
			for _, s := range in.Sales {
				if byID[s.CustomerID].CustomerID == 0 {
					return nil, errors.New("a sale to nobody")
				}
			}
			return ids(in.Sales), nil
		}),
	},
	"a hash of what is static": {
		tr: overCustomers(func(in []customer) []line {
			h := fnv.New32a()
			for _, c := range in {
				_, _ = fmt.Fprint(h, c.CustomerID, c.Tier)
			}
			return one("hash", float64(h.Sum32()%1000))
		}),
	},
	"a distinct count of what is unique": {
		tr: overCustomers(func(in []customer) []line {
			emails := map[string]bool{}
			for _, c := range in {
				emails[c.Email] = true
			}
			return one("emails", float64(len(emails)))
		}),
	},
	"a window over what is static": {
		tr: overSales(func(in []sale) []line {
			return one("lines", sum64(in[3:9], func(s sale) float64 { return float64(s.Line) }))
		}),
	},
	"the first by a sequence": {
		tr: overSales(func(in []sale) []line { return ids(sorted(in, func(s sale) int { return s.SaleID })[:1]) }),
	},
	"a pinned column": {
		tr: leaky["group by"].tr,
		c:  Case{Pin: Pin{"sales.channel": "web"}},
	},
	"a column that is pinned where it counts": {
		tr: overSales(func(in []sale) []line {
			return one("units", sum64(in[:10], func(s sale) float64 { return float64(s.Units) }))
		}),
		c: Case{Pin: Pin{"sales[0:10].units": 2}},
	},
	"a column that the case means to use": {
		tr: leaky["a hash"].tr,
		c:  Case{Uses: []string{"customers.email"}},
	},
	"a computed column that the case means to use": {
		tr: leaky["a computed column"].tr,
		c:  Case{Uses: []string{"sales.total"}},
	},
	"a struct that the case means to use": {
		tr: leaky["a field of a struct"].tr,
		c:  Case{Uses: []string{"customers.address"}},
	},
	"a number of rows that the case means to use": {
		tr: leaky["a number of rows"].tr,
		c:  Case{Uses: []string{"visits.customer_id"}},
	},
	"a number of rows that the case gives": {
		tr: leaky["a number of rows"].tr,
		c:  Case{Rows: map[string]int{"visits": 12}},
	},
	"a child that counts once": {
		tr: Rows("visits", func(in []struct{ CustomerID int }) ([]line, error) {
			seen := map[int]bool{}
			for _, v := range in {
				seen[v.CustomerID] = true
			}
			return one("of nobody", 0*float64(len(seen))), nil
		}),
	},
	"an error text without drawn values": {
		tr: leaky["an error text"].tr,
		c:  Case{WantErr: "sale 100 of "},
	},
	"text that is parsed and dropped": {
		tr: overCustomers(func(in []customer) []line {
			for _, c := range in {
				if name, _, ok := strings.Cut(c.Email, "@"); !ok || name == "" {
					return one("no address", 0)
				}
			}
			return one("customers", float64(len(in)))
		}),
	},
}

// named matches the columns that a message about a leak names.
var named = regexp.MustCompile(`(?m)^  (?:the number of rows of \S+ \(\S+\), in Uses )?([a-z_.]+)`)

func verdictOn(t *testing.T, tr Transform, c Case) *caseOutcome {
	t.Helper()
	return runOn(t, tr, c).run(t.Context())
}

func runOn(t *testing.T, tr Transform, c Case) *caseRun {
	t.Helper()
	c.Name = "case"
	fx := fixtures.Load(t, "testdata/leaks.yaml")
	all, err := declareCases("TestLeaks", fx.Definition(), tr, []Case{c})
	if err != nil {
		t.Fatal(err)
	}
	return &caseRun{declaredCase: all[0], fx: fx.Definition(), tr: tr, settings: settings{leaks: "fail", redraws: 2}, t: t}
}

func TestEachLeakIsNamed(t *testing.T) {
	for name, c := range leaky {
		t.Run(name, func(t *testing.T) {
			v := verdictOn(t, c.tr, c.c)
			text := strings.Join(v.problems, "\n")
			if !strings.HasPrefix(text, "leak: ") || len(v.problems) != 1 {
				t.Fatalf("got %q, want a leak", v.problems)
			}
			var got []string
			for _, m := range named.FindAllStringSubmatch(text, -1) {
				got = append(got, m[1])
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("named %v, want %v, in\n%s", got, c.want, text)
			}
		})
	}
}

func TestNoOtherColumnIsAccused(t *testing.T) {
	for name, c := range clean {
		t.Run(name, func(t *testing.T) {
			if v := verdictOn(t, c.tr, c.c); v.problems != nil {
				t.Errorf("accused:\n%s", strings.Join(v.problems, "\n"))
			}
		})
	}
}
