package explain

import (
	"cmp"
	"math"
	"slices"
)

// An interval is the parameters of a rule, such as factors, that make a new cell of an old one.
type interval struct{ lo, hi float64 }

func (a interval) empty() bool { return !(a.lo <= a.hi) }

func (a interval) and(b interval) interval { return interval{max(a.lo, b.lo), min(a.hi, b.hi)} }

// everything is the interval of cells that any parameter explains.
var everything = interval{math.Inf(-1), math.Inf(1)}

// densest returns the interval that is part of the most of the given ones, and of how many.
func densest(all []interval) (interval, int) {
	type end struct {
		at   float64
		open int // 1 where an interval begins, -1 where one ends
	}
	var ends []end
	for _, a := range all {
		if !a.empty() {
			ends = append(ends, end{a.lo, 1}, end{a.hi, -1})
		}
	}
	slices.SortFunc(ends, func(a, b end) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.open, a.open)) })
	best, most, open := everything, 0, 0
	for k, e := range ends {
		if open += e.open; open > most {
			most = open
			best = interval{e.at, ends[k+1].at}
		}
	}
	if most == 0 {
		return interval{1, 0}, 0
	}
	return best, most
}

// voted returns the likeliest parameters for cells: those of most of a sample and, if they differ, those narrowed by
// all cells. of returns the parameters for one cell.
func (e *explainer) voted(cells []int32, of func(i, j int) interval) []interval {
	var all []interval
	for _, pair := range sample(cells, 512) {
		if a := of(e.table.pair(pair)); a != everything {
			all = append(all, a)
		}
	}
	best, most := densest(all)
	if most < 2 && len(all) > 1 || most == 0 {
		return nil
	}
	narrow := best
	for _, pair := range cells {
		if both := narrow.and(of(e.table.pair(pair))); !both.empty() {
			narrow = both
		}
	}
	if narrow == best {
		return []interval{best}
	}
	return []interval{narrow, best}
}
