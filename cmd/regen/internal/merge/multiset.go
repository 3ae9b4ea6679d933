package merge

import (
	"github.com/assay-go/assay/internal/goldenfile"
)

// multiset merges rows by their number.
func (m *merger) multiset(b, o, t *goldenfile.File) error {
	for _, f := range []*goldenfile.File{o, t} {
		if int(f.Table.NumCols()) != len(m.fields) || !b.Table.Schema().Equal(f.Table.Schema()) {
			return ErrLines
		}
	}
	count := map[string]int{}
	texts := map[string]row{}
	var order []string
	for i, f := range []*goldenfile.File{b, o, t} {
		rows, err := m.readRows(f)
		if err != nil {
			return err
		}
		for _, r := range rows {
			k := tuple(r)
			if texts[k] == nil {
				texts[k] = r
				order = append(order, k)
			}
			count[k] += [3]int{-1, 1, 1}[i]
		}
	}
	for _, k := range order {
		for range count[k] {
			m.rows = append(m.rows, texts[k])
		}
	}
	return nil
}
