package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/fixtures"
)

type structures struct {
	Staff     []structuredStaff
	Customers []structuredCustomer
	Orders    []structuredOrder
	Lines     []structuredLine
	History   []structuredState
}

type (
	structuredStaff struct {
		ID   int
		Boss *int
	}
	structuredCustomer struct{ ID, Tenant, Size int }
	structuredOrder    struct {
		ID, Tenant, Buyer, Big, Likely, Lines int
		Total                                 *int
	}
	structuredLine  struct{ OrderID, Amount, Sum, Waited int }
	structuredState struct {
		OrderID int
		Status  string
	}
)

// linesOf returns the lines of an order.
func (in structures) linesOf(id int) (out []structuredLine) {
	for _, l := range in.Lines {
		if l.OrderID == id {
			out = append(out, l)
		}
	}
	return out
}

// path returns the states of an order.
func (in structures) path(id int) (out []string) {
	for _, s := range in.History {
		if s.OrderID == id {
			out = append(out, s.Status)
		}
	}
	return out
}

// depth returns the length of the longest way to a root, or -1 if a boss does not come before a subordinate.
func (in structures) depth() (deepest int) {
	depths := map[int]int{}
	for _, s := range in.Staff {
		if s.Boss != nil {
			boss, earlier := depths[*s.Boss]
			if !earlier {
				return -1
			}
			depths[s.ID] = boss + 1
		} else {
			depths[s.ID] = 0
		}
		deepest = max(deepest, depths[s.ID])
	}
	return deepest
}

func sumOfTotals(in structures) (sum int) {
	for _, o := range in.Orders {
		if o.Total != nil {
			sum += *o.Total
		}
	}
	return sum
}

// structureLeaks depend on a structure. The leak check names the columns in want.
var structureLeaks = map[string]struct {
	of   func(in structures) any
	want []string
}{
	"the depth of a tree": {func(in structures) any { return in.depth() }, []string{"staff.boss"}},
	"a root below the first": {func(in structures) any {
		return slices.ContainsFunc(in.Staff[1:], func(s structuredStaff) bool { return s.Boss == nil })
	}, []string{"staff.boss"}},
	"the widest span of a boss": {func(in structures) any {
		spans, widest := map[int]int{}, 0
		for _, s := range in.Staff {
			if s.Boss != nil {
				spans[*s.Boss]++
				widest = max(widest, spans[*s.Boss])
			}
		}
		return widest
	}, []string{"staff.boss"}},
	"the state of one order": {func(in structures) any {
		path := in.path(107)
		return path[len(path)-1]
	}, []string{"history.status"}},
	"the lengths of life cycles":  {func(in structures) any { return len(in.History) }, []string{"history.status"}},
	"a reference within a tenant": {func(in structures) any { return in.Orders[7].Buyer }, []string{"orders.buyer"}},
	"a reference to a row that a condition chooses": {
		func(in structures) any { return in.Orders[7].Big },
		[]string{"customers.size", "orders.big"},
	},
	"a weighted reference": {
		func(in structures) any { return in.Orders[7].Likely },
		[]string{"customers.size", "orders.likely"},
	},
	"a total of children": {
		func(in structures) any { return sumOfTotals(in) },
		[]string{"lines.order_id", "lines.amount"},
	},
	"an order without lines": {
		func(in structures) any { return in.Orders[7].Total == nil },
		[]string{"lines.order_id"},
	},
	"a count of children": {
		func(in structures) any { return in.Orders[7].Lines },
		[]string{"lines.order_id"},
	},
	"a running total of another column": {func(in structures) any { return in.Lines[0].Sum }, []string{"lines.amount"}},
	"a running total":                   {func(in structures) any { return in.Lines[0].Waited }, []string{"lines.waited"}},
	"the number of children":            {func(in structures) any { return len(in.Lines) }, []string{"lines.order_id"}},
}

// structureClean rely on what holds for every draw.
var structureClean = map[string]func(in structures) bool{
	"a tree has no circle": func(in structures) bool { return in.depth() >= 0 && in.Staff[0].Boss == nil },
	"a life cycle goes the ways there are": func(in structures) bool {
		for _, o := range in.Orders {
			switch strings.Join(in.path(o.ID), " ") {
			case "created canceled", "created paid shipped", "created paid refunded":
			default:
				return false
			}
		}
		return true
	},
	"a reference keeps to its tenant, condition and weight": func(in structures) bool {
		for _, o := range in.Orders {
			buyer, big, likely := in.Customers[o.Buyer-1], in.Customers[o.Big-1], in.Customers[o.Likely-1]
			if buyer.Tenant != o.Tenant || big.Size <= 5 || likely.Size < 2 {
				return false
			}
		}
		return true
	},
	"a total adds up": func(in structures) bool {
		for _, o := range in.Orders {
			sum, lines := 0, in.linesOf(o.ID)
			for _, l := range lines {
				sum += l.Amount
			}
			if len(lines) != o.Lines || (o.Total == nil) != (len(lines) == 0) || o.Total != nil && *o.Total != sum {
				return false
			}
		}
		return true
	},
	"a running total starts anew and does not fall": func(in structures) bool {
		for _, o := range in.Orders {
			sum, waited := 0, 0
			for _, l := range in.linesOf(o.ID) {
				if sum += l.Amount; l.Sum != sum || l.Waited < waited {
					return false
				}
				waited = l.Waited
			}
		}
		return true
	},
	"a number of children keeps to its bounds": func(in structures) bool {
		n := 0
		for _, o := range in.Orders {
			lines := len(in.linesOf(o.ID))
			if n += lines; lines > 4 {
				return false
			}
		}
		return n == len(in.Lines)
	},
}

func structureProblems(t *testing.T, seed uint64, of func(in structures) any) []string {
	t.Helper()
	fx := fixtures.Load(t, "testdata/structures.yaml").Definition()
	tr := Inputs(func(in structures) ([]line, error) { return one(fmt.Sprint(of(in)), 0), nil })
	all := must(declareCases("TestStructures", fx, tr, []Case{{Name: "case", Seed: &seed}}))
	r := &caseRun{declaredCase: all[0], fx: fx, tr: tr, settings: settings{leaks: "fail", redraws: 2}, t: t}
	return r.run(t.Context()).problems
}

func TestALeakOfAStructureNamesItsColumn(t *testing.T) {
	for name, c := range structureLeaks {
		t.Run(name, func(t *testing.T) {
			text := strings.Join(structureProblems(t, 5, c.of), "\n")
			var got []string
			for _, m := range named.FindAllStringSubmatch(text, -1) {
				got = append(got, m[1])
			}
			if !strings.HasPrefix(text, "leak: ") || !slices.Equal(got, c.want) {
				t.Errorf("named %v, want %v, in\n%s", got, c.want, text)
			}
		})
	}
}

func TestWhatHoldsForEveryStructureIsNotALeak(t *testing.T) {
	for name, holds := range structureClean {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(8) {
				for _, p := range structureProblems(t, seed, func(in structures) any {
					if !holds(in) {
						t.Errorf("seed %d: it does not hold", seed)
					}
					return holds(in)
				}) {
					t.Errorf("seed %d: accused:\n%s", seed, p)
				}
			}
		})
	}
}
