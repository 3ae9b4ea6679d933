package merge

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
)

// result writes the merged golden, with conflict marks around the rows in conflict.
func (m *merger) result() (*Result, error) {
	text, err := m.encode(m.rows)
	if err != nil {
		return nil, err
	}
	r := &Result{Text: text, Conflicts: m.conflicts}
	if len(m.conflicts) == 0 {
		return r, nil
	}
	whole, err := goldenfile.Decode(text, "merged")
	if err != nil {
		return nil, err
	}
	sorted, err := m.readRows(whole)
	if err != nil {
		return nil, err
	}
	lines := bytes.SplitAfter(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	lines[len(lines)-1] = append(bytes.Clone(lines[len(lines)-1]), '\n')
	head := len(lines) - len(sorted)
	var out bytes.Buffer
	out.Write(bytes.Join(lines[:head], nil))
	for i, r := range sorted {
		d := m.conflictRows[m.keyOf(r)]
		if d == nil {
			out.Write(lines[head+i])
			continue
		}
		fmt.Fprintf(&out, "<<<<<<< %s\n%s||||||| %s\n%s=======\n%s>>>>>>> %s\n", m.labels.Ours, m.rowText(d.ours), m.labels.Base, m.rowText(d.base),
			m.rowText(d.theirs), m.labels.Theirs)
	}
	r.Text = out.Bytes()
	return r, nil
}

// rowText returns a row as written in a golden, or "" for nil.
func (m *merger) rowText(r row) string {
	if r == nil {
		return ""
	}
	text, err := m.encode([]row{m.fillNulls(r)})
	if err != nil {
		return strings.Join(r, ",") + "\n" // a null in a column that has none
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	return string(text[bytes.LastIndexByte(text, '\n')+1:]) + "\n"
}

// encode returns a golden with the rows.
func (m *merger) encode(rows []row) ([]byte, error) {
	arrays := make([]arrow.Array, len(m.fields))
	for j, f := range m.fields {
		b := array.NewBuilder(memory.DefaultAllocator, f.Type)
		parse, err := arrowtext.NewParser(b)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r[j] == nullCell {
				if !f.Nullable {
					return nil, ErrLines // a new row lacks the cell of a new column
				}
				b.AppendNull()
				continue
			}
			if err := parse([]byte(r[j][1:])); err != nil {
				return nil, err
			}
		}
		arrays[j] = b.NewArray()
	}
	f := m.out
	f.Table = array.NewRecord(arrow.NewSchema(m.fields, nil), arrays, int64(len(rows)))
	return goldenfile.Encode(&f)
}
