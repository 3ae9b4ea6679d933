package merge

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/goldenfile"
)

// result writes the merged golden, with a block for each conflict.
func (m *merger) result() (*Result, error) {
	text, err := m.encode(m.rows)
	if err != nil {
		return nil, &SchemaError{"", err.Error()}
	}
	if len(m.blocks) == 0 {
		if _, err := goldenfile.Decode(text, "merged"); err != nil {
			return nil, &SchemaError{"", err.Error()}
		}
		return &Result{Text: text}, nil
	}
	blocks := make(map[string]block, len(m.blocks))
	for _, b := range m.blocks {
		blocks[tuple(b.at)] = b
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	head := len(lines) - len(m.rows)
	out := bytes.NewBufferString(strings.Join(lines[:head], ""))
	clean := lines[head:]
	keys, err := m.sortedKeys()
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if b, ok := blocks[k]; ok {
			m.writeBlock(out, b)
			continue
		}
		out.WriteString(clean[0])
		clean = clean[1:]
	}
	return &Result{Text: out.Bytes(), Conflicts: m.conflicts}, nil
}

// multisetBlock is the key of the only block of a multiset.
const multisetBlock = "block"

// sortedKeys returns the [tuple] of the key of each row and block, in the order of the golden. In a multiset rows have
// the empty tuple, and the block comes last.
func (m *merger) sortedKeys() ([]string, error) {
	if len(m.key) == 0 {
		return append(make([]string, len(m.rows), len(m.rows)+1), tuple([]string{multisetBlock})), nil
	}
	keys := &merger{out: goldenfile.File{Order: m.out.Order, Key: m.out.Key}}
	for _, k := range m.key {
		keys.columns = append(keys.columns, m.columns[k])
	}
	for _, r := range m.rows {
		keys.rows = append(keys.rows, pick(r, m.key))
	}
	for _, b := range m.blocks {
		keys.rows = append(keys.rows, b.at)
	}
	text, err := keys.encode(keys.rows)
	if err != nil {
		return nil, &SchemaError{"", err.Error()}
	}
	f, err := goldenfile.Decode(text, "merged")
	if err != nil {
		return nil, err
	}
	s, err := readSide(f)
	if err != nil {
		return nil, err
	}
	sorted := make([]string, len(s.rows))
	for i, r := range s.rows {
		sorted[i] = tuple(pick(r, s.key))
	}
	return sorted, nil
}

func (m *merger) writeBlock(out *bytes.Buffer, b block) {
	part := func(mark string, lines []string) {
		out.WriteString(mark + "\n")
		for _, l := range lines {
			out.WriteString(l + "\n")
		}
	}
	part("<<<<<<< "+m.labels.Ours, b.ours)
	part("||||||| "+m.labels.Base, b.base)
	part("=======", b.theirs)
	part(">>>>>>> "+m.labels.Theirs, nil)
}

// linesOf returns a row as a line of the merged golden. It returns nil if the row does not fit the golden.
func (m *merger) linesOf(cells []string) []string {
	text, err := m.encode([][]string{cells})
	if err != nil {
		return nil
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	return []string{string(text[bytes.LastIndexByte(text, '\n')+1:])}
}

// encode writes rows as a golden.
func (m *merger) encode(rows [][]string) ([]byte, error) {
	fields, texts := make([]arrow.Field, len(m.columns)), make([]goldenfile.RowText, len(rows))
	for c, column := range m.columns {
		fields[c] = column.field
		for i, r := range rows {
			value, ok := strings.CutPrefix(r[c], "=")
			switch {
			case ok:
				texts[i] = append(texts[i], []byte(value))
			case r[c] == nullCell && column.field.Nullable:
				texts[i] = append(texts[i], nil)
			default:
				return nil, fmt.Errorf("column %s: a row has %s there", column.field.Name, displayed(r[c]))
			}
		}
	}
	f := m.out
	var err error
	if f.Table, err = goldenfile.FromTexts(arrow.NewSchema(fields, nil), texts); err != nil {
		return nil, err
	}
	return goldenfile.Encode(&f)
}
