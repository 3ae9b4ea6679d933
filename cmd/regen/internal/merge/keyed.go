package merge

import (
	"slices"

	"github.com/assay-go/assay/internal/goldenfile"
)

// keyed merges rows by key.
func (m *merger) keyed(b, o, t *goldenfile.File) error {
	var sides [3]map[string]row
	var order []string
	known := map[string]bool{}
	for i, f := range []*goldenfile.File{b, o, t} {
		rows, keys, err := m.byKey(f)
		if err != nil {
			return err
		}
		sides[i] = rows
		for _, k := range keys {
			if !known[k] {
				known[k] = true
				order = append(order, k)
			}
		}
	}
	m.conflictRows = map[string]*conflictRow{}
	for _, k := range order {
		m.row(k, sides[0][k], sides[1][k], sides[2][k])
	}
	return nil
}

// row merges one row.
func (m *merger) row(key string, base, ours, theirs row) {
	switch {
	case ours == nil && theirs == nil:
		return
	case ours == nil || theirs == nil:
		left := ours
		if left == nil {
			left = theirs
		}
		switch {
		case base == nil:
			m.rows = append(m.rows, m.fillNulls(left))
		case m.isChanged(base, left):
			c := Conflict{Row: m.rowName(left), Ours: "changed", Theirs: "removed"}
			if ours == nil {
				c.Ours, c.Theirs = c.Theirs, c.Ours
			}
			m.conflicts = append(m.conflicts, c)
			m.conflictRows[key] = &conflictRow{base, ours, theirs}
			m.rows = append(m.rows, m.fillNulls(left))
		}
		return
	}
	added := base == nil
	if added {
		base = make(row, len(m.fields))
		for j := range base {
			base[j] = absent
		}
	}
	merged, other := slices.Clone(ours), slices.Clone(theirs)
	clash := false
	for j := range m.fields {
		switch {
		case ours[j] == theirs[j], theirs[j] == base[j], theirs[j] == absent:
			other[j] = ours[j]
		case ours[j] == base[j], ours[j] == absent:
			merged[j] = theirs[j]
		default:
			clash = true
			m.conflicts = append(m.conflicts, Conflict{m.rowName(ours), m.fields[j].Name, displayed(base[j]), displayed(ours[j]), displayed(theirs[j])})
		}
	}
	if clash {
		var was row // nil for a row that both sides added
		if !added {
			was = slices.Clone(merged)
			for j := range was {
				if merged[j] != other[j] {
					was[j] = base[j]
				}
			}
		}
		m.conflictRows[key] = &conflictRow{was, merged, other}
	}
	m.rows = append(m.rows, m.fillNulls(merged))
}
