package table

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/golden"
)

// The transforms of the corpus depend on values that typical data seldom has, or only seem to depend on any. The corpus
// measures the leak check, over many seeds: `just leak-corpus` prints how often each is found or accused.

var corpusSeeds = flag.Uint64("corpus.seeds", 3, "the number of seeds with which the leak check is measured")

type corpusOrder struct {
	OrderID  int
	Tenant   int
	ShopID   int
	OtherID  int
	Status   string
	Rare     string
	Gift     bool
	Online   bool
	Urgent   bool
	Units    int
	Stock    int
	Price    float64
	Total    float64
	Balance  float64
	Wait     float64
	Rank     int
	Clicks   int
	City     string
	Name     string
	Billing  string
	Code     string
	Email    string
	UID      string `assay:"uid"`
	Label    string
	Note     *string
	Discount *int
	SoldAt   time.Time
	Due      time.Time
	Tags     []string
	Address  *struct{ Street, Zip string }
	Channel  string
	Listed   int
	Rebate   int
	Zip      string
}

type corpusShop struct {
	ShopID int
	Region string
	City   string
	Opened time.Time
}

type corpusVisit struct{ ShopID, VisitID, Minutes int }

type corpusInput struct {
	Shops  []corpusShop
	Orders []corpusOrder
	Visits []corpusVisit
}

// A corpusTransform returns one line or an error.
type corpusTransform func(in corpusInput) (any, error)

func anyOrder(is func(corpusOrder) bool) corpusTransform {
	return func(in corpusInput) (any, error) { return slices.ContainsFunc(in.Orders, is), nil }
}

func countOrders(is func(corpusOrder) bool) corpusTransform {
	return func(in corpusInput) (any, error) {
		return len(slices.DeleteFunc(slices.Clone(in.Orders), func(o corpusOrder) bool { return !is(o) })), nil
	}
}

// guard returns the number of orders, or an error if an order is bad.
func guard(bad func(corpusOrder) bool) corpusTransform {
	return func(in corpusInput) (any, error) {
		if slices.ContainsFunc(in.Orders, bad) {
			return nil, errors.New("a bad order")
		}
		return len(in.Orders), nil
	}
}

// distinct counts the values of a key.
func distinct[K comparable](key func(corpusOrder) K) corpusTransform {
	return func(in corpusInput) (any, error) {
		seen := map[K]bool{}
		for _, o := range in.Orders {
			seen[key(o)] = true
		}
		return len(seen), nil
	}
}

func largest[K cmp.Ordered](in corpusInput, of func(corpusOrder) K) K {
	return of(slices.MaxFunc(in.Orders, func(a, b corpusOrder) int { return cmp.Compare(of(a), of(b)) }))
}

func totalOf(in corpusInput, of func(corpusOrder) float64) float64 { return sum64(in.Orders, of) }

var corpusLeaky = map[string]corpusTransform{
	"any of a bool":                      anyOrder(func(o corpusOrder) bool { return o.Gift }),
	"all of a bool":                      anyOrder(func(o corpusOrder) bool { return !o.Online }),
	"any of a rare bool":                 anyOrder(func(o corpusOrder) bool { return o.Urgent }),
	"two bools in one row":               func(in corpusInput) (any, error) { return in.Orders[7].Gift == in.Orders[7].Online, nil },
	"two bools anywhere":                 anyOrder(func(o corpusOrder) bool { return o.Gift && o.Online }),
	"two bools that differ":              anyOrder(func(o corpusOrder) bool { return o.Gift != o.Online }),
	"any of a choice":                    anyOrder(func(o corpusOrder) bool { return o.Status == "lost" }),
	"a rare middle of a choice":          anyOrder(func(o corpusOrder) bool { return o.Channel == "phone" }),
	"two rare values at once":            anyOrder(func(o corpusOrder) bool { return o.Channel == "fax" && o.Urgent }),
	"a rare bool at a high price":        anyOrder(func(o corpusOrder) bool { return o.Urgent && o.Price > 90 }),
	"the ends of two columns in one row": anyOrder(func(o corpusOrder) bool { return o.Rebate >= o.Listed-2 }),
	"the region of a zip":                anyOrder(func(o corpusOrder) bool { return strings.HasPrefix(o.Zip, "99") }),
	"the middle of a choice":             anyOrder(func(o corpusOrder) bool { return o.Status == "paid" }),
	"a rare choice":                      anyOrder(func(o corpusOrder) bool { return o.Rare == "odd" }),
	"a choice and a bool":                anyOrder(func(o corpusOrder) bool { return o.Status == "lost" && o.Gift }),
	"the number of choices":              distinct(func(o corpusOrder) string { return o.Status }),
	"a large integer":                    anyOrder(func(o corpusOrder) bool { return o.Stock >= 999 }),
	"the least integer":                  anyOrder(func(o corpusOrder) bool { return o.Stock == 0 }),
	"an error at zero": func(in corpusInput) (any, error) {
		return len(in.Orders), guardErr(in, func(o corpusOrder) bool { return o.Stock < 1 })
	},
	"an error at the most":     guard(func(o corpusOrder) bool { return o.Stock > 999 }),
	"an error at a high price": guard(func(o corpusOrder) bool { return o.Price > 99.9 }),
	"an overflow": func(in corpusInput) (any, error) {
		return totalOf(in, func(o corpusOrder) float64 { return float64(int8(o.Units*15)) - float64(o.Units*15) }), nil
	},
	"a large price":         anyOrder(func(o corpusOrder) bool { return o.Price > 99.95 }),
	"a large total":         anyOrder(func(o corpusOrder) bool { return o.Total > 880 }),
	"a negative balance":    anyOrder(func(o corpusOrder) bool { return o.Balance < -10 }),
	"a long wait":           anyOrder(func(o corpusOrder) bool { return o.Wait > 6.5 }),
	"the last rank":         anyOrder(func(o corpusOrder) bool { return o.Rank > 950 }),
	"many clicks":           anyOrder(func(o corpusOrder) bool { return o.Clicks > 10 }),
	"nobody clicks":         anyOrder(func(o corpusOrder) bool { return o.Clicks == 0 }),
	"equal cities":          distinct(func(o corpusOrder) string { return o.City }),
	"a collision of codes":  distinct(func(o corpusOrder) string { return o.Code }),
	"a collision of prices": distinct(func(o corpusOrder) float64 { return o.Price }),
	"a tie of times": func(in corpusInput) (any, error) {
		seen := map[string]bool{}
		for _, o := range in.Orders {
			seen[fmt.Sprint(o.Tenant, o.SoldAt)] = true
		}
		return len(seen), nil
	},
	"a name that equals another column": anyOrder(func(o corpusOrder) bool { return o.Name == o.Billing }),
	"a reference that equals another": func(in corpusInput) (any, error) {
		return in.Orders[3].ShopID == in.Orders[3].OtherID && in.Orders[4].ShopID == in.Orders[4].OtherID, nil
	},
	"a shop without orders": func(in corpusInput) (any, error) {
		shops := map[int]bool{}
		for _, o := range in.Orders {
			shops[o.ShopID] = true
		}
		return len(shops) == len(in.Shops), nil
	},
	"most orders in one shop": func(in corpusInput) (any, error) {
		shops := map[int]int{}
		for _, o := range in.Orders {
			shops[o.ShopID]++
		}
		return slices.Max(slices.Collect(maps.Values(shops))) > 40, nil
	},
	"a long name":  anyOrder(func(o corpusOrder) bool { return len(o.Name) > 8 }),
	"a short name": anyOrder(func(o corpusOrder) bool { return len(o.Name) <= 3 }),
	"the prefix of a template": func(in corpusInput) (any, error) {
		return slices.ContainsFunc(in.Orders, func(o corpusOrder) bool { return strings.HasPrefix(o.Label, "lost-") }), nil
	},
	"the row of one in fifty": func(in corpusInput) (any, error) { return in.Orders[49].Stock > 500, nil },
	"one row's status":        func(in corpusInput) (any, error) { return in.Orders[20].Status == "paid", nil },
	"any null":                anyOrder(func(o corpusOrder) bool { return o.Note == nil }),
	"a rare null":             anyOrder(func(o corpusOrder) bool { return o.Discount == nil }),
	"all null":                anyOrder(func(o corpusOrder) bool { return o.Note != nil }),
	"a null struct":           anyOrder(func(o corpusOrder) bool { return o.Address == nil }),
	"a null of the second":    func(in corpusInput) (any, error) { return in.Orders[1].Note == nil, nil },
	"an empty list":           anyOrder(func(o corpusOrder) bool { return len(o.Tags) == 0 }),
	"a full list":             anyOrder(func(o corpusOrder) bool { return len(o.Tags) == 4 }),
	"a shop without visits": func(in corpusInput) (any, error) {
		shops := map[int]bool{}
		for _, v := range in.Visits {
			shops[v.ShopID] = true
		}
		return len(in.Shops) - len(shops), nil
	},
	"many visits of one shop": func(in corpusInput) (any, error) {
		shops := map[int]int{}
		for _, v := range in.Visits {
			shops[v.ShopID]++
		}
		return slices.Max(slices.Collect(maps.Values(shops))) > 14, nil
	},
	"the last day of a year":  anyOrder(func(o corpusOrder) bool { return o.Due.YearDay() == 365 }),
	"the first day of a year": anyOrder(func(o corpusOrder) bool { return o.Due.YearDay() == 1 }),
	"a late time":             anyOrder(func(o corpusOrder) bool { return o.SoldAt.After(time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)) }),
	"three alike in a row": func(in corpusInput) (any, error) {
		for i := range in.Orders[4:] {
			o := in.Orders[i : i+5]
			if !slices.ContainsFunc(o, func(x corpusOrder) bool { return x.Status != o[0].Status }) {
				return "a run", nil
			}
		}
		return "no run", nil
	},
	"a budget that runs out": func(in corpusInput) (any, error) {
		return totalOf(in, func(o corpusOrder) float64 { return float64(o.Units) }) > 380, nil
	},
	"a hash modulo 10": func(in corpusInput) (any, error) {
		h := fnv.New32a()
		_, _ = h.Write([]byte(in.Orders[0].Email))
		return h.Sum32() % 10, nil
	},
}

func guardErr(in corpusInput, bad func(corpusOrder) bool) error {
	_, err := guard(bad)(in)
	return err
}

var corpusClean = map[string]corpusTransform{
	"the number of orders":       func(in corpusInput) (any, error) { return len(in.Orders), nil },
	"the ids":                    func(in corpusInput) (any, error) { return in.Orders[49].OrderID, nil },
	"a group of what cycles":     distinct(func(o corpusOrder) int { return o.Tenant }),
	"unique emails":              distinct(func(o corpusOrder) string { return o.Email }),
	"unique ids":                 distinct(func(o corpusOrder) string { return o.UID }),
	"units that are in range":    guard(func(o corpusOrder) bool { return o.Units < 1 || o.Units > 9 }),
	"stock that is not negative": guard(func(o corpusOrder) bool { return o.Stock < 0 || o.Stock > 1000 }),
	"prices over zero":           guard(func(o corpusOrder) bool { return o.Price <= 0 || o.Price >= 100 }),
	"totals that are finite":     guard(func(o corpusOrder) bool { return math.IsInf(o.Total, 0) || math.IsNaN(o.Total) }),
	"balances within reason":     guard(func(o corpusOrder) bool { return math.Abs(o.Balance-100) > 200 }),
	"waits within reason":        guard(func(o corpusOrder) bool { return o.Wait <= 0 || o.Wait > 25 }),
	"ranks within bounds":        guard(func(o corpusOrder) bool { return o.Rank < 1 || o.Rank > 1000 }),
	"clicks within reason":       guard(func(o corpusOrder) bool { return o.Clicks < 0 || o.Clicks > 20 }),
	"times of one year":          guard(func(o corpusOrder) bool { return o.SoldAt.Year() != 2026 }),
	"days of one year":           guard(func(o corpusOrder) bool { return o.Due.Year() != 2026 }),
	"known statuses":             guard(func(o corpusOrder) bool { return !slices.Contains([]string{"new", "paid", "lost"}, o.Status) }),
	"names that are not empty":   guard(func(o corpusOrder) bool { return o.Name == "" || o.City == "" }),
	"names that are UTF-8":       guard(func(o corpusOrder) bool { return !utf8.ValidString(o.Name) }),
	"names of sane length":       guard(func(o corpusOrder) bool { return len(o.Name) > 40 }),
	"notes without spaces at the ends": guard(func(o corpusOrder) bool {
		return o.Note != nil && strings.TrimSpace(*o.Note) == ""
	}),
	"codes of four letters":   guard(func(o corpusOrder) bool { return len(o.Code) != 4 || strings.ToUpper(o.Code) != o.Code }),
	"ids of 36 letters":       guard(func(o corpusOrder) bool { return len(o.UID) != 36 }),
	"rebates under the price": guard(func(o corpusOrder) bool { return o.Rebate > o.Listed }),
	"channels that are known": guard(func(o corpusOrder) bool { return !slices.Contains([]string{"web", "phone", "fax"}, o.Channel) }),
	"zips of five digits":     guard(func(o corpusOrder) bool { return len(o.Zip) != 5 || strings.Trim(o.Zip, "0123456789") != "" }),
	"labels of two parts":     guard(func(o corpusOrder) bool { return strings.Count(o.Label, "-") != 1 }),
	"lists of at most four":   guard(func(o corpusOrder) bool { return len(o.Tags) > 4 }),
	"tags that are known":     guard(func(o corpusOrder) bool { return strings.Trim(strings.Join(o.Tags, ""), "abc") != "" }),
	"zips if there are any":   guard(func(o corpusOrder) bool { return o.Address != nil && o.Address.Zip == "" }),
	"discounts under a limit": guard(func(o corpusOrder) bool { return o.Discount != nil && *o.Discount > 50 }),
	"emails that parse": guard(func(o corpusOrder) bool {
		_, err := mail.ParseAddress(o.Email)
		return err != nil
	}),
	"totals that add up": guard(func(o corpusOrder) bool { return o.Total != float64(o.Units)*o.Price }),
	"orders whose shop is there": func(in corpusInput) (any, error) {
		shops := map[int]bool{}
		for _, s := range in.Shops {
			shops[s.ShopID] = true
		}
		return len(in.Orders), guardErr(in, func(o corpusOrder) bool { return !shops[o.ShopID] || !shops[o.OtherID] })
	},
	"a join that finds one row each": func(in corpusInput) (any, error) {
		n := 0
		for _, o := range in.Orders {
			for _, s := range in.Shops {
				if o.ShopID == s.ShopID {
					n++
				}
			}
		}
		return n, nil
	},
	"visits whose shop is there": func(in corpusInput) (any, error) {
		for _, v := range in.Visits {
			if v.ShopID < 1 || v.ShopID > len(in.Shops) {
				return nil, errors.New("a visit nowhere")
			}
		}
		return len(in.Shops), nil
	},
	"sorted and sorted back": func(in corpusInput) (any, error) {
		orders := slices.Clone(in.Orders)
		sorted(orders, func(o corpusOrder) float64 { return o.Price })
		sorted(orders, func(o corpusOrder) int { return o.OrderID })
		return orders[10].OrderID, nil
	},
	"shares that add up to one": func(in corpusInput) (any, error) {
		all := totalOf(in, func(o corpusOrder) float64 { return o.Price })
		return math.Round(totalOf(in, func(o corpusOrder) float64 { return o.Price / all })), nil
	},
	"a difference with itself": func(in corpusInput) (any, error) {
		return totalOf(in, func(o corpusOrder) float64 { return o.Balance - o.Balance }), nil
	},
	"an average that is between": func(in corpusInput) (any, error) {
		mean := totalOf(in, func(o corpusOrder) float64 { return o.Price }) / float64(len(in.Orders))
		return mean > 0 && mean < 100, nil
	},
	"gifts and others": func(in corpusInput) (any, error) {
		gifts, err := countOrders(func(o corpusOrder) bool { return o.Gift })(in)
		others, _ := countOrders(func(o corpusOrder) bool { return !o.Gift })(in)
		return gifts.(int) + others.(int), err
	},
	"statuses that add up": func(in corpusInput) (any, error) {
		sum := 0
		for _, status := range []string{"new", "paid", "lost"} {
			n, _ := countOrders(func(o corpusOrder) bool { return o.Status == status })(in)
			sum += n.(int)
		}
		return sum, nil
	},
	"the least is at most the largest": func(in corpusInput) (any, error) {
		least := -largest(in, func(o corpusOrder) int { return -o.Stock })
		return least <= largest(in, func(o corpusOrder) int { return o.Stock }), nil
	},
	"deduped by a key": func(in corpusInput) (any, error) {
		orders := sorted(slices.Concat(in.Orders, in.Orders), func(o corpusOrder) int { return o.OrderID })
		return len(slices.CompactFunc(orders, func(a, b corpusOrder) bool { return a.OrderID == b.OrderID })), nil
	},
	"regions of shops": func(in corpusInput) (any, error) { return in.Shops[0].Region + in.Shops[5].Region, nil },
	"a logarithm":      guard(func(o corpusOrder) bool { return math.IsInf(math.Log(o.Price), 0) }),
}

// judge runs the leak check on a transform of the corpus.
func judge(t *testing.T, f corpusTransform, seed uint64) (leak bool, v *caseOutcome) {
	t.Helper()
	tr := Value(func(in corpusInput) (string, error) {
		out, err := f(in)
		return fmt.Sprint(out), err
	})
	fx := fixtures.Load(t, "testdata/corpus.yaml")
	c := Case{Name: "case", Seed: &seed, Order: golden.Unspecified}
	all, err := declareCases("TestLeakCorpus", fx.Definition(), tr, []Case{c})
	if err != nil {
		t.Fatal(err)
	}
	r := &caseRun{declaredCase: all[0], fx: fx.Definition(), tr: tr, settings: settings{leaks: "fail", redraws: 2}, t: t}
	v = r.run(t.Context())
	return v.problems != nil, v
}

func TestLeakCorpus(t *testing.T) {
	seeds := *corpusSeeds
	found, accused := 0.0, 0
	for _, name := range slices.Sorted(maps.Keys(corpusLeaky)) {
		n := 0
		for seed := range seeds {
			if leak, _ := judge(t, corpusLeaky[name], seed); leak {
				n++
			}
		}
		found += float64(n) / float64(seeds)
		t.Logf("leaky  %3d of %d  %s", n, seeds, name)
	}
	for _, name := range slices.Sorted(maps.Keys(corpusClean)) {
		n := 0
		for seed := range seeds {
			if leak, v := judge(t, corpusClean[name], seed); leak {
				if n++; n == 1 {
					t.Errorf("seed %d: %s is accused:\n%s", seed, name, strings.Join(v.problems, "\n"))
				}
			}
		}
		accused += n
	}
	t.Logf("found %.1f of %d leaky transforms; accused %d times in %d runs of clean ones",
		found, len(corpusLeaky), accused, len(corpusClean)*int(seeds))
	if found < 0.87*float64(len(corpusLeaky)) {
		t.Errorf("found %.1f of %d leaky transforms, want 87%% of them", found, len(corpusLeaky))
	}
}
