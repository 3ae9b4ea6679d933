package tablediff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/explain"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// matchShared matches the rows of a multiset with those of a keyed golden, if rows of the multiset share a key or have
// none: a join that fans out makes them. Each old row gets the most alike of the rows with its key; the others are
// added. It returns false if each key is there once.
func (t *tableDiff) matchShared(columns []columnPair) bool {
	var key []columnPair
	for _, name := range t.oldKey {
		c := slices.IndexFunc(columns, func(p columnPair) bool { return p.name == name })
		if c < 0 {
			return false
		}
		key = append(key, columns[c])
	}
	oldRows, newRows := int(t.old.NumRows()), int(t.new.NumRows())
	if len(key) == 0 || t.digests != nil || t.report.Missing {
		return false
	}
	old, new := arraysOf(key)
	nn, no := cells.RowComparer(new, new), cells.RowComparer(new, old)
	var first []int32 // the first row of each key of the new table
	group := map[uint64][]int32{}
	hashes := cells.HashRows(new, newRows)
	shared := report.SharedKeys{}
	var nulls []func(row int) bool
	for _, p := range key {
		nulls = append(nulls, arrowtext.Nulls(p.new))
	}
	for row, hash := range hashes {
		if slices.ContainsFunc(nulls, func(null func(int) bool) bool { return null(row) }) {
			shared.Nulls++
			continue
		}
		if group[hash] = append(group[hash], int32(row)); len(group[hash]) == 1 {
			first = append(first, int32(row))
		}
	}
	for _, row := range first {
		rows := group[hashes[row]]
		if slices.ContainsFunc(rows, func(other int32) bool { return nn(int(row), int(other)) != 0 }) {
			return false // two keys have one hash
		}
		if len(rows) > 1 {
			shared.Keys, shared.Rows = shared.Keys+1, shared.Rows+len(rows)
		}
	}
	if shared.Keys+shared.Nulls == 0 {
		return false
	}
	a := alignerOf(columns, oldRows, newRows)
	for row, hash := range cells.HashRows(old, oldRows) {
		rows := group[hash]
		if len(rows) == 0 || no(int(rows[0]), row) != 0 {
			continue
		}
		const mostCompared = 64
		best := rows[0]
		for _, other := range rows[1:min(len(rows), mostCompared)] {
			if a.alike(int32(row), other) > a.alike(int32(row), best) {
				best = other
			}
		}
		if a.taken[best] {
			return false // the old rows share a key, too
		}
		a.pair(int32(row), best)
	}
	if shared.Nulls == 0 {
		shared.Rule = truncatedKeys(key, oldRows, newRows)
	}
	t.rows = matchingOf(a.partner, newRows)
	t.key, t.report.Key, t.report.SharedKeys = t.oldKey, t.oldKey, &shared
	return true
}

// truncatedKeys returns words such as "at truncated to the day" if truncating a time of each old key gives the keys of
// all new rows, and "" if not.
func truncatedKeys(key []columnPair, oldRows, newRows int) string {
	if oldRows != newRows {
		return ""
	}
	old, new := arraysOf(key)
	for at, p := range key {
		was, is := cells.Instants(p.old), cells.Instants(p.new)
		if was == nil || is == nil {
			continue
		}
		oldKey, newKey := keysWith(old, at), keysWith(new, at)
		for _, unit := range []string{"minute", "hour", "day", "month", "year"} {
			start, left := explain.UnitStart(unit), map[string]int{}
			for row := range oldRows {
				left[oldKey(row, cells.Instant{Secs: start(was(row).Secs)})]++
			}
			same := true
			for row := range newRows {
				text := newKey(row, is(row))
				if left[text]--; left[text] < 0 {
					same = false
					break
				}
			}
			if same {
				return goldenfile.ColumnText(p.name) + " truncated to the " + unit
			}
		}
	}
	return ""
}

// keysWith returns a function that returns the key of a row as one text, with an instant in place of the column at.
func keysWith(key []arrow.Array, at int) func(row int, when cells.Instant) string {
	texts := make([]func(row int) string, len(key))
	for i, a := range key {
		if i != at {
			texts[i] = textsOf(a)
		}
	}
	return func(row int, when cells.Instant) string {
		var b strings.Builder
		for _, text := range texts {
			if text == nil {
				fmt.Fprint(&b, when)
			} else {
				b.WriteString(text(row))
			}
			b.WriteByte(0)
		}
		return b.String()
	}
}
