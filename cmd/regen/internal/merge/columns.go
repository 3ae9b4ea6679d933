package merge

import (
	"cmp"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/goldenfile"
)

// columns merges the columns by name: their presence, their types and their order.
func (m *merger) columns(b, o, t *goldenfile.File) error {
	bf, of, tf := b.Table.Schema(), o.Table.Schema(), t.Table.Schema()
	find := func(s *arrow.Schema, name string) *arrow.Field {
		if at := s.FieldIndices(name); len(at) == 1 {
			f := s.Field(at[0])
			return &f
		}
		return nil
	}
	names := orderOf(of, tf)
	for _, name := range names {
		base, ours, theirs := find(bf, name), find(of, name), find(tf, name)
		switch {
		case ours == nil && base != nil && equalField(base, theirs), theirs == nil && base != nil && equalField(base, ours):
			left := t
			if theirs == nil {
				left = o
			}
			if changed, err := changedCells(b, left, name); err != nil || changed {
				return cmp.Or(err, ErrLines) // removed here, changed there
			}
			continue // one branch removed it, and the other did not change it
		case ours == nil && base == nil:
			m.fields = append(m.fields, *theirs)
		case theirs == nil && base == nil:
			m.fields = append(m.fields, *ours)
		case ours == nil || theirs == nil:
			return ErrLines // removed here, retyped there
		case equalField(ours, theirs) || base != nil && equalField(base, theirs):
			m.fields = append(m.fields, *ours)
		case base != nil && equalField(base, ours):
			m.fields = append(m.fields, *theirs)
		default:
			return ErrLines // two types
		}
	}
	for _, k := range b.Key {
		if !slices.ContainsFunc(m.fields, func(f arrow.Field) bool { return f.Name == k }) {
			return ErrLines
		}
	}
	return nil
}

// changedCells reports whether a side changed cells of a column in rows that base also has.
func changedCells(base, side *goldenfile.File, name string) (bool, error) {
	m := &merger{out: goldenfile.File{Key: base.Key}}
	for _, f := range base.Table.Schema().Fields() {
		if f.Name == name || slices.Contains(base.Key, f.Name) {
			m.fields = append(m.fields, f)
		}
	}
	was, _, err := m.byKey(base)
	if err != nil {
		return false, err
	}
	is, _, err := m.byKey(side)
	for key, r := range is {
		if old, ok := was[key]; ok && !slices.Equal(old, r) {
			return true, nil
		}
	}
	return false, err
}

func equalField(a, b *arrow.Field) bool {
	return a != nil && b != nil && a.Nullable == b.Nullable && arrow.TypeEqual(a.Type, b.Type)
}

// orderOf returns the names of columns in our order. A column that only they have follows the column before it on their
// side.
func orderOf(ours, theirs *arrow.Schema) []string {
	var names []string
	for _, f := range ours.Fields() {
		names = append(names, f.Name)
	}
	at := 0
	for _, f := range theirs.Fields() {
		if i := slices.Index(names, f.Name); i >= 0 {
			at = i + 1
			continue
		}
		names = slices.Insert(names, at, f.Name)
		at++
	}
	return names
}
