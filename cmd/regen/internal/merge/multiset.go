package merge

import (
	"slices"
	"strconv"
)

// mergeMultiset merges rows by how often each is there. A row that both branches removed may be one that a branch
// changed: together with new rows that share a cell with it, it is a conflict. So is a row that both branches added,
// since it may be one row or two.
func (m *merger) mergeMultiset() error {
	for _, c := range m.columns {
		if slices.Contains(c.at[:], -1) {
			return &SchemaError{c.field.Name, "rows without a key do not merge if one branch adds or removes a column"}
		}
	}
	for side := ourSide; side <= theirSide; side++ {
		if len(m.sides[side].fields) != len(m.columns) || len(m.sides[baseSide].fields) != len(m.columns) {
			return &SchemaError{"", "rows without a key do not merge if one branch adds or removes a column"}
		}
	}
	cells := map[string][]string{}
	count := [3]map[string]int{{}, {}, {}}
	var order []string
	for side, s := range m.sides {
		columns := m.positions(side)
		for _, row := range s.rows {
			row = pick(row, columns)
			k := tuple(row)
			if cells[k] == nil {
				cells[k], order = row, append(order, k)
			}
			count[side][k]++
		}
	}
	removed := func(side int, k string) int { return max(0, count[baseSide][k]-count[side][k]) }
	added := func(side int, k string) int { return max(0, count[side][k]-count[baseSide][k]) }

	inConflict := map[string]bool{}
	shared := map[string]bool{} // cells of rows that both removed
	cellName := func(c int, cell string) string { return strconv.Itoa(c) + cell }
	both := func(k string) bool { return removed(ourSide, k) > 0 && removed(theirSide, k) > 0 }
	for _, k := range order {
		if both(k) {
			for c, cell := range cells[k] {
				shared[cellName(c, cell)] = true
			}
			if removed(ourSide, k) < count[baseSide][k] || removed(theirSide, k) < count[baseSide][k] {
				inConflict[k] = true // one of several equal rows: the same one, or two
			}
		}
	}
	related := func(k string) bool {
		for c, cell := range cells[k] {
			if shared[cellName(c, cell)] {
				return true
			}
		}
		return len(shared) > 0 && len(m.columns) == 1
	}
	touched := map[string]bool{} // cells of new rows that are related to a removed one
	for _, k := range order {
		ours, theirs := added(ourSide, k), added(theirSide, k)
		if ours > 0 && theirs > 0 || ours > 0 && removed(theirSide, k) > 0 || theirs > 0 && removed(ourSide, k) > 0 {
			inConflict[k] = true
		}
		if ours+theirs > 0 && related(k) {
			inConflict[k] = true
			for c, cell := range cells[k] {
				touched[cellName(c, cell)] = true
			}
		}
	}
	for _, k := range order {
		if both(k) {
			for c, cell := range cells[k] {
				if touched[cellName(c, cell)] || len(touched) > 0 && len(m.columns) == 1 {
					inConflict[k] = true
				}
			}
		}
	}
	b := block{at: []string{multisetBlock}}
	for _, k := range order {
		base, ours, theirs := count[baseSide][k], count[ourSide][k], count[theirSide][k]
		if !inConflict[k] {
			for range ours + theirs - base {
				m.rows = append(m.rows, cells[k])
			}
			continue
		}
		line := m.linesOf(cells[k])
		if line == nil {
			return &SchemaError{"", "a row does not fit the merged columns"}
		}
		b.base = append(b.base, slices.Repeat(line, base)...)
		b.ours = append(b.ours, slices.Repeat(line, ours)...)
		b.theirs = append(b.theirs, slices.Repeat(line, theirs)...)
		did := func(side int) string {
			switch {
			case added(side, k) > 0:
				return "added"
			case removed(side, k) > 0:
				return "removed"
			}
			return "kept"
		}
		m.conflicts = append(m.conflicts, Conflict{Row: line[0], Ours: did(ourSide), Theirs: did(theirSide)})
	}
	if len(inConflict) > 0 {
		m.blocks = append(m.blocks, b)
	}
	return nil
}
