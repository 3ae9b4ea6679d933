package table

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/internal/fixture/casefile"
)

// The bugs of the corpus fail on a few of 3,000 rows. `just shrink-corpus` prints how small the inputs become.

var shrinkTable = flag.Bool("corpus.shrunk", false, "print what the smallest inputs of the corpus cost")

type market struct {
	Customers []struct {
		CustomerID int
		Country    string
		Credit     int
		Joined     time.Time
		Note       *string
	}
	Orders []struct {
		OrderID    string
		CustomerID int
		Status     string
		Units      int
		Total      float64
		At         time.Time
		Rebate     int
	}
	Payments []struct {
		PaymentID int
		OrderID   string
		Method    string
		Amount    float64
		Fee       float64
	}
}

// byOrder returns the payments of each order.
func (m market) byOrder() map[string]float64 {
	paid := make(map[string]float64)
	for _, p := range m.Payments {
		paid[p.OrderID] += p.Amount
	}
	return paid
}

// country returns the country of each customer.
func (m market) country() map[int]string {
	out := make(map[int]string)
	for _, c := range m.Customers {
		out[c.CustomerID] = c.Country
	}
	return out
}

// A marketBug fails unless it is fixed. It pins what the fixed transform depends on, or the result leaks.
type marketBug struct {
	f    func(in market, fixed bool) (float64, error)
	leak bool
}

var marketBugs = map[string]marketBug{
	"a null note": {f: func(in market, fixed bool) (n float64, _ error) {
		for _, c := range in.Customers {
			if c.Country == "IT" && (!fixed || c.Note != nil) {
				n += float64(len(*c.Note))
			}
		}
		return n, nil
	}},
	"an index past the end": {f: func(in market, fixed bool) (float64, error) {
		var months [28]int
		for _, o := range in.Orders {
			if day := o.At.Day() - 1; day < len(months) || !fixed {
				months[day]++
			}
		}
		return float64(months[0]), nil
	}},
	"a canceled order of Poland": {f: func(in market, fixed bool) (n float64, _ error) {
		of := in.country()
		for _, o := range in.Orders {
			if o.Status == "canceled" && of[o.CustomerID] == "PL" && !fixed {
				panic("canceled")
			}
		}
		return n, nil
	}},
	"a negative payment": {f: func(in market, fixed bool) (n float64, _ error) {
		for _, p := range in.Payments {
			if p.Amount < -40 && p.Method == "cash" && !fixed {
				return 0, fmt.Errorf("payment %d of %s is negative: %v", p.PaymentID, p.OrderID, p.Amount)
			}
		}
		return n, nil
	}},
	"a division by zero": {f: func(in market, fixed bool) (n float64, _ error) {
		for _, o := range in.Orders {
			if o.Rebate > 0 || !fixed {
				n += float64(o.Units / o.Rebate)
			}
		}
		return n, nil
	}},
	"two orders of a customer": {f: func(in market, fixed bool) (float64, error) {
		seen := make(map[int]bool)
		for _, o := range in.Orders {
			if seen[o.CustomerID] && o.Status == "canceled" && !fixed {
				return 0, fmt.Errorf("customer %d has canceled again", o.CustomerID)
			}
			seen[o.CustomerID] = true
		}
		return 0, nil
	}},
	"three orders on a day": {f: func(in market, fixed bool) (float64, error) {
		days := make(map[int]int)
		for _, o := range in.Orders {
			if days[o.At.YearDay()]++; days[o.At.YearDay()] > 2 && !fixed {
				panic(fmt.Sprintf("day %d is full", o.At.YearDay()))
			}
		}
		return 0, nil
	}},
	"a large order": {f: func(in market, fixed bool) (float64, error) {
		for _, o := range in.Orders {
			if o.Total > 19000 && !fixed {
				return 0, fmt.Errorf("%s is too large", o.OrderID)
			}
		}
		return 0, nil
	}},
	"a sum over a bound": {f: func(in market, fixed bool) (sum float64, _ error) {
		for _, o := range in.Orders {
			if sum += float64(o.Units); sum > 100 && !fixed {
				return 0, fmt.Errorf("more than 100 units: %v", sum)
			}
		}
		return 0, nil
	}},
	"an overpaid order": {f: func(in market, fixed bool) (float64, error) {
		paid := in.byOrder()
		for _, o := range in.Orders {
			if paid[o.OrderID] > o.Total+300 && !fixed {
				return 0, fmt.Errorf("%s is overpaid by %v", o.OrderID, paid[o.OrderID]-o.Total)
			}
		}
		return 0, nil
	}},
	"a debit from Italy": {f: func(in market, fixed bool) (float64, error) {
		of, customer := in.country(), make(map[string]int)
		for _, o := range in.Orders {
			customer[o.OrderID] = o.CustomerID
		}
		for _, p := range in.Payments {
			if p.Method == "debit" && of[customer[p.OrderID]] == "IT" && p.Amount > 400 && !fixed {
				panic("a debit of " + p.OrderID)
			}
		}
		return 0, nil
	}},
	"no credit": {f: func(in market, fixed bool) (float64, error) {
		for _, c := range in.Customers {
			if c.Credit < 10 && !fixed {
				return 0, fmt.Errorf("customer %d has no credit", c.CustomerID)
			}
		}
		return 0, nil
	}},
	"a customer who joined late": {f: func(in market, fixed bool) (float64, error) {
		for _, c := range in.Customers {
			if c.Joined.After(time.Date(2025, 12, 29, 0, 0, 0, 0, time.UTC)) && !fixed {
				panic(c.Joined)
			}
		}
		return 0, nil
	}},
	"a fee above the amount": {f: func(in market, fixed bool) (float64, error) {
		for _, p := range in.Payments {
			if p.Amount > 0 && p.Fee > p.Amount && !fixed {
				return 0, fmt.Errorf("payment %d: fee %v", p.PaymentID, p.Fee)
			}
		}
		return 0, nil
	}},
	"a number that JSON lacks": {f: func(in market, fixed bool) (float64, error) {
		worst := math.Inf(-1)
		for _, p := range in.Payments {
			if p.Method == "card" {
				worst = max(worst, math.Log(p.Amount))
			}
		}
		if math.IsNaN(worst) && !fixed {
			return 0, fmt.Errorf("unsupported value: %v", worst)
		}
		return 0, nil
	}},
	"a rebate that counts":        {leak: true, f: countIf(func(in market, i int) bool { return in.Orders[i].Rebate > 290 })},
	"a status that counts":        {leak: true, f: countIf(func(in market, i int) bool { return in.Orders[i].Status == "canceled" })},
	"a country that counts":       {leak: true, f: countIf(func(in market, i int) bool { return in.country()[in.Orders[i].CustomerID] == "FR" })},
	"an order that is the latest": {leak: true, f: latest},
	"a payment that is summed":    {leak: true, f: paidSum},
}

func countIf(counts func(in market, i int) bool) func(in market, fixed bool) (float64, error) {
	return func(in market, fixed bool) (n float64, _ error) {
		country := in.country()
		for i := range min(len(in.Orders), 30) {
			if country[in.Orders[i].CustomerID] != "" && !fixed && counts(in, i) {
				n++
			}
		}
		return n, nil
	}
}

func latest(in market, fixed bool) (float64, error) {
	var last time.Time
	for _, o := range in.Orders {
		if o.At.After(last) {
			last = o.At
		}
	}
	if fixed {
		return 0, nil
	}
	return float64(last.Unix()), nil
}

func paidSum(in market, fixed bool) (sum float64, _ error) {
	for _, p := range in.Payments {
		sum += p.Amount
	}
	if fixed {
		return 0, nil
	}
	return math.Round(sum), nil
}

// moduleOf returns a module with files of testdata, to which cases can be added.
func moduleOf(t *testing.T, files ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", []byte("module example.com/m\n"))
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		write(name, text)
	}
	return dir
}

// marketRun returns a run of a case over a fixture.
func marketRun(t *testing.T, file string, tr Transform, c Case) *caseRun {
	t.Helper()
	fx := fixtures.Load(t, file).Definition()
	var cases []Case
	if c.Name != "" {
		cases = []Case{c}
	}
	all, err := declareCases("TestMarket", fx, tr, cases)
	if err != nil {
		t.Fatal(err)
	}
	set := settings{leaks: "fail", redraws: 2}
	return &caseRun{declaredCase: all[len(all)-1], fx: fx, tr: tr, settings: set, t: t}
}

// checkShrunk checks that the case of a shrunk input fails as the one that was shrunk, that no row of it can be left
// out, and that it passes with the fixed transform. It returns the number of rows.
func checkShrunk(t *testing.T, file string, s *ask.Shrunk, broken, fixed Transform, kind string) {
	t.Helper()
	if s.Case == nil || s.Note != "" {
		t.Fatalf("there is no case: %s", s.Note)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text, err = casefile.Insert(text, "TestMarket", s.Case); err != nil {
		t.Fatal(err)
	}
	written := filepath.Join(filepath.Dir(file), "written.yaml")
	if err := os.WriteFile(written, text, 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := newExperiment(t, marketRun(t, written, broken, Case{}))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	again := newShrinker(e, e.of.plan, limits{math.MaxInt, time.Hour})
	if again.failure, err = again.find(t.Context()); err != nil || again.failure.kind != kind {
		t.Fatalf("the case fails by %q (%v), want %q\n%s", again.failure.kind, err, kind, strings.Join(s.Case, "\n"))
	}
	fewer, err := again.fewest(t.Context(), again.of.plan)
	if err != nil || count(fewer) < s.Rows {
		t.Errorf("of %d rows, %d fail (%v)", s.Rows, count(fewer), err)
	}
	if v := marketRun(t, written, fixed, Case{}).run(t.Context()); v.problems != nil {
		t.Errorf("the fixed transform fails: %s\n%s", v.problems, strings.Join(s.Case, "\n"))
	}
}

func TestShrinkCorpus(t *testing.T) {
	file := filepath.Join(moduleOf(t, "market.yaml"), "market.yaml")
	var rows []int
	for _, name := range slices.Sorted(maps.Keys(marketBugs)) {
		bug := marketBugs[name]
		transform := func(fixed bool) Transform {
			return Inputs(func(in market) ([]line, error) {
				n, err := bug.f(in, fixed)
				return one("n", n), err
			})
		}
		t.Run(name, func(t *testing.T) {
			e, err := newExperiment(t, marketRun(t, file, transform(false), Case{Name: "case"}))
			if err != nil {
				t.Fatal(err)
			}
			started := time.Now()
			s := newShrinker(e, e.of.plan, limits{500, time.Hour})
			if s.failure, err = s.find(t.Context()); err != nil || (s.failure.leaked != nil) != bug.leak {
				t.Fatalf("got %+v and %v", s.failure, err)
			}
			got, err := s.shrink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(started)
			if !got.Complete || got.Runs > 500 {
				t.Errorf("complete %v after %d runs", got.Complete, got.Runs)
			}
			if *shrinkTable {
				fmt.Printf("%-28s %2d rows %4d runs %6.0f ms %3d pins\n", name, got.Rows, got.Runs,
					float64(took.Microseconds())/1000, got.Pins)
			}
			rows = append(rows, got.Rows)
			checkShrunk(t, file, got, transform(false), transform(true), s.failure.kind)
		})
	}
	slices.Sort(rows)
	if median := rows[len(rows)/2]; median > 3 {
		t.Errorf("the median is %d rows: %v", median, rows)
	}
}
