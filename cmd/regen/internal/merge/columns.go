package merge

import (
	"fmt"
	"slices"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A column is a column of the merged golden.
type column struct {
	field arrow.Field
	at    [3]int // its position on each side, -1 if the side lacks it
}

// mergeColumns merges the columns of the sides: which there are, their names, types and nullability, and their order.
func (m *merger) mergeColumns(keys ...[]string) error {
	base := m.sides[baseSide]
	for _, key := range keys[1:] {
		if len(key) != len(keys[0]) {
			return ErrLines
		}
	}
	ours, theirs := m.link(ourSide), m.link(theirSide)
	m.linkAlike(ours, theirs)
	known := [3]map[int]bool{{}, {}, {}}
	var all []column
	for b := range base.fields {
		known[ourSide][ours[b]], known[theirSide][theirs[b]] = true, true
		c := column{at: [3]int{b, ours[b], theirs[b]}}
		kept, err := m.mergeField(&c)
		if err != nil {
			return err
		}
		if kept {
			all = append(all, c)
		}
	}
	for side := ourSide; side <= theirSide; side++ {
		for i, f := range m.sides[side].fields {
			if known[side][i] {
				continue
			}
			at := slices.IndexFunc(all, func(c column) bool { return c.at[baseSide] < 0 && c.field.Name == f.Name })
			if at < 0 {
				all = append(all, column{field: f, at: [3]int{-1, -1, -1}})
				at = len(all) - 1
			} else if !sameField(all[at].field, f) {
				return &SchemaError{f.Name, "each branch added one, with different types"}
			}
			all[at].at[side] = i
		}
	}
	if err := m.replacedTwice(ours, theirs, all); err != nil {
		return err
	}
	names := map[string]bool{}
	for _, c := range all {
		if names[c.field.Name] {
			return &SchemaError{c.field.Name, "the merged golden would have two of this name"}
		}
		names[c.field.Name] = true
	}
	var err error
	if m.columns, err = orderColumns(all); err != nil {
		return err
	}
	for _, k := range base.key {
		at := slices.IndexFunc(m.columns, func(c column) bool { return c.at[baseSide] == k })
		if at < 0 {
			return ErrLines
		}
		m.key = append(m.key, at)
	}
	for side := ourSide; side <= theirSide; side++ {
		for i, k := range m.key {
			if m.columns[k].at[side] != m.sides[side].key[i] {
				return ErrLines // another key
			}
		}
	}
	return nil
}

// link returns for each column of base its position on a side: the column of the same name, or the one that it was
// renamed to; -1 if the side lacks it.
func (m *merger) link(which int) []int {
	base, s := m.sides[baseSide], m.sides[which]
	if m.exchangesNames(which) {
		return identity(len(base.fields))
	}
	links := make([]int, len(base.fields))
	taken := map[int]bool{}
	for b, f := range base.fields {
		links[b] = s.column(f.Name)
		taken[links[b]] = true
	}
	for i, k := range base.key { // the key has no rows to compare by: its columns keep their places in it
		if at := s.key[i]; links[k] < 0 && !taken[at] && arrowtext.SameType(base.fields[k].Type, s.fields[at].Type) {
			links[k], taken[at] = at, true
		}
	}
	var lost, fresh []int
	for b := range links {
		if links[b] < 0 {
			lost = append(lost, b)
		}
	}
	for i := range s.fields {
		if !taken[i] {
			fresh = append(fresh, i)
		}
	}
	common := m.commonRows(which, links)
	same := func(b, i int) bool {
		return arrowtext.SameType(base.fields[b].Type, s.fields[i].Type) && len(common) > 0 &&
			!slices.ContainsFunc(common, func(r [2]int) bool { return base.rows[r[0]][b] != s.rows[r[1]][i] })
	}
	for _, b := range lost {
		var to []int
		for _, i := range fresh {
			if same(b, i) {
				to = append(to, i)
			}
		}
		rivals := slices.DeleteFunc(slices.Clone(lost), func(o int) bool { return len(to) != 1 || !same(o, to[0]) })
		if len(to) == 1 && len(rivals) == 1 {
			links[b] = to[0]
		}
	}
	return links
}

// exchangesNames reports whether a side gave columns each other's names: more rows are as they were if columns are
// matched by position than if they are matched by name.
func (m *merger) exchangesNames(which int) bool {
	base, s := m.sides[baseSide], m.sides[which]
	named := s.named(base.fields)
	for b, f := range base.fields {
		if named[b] < 0 || !arrowtext.SameType(f.Type, s.fields[b].Type) {
			return false
		}
	}
	unchanged := func(columns []int) (n int) {
		rows := map[string]int{}
		for _, r := range s.rows {
			rows[tuple(pick(r, columns))]++
		}
		for _, r := range base.rows {
			if rows[tuple(r)] > 0 {
				rows[tuple(r)]--
				n++
			}
		}
		return n
	}
	place := identity(len(base.fields))
	return len(s.fields) == len(base.fields) && !slices.Equal(named, place) && unchanged(place) > unchanged(named)
}

// linkAlike links a column that both branches renamed alike, if the cells show it on one side, or half of them on both.
func (m *merger) linkAlike(ours, theirs []int) {
	o, t := m.sides[ourSide], m.sides[theirSide]
	fresh := func(i int, links []int) bool { return i >= 0 && !slices.Contains(links, i) }
	common := func(which int) func() [][2]int {
		return sync.OnceValue(func() [][2]int {
			return m.commonRows(which, m.sides[which].named(m.sides[baseSide].fields))
		})
	}
	ourRows, theirRows := common(ourSide), common(theirSide)
	for b, f := range m.sides[baseSide].fields {
		switch {
		case ours[b] >= 0 && theirs[b] < 0:
			if i := t.column(o.fields[ours[b]].Name); fresh(i, theirs) && arrowtext.SameType(f.Type, t.fields[i].Type) {
				theirs[b] = i
			}
		case ours[b] < 0 && theirs[b] >= 0:
			if i := o.column(t.fields[theirs[b]].Name); fresh(i, ours) && arrowtext.SameType(f.Type, o.fields[i].Type) {
				ours[b] = i
			}
		case ours[b] < 0:
			for i, g := range o.fields {
				j := t.column(g.Name)
				if fresh(i, ours) && fresh(j, theirs) && arrowtext.SameType(f.Type, g.Type) &&
					arrowtext.SameType(f.Type, t.fields[j].Type) && m.mostlyAs(b, ourSide, i, ourRows()) &&
					m.mostlyAs(b, theirSide, j, theirRows()) {
					ours[b], theirs[b] = i, j
					break
				}
			}
		}
	}
}

// mostlyAs reports whether at least half of the cells of a side's column, in the common rows, are those of a column of
// base.
func (m *merger) mostlyAs(b, which, i int, common [][2]int) bool {
	same := 0
	for _, r := range common {
		if m.sides[baseSide].rows[r[0]][b] == m.sides[which].rows[r[1]][i] {
			same++
		}
	}
	return len(common) > 0 && 2*same >= len(common)
}

// commonRows returns pairs of rows, of base and of a side, that are the same: by key, or in a multiset by the columns
// that both have.
func (m *merger) commonRows(which int, links []int) [][2]int {
	base, s := m.sides[baseSide], m.sides[which]
	from, to := base.key, s.key
	if len(base.key) == 0 {
		for b, i := range links {
			if i >= 0 {
				from, to = append(from, b), append(to, i)
			}
		}
	}
	if len(from) == 0 {
		return nil
	}
	rows := map[string][]int{}
	for i, r := range s.rows {
		k := tuple(pick(r, to))
		rows[k] = append(rows[k], i)
	}
	var common [][2]int
	for b, r := range base.rows {
		k := tuple(pick(r, from))
		if found := rows[k]; len(found) > 0 {
			common, rows[k] = append(common, [2]int{b, found[0]}), found[1:]
		}
	}
	return common
}

// mergeField merges a column that base has into c.field, and reports whether it stays.
func (m *merger) mergeField(c *column) (kept bool, err error) {
	base := m.sides[baseSide].fields[c.at[baseSide]]
	switch ours, theirs := c.at[ourSide] >= 0, c.at[theirSide] >= 0; {
	case !ours && !theirs:
		return false, nil
	case !ours || !theirs:
		left := theirSide
		if ours {
			left = ourSide
		}
		if f := m.sides[left].fields[c.at[left]]; f.Name != base.Name || !sameField(f, base) || m.changedCells(c, left) {
			return false, &SchemaError{base.Name, "one branch removed it, the other changed it"}
		}
		return false, nil
	}
	ours, theirs := m.sides[ourSide].fields[c.at[ourSide]], m.sides[theirSide].fields[c.at[theirSide]]
	c.field = ours
	name, ok := threeWay(base.Name, ours.Name, theirs.Name, func(a, b string) bool { return a == b })
	if !ok {
		return false, &SchemaError{base.Name, fmt.Sprintf("one branch renamed it %s, the other %s", ours.Name, theirs.Name)}
	}
	c.field.Name = name
	c.field.Nullable, _ = threeWay(base.Nullable, ours.Nullable, theirs.Nullable, func(a, b bool) bool { return a == b })
	if c.field.Type, ok = threeWay(base.Type, ours.Type, theirs.Type, arrowtext.SameType); !ok {
		return false, &SchemaError{base.Name, "each branch gave it another type"}
	}
	for side := ourSide; side <= theirSide; side++ {
		other := ourSide + theirSide - side
		retyped := !arrowtext.SameType(base.Type, m.sides[side].fields[c.at[side]].Type)
		if retyped && arrowtext.SameType(base.Type, m.sides[other].fields[c.at[other]].Type) &&
			m.changedCells(c, side) && m.newCells(c, other) {
			return false, &SchemaError{
				base.Name,
				"one branch changed its type and its cells, the other has new cells of the old type",
			}
		}
	}
	return true, nil
}

// changedCells reports whether a side changed cells of a column, in rows that base has too, or has none of these rows.
func (m *merger) changedCells(c *column, which int) bool {
	links := make([]int, len(m.sides[baseSide].fields))
	for b := range links {
		links[b] = -1
		if len(m.sides[baseSide].key) == 0 && b != c.at[baseSide] {
			links[b] = m.sides[which].column(m.sides[baseSide].fields[b].Name)
		}
	}
	common := m.commonRows(which, links)
	if len(common) == 0 {
		return len(m.sides[which].rows) > 0
	}
	return slices.ContainsFunc(common, func(r [2]int) bool {
		return m.sides[baseSide].rows[r[0]][c.at[baseSide]] != m.sides[which].rows[r[1]][c.at[which]]
	})
}

// newCells reports whether a side has values in a column that base does not have there.
func (m *merger) newCells(c *column, which int) bool {
	base, s := m.sides[baseSide], m.sides[which]
	for i, r := range s.rows {
		if r[c.at[which]] == nullCell {
			continue
		}
		b, known := base.byKey[tuple(pick(s.rows[i], s.key))]
		if !known || len(s.key) == 0 || base.rows[b][c.at[baseSide]] != r[c.at[which]] {
			return true
		}
	}
	return false
}

// replacedTwice returns an error if both branches removed a column of base and put different new ones beside what is
// left: each may have renamed it and changed its cells.
func (m *merger) replacedTwice(ours, theirs []int, all []column) error {
	for b, f := range m.sides[baseSide].fields {
		if ours[b] >= 0 || theirs[b] >= 0 {
			continue
		}
		for _, c := range all {
			alone := (c.at[ourSide] < 0) != (c.at[theirSide] < 0)
			if c.at[baseSide] < 0 && alone && arrowtext.SameType(c.field.Type, f.Type) {
				return &SchemaError{f.Name, fmt.Sprintf("both branches removed it, and one added %s", c.field.Name)}
			}
		}
	}
	return nil
}

// threeWay merges a property: what one side changed, or both alike. It reports false if both changed it differently.
func threeWay[T any](base, ours, theirs T, same func(a, b T) bool) (T, bool) {
	switch {
	case same(ours, theirs), same(theirs, base):
		return ours, true
	case same(ours, base):
		return theirs, true
	}
	return ours, false
}

func sameField(a, b arrow.Field) bool {
	return a.Nullable == b.Nullable && arrowtext.SameType(a.Type, b.Type)
}

// orderColumns orders merged columns as the branch that moved columns has them, ours if neither did. New columns of
// the other branch follow the column that they follow there.
func orderColumns(all []column) ([]column, error) {
	order := func(side int, of []column) []column {
		of = slices.DeleteFunc(slices.Clone(of), func(c column) bool { return c.at[side] < 0 })
		slices.SortFunc(of, func(a, b column) int { return a.at[side] - b.at[side] })
		return of
	}
	shared := slices.DeleteFunc(slices.Clone(all), func(c column) bool { return slices.Contains(c.at[:], -1) })
	alike := func(a, b column) bool { return a.at == b.at }
	same := func(a, b int) bool { return slices.EqualFunc(order(a, shared), order(b, shared), alike) }
	first, second := ourSide, theirSide
	switch {
	case same(ourSide, theirSide), same(theirSide, baseSide):
	case same(ourSide, baseSide):
		first, second = theirSide, ourSide
	default:
		return nil, &SchemaError{"", "each branch put the columns into another order"}
	}
	out := order(first, all)
	at := 0
	for _, c := range order(second, all) {
		if i := slices.IndexFunc(out, func(o column) bool { return alike(o, c) }); i >= 0 {
			at = i + 1
			continue
		}
		out = slices.Insert(out, at, c)
		at++
	}
	return out, nil
}
