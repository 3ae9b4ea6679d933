// Package merge merges goldens that two branches changed, by row and column instead of by line.
//
//	r, err := merge.Goldens(base, ours, theirs, merge.Labels{"HEAD", "base", "feature"})
//
// It is a three-way merge over the edits of each branch: columns that are renamed, retyped, added or removed, and rows
// that are added, removed or changed, by key in a keyed golden and by content in a multiset. A merge without conflicts
// is a golden that reads back. What two branches changed differently, or what no rule settles, is a conflict. Rows in
// order, values and digests are left to a merge of lines.
package merge

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/assay-go/assay/internal/goldenfile"
)

// ErrLines reports goldens without a merge by row and column: rows in order, values, digests, different orders or keys.
var ErrLines = errors.New("these goldens can only be merged line by line")

// A SchemaError is a conflict that concerns the whole golden, such as a column that each branch renamed differently.
type SchemaError struct {
	Column string // as base calls it, or the branch that added it; "" for no single column
	Msg    string
}

func (e *SchemaError) Error() string {
	if e.Column == "" {
		return e.Msg
	}
	return fmt.Sprintf("column %s: %s", e.Column, e.Msg)
}

// Labels name the three sides in the marks of a conflict.
type Labels struct{ Ours, Base, Theirs string }

// A Result is a merged golden.
type Result struct {
	Text      []byte
	Conflicts []Conflict // if empty, Text is a golden
	Notes     []string   // remarks on a merge without conflict
}

// A Conflict is a cell, or a whole row, that both branches changed.
type Conflict struct {
	Row                string // its key, as name and value; in a multiset the row
	Column             string // "" for the row
	Base, Ours, Theirs string // cells; of a row, what each branch did with it
}

func (c Conflict) String() string {
	if c.Column == "" {
		return fmt.Sprintf("row %s: %s here, %s there", c.Row, c.Ours, c.Theirs)
	}
	return fmt.Sprintf("row %s, column %s: %s became %s here and %s there", c.Row, c.Column, c.Base, c.Ours, c.Theirs)
}

// Goldens merges what two branches made of base. Its error is [ErrLines], a [SchemaError], or that of a golden that
// does not read.
func Goldens(base, ours, theirs []byte, labels Labels) (*Result, error) {
	var files [3]*goldenfile.File
	for i, text := range [][]byte{base, ours, theirs} {
		f, err := goldenfile.Decode(text, [3]string{labels.Base, labels.Ours, labels.Theirs}[i])
		if err != nil {
			return nil, err
		}
		files[i] = f
	}
	was, here, there := withoutInputs(base), withoutInputs(ours), withoutInputs(theirs)
	inputs, notes := mergeInputs(files[baseSide].Inputs, files[ourSide].Inputs, files[theirSide].Inputs)
	for _, changed := range []struct {
		only bool // this side
		file *goldenfile.File
	}{{bytes.Equal(here, was) || bytes.Equal(here, there), files[theirSide]}, {bytes.Equal(there, was), files[ourSide]}} {
		if changed.only {
			changed.file.Inputs = inputs
			text, err := goldenfile.Encode(changed.file)
			return &Result{Text: text, Notes: notes}, err
		}
	}
	for _, f := range files {
		if f.Table == nil || f.Table.NumCols() == 0 || f.Digest != nil {
			return nil, ErrLines
		}
	}
	order := files[0].RowOrder()
	if order == goldenfile.Ordered || order != files[1].RowOrder() || order != files[2].RowOrder() {
		return nil, ErrLines
	}
	m := &merger{labels: labels}
	for i, f := range files {
		s, err := readSide(f)
		if err != nil {
			return nil, err
		}
		m.sides[i] = s
	}
	if err := m.mergeColumns(files[0].Key, files[1].Key, files[2].Key); err != nil {
		return nil, err
	}
	m.out = goldenfile.File{Order: order, Inputs: inputs}
	for _, k := range m.key {
		m.out.Key = append(m.out.Key, m.columns[k].field.Name)
	}
	var err error
	if order == goldenfile.Multiset {
		err = m.mergeMultiset()
	} else {
		m.mergeKeyed()
	}
	if err != nil {
		return nil, err
	}
	r, err := m.result()
	if err != nil {
		return nil, err
	}
	r.Notes = notes
	return r, nil
}

// The sides of a merge, as indexes.
const (
	baseSide = iota
	ourSide
	theirSide
)

// A block is a run of lines between the marks of a conflict.
type block struct {
	at                 []string // the cells of the key that the block is sorted by; nil in a multiset
	base, ours, theirs []string // lines of the three sides
}
