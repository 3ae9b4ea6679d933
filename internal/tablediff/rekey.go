package tablediff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// Keys that all changed by one rule, such as days that are one later, would make every row removed and added, or
// compare each row with its neighbor. Candidates for the rule come from pairs of rows: those at the same place in the
// order of keys, and those whose other cells are equal and unique. A candidate is then applied to all old keys. It is
// taken only if the rows that it pairs are far more alike than those that the unchanged keys pair.

const (
	sampledPairs = 48 // pairs of rows from which rules are guessed, of each sort
	mostRules    = 8  // rules that are applied to all rows
	comparedRows = 1000
)

// A rekeying looks for a rule that turns the old keys into the new ones.
type rekeying struct {
	key              []columnPair
	others           []columnPair // the other columns with one type in both tables
	oldRows, newRows int
	identity         *matching // by unchanged keys, nil if their types differ
}

// A rekeyed is a matching under rules of the key columns.
type rekeyed struct {
	*matching
	rules   []keyRule // one for each key column
	differs float64   // the share of other cells that differ
	one     *[2]int32 // the old and the new row of the only changed key; nil if keys changed by rules
}

// find returns the rows matched by the likeliest rule, nil if the unchanged keys serve better.
func (k *rekeying) find() *rekeyed {
	unchanged := &rekeyed{matching: &matching{}, differs: 1}
	if m := k.identity; m != nil {
		if len(m.removed)+len(m.added) == 0 {
			return nil
		}
		if unchanged = (&rekeyed{matching: m, differs: k.share(m)}); 2*m.pairs >= min(k.oldRows, k.newRows) &&
			k.changedRows(m)*2 <= min(m.pairs, comparedRows) {
			return nil
		}
	}
	var best *rekeyed
	consider := func(r *rekeyed) {
		if r != nil && k.better(r, unchanged) &&
			(best == nil || r.pairs > best.pairs || r.pairs == best.pairs && r.differs < best.differs) {
			best = r
		}
	}
	for _, rules := range k.candidates() {
		consider(k.match(rules))
	}
	if unchanged.pairs > 0 && (best == nil || best.pairs < min(k.oldRows, k.newRows)) {
		for column := range k.key {
			consider(k.matchNext(column))
		}
	}
	if unchanged.pairs > 0 && (best == nil || best.differs > 0) {
		consider(k.matchContents())
	}
	return best
}

// findOne matches the only removed row with the only added one if they agree in all other columns, and no other row has
// such cells. It returns nil if they do not.
func (k *rekeying) findOne() *rekeyed {
	m := k.identity
	if m == nil || len(m.removed) != 1 || len(m.added) != 1 || len(k.others) == 0 {
		return nil
	}
	was, is := m.removed[0], m.added[0]
	old, new := arraysOf(k.others)
	equals := func(row int32, in, others []arrow.Array, n int) (count int) {
		compare := cells.RowComparer(in, others)
		for other := range n {
			if compare(int(row), other) == 0 {
				count++
			}
		}
		return count
	}
	if cells.RowComparer(old, new)(int(was), int(is)) != 0 || equals(was, old, old, k.oldRows) > 1 ||
		equals(is, new, new, k.newRows) > 1 || !slices.ContainsFunc(new, func(a arrow.Array) bool {
		return a.IsValid(int(is))
	}) {
		return nil
	}
	partner := make([]int32, k.oldRows)
	for pair := range m.pairs {
		partner[m.oldRow(pair)] = int32(m.newRow(pair))
	}
	partner[was] = is
	return &rekeyed{
		matching: matchingOf(partner, k.newRows), rules: make([]keyRule, len(k.key)), one: &[2]int32{was, is},
	}
}

// better reports whether the rules explain the rows better than unchanged keys.
func (k *rekeying) better(r, unchanged *rekeyed) bool {
	least := min(k.oldRows, k.newRows)
	lost := len(r.removed) + len(r.added)
	if r.pairs < 2 || 4*r.pairs < 3*least {
		return false
	}
	if 10*unchanged.pairs >= r.pairs {
		return len(k.others) > 0 && 2*r.differs < unchanged.differs
	}
	isText := slices.ContainsFunc(r.rules, func(rule keyRule) bool { return rule.text != nil && rule.words != "" })
	return isText || lost == 0 && r.pairs > 2 || len(k.others) > 0 && r.differs <= 0.75
}

// match joins the rows under the rules. It returns nil if a rule fits not all keys, or makes two keys equal.
func (k *rekeying) match(rules []keyRule) *rekeyed {
	old, new := make([]arrow.Array, len(k.key)), make([]arrow.Array, len(k.key))
	for c, p := range k.key {
		old[c], new[c] = rules[c].apply(p.old, p.new.DataType()), p.new
		if old[c] == nil {
			return nil
		}
	}
	m, twice := joinByKey(old, new, k.oldRows, k.newRows)
	if twice != nil {
		return nil
	}
	return &rekeyed{matching: m, rules: rules, differs: k.share(m)}
}

// matchNext pairs the rows by their place among those that agree in the rest of the key. It returns nil unless each new
// cell of the column is the old one of the next row, or each of the previous row.
func (k *rekeying) matchNext(column int) *rekeyed {
	if k.oldRows != k.newRows {
		return nil
	}
	rest := slices.Delete(slices.Clone(k.key), column, column+1)
	old, new := arraysOf(append(rest, k.key[column]))
	inOld := cells.SortedRows(k.oldRows, cells.RowComparer(old, old))
	inNew := cells.SortedRows(k.newRows, cells.RowComparer(new, new))
	sameRest := cells.RowComparer(old[:len(rest)], new[:len(rest)])
	partner := make([]int32, k.oldRows)
	for at, row := range inOld {
		if sameRest(int(row), int(inNew[at])) != 0 {
			return nil
		}
		partner[row] = inNew[at]
	}
	r := &rekeyed{matching: matchingOf(partner, k.newRows), rules: make([]keyRule, len(k.key))}
	r.rules[column].words = "shifted by one row"
	if !k.byOneRow(r, column) {
		return nil
	}
	r.differs = k.share(r.matching)
	return r
}

// matchContents pairs all rows by their other cells, if these tell them apart and two shifts turn the old key into the
// new one: that of a local time, which changes with daylight saving time, say. It returns nil otherwise.
func (k *rekeying) matchContents() *rekeyed {
	if len(k.key) != 1 || len(k.others) == 0 || k.oldRows != k.newRows {
		return nil
	}
	p := k.key[0]
	if !p.sameType || integersOf(p.old) == nil {
		return nil
	}
	old, new := arraysOf(k.others)
	joined, twice := joinByKey(old, new, k.oldRows, k.newRows)
	if twice != nil || joined.pairs != k.oldRows {
		return nil
	}
	partner := make([]int, k.oldRows)
	for pair := range joined.pairs {
		partner[joined.oldRow(pair)] = joined.newRow(pair)
	}
	const most = 2
	var shifts []string   // in the order of the old keys
	var last, from string // the shift of the key before; the first key of the second shift
	inOrder := true
	key := []arrow.Array{p.old}
	for _, row := range cells.SortedRows(k.oldRows, cells.RowComparer(key, key)) {
		rules := shiftRule(p.old, p.new, int(row), partner[row])
		if rules == nil {
			return nil
		}
		by := strings.TrimPrefix(rules[0].words, "shifted ")
		switch known := slices.Contains(shifts, by); {
		case by == last:
		case known:
			inOrder = false
		case len(shifts) == most:
			return nil
		default:
			shifts, from = append(shifts, by), textsOf(p.old)(int(row))
		}
		last = by
	}
	words := "shifted " + strings.Join(shifts, " or ") // such as "by +1h or by +2h"
	if inOrder && len(shifts) == most {
		words = fmt.Sprintf("shifted %s, from %s %s", shifts[0], from, shifts[1])
	}
	return &rekeyed{matching: joined, rules: []keyRule{{words: words}}}
}

// share returns the share of cells besides the key that differ, among some of the pairs.
func (k *rekeying) share(m *matching) float64 {
	differ, all := 0, 0
	for _, p := range k.others {
		compare := cells.Comparer(p.old, p.new)
		for pair := 0; pair < m.pairs; pair += m.pairs/comparedRows + 1 {
			if all++; compare(m.oldRow(pair), m.newRow(pair)) != 0 {
				differ++
			}
		}
	}
	return float64(differ) / float64(max(all, 1))
}

// changedRows counts rows with a differing cell besides the key, among some of the pairs.
func (k *rekeying) changedRows(m *matching) int {
	old, new := arraysOf(k.others)
	compare := cells.RowComparer(old, new)
	n := 0
	for pair := 0; pair < m.pairs; pair += m.pairs/comparedRows + 1 {
		if compare(m.oldRow(pair), m.newRow(pair)) != 0 {
			n++
		}
	}
	return n
}

// candidates returns the rules of the key columns that explain the most pairs of rows.
func (k *rekeying) candidates() [][]keyRule {
	votes := map[string]int{}
	var found [][]keyRule
	names := func(rules []keyRule) string {
		var b strings.Builder
		for _, r := range rules {
			b.WriteString(r.words + "\x00")
		}
		return b.String()
	}
	for _, pair := range k.samples() {
		choices := [][]keyRule{nil}
		for _, p := range k.key {
			var longer [][]keyRule
			for _, rule := range keyRules(p.old, p.new, int(pair[0]), int(pair[1])) {
				for _, before := range choices[:min(len(choices), mostRules)] {
					longer = append(longer, append(slices.Clip(before), rule))
				}
			}
			choices = longer
		}
		for _, rules := range choices {
			name := names(rules)
			if votes[name]++; votes[name] == 1 && len(found) < 64*mostRules {
				found = append(found, rules)
			}
		}
	}
	if k.identity != nil {
		found = slices.DeleteFunc(found, func(rules []keyRule) bool {
			return !slices.ContainsFunc(rules, func(r keyRule) bool { return r.words != "" })
		})
	}
	slices.SortStableFunc(found, func(a, b []keyRule) int { return votes[names(b)] - votes[names(a)] })
	return found[:min(len(found), mostRules)]
}

// samples returns pairs of rows that may be the same row under another key.
func (k *rekeying) samples() [][2]int32 {
	old, new := arraysOf(k.key)
	inOld := cells.SortedRows(k.oldRows, cells.RowComparer(old, old))
	inNew := cells.SortedRows(k.newRows, cells.RowComparer(new, new))
	var out [][2]int32
	if n := min(k.oldRows, k.newRows); n > 0 {
		for i := 0; i < n; i += n/sampledPairs + 1 {
			out = append(out, [2]int32{inOld[i], inNew[i]}, [2]int32{inOld[k.oldRows-1-i], inNew[k.newRows-1-i]})
		}
	}
	if len(k.others) == 0 {
		return out
	}
	old, new = arraysOf(k.others)
	anchors := uniqueAnchors(pick(cells.HashRows(old, k.oldRows), inOld), pick(cells.HashRows(new, k.newRows), inNew))
	for i := 0; i < len(anchors); i += len(anchors)/sampledPairs + 1 {
		out = append(out, [2]int32{inOld[anchors[i][0]], inNew[anchors[i][1]]})
	}
	return out
}

// words says how the keys changed, "" if only their types did.
func (k *rekeying) words(r *rekeyed) string {
	if r.one != nil {
		old, new := arraysOf(k.key)
		return "key " + keyText(old, r.one[0]) + " is now " + keyText(new, r.one[1])
	}
	var parts []string
	subject := "keys "
	if len(r.added) > 0 && len(r.removed) > 0 {
		subject = fmt.Sprintf("%s of %s ", message.Thousands(r.pairs), message.Count(k.oldRows, "key"))
	}
	for c, rule := range r.rules {
		words := rule.words
		if words == "" {
			continue
		}
		if rule.shift != 0 && k.byOneRow(r, c) {
			words = strings.Replace(words, "shifted by", "shifted by one row, by", 1)
		}
		if len(r.rules) > 1 {
			words += " in " + goldenfile.ColumnText(k.key[c].name)
		}
		parts = append(parts, words)
	}
	if len(parts) == 0 {
		return ""
	}
	return subject + strings.Join(parts, ", ")
}

// keyText returns the cells of a key as goldens write them.
func keyText(key []arrow.Array, row int32) string {
	var texts []string
	for _, a := range key {
		if write, err := goldenfile.NewCellWriter(a); err == nil {
			texts = append(texts, string(write(nil, int(row))))
		}
	}
	if len(texts) == 1 {
		return texts[0]
	}
	return "(" + strings.Join(texts, ", ") + ")"
}

// byOneRow reports whether each new cell of a key column is the old one of the next row, or each of the previous row,
// among rows that agree in the rest of the key.
func (k *rekeying) byOneRow(r *rekeyed, column int) bool {
	rest := slices.Delete(slices.Clone(k.key), column, column+1)
	restOld, _ := arraysOf(rest)
	sameRest := cells.RowComparer(restOld, restOld)
	old := append(restOld, k.key[column].old)
	rows := cells.SortedRows(k.oldRows, cells.RowComparer(old, old))
	is := make([]int, k.oldRows) // new row by old row
	for row := range is {
		is[row] = -1
	}
	for pair := range r.pairs {
		is[r.oldRow(pair)] = r.newRow(pair)
	}
	equal := cells.Comparer(k.key[column].old, k.key[column].new)
	next, previous := 0, 0
	checked := 0
	for at := 1; at < len(rows); at++ {
		a, b := int(rows[at-1]), int(rows[at])
		if sameRest(a, b) != 0 || is[a] < 0 || is[b] < 0 {
			continue
		}
		checked++
		if equal(b, is[a]) == 0 {
			next++
		}
		if equal(a, is[b]) == 0 {
			previous++
		}
	}
	return checked > 0 && (next == checked || previous == checked)
}
