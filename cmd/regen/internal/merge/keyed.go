package merge

import (
	"slices"
	"strconv"
	"strings"
)

// A keyedRow is a row on the three sides, by merged column; nil on a side without it. A cell is absent if the side
// lacks the column.
type keyedRow struct {
	key   []string
	cells [3][]string
	index [3]int // in the rows of the side
}

// mergeKeyed merges the rows of a keyed golden.
func (m *merger) mergeKeyed() {
	rows := m.joinByKey()
	claimed := m.rekeyed(rows)
	for _, r := range rows {
		if !claimed[r] {
			m.mergeRow(r)
		}
	}
}

// joinByKey returns the rows of all sides, each key once.
func (m *merger) joinByKey() []*keyedRow {
	var rows []*keyedRow
	byKey := map[string]*keyedRow{}
	for side, s := range m.sides {
		columns := m.positions(side)
		for i, cells := range s.rows {
			key := pick(cells, s.key)
			r := byKey[tuple(key)]
			if r == nil {
				r = &keyedRow{key: key}
				byKey[tuple(key)] = r
				rows = append(rows, r)
			}
			r.cells[side], r.index[side] = pick(cells, columns), i
		}
	}
	return rows
}

// rekeyed finds rows that both branches removed, and that may have got another key: one branch added a row with the
// cells that no other row had, or each added a row with half of the cells. It makes a conflict of each, and returns the
// rows that belong to one.
func (m *merger) rekeyed(rows []*keyedRow) map[*keyedRow]bool {
	claimed := map[*keyedRow]bool{}
	added := [3]map[string][]*keyedRow{ourSide: m.newRows(rows, ourSide), theirSide: m.newRows(rows, theirSide)}
	alike := map[string]int{} // rows of base with these cells
	for _, r := range rows {
		if r.cells[baseSide] != nil {
			alike[m.cellNames(r.cells[baseSide])[0]]++
		}
	}
	for _, r := range rows {
		if r.cells[baseSide] == nil || r.cells[ourSide] != nil || r.cells[theirSide] != nil {
			continue
		}
		names := m.cellNames(r.cells[baseSide])
		ours, ourExact := mostAlike(added[ourSide], names, claimed)
		theirs, theirExact := mostAlike(added[theirSide], names, claimed)
		if (ours == nil || theirs == nil) && (!ourExact && !theirExact || alike[names[0]] > 1) {
			continue
		}
		claimed[r] = true
		b, c := block{at: r.key, base: m.lineOf(r, baseSide)}, Conflict{m.rowName(r.key), "", "", "removed", "removed"}
		if ours != nil {
			claimed[ours] = true
			b.ours, c.Ours = m.lineOf(ours, ourSide), "became "+m.rowName(ours.key)
		}
		if theirs != nil {
			claimed[theirs] = true
			b.theirs, c.Theirs = m.lineOf(theirs, theirSide), "became "+m.rowName(theirs.key)
		}
		m.conflict(b, c)
	}
	return claimed
}

// newRows returns the rows that one branch alone added, by their [merger.cellNames].
func (m *merger) newRows(rows []*keyedRow, side int) map[string][]*keyedRow {
	added := map[string][]*keyedRow{}
	for _, r := range rows {
		if r.cells[side] == nil || r.cells[baseSide] != nil || r.cells[ourSide+theirSide-side] != nil {
			continue
		}
		for _, name := range m.cellNames(r.cells[side]) {
			added[name] = append(added[name], r)
		}
	}
	return added
}

// mostAlike returns the row with all the named cells, or with the most of them and at least half. It looks at few of
// many rows that have a cell, so that the time does not grow with their product.
func mostAlike(added map[string][]*keyedRow, names []string, claimed map[*keyedRow]bool) (best *keyedRow, exact bool) {
	const few = 20
	shared := map[*keyedRow]int{}
	for i, name := range names {
		for len(added[name]) > 0 && claimed[added[name][0]] {
			added[name] = added[name][1:]
		}
		of := added[name]
		if i == 0 && len(of) > 0 {
			return of[0], true
		}
		for _, r := range of[:min(few, len(of))] {
			if shared[r]++; !claimed[r] && 2*shared[r] >= len(names)-1 && (best == nil || shared[r] > shared[best]) {
				best = r
			}
		}
	}
	return best, false
}

// cellNames returns what the cells of a row, in columns of base outside of the key, can be found by: all of them, then
// each.
func (m *merger) cellNames(cells []string) []string {
	var rest, names []string
	for c, cell := range cells {
		if m.isKey(c) || m.columns[c].at[baseSide] < 0 {
			continue
		}
		rest = append(rest, cell)
		if cell != absent {
			names = append(names, strconv.Itoa(c)+cell)
		}
	}
	return append([]string{tuple(rest)}, names...)
}

// mergeRow merges a row.
func (m *merger) mergeRow(r *keyedRow) {
	base, ours, theirs := r.cells[baseSide], r.cells[ourSide], r.cells[theirSide]
	switch {
	case ours == nil && theirs == nil:
		return // both removed it
	case ours != nil && theirs != nil:
		m.mergeCells(r)
		return
	}
	side, left := ourSide, ours
	if left == nil {
		side, left = theirSide, theirs
	}
	if base == nil {
		m.addRow(r, side, left)
		return
	}
	for c := range left {
		if base[c] != left[c] && base[c] != absent && left[c] != absent {
			did := [3]string{ourSide: "removed", theirSide: "removed"}
			did[side] = "changed"
			m.rowConflict(r, Conflict{Row: m.rowName(r.key), Ours: did[ourSide], Theirs: did[theirSide]})
			return
		}
	}
}

// addRow adds a row that one branch added. It is a conflict if the other branch added a column (the row has no cell
// for it) or made a column not null in which the row has a null.
func (m *merger) addRow(r *keyedRow, side int, cells []string) {
	var conflicts []Conflict
	for c, cell := range cells {
		missing := cell == absent
		if !missing && (cell != nullCell || m.columns[c].field.Nullable) {
			continue
		}
		did := [3]string{ourSide: "not null", theirSide: "not null"}
		if missing {
			did = [3]string{ourSide: "a new column", theirSide: "a new column"}
		}
		did[side] = displayed(cell)
		conflicts = append(conflicts, Conflict{
			m.rowName(r.key), m.columns[c].field.Name, displayed(absent), did[ourSide],
			did[theirSide],
		})
	}
	if conflicts != nil {
		m.rowConflict(r, conflicts...)
		return
	}
	m.rows = append(m.rows, cells)
}

// mergeCells merges a row that both branches have.
func (m *merger) mergeCells(r *keyedRow) {
	base, ours, theirs := r.cells[baseSide], r.cells[ourSide], r.cells[theirSide]
	if base == nil {
		base = slices.Repeat([]string{absent}, len(m.columns))
	}
	merged, other := slices.Clone(ours), slices.Clone(theirs)
	var conflicts []Conflict
	for c := range m.columns {
		switch {
		case ours[c] == theirs[c], theirs[c] == base[c], theirs[c] == absent:
			other[c] = ours[c]
		case ours[c] == base[c], ours[c] == absent:
			merged[c] = theirs[c]
		default:
			conflicts = append(conflicts, Conflict{
				m.rowName(r.key), m.columns[c].field.Name, displayed(base[c]),
				displayed(ours[c]), displayed(theirs[c]),
			})
			continue
		}
		if merged[c] == nullCell && !m.columns[c].field.Nullable {
			conflicts = append(conflicts, Conflict{
				m.rowName(r.key), m.columns[c].field.Name, displayed(base[c]),
				displayed(ours[c]), displayed(theirs[c]),
			})
		}
	}
	if conflicts == nil {
		m.rows = append(m.rows, merged)
		return
	}
	// The marks enclose only differences: cells that merge are merged on both sides.
	was := slices.Clone(merged)
	for c := range was {
		if merged[c] != other[c] {
			was[c] = base[c]
		}
	}
	b := block{at: r.key, ours: m.linesOf(merged), theirs: m.linesOf(other)}
	if r.cells[baseSide] != nil {
		b.base = m.linesOf(was)
	}
	if b.ours == nil || b.theirs == nil || b.base == nil && r.cells[baseSide] != nil || slices.Equal(b.ours, b.theirs) {
		m.rowConflict(r, conflicts...)
		return
	}
	m.conflict(b, conflicts...)
}

// rowConflict makes a conflict of a row as each side has it.
func (m *merger) rowConflict(r *keyedRow, c ...Conflict) {
	m.conflict(block{r.key, m.lineOf(r, baseSide), m.lineOf(r, ourSide), m.lineOf(r, theirSide)}, c...)
}

// lineOf returns the line of a row on a side, by the merged columns if the side has them all.
func (m *merger) lineOf(r *keyedRow, side int) []string {
	if r.cells[side] == nil {
		return nil
	}
	if lines := m.linesOf(r.cells[side]); lines != nil {
		return lines
	}
	return []string{m.sides[side].lines[r.index[side]]}
}

// rowName names a row by its key, as name and value.
func (m *merger) rowName(key []string) string {
	parts := make([]string, len(key))
	for i, k := range m.key {
		parts[i] = m.columns[k].field.Name + " " + displayed(key[i])
	}
	return strings.Join(parts, ", ")
}
