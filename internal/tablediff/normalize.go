package tablediff

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// A Normalizer rewrites the cells of a column before they are compared and written.
type Normalizer struct {
	Column      string              // a name, in which * matches any text; "": every column of a fitting type
	Granularity time.Duration       // truncates timestamps, times of day and durations to a multiple of it
	Text        func(string) string // rewrites texts
	Name        string              // what Text does, for reports, such as "lower case"
}

// String returns what the normalizer does, for reports.
func (n Normalizer) String() string {
	if n.Text != nil {
		return n.Name
	}
	return "truncated to " + n.Granularity.String()
}

func (n Normalizer) check() error {
	switch {
	case (n.Text != nil) == (n.Granularity != 0):
		return fmt.Errorf("the normalizer for column %q needs either Text or Granularity", n.Column)
	case n.Granularity < 0:
		return fmt.Errorf("the normalizer for column %q: the granularity %s is not positive", n.Column, n.Granularity)
	case n.Text != nil && !visibleWords(n.Name):
		return fmt.Errorf("the normalizer for column %q needs a Name for reports: a few words on one line", n.Column)
	}
	return nil
}

func visibleWords(s string) bool {
	return s != "" && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, arrowtext.Invisible)
}

// rewrites reports whether the normalizer applies to cells of a type.
func (n Normalizer) rewrites(dt arrow.DataType) bool {
	if n.Text != nil {
		return goldenfile.Textual(dt)
	}
	switch dt.ID() {
	case arrow.TIMESTAMP, arrow.TIME32, arrow.TIME64, arrow.DURATION:
		return true
	}
	return false
}

// normalizedTable returns the table without the ignored columns and with the normalized ones rewritten, and a note
// about each. The caller releases it.
func normalizedTable(rec arrow.Record, o Options) (out arrow.Record, notes []string, err error) {
	rec, notes, err = without(rec, o.Ignore)
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
			if !n.rewrites(field.Type) {
				if n.Column == field.Name {
					text, _ := arrowtext.TypeString(field.Type)
					return nil, nil, fmt.Errorf("a normalizer (%s) does not apply to column %q: it is %s", n,
						field.Name, text)
				}
				continue
			}
			column, err := n.rewrite(columns[i])
			if err != nil {
				return nil, nil, fmt.Errorf("column %q: %w", field.Name, err)
			}
			columns[i].Release()
			columns[i], found = column, true
			notes = append(notes, fmt.Sprintf("%s is normalized: %s", goldenfile.ColumnText(field.Name), n))
		}
		if !found && n.Column != "" {
			return nil, nil, goldenfile.NoColumn(fmt.Sprintf("a normalizer (%s)", n), n.Column, rec.Schema())
		}
	}
	return array.NewRecord(rec.Schema(), columns, rec.NumRows()), notes, nil
}

// Normalized returns a file with its table normalized, and notes about what was done.
func Normalized(f *goldenfile.File, o Options) (*goldenfile.File, []string, error) {
	if f == nil || f.Table == nil || len(o.Ignore)+len(o.Normalize) == 0 {
		return f, nil, nil
	}
	table, notes, err := normalizedTable(f.Table, o)
	if err != nil {
		return nil, nil, err
	}
	out := *f
	out.Table = table
	return &out, notes, nil
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

// rewrite returns a column with rewritten cells.
func (n Normalizer) rewrite(a arrow.Array) (arrow.Array, error) {
	b := array.NewBuilder(memory.DefaultAllocator, a.DataType())
	defer b.Release()
	b.Reserve(a.Len())
	write, err := n.writer(a, b)
	if err != nil {
		return nil, err
	}
	null := arrowtext.Nulls(a)
	for row := range a.Len() {
		if null(row) {
			b.AppendNull()
		} else if err := write(row); err != nil {
			return nil, err
		}
	}
	return b.NewArray(), nil
}

// writer returns a function that appends a rewritten cell of a.
func (n Normalizer) writer(a arrow.Array, b array.Builder) (func(row int) error, error) {
	if n.Text != nil {
		format, err := arrowtext.NewFormatter(a)
		if err != nil {
			return nil, err
		}
		parse, err := arrowtext.NewParser(b)
		return func(row int) error { return parse([]byte(n.Text(string(format(nil, row))))) }, err
	}
	unit := a.DataType().(arrow.TemporalWithUnit).TimeUnit().Multiplier()
	step := int64(1) // a granularity below the unit changes nothing
	if n.Granularity > unit {
		if n.Granularity%unit != 0 {
			return nil, fmt.Errorf("the granularity %s is not a multiple of the unit, %s", n.Granularity, unit)
		}
		step = int64(n.Granularity / unit)
	}
	cut := func(v int64) int64 {
		rest := v % step
		if rest < 0 {
			rest += step
		}
		if v < math.MinInt64+rest {
			return v
		}
		return v - rest
	}
	switch a := a.(type) {
	case *array.Timestamp:
		b := b.(*array.TimestampBuilder)
		return func(row int) error { b.Append(arrow.Timestamp(cut(int64(a.Value(row))))); return nil }, nil
	case *array.Time32:
		b := b.(*array.Time32Builder)
		return func(row int) error { b.Append(arrow.Time32(cut(int64(a.Value(row))))); return nil }, nil
	case *array.Time64:
		b := b.(*array.Time64Builder)
		return func(row int) error { b.Append(arrow.Time64(cut(int64(a.Value(row))))); return nil }, nil
	}
	d, durations := a.(*array.Duration), b.(*array.DurationBuilder)
	return func(row int) error { durations.Append(arrow.Duration(cut(int64(d.Value(row))))); return nil }, nil
}
