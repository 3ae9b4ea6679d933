package merge

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
)

// A row is the texts of its cells in the order of the merged columns, or nil if there is no such row. Cells of columns that a
// side lacks are absent.
type row []string

const absent = "\x00" // not the text of any cell

// A conflictRow is the sides of a row in conflict, with all cells merged that can be.
type conflictRow struct{ base, ours, theirs row }

// readRows returns the rows of a golden in the order of the merged columns.
func (m *merger) readRows(f *goldenfile.File) ([]row, error) {
	rows := make([]row, f.Table.NumRows())
	for i := range rows {
		rows[i] = make(row, len(m.fields))
		for j := range rows[i] {
			rows[i][j] = absent
		}
	}
	for j, field := range m.fields {
		at := f.Table.Schema().FieldIndices(field.Name)
		if len(at) == 0 {
			continue
		}
		a := f.Table.Column(at[0])
		format, err := arrowtext.NewFormatter(a)
		if err != nil {
			return nil, err
		}
		null := arrowtext.Nulls(a)
		for i := range rows {
			rows[i][j] = nullCell
			if !null(i) {
				rows[i][j] = "=" + string(format(nil, i))
			}
		}
	}
	return rows, nil
}

// nullCell is the text of a null. The texts of all other cells start with =.
const nullCell = "null"

func displayed(cell string) string {
	switch cell {
	case absent:
		return "nothing"
	case nullCell:
		return cell
	}
	return cell[1:]
}

// keyOf returns the key of a row as a text that no other key has.
func (m *merger) keyOf(r row) string {
	var cells []string
	for j, f := range m.fields {
		if slices.Contains(m.out.Key, f.Name) {
			cells = append(cells, r[j])
		}
	}
	return tuple(cells)
}

// tuple joins cells so that different cells give different texts.
func tuple(cells []string) string {
	var b []byte
	for _, c := range cells {
		b = strconv.AppendQuote(b, c)
	}
	return string(b)
}

// rowName returns the key of a row for people, as name value pairs.
func (m *merger) rowName(r row) string {
	var parts []string
	for j, f := range m.fields {
		if slices.Contains(m.out.Key, f.Name) {
			parts = append(parts, f.Name+" "+displayed(r[j]))
		}
	}
	return strings.Join(parts, ", ")
}

// byKey returns the rows of a golden by key, and the keys in order.
func (m *merger) byKey(f *goldenfile.File) (map[string]row, []string, error) {
	rows, err := m.readRows(f)
	if err != nil {
		return nil, nil, err
	}
	of, keys := make(map[string]row, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		keys[i] = m.keyOf(r)
		of[keys[i]] = r
	}
	return of, keys, nil
}

// isChanged reports whether a side changed a row in the columns that both have.
func (m *merger) isChanged(base, side row) bool {
	for j := range m.fields {
		if base[j] != side[j] && base[j] != absent && side[j] != absent {
			return true
		}
	}
	return false
}

// fillNulls replaces the absent cells of a row by nulls.
func (m *merger) fillNulls(r row) row {
	r = slices.Clone(r)
	for j := range r {
		if r[j] == absent {
			r[j] = nullCell
		}
	}
	return r
}
