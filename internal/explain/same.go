package explain

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/cells"
)

// fromOneToOne finds the most frequent pair of an old and a new cell.
func (e *explainer) fromOneToOne(of []int32) []rule {
	pair, n := e.mostFrequent(sample(of, 256), func(i, j uint64) uint64 { return i*31 + j })
	if n < 2 {
		return nil
	}
	first, to := e.table.pair(pair)
	old, new := cells.Comparer(e.Old, e.Old), cells.Comparer(e.New, e.New)
	return []rule{{
		words: e.oldText(first) + " -> " + e.newText(to),
		holds: func(i, j int) bool { return old(first, i) == 0 && new(to, j) == 0 },
		fixed: func(i, _ int) bool { return old(first, i) != 0 },
	}}
}

// mostFrequent returns the cell with the most frequent hash, and how often it occurs.
func (e *explainer) mostFrequent(of []int32, mix func(old, new uint64) uint64) (first int32, n int) {
	old, new := cells.NewHasher(e.Old), cells.NewHasher(e.New)
	counts := make(map[uint64]int, len(of))
	hashes := make([]uint64, len(of))
	for k, pair := range of {
		i, j := e.table.pair(pair)
		hashes[k] = mix(old(i), new(j))
		counts[hashes[k]]++
	}
	for k, pair := range of {
		if counts[hashes[k]] > n {
			first, n = pair, counts[hashes[k]]
		}
	}
	return first, n
}

// becameOne finds the value that cells became, if it is zero, empty or false, or if they are several.
func (e *explainer) becameOne(of []int32) []rule { return e.became(of, 3) }

// becameFew is becameOne for fewer cells, which other rules explain better.
func (e *explainer) becameFew(of []int32) []rule { return e.became(of, 2) }

func (e *explainer) became(of []int32, least int) []rule {
	pair, n := e.mostFrequent(sample(of, 256), func(_, new uint64) uint64 { return new })
	_, to := e.table.pair(pair)
	words := e.newText(to)
	if n < least && (n < 2 && len(of) > 1 || words != "0" && words != "empty") {
		return nil
	}
	new := cells.Comparer(e.New, e.New)
	return []rule{{
		words: "became " + words,
		holds: func(_, j int) bool { return new(to, j) == 0 },
	}}
}

// recoded finds values that each became another one.
func (e *explainer) recoded(of []int32) []rule {
	const most, shown = 50, 2
	old, new := cells.NewHasher(e.Old), cells.NewHasher(e.New)
	became := map[uint64]uint64{}
	var words strings.Builder
	words.WriteString("recoded as ")
	for _, pair := range of {
		i, j := e.table.pair(pair)
		hash := old(i)
		to, known := became[hash]
		switch {
		case known && to != new(j):
			return nil
		case known:
			continue
		}
		switch became[hash] = new(j); {
		case len(became) > most:
			return nil
		case len(became) > shown:
			continue
		case len(became) > 1:
			words.WriteString(", ")
		}
		words.WriteString(e.oldText(i) + " -> " + e.newText(j))
	}
	if len(became) < 2 || len(of) < 2*len(became) {
		return nil
	}
	if more := len(became) - shown; more > 0 {
		words.WriteString(fmt.Sprintf(" and %d more", more))
	}
	return []rule{{
		words: words.String(),
		holds: func(i, j int) bool {
			to, known := became[old(i)]
			return known && to == new(j)
		},
		fixed: func(i, _ int) bool {
			_, known := became[old(i)]
			return !known
		},
	}}
}

// becameNull returns the rule of cells that became null.
func (e *explainer) becameNull(of []int32) *rule {
	r := &rule{words: "became null", holds: func(_, j int) bool { return e.newNull(j) }, fixed: e.bothNull}
	first, _ := e.table.pair(of[0])
	same := cells.Comparer(e.Old, e.Old)
	one := rule{holds: func(i, _ int) bool { return same(first, i) == 0 }}
	_, oneValue := e.missed(&one, of, 0)
	if value := e.oldText(first); oneValue && (len(of) > 1 || value == `""`) {
		if value == `""` {
			value = "empty"
		}
		r.words = fmt.Sprintf("from %s to null", value)
		r.fixed = func(i, j int) bool { return same(first, i) != 0 }
	}
	return r
}

func (e *explainer) bothNull(i, j int) bool { return e.oldNull(i) && e.newNull(j) }

// wereNull returns the rule of cells that were null.
func (e *explainer) wereNull(of []int32) *rule {
	r := &rule{words: "were null", holds: func(i, _ int) bool { return e.oldNull(i) }}
	r.fixed = func(i, _ int) bool { return !e.oldNull(i) }
	if len(of) == 1 {
		r.words = "was null"
	}
	_, first := e.table.pair(of[0])
	same := cells.Comparer(e.New, e.New)
	one := rule{holds: func(_, j int) bool { return same(first, j) == 0 }}
	if _, oneValue := e.missed(&one, of, 0); oneValue {
		r.words = "from null to " + e.newText(first)
	}
	return r
}

// asBools reports whether both columns are booleans.
func (e *explainer) asBools() bool { return e.SameType && isBool(e.Old) }

// bools finds booleans that were all negated.
func (e *explainer) bools([]int32) []rule {
	if len(e.Changed) < e.table.rows.Pairs-e.Old.NullN() {
		return nil // some changed, which fromOneToOne says better
	}
	return []rule{{words: "negated", holds: func(int, int) bool { return true }, fixed: e.bothNull}}
}
