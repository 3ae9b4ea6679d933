package merge

import (
	"slices"
	"strconv"
)

// mergeMultiset merges rows by how often each is there. A row that both branches removed may be one that a branch
// changed: together with a new row of one branch that shares a cell with it, it is a conflict. A row that both branches
// added is one change, unless one of them may have made it of another row.
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
	removedBy := [3]cellSet{{}, {}, {}} // by base: the rows that both removed; by a side: those that it alone removed
	for _, k := range order {
		switch ours, theirs := removed(ourSide, k), removed(theirSide, k); {
		case ours > 0 && theirs > 0:
			removedBy[baseSide].add(cells[k])
			inConflict[k] = ours != theirs // some of several equal rows: the same ones, or not
		case ours > 0:
			removedBy[ourSide].add(cells[k])
		case theirs > 0:
			removedBy[theirSide].add(cells[k])
		}
	}
	touched := cellSet{} // cells of new rows that are related to a row that both removed
	for _, k := range order {
		ours, theirs := added(ourSide, k), added(theirSide, k)
		switch {
		case ours == 0 && theirs == 0:
		case ours == theirs: // one change, unless one side made the row of another
			inConflict[k] = removedBy[ourSide].shares(cells[k]) || removedBy[theirSide].shares(cells[k])
		default:
			inConflict[k] = ours > 0 && theirs > 0 || removed(ourSide, k) > 0 || removed(theirSide, k) > 0
			if removedBy[baseSide].shares(cells[k]) {
				inConflict[k] = true
				touched.add(cells[k])
			}
		}
	}
	for _, k := range order {
		if removed(ourSide, k) > 0 && removed(theirSide, k) > 0 && touched.shares(cells[k]) {
			inConflict[k] = true
		}
	}
	b := block{at: []string{multisetBlock}}
	for _, k := range order {
		base, ours, theirs := count[baseSide][k], count[ourSide][k], count[theirSide][k]
		if !inConflict[k] {
			n, _ := threeWay(base, ours, theirs, func(a, b int) bool { return a == b })
			m.rows = append(m.rows, slices.Repeat([][]string{cells[k]}, n)...)
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
	if len(m.conflicts) > 0 {
		m.blocks = append(m.blocks, b)
	}
	return nil
}

// A cellSet is the cells of some rows, by column.
type cellSet map[string]bool

func (s cellSet) add(row []string) {
	for c, cell := range row {
		s[strconv.Itoa(c)+cell] = true
	}
}

// shares reports whether a row has a cell of the set, or has only one cell, which is all that can change.
func (s cellSet) shares(row []string) bool {
	for c, cell := range row {
		if s[strconv.Itoa(c)+cell] {
			return true
		}
	}
	return len(s) > 0 && len(row) == 1
}
