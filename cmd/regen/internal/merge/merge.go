// Package merge merges goldens that two branches have changed, by row and column and not by line: a keyed golden in which
// one branch changed rows and the other changed other rows, or other columns, or added a column, merges.
//
//	r, err := merge.Goldens(base, ours, theirs, merge.Labels{"HEAD", "base", "feature"})
//
// A row is what its key says it is; a cell is in conflict where both branches changed it, and not alike. Rows of a multiset
// merge by how often they are there. What merges by neither is left to a merge of lines: rows in order, values, digests.
package merge

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/arrowtext"
)

// ErrLines says that goldens can be merged line by line at best.
var ErrLines = errors.New("these goldens do not merge by row and column")

// Labels name the three sides in the marks of a conflict.
type Labels struct{ Ours, Base, Theirs string }

// A Result is a merged golden.
type Result struct {
	Text      []byte
	Conflicts []Conflict // none where Text is a golden
	Notes     []string   // what a person should know of a merge without conflict
}

// A Conflict is a cell, or a whole row, that both branches changed.
type Conflict struct {
	Row                string // by its key, as name value
	Column             string // "" for the row
	Base, Ours, Theirs string // cells; of a row whether it was changed or removed
}

func (c Conflict) String() string {
	if c.Column == "" {
		return fmt.Sprintf("row %s: %s here, %s there", c.Row, c.Ours, c.Theirs)
	}
	return fmt.Sprintf("row %s, column %s: %s was made %s here and %s there", c.Row, c.Column, c.Base, c.Ours, c.Theirs)
}

// Goldens merges what two branches have made of base. Its error is ErrLines, or that of a golden that cannot be read.
func Goldens(base, ours, theirs []byte, labels Labels) (*Result, error) {
	var sides [3]*golden.File
	for i, text := range [][]byte{base, ours, theirs} {
		f, err := golden.Decode(text, [3]string{labels.Base, labels.Ours, labels.Theirs}[i])
		if err != nil {
			return nil, err
		}
		if f.Table == nil || f.Table.NumCols() == 0 || f.Digest != nil {
			return nil, ErrLines
		}
		sides[i] = f
	}
	b, o, t := sides[0], sides[1], sides[2]
	if b.Order != o.Order || b.Order != t.Order || !slices.Equal(b.Key, o.Key) || !slices.Equal(b.Key, t.Key) || b.Order == golden.Ordered {
		return nil, ErrLines
	}
	m := &merger{labels: labels}
	if err := m.columns(b, o, t); err != nil {
		return nil, err
	}
	inputs, notes := mergeInputs(b.Inputs, o.Inputs, t.Inputs)
	m.out = golden.File{Order: b.Order, Key: b.Key, Inputs: inputs}
	var err error
	if b.Order == golden.Multiset {
		err = m.multiset(b, o, t)
	} else {
		err = m.keyed(b, o, t)
	}
	if err != nil {
		return nil, err
	}
	r, err := m.result()
	if err == nil {
		r.Notes = notes
	}
	return r, err
}

// A merger is at work on a golden.
type merger struct {
	labels    Labels
	out       golden.File
	fields    []arrow.Field // of the merged table
	rows      []row         // of the merged table, with our side of what is in conflict
	conflicts []Conflict
	disputed  map[string]*dispute // rows in conflict, by key
}

// A row is the texts of its cells, by the merged columns; nil is a row that is not there. A cell of a column that a side
// has not is absent.
type row []string

const absent = "\x00" // no cell is written so

// A dispute is the sides of a row in conflict, merged where they can be.
type dispute struct{ base, ours, theirs row }

// columns merges the columns by name: their presence, their types and their order.
func (m *merger) columns(b, o, t *golden.File) error {
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
			continue // one branch removed it, and the other left it alone
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

// changedCells reports whether a side changed cells of a column, in rows that base has too.
func changedCells(base, side *golden.File, name string) (bool, error) {
	m := &merger{out: golden.File{Key: base.Key}}
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

// orderOf returns the names of columns in our order; those that only the other side has stand after what is before them
// there.
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

// texts returns the rows of a golden by the merged columns.
func (m *merger) texts(f *golden.File) ([]row, error) {
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

// nullCell is a null; the texts of all other cells start with =.
const nullCell = "null"

func shown(cell string) string {
	switch cell {
	case absent:
		return "nothing"
	case nullCell:
		return cell
	}
	return cell[1:]
}

// keyOf returns the key of a row, as name value pairs.
func (m *merger) keyOf(r row) string {
	var parts []string
	for j, f := range m.fields {
		if slices.Contains(m.out.Key, f.Name) {
			parts = append(parts, f.Name+" "+shown(r[j]))
		}
	}
	return strings.Join(parts, ", ")
}

// keyed merges rows by key.
func (m *merger) keyed(b, o, t *golden.File) error {
	var sides [3]map[string]row
	var order []string
	known := map[string]bool{}
	for i, f := range []*golden.File{b, o, t} {
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
	m.disputed = map[string]*dispute{}
	for _, k := range order {
		m.row(k, sides[0][k], sides[1][k], sides[2][k])
	}
	return nil
}

// byKey returns the rows of a golden by their keys, and these in their order.
func (m *merger) byKey(f *golden.File) (map[string]row, []string, error) {
	rows, err := m.texts(f)
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

// row merges a row.
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
			m.rows = append(m.rows, m.filled(left))
		case m.differs(base, left):
			c := Conflict{Row: key, Ours: "changed", Theirs: "removed"}
			if ours == nil {
				c.Ours, c.Theirs = c.Theirs, c.Ours
			}
			m.conflicts = append(m.conflicts, c)
			m.disputed[key] = &dispute{base, ours, theirs}
			m.rows = append(m.rows, m.filled(left))
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
			m.conflicts = append(m.conflicts, Conflict{key, m.fields[j].Name, shown(base[j]), shown(ours[j]), shown(theirs[j])})
		}
	}
	if clash {
		var was row // of a row that both added, nothing
		if !added {
			was = slices.Clone(merged)
			for j := range was {
				if merged[j] != other[j] {
					was[j] = base[j]
				}
			}
		}
		m.disputed[key] = &dispute{was, merged, other}
	}
	m.rows = append(m.rows, m.filled(merged))
}

// differs reports whether a side has changed a row, in the columns that it was in.
func (m *merger) differs(base, side row) bool {
	for j := range m.fields {
		if base[j] != side[j] && base[j] != absent && side[j] != absent {
			return true
		}
	}
	return false
}

// filled gives a row a null for each cell that its side does not have, where the other side added the column.
func (m *merger) filled(r row) row {
	r = slices.Clone(r)
	for j := range r {
		if r[j] == absent {
			r[j] = nullCell
		}
	}
	return r
}

// multiset merges rows by how often they are there.
func (m *merger) multiset(b, o, t *golden.File) error {
	for _, f := range []*golden.File{o, t} {
		if int(f.Table.NumCols()) != len(m.fields) || !b.Table.Schema().Equal(f.Table.Schema()) {
			return ErrLines
		}
	}
	count := map[string]int{}
	texts := map[string]row{}
	var order []string
	for i, f := range []*golden.File{b, o, t} {
		rows, err := m.texts(f)
		if err != nil {
			return err
		}
		for _, r := range rows {
			k := strings.Join(r, "\x00")
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

// result writes the merged golden, with marks around the rows in conflict.
func (m *merger) result() (*Result, error) {
	text, err := m.encode(m.rows)
	if err != nil {
		return nil, err
	}
	r := &Result{Text: text, Conflicts: m.conflicts}
	if len(m.conflicts) == 0 {
		return r, nil
	}
	whole, err := golden.Decode(text, "merged")
	if err != nil {
		return nil, err
	}
	sorted, err := m.texts(whole)
	if err != nil {
		return nil, err
	}
	lines := bytes.SplitAfter(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	lines[len(lines)-1] = append(bytes.Clone(lines[len(lines)-1]), '\n')
	head := len(lines) - len(sorted)
	var out bytes.Buffer
	out.Write(bytes.Join(lines[:head], nil))
	for i, r := range sorted {
		d := m.disputed[m.keyOf(r)]
		if d == nil {
			out.Write(lines[head+i])
			continue
		}
		fmt.Fprintf(&out, "<<<<<<< %s\n%s||||||| %s\n%s=======\n%s>>>>>>> %s\n", m.labels.Ours, m.line(d.ours), m.labels.Base, m.line(d.base),
			m.line(d.theirs), m.labels.Theirs)
	}
	r.Text = out.Bytes()
	return r, nil
}

// line returns a row as a golden has it, nothing for one that is not there.
func (m *merger) line(r row) string {
	if r == nil {
		return ""
	}
	text, err := m.encode([]row{m.filled(r)})
	if err != nil {
		return strings.Join(r, ",") + "\n" // a null where none may be
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	return string(text[bytes.LastIndexByte(text, '\n')+1:]) + "\n"
}

// encode writes rows as a golden.
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
	return golden.Encode(&f)
}

// mergeInputs merges the input lines, a dataset each. Where both branches changed one, ours stays, with a note: the next run
// of the test says what it is.
func mergeInputs(base, ours, theirs []string) (merged, notes []string) {
	name := func(line string) string { word, _, _ := strings.Cut(line, " "); return word }
	find := func(lines []string, of string) string {
		for _, l := range lines {
			if name(l) == of {
				return l
			}
		}
		return ""
	}
	var names []string
	for _, l := range slices.Concat(ours, theirs) {
		if n := name(l); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	for _, n := range names {
		b, o, t := find(base, n), find(ours, n), find(theirs, n)
		line := o
		if o == b {
			line = t
		} else if t != b && t != o {
			notes = append(notes, fmt.Sprintf("the input %s was changed on both sides: run the test, which says what it is now", n))
		}
		if line != "" {
			merged = append(merged, line)
		}
	}
	return merged, notes
}
