// Package merge merges goldens that two branches have changed, by row and column and not by line: a keyed golden in which
// one branch changed rows and the other changed other rows, or other columns, or added a column, merges.
//
//	r, err := merge.Goldens(base, ours, theirs, merge.Labels{"HEAD", "base", "feature"})
//
// A row is what its key says it is; a cell is in conflict where both branches changed it, and not alike. Rows of a multiset
// merge by how often they are there. What merges by neither is left to a merge of lines: rows in order, values, digests.
package merge

import (
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/goldenfile"
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
	var sides [3]*goldenfile.File
	for i, text := range [][]byte{base, ours, theirs} {
		f, err := goldenfile.Decode(text, [3]string{labels.Base, labels.Ours, labels.Theirs}[i])
		if err != nil {
			return nil, err
		}
		if f.Table == nil || f.Table.NumCols() == 0 || f.Digest != nil {
			return nil, ErrLines
		}
		sides[i] = f
	}
	b, o, t := sides[0], sides[1], sides[2]
	if b.Order != o.Order || b.Order != t.Order || !slices.Equal(b.Key, o.Key) || !slices.Equal(b.Key, t.Key) || b.Order == goldenfile.Ordered {
		return nil, ErrLines
	}
	m := &merger{labels: labels}
	if err := m.columns(b, o, t); err != nil {
		return nil, err
	}
	inputs, notes := mergeInputs(b.Inputs, o.Inputs, t.Inputs)
	m.out = goldenfile.File{Order: b.Order, Key: b.Key, Inputs: inputs}
	var err error
	if b.Order == goldenfile.Multiset {
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
	labels       Labels
	out          goldenfile.File
	fields       []arrow.Field // of the merged table
	rows         []row         // of the merged table, with our side of what is in conflict
	conflicts    []Conflict
	conflictRows map[string]*conflictRow // rows in conflict, by key
}
