// Package merge merges goldens that two branches changed, by row and column instead of by line: a keyed golden merges if one
// branch changed rows and the other changed other rows or other columns, or added a column.
//
//	r, err := merge.Goldens(base, ours, theirs, merge.Labels{"HEAD", "base", "feature"})
//
// Rows are identified by key. A cell is in conflict if both branches changed it differently. Rows of a multiset merge by
// their number. Everything else, such as ordered rows, values and digests, is left to a merge of lines.
package merge

import (
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/goldenfile"
)

// ErrLines says that goldens can only be merged by lines.
var ErrLines = errors.New("these goldens cannot be merged by row and column")

// Labels name the three sides in conflict marks.
type Labels struct{ Ours, Base, Theirs string }

// A Result is a merged golden.
type Result struct {
	Text      []byte
	Conflicts []Conflict // if there are any, Text is not a golden
	Notes     []string   // what a person should know about a merge without conflicts
}

// A Conflict is a cell or a row that both branches changed.
type Conflict struct {
	Row                string // the key, as name value pairs
	Column             string // "" if the whole row is in conflict
	Base, Ours, Theirs string // cells; for a row, "changed" or "removed"
}

func (c Conflict) String() string {
	if c.Column == "" {
		return fmt.Sprintf("row %s: %s here, %s there", c.Row, c.Ours, c.Theirs)
	}
	return fmt.Sprintf("row %s, column %s: %s became %s here and %s there", c.Row, c.Column, c.Base, c.Ours, c.Theirs)
}

// Goldens merges two versions of base. Its error is ErrLines, or that of a golden that cannot be read.
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

// A merger merges one golden.
type merger struct {
	labels       Labels
	out          goldenfile.File
	fields       []arrow.Field // of the merged table
	rows         []row         // of the merged table, with our side of conflicts
	conflicts    []Conflict
	conflictRows map[string]*conflictRow // by key
}
