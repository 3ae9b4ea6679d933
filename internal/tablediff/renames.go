package tablediff

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
)

// A column that only one table has may be a renamed one of the other. Columns are paired by their cells: first those
// with the same cells in every row, then those with most cells in common, then those that a rule turns into each other.

// recognizeRenames pairs renamed columns, and compares their cells.
func (t *tableDiff) recognizeRenames() {
	oldAt, newAt := t.unpairedColumns()
	if t.rows.pairs == 0 || len(oldAt) == 0 || len(newAt) == 0 {
		return
	}
	oldAt, newAt = t.pairEqualColumns(oldAt, newAt)
	if t.digests != nil {
		return // a few rows do not show that a column was renamed and changed
	}
	oldAt, newAt = t.pairAlikeColumns(oldAt, newAt)
	t.pairRuledColumns(oldAt, newAt)
}

// unpairedColumns returns the columns of each table that are not paired and whose name the other lacks.
func (t *tableDiff) unpairedColumns() (old, new []int) {
	pairedOld, pairedNew := map[int]bool{}, map[int]bool{}
	for _, p := range t.columns {
		pairedOld[p.oldAt], pairedNew[p.newAt] = true, true
	}
	for at := range int(t.old.NumCols()) {
		if !pairedOld[at] {
			old = append(old, at)
		}
	}
	for at := range int(t.new.NumCols()) {
		if !pairedNew[at] {
			new = append(new, at)
		}
	}
	return old, new
}

// pairEqualColumns pairs columns with the same cells in every row. It returns the others.
func (t *tableDiff) pairEqualColumns(oldAt, newAt []int) (restOld, restNew []int) {
	byHash := map[uint64][]int{} // new columns
	for _, at := range newAt {
		hash := t.columnHash(t.new.Column(at), t.rows.newRow)
		byHash[hash] = append(byHash[hash], at)
	}
	taken := map[int]bool{}
	for _, was := range oldAt {
		hash := t.columnHash(t.old.Column(was), t.rows.oldRow)
		found := false
		for i, is := range byHash[hash] {
			p := t.pairOf(was, is, nil)
			if found = p.sameType && p.old.NullN() < p.old.Len() && len(p.differing(t.rows)) == 0 &&
				t.digests.same(was, is); found {
				t.columns = append(t.columns, p)
				taken[is] = true
				byHash[hash] = slices.Delete(byHash[hash], i, i+1)
				break
			}
		}
		if !found {
			restOld = append(restOld, was)
		}
	}
	return restOld, slices.DeleteFunc(slices.Clone(newAt), func(at int) bool { return taken[at] })
}

// columnHash returns a hash of the cells of a column in the rows of all pairs.
func (t *tableDiff) columnHash(a arrow.Array, row func(pair int) int) uint64 {
	hash, of := uint64(0), cells.NewHasher(a)
	for pair := range t.rows.pairs {
		hash = cells.Mix(hash ^ of(row(pair)))
	}
	return hash
}

// pairAlikeColumns pairs columns of one type with at least half of their cells in common, judged by some of the rows
// first. It returns the others.
func (t *tableDiff) pairAlikeColumns(oldAt, newAt []int) (restOld, restNew []int) {
	const rows, mostAlike = 64, 16
	type cell struct {
		pair int
		hash uint64
	}
	step := t.rows.pairs/rows + 1
	known := map[cell][]int{} // new columns
	for _, at := range newAt {
		of := cells.NewHasher(t.new.Column(at))
		for pair := 0; pair < t.rows.pairs; pair += step {
			c := cell{pair, of(t.rows.newRow(pair))}
			known[c] = append(known[c], at)
		}
	}
	taken := map[int]bool{}
	for _, was := range oldAt {
		votes, of := map[int]int{}, cells.NewHasher(t.old.Column(was))
		for pair := 0; pair < t.rows.pairs; pair += step {
			columns := known[cell{pair, of(t.rows.oldRow(pair))}]
			for _, at := range columns[:min(len(columns), mostAlike)] {
				votes[at]++
			}
		}
		best := -1
		for at, n := range votes {
			if !taken[at] && (best < 0 || n > votes[best] || n == votes[best] && at < best) {
				best = at
			}
		}
		if best >= 0 {
			if p := t.pairOf(was, best, nil); t.isAlike(&p) {
				taken[best] = true
				t.columns = append(t.columns, p)
				continue
			}
		}
		restOld = append(restOld, was)
	}
	return restOld, slices.DeleteFunc(slices.Clone(newAt), func(at int) bool { return taken[at] })
}

// isAlike compares two columns, and reports whether at least half of their cells are equal, and twice as many as chance
// makes equal in columns of few values.
func (t *tableDiff) isAlike(p *columnPair) bool {
	if !p.sameType {
		return false
	}
	p.changed = p.differing(t.rows)
	equal := t.rows.pairs - len(p.changed)
	old, new := t.cellCounts(p)
	byChance := 0 // times the number of pairs; a sum of integers is the same in any order
	for hash, n := range old {
		byChance += n * new[hash]
	}
	return 2*equal >= t.rows.pairs && equal*t.rows.pairs >= 2*byChance
}

// cellCounts counts the cells of each value in both columns, by hash.
func (t *tableDiff) cellCounts(p *columnPair) (old, new map[uint64]int) {
	old, new = map[uint64]int{}, map[uint64]int{}
	ofOld, ofNew := cells.NewHasher(p.old), cells.NewHasher(p.new)
	for pair := range t.rows.pairs {
		old[ofOld(t.rows.oldRow(pair))]++
		new[ofNew(t.rows.newRow(pair))]++
	}
	return old, new
}

// mostRuled bounds the pairs of columns for which a rule is looked for.
const mostRuled = 64

// pairRuledColumns pairs columns if a rule makes one from the other in all rows.
func (t *tableDiff) pairRuledColumns(oldAt, newAt []int) {
	if len(oldAt)*len(newAt) > mostRuled {
		return
	}
	for _, was := range oldAt {
		for i, is := range newAt {
			p := t.pairOf(was, is, nil)
			if !t.isRuled(&p) {
				continue
			}
			t.columns = append(t.columns, p)
			newAt = slices.Delete(slices.Clone(newAt), i, i+1)
			break
		}
	}
}

// isRuled compares two columns, and reports whether one rule makes all new cells from the old ones and keeps as many
// values apart.
func (t *tableDiff) isRuled(p *columnPair) bool {
	const fewest = 3 // values: fewer follow a rule by chance
	old, new := t.cellCounts(p)
	if len(old) < fewest || len(old) != len(new) {
		return false
	}
	p.changed = p.differing(t.rows)
	why, _, err := t.explainer(*p).Column(0)
	return len(p.changed) == 0 || err == nil && len(why) == 1 && why[0].Rule != "" && len(why[0].Exceptions) == 0
}
