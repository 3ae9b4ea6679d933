package table

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The transforms of this corpus note which rows their cell depends on. `just why-corpus` prints what is found.

var whyTable = flag.Bool("corpus.why", false, "print what the cells of the corpus depend on")

type ledger struct {
	Customers []struct {
		ID      int
		Country string
	}
	Orders []ledgerOrder
}

type ledgerOrder struct {
	ID, Customer int
	Status       string
	Units        int
	Amount       int
	Day          int
}

// A whyCase computes a cell, and notes the rows that it depends on by dataset[row].
type whyCase struct {
	f func(in ledger, note func(rows ...string)) float64
	// together is how many rows are the smallest set that changes the cell, if no row alone does.
	together int
}

func orderRow(o ledgerOrder) string { return fmt.Sprintf("orders[%d]", o.ID-1) }
func (in ledger) countries() map[int]string { // by customer
	out := make(map[int]string)
	for _, c := range in.Customers {
		out[c.ID] = c.Country
	}
	return out
}

// sortedBy returns the orders that keep keeps, sorted.
func (in ledger) sortedBy(value func(ledgerOrder) int, keep func(ledgerOrder) bool) []ledgerOrder {
	out := slices.DeleteFunc(slices.Clone(in.Orders), func(o ledgerOrder) bool { return !keep(o) })
	slices.SortStableFunc(out, func(a, b ledgerOrder) int { return cmp.Compare(value(a), value(b)) })
	return out
}

func isPaid(o ledgerOrder) bool   { return o.Status == "paid" }
func everyOrder(ledgerOrder) bool { return true }
func amountOf(o ledgerOrder) int  { return o.Amount }
func idOf(o ledgerOrder) int      { return o.ID }
func dayAndID(o ledgerOrder) int  { return o.Day*1000 + o.ID }

var whyCases = map[string]whyCase{
	"a sum": {f: func(in ledger, note func(...string)) (sum float64) {
		for _, o := range in.sortedBy(idOf, isPaid) {
			if sum += float64(o.Units); o.Units != 0 {
				note(orderRow(o))
			}
		}
		return sum
	}},
	"a signed sum": {f: func(in ledger, note func(...string)) (sum float64) {
		for _, o := range in.Orders {
			if sum += float64(o.Amount); o.Amount != 0 {
				note(orderRow(o))
			}
		}
		return sum
	}},
	"a count": {f: func(in ledger, note func(...string)) (n float64) {
		for _, o := range in.sortedBy(idOf, func(o ledgerOrder) bool { return o.Status == "canceled" }) {
			note(orderRow(o))
			n++
		}
		return n
	}},
	"a joined sum": {f: func(in ledger, note func(...string)) (sum float64) {
		of := in.countries()
		for _, o := range in.Orders {
			if of[o.Customer] == "DE" {
				if sum += float64(o.Units); o.Units != 0 {
					note(orderRow(o))
				}
			}
		}
		for i, c := range in.Customers {
			if c.Country != "DE" {
				continue
			}
			for _, o := range in.Orders {
				if o.Customer == c.ID && o.Units != 0 {
					note(fmt.Sprintf("customers[%d]", i))
					break
				}
			}
		}
		return sum
	}},
	"a left join": {f: func(in ledger, note func(...string)) (n float64) {
		of := in.countries()
		for _, o := range in.Orders {
			_ = of[o.Customer]
			note(orderRow(o))
			n++
		}
		return n
	}},
	"a largest value": {f: func(in ledger, note func(...string)) float64 {
		all := in.sortedBy(func(o ledgerOrder) int { return o.Amount*1000 + o.ID }, everyOrder)
		last := all[len(all)-1]
		if len(all) < 2 || all[len(all)-2].Amount != last.Amount {
			note(orderRow(last))
		}
		return float64(last.Amount)
	}},
	"a largest value with ties": {together: 9, f: func(in ledger, _ func(...string)) (most float64) {
		for _, o := range in.Orders {
			most = max(most, float64(o.Units))
		}
		return most
	}},
	"a median": {f: func(in ledger, note func(...string)) float64 { return medianOf(in, note) }},
	"a window": {f: func(in ledger, note func(...string)) float64 { // the amounts of the last three orders of a customer
		var last []ledgerOrder
		last = append(last, in.sortedBy(dayAndID, func(o ledgerOrder) bool { return o.Customer == 7 })...)
		sum, from := 0, max(0, len(last)-3)
		for i, o := range last {
			if i >= from {
				sum += o.Amount
			}
		}
		for i, o := range last { // without one of the three, the one before them counts
			if i >= from && (from == 0 && o.Amount != 0 || from > 0 && o.Amount != last[from-1].Amount) {
				note(orderRow(o))
			}
		}
		return float64(sum)
	}},
	"a rank": {f: func(in ledger, note func(...string)) (rank float64) { // of the amount of order 5
		for _, o := range in.Orders {
			if o.ID == 5 {
				note(orderRow(o))
			}
		}
		for _, five := range in.Orders {
			if five.ID != 5 {
				continue
			}
			rank = 1
			for _, o := range in.Orders {
				if o.Amount > five.Amount {
					note(orderRow(o))
					rank++
				}
			}
		}
		return rank
	}},
	"a mean rounded to nothing": {together: 35, f: func(in ledger, _ func(...string)) float64 {
		sum := 0
		for _, o := range in.Orders {
			sum += o.Units
		}
		return math.Round(float64(sum) / float64(max(1, len(in.Orders))) / 4)
	}},
	"a threshold": {together: 10, f: func(in ledger, _ func(...string)) float64 {
		n := 0
		for _, o := range in.Orders {
			if o.Units == 3 {
				n++
			}
		}
		if n >= 2 {
			return 1
		}
		return 0
	}},
	"a flag of two rows": {together: 2, f: func(in ledger, _ func(...string)) float64 {
		for _, o := range in.Orders {
			if o.ID == 11 || o.ID == 90 {
				return 1
			}
		}
		return 0
	}},
	"a first row": {f: func(in ledger, note func(...string)) float64 {
		first := in.sortedBy(dayAndID, isPaid)
		if first[0].Amount != first[1].Amount {
			note(orderRow(first[0]))
		}
		return float64(first[0].Amount)
	}},
	"a distinct count": {f: func(in ledger, note func(...string)) float64 {
		days := make(map[int][]ledgerOrder)
		for _, o := range in.Orders {
			if o.Status == "sent" {
				days[o.Day] = append(days[o.Day], o)
			}
		}
		for _, of := range days {
			if len(of) == 1 {
				note(orderRow(of[0]))
			}
		}
		return float64(len(days))
	}},
}

func medianOf(in ledger, note func(...string)) float64 {
	all := in.sortedBy(amountOf, everyOrder)
	median := func(all []ledgerOrder) float64 {
		n := len(all)
		return float64(all[(n-1)/2].Amount+all[n/2].Amount) / 2
	}
	for i, o := range all {
		if median(slices.Delete(slices.Clone(all), i, i+1)) != median(all) {
			note(orderRow(o))
		}
	}
	return median(all)
}

func TestWhyCorpus(t *testing.T) {
	file := filepath.Join(moduleOf(t, "ledger.yaml"), "ledger.yaml")
	for _, name := range slices.Sorted(maps.Keys(whyCases)) {
		c := whyCases[name]
		t.Run(name, func(t *testing.T) {
			var want []string // of the first run, on the whole input
			whole := false
			tr := Inputs(func(in ledger) ([]line, error) {
				noted := []string{}
				defer func() {
					if !whole {
						whole, want = true, noted
					}
				}()
				return one("n", c.f(in, func(rows ...string) { noted = append(noted, rows...) })), nil
			})
			started := time.Now()
			got, err := explainCell(t, marketRun(t, file, tr, Case{Name: "case"}), "", "value", limits{20_000, time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			for _, d := range got.Datasets {
				for _, r := range d.Changed {
					rows = append(rows, fmt.Sprintf("%s[%d]", d.Dataset, r.Row))
				}
			}
			slices.Sort(want)
			slices.Sort(rows)
			if want = slices.Compact(want); !slices.Equal(rows, want) || !got.Complete {
				t.Errorf("got %q, want %q", rows, want)
			}
			if *whyTable {
				fmt.Printf("%-26s %3d rows, %3d right, %3d together %5d runs %6.1f ms\n%s", name, len(rows), len(want),
					len(got.Together), got.Runs, float64(time.Since(started).Microseconds())/1000, got.Text())
			}
			if c.together > 0 && len(got.Together) != c.together || c.together == 0 && got.Together != nil {
				t.Errorf("%d rows together: %v, want %d", len(got.Together), got.Together, c.together)
			}
			for _, d := range got.Datasets {
				if slices.Contains(d.Columns, "unread") || strings.HasSuffix(strings.Join(d.Columns, " "), "unread") {
					t.Error("a column that is not read is named")
				}
			}
		})
	}
}

func TestWhyTriesASampleOfManyRows(t *testing.T) {
	file := filepath.Join(moduleOf(t, "ledger.yaml"), "ledger.yaml")
	tr := Rows("orders", func(in []struct{ Units int }) ([]line, error) { return one("n", float64(len(in))), nil })
	c := Case{Name: "case", Rows: map[string]int{"orders": 5050}}
	got, err := explainCell(t, marketRun(t, file, tr, c), "", "value", limits{20_000, time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	d := got.Datasets[0]
	if d.Rows != 5050 || d.Tried != mostSingles || len(d.Changed) != d.Tried ||
		!strings.HasSuffix(got.Text(), "tried 5,000 of 5,050 rows\n") {
		t.Errorf("%d of %d rows tried, %d change the cell:\n%s", d.Tried, d.Rows, len(d.Changed), got.Text())
	}
	got, err = explainCell(t, marketRun(t, file, tr, Case{Name: "case"}), "", "value", limits{50, time.Hour})
	if err != nil || got.Complete || len(got.Datasets[0].Changed) != 48 {
		t.Errorf("got %+v and %v, want what 50 runs find", got, err)
	}
}

func TestWhyKnowsTablesValuesAndSteps(t *testing.T) {
	file := filepath.Join(moduleOf(t, "ledger.yaml"), "ledger.yaml")
	type in struct{ Orders []ledgerOrder }
	type count struct{ N int }
	tables := Tables(func(i in) (struct{ Paid, Sent []count }, error) {
		paid := slices.DeleteFunc(slices.Clone(i.Orders), func(o ledgerOrder) bool { return !isPaid(o) })
		return struct{ Paid, Sent []count }{[]count{{len(paid)}}, []count{{len(i.Orders)}}}, nil
	})
	value := Value(func(i in) (map[string]int, error) { return map[string]int{"orders": len(i.Orders)}, nil })
	started := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		tr          Transform
		c           Case
		table, cell string
		want        string // an error, or the number of rows
	}{
		{tables, Case{}, "paid", "n", "80"},
		{tables, Case{}, "sent", "n", "120"},
		{tables, Case{}, "", "n", "the result has several tables: name one of paid, sent"},
		{tables, Case{}, "lost", "n", `the result has no table "lost": it has paid, sent`},
		{tables, Case{Now: started, Advance: []time.Duration{time.Hour}}, "after 1h/paid", "n", "80"},
		{value, Case{}, "", "orders", "120"},
		{value, Case{}, "lost", "orders", `the result has no table "lost": it is one result without a name`},
		{value, Case{}, "", "lost", "lost is not in the result"},
		{value, Case{WantErr: "odd"}, "", "orders", "the case wants an error and has no result"},
	} {
		c.c.Name, c.c.Rows = "case", map[string]int{"orders": 120}
		c.c.Pin = Pin{"orders[0:80].status": "paid", "orders[80:].status": "sent"}
		got, err := explainCell(t, marketRun(t, file, c.tr, c.c), c.table, c.cell, limits{20_000, time.Hour})
		var text string
		if err != nil {
			text = err.Error()
		} else {
			text = fmt.Sprint(len(got.Datasets[0].Changed))
		}
		if text != c.want {
			t.Errorf("%s %s: got %s, want %s", c.table, c.cell, text, c.want)
		}
	}
}
