package tablediff

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// normalizedTable returns the table without the ignored columns and with the normalized ones rewritten, and a note
// about each. The caller releases it.
func normalizedTable(f *goldenfile.File, o Options) (out arrow.Record, notes []string, err error) {
	rec, notes, err := without(f.Table, o.Ignore)
	if err != nil || len(o.Normalize) == 0 {
		return rec, notes, err
	}
	defer rec.Release()
	columns := make([]arrow.Array, rec.NumCols())
	for i := range columns {
		columns[i] = rec.Column(i)
		columns[i].Retain()
	}
	defer func() {
		for _, c := range columns {
			c.Release()
		}
	}()
	for _, n := range o.Normalize {
		if err := n.check(); err != nil {
			return nil, nil, err
		}
		found := false
		for i, field := range rec.Schema().Fields() {
			if !matches(n.Column, field.Name) {
				continue
			}
			if !n.appliesTo(field) {
				if n.Column == field.Name {
					text, _ := arrowtext.TypeString(field.Type)
					return nil, nil, fmt.Errorf("a normalizer (%s) does not apply to column %q: it is %s", n,
						field.Name, text)
				}
				continue
			}
			if found = true; n.Token == "" {
				column, err := n.rewrite(columns[i])
				if err != nil {
					return nil, nil, fmt.Errorf("column %q: %w", field.Name, err)
				}
				columns[i].Release()
				columns[i] = column
			}
			notes = append(notes, fmt.Sprintf("%s is normalized: %s", goldenfile.ColumnText(field.Name), n))
		}
		if !found && n.Column != "" {
			return nil, nil, goldenfile.NoColumn(fmt.Sprintf("a normalizer (%s)", n), n.Column, rec.Schema())
		}
	}
	plain := array.NewRecord(rec.Schema(), columns, rec.NumRows())
	defer plain.Release()
	order, key := orderOf(f, o)
	out, err = tokenTable(plain, o.Normalize, order, key)
	return out, notes, err
}

// Normalized returns a file with its table or value normalized, and notes about what was done. The caller releases the
// table of a file that is not f.
func Normalized(f *goldenfile.File, o Options) (out *goldenfile.File, notes []string, err error) {
	if f == nil || f.Table == nil && f.Value == nil || len(o.Ignore)+len(o.Normalize) == 0 {
		return f, nil, nil
	}
	normal := *f
	if f.Table != nil {
		normal.Table, notes, err = normalizedTable(f, o)
	} else {
		normal.Value, notes, err = normalizedValue(f.Value, o)
	}
	if err != nil {
		return nil, nil, err
	}
	return &normal, notes, nil
}

// without returns the table without the columns that match one of the names, in which * matches any text. A name that
// matches no column is an error, because it would have no effect.
func without(rec arrow.Record, names []string) (arrow.Record, []string, error) {
	if len(names) == 0 {
		rec.Retain()
		return rec, nil, nil
	}
	found := make([]bool, len(names))
	var fields []arrow.Field
	var columns []arrow.Array
	var ignored []string
	for i, field := range rec.Schema().Fields() {
		hidden := false
		for k, name := range names {
			if name != "" && matches(name, field.Name) {
				hidden, found[k] = true, true
			}
		}
		if hidden {
			ignored = append(ignored, goldenfile.ColumnText(field.Name))
			continue
		}
		fields, columns = append(fields, field), append(columns, rec.Column(i))
	}
	for k, name := range names {
		if !found[k] {
			return nil, nil, goldenfile.NoColumn("Ignore", name, rec.Schema())
		}
	}
	note := fmt.Sprintf("ignored: %s", message.List(ignored))
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, rec.NumRows()), []string{note}, nil
}
