package tablediff

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// KeepDrifted returns new with the old cells, or the old values at each path, that differ within their tolerance. A
// golden that is rewritten for another reason then does not drift, and its diff shows only what differs.
func KeepDrifted(old, new *goldenfile.File, o Options) (*goldenfile.File, error) {
	if len(o.Tolerances) == 0 || old == nil || (old.Table == nil) != (new.Table == nil) {
		return new, nil
	}
	if new.Table == nil {
		value, err := keepDriftedValue(old.Value, new.Value, o.Tolerances)
		out := *new
		out.Value = value
		return &out, err
	}
	_, t, err := compare(old, new, o)
	if err != nil {
		return nil, err
	}
	columns := make([]arrow.Array, new.Table.NumCols())
	copy(columns, new.Table.Columns())
	for i := range t.columns {
		p := &t.columns[i]
		if len(p.drifted) == 0 {
			continue
		}
		if columns[p.newAt], err = p.keepDrifted(t.rows, t.new.Schema().Field(p.newAt).Type); err != nil {
			return nil, fmt.Errorf("column %q: %w", p.name, err)
		}
		defer columns[p.newAt].Release()
	}
	f := *new
	f.Table = array.NewRecord(new.Table.Schema(), columns, new.Table.NumRows())
	return &f, nil
}

// keepDrifted returns the new column with the old cells that are within the tolerance. It copies cells by their text,
// which is exact.
func (p *columnPair) keepDrifted(m *matching, dt arrow.DataType) (arrow.Array, error) {
	b := array.NewBuilder(memory.DefaultAllocator, dt)
	defer b.Release()
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return nil, err
	}
	old, err := arrowtext.NewFormatter(p.old)
	if err != nil {
		return nil, err
	}
	new, err := arrowtext.NewFormatter(p.new)
	if err != nil {
		return nil, err
	}
	kept := make(map[int]int, len(p.drifted)) // old row by new row
	for _, pair := range p.drifted {
		kept[m.newRow(int(pair))] = m.oldRow(int(pair))
	}
	null := arrowtext.Nulls(p.new)
	var text []byte
	for row := range p.new.Len() {
		was, keep := kept[row]
		switch {
		case keep:
			text = old(text[:0], was)
		case null(row):
			b.AppendNull()
			continue
		default:
			text = new(text[:0], row)
		}
		if err := parse(text); err != nil {
			return nil, err
		}
	}
	return b.NewArray(), nil
}

// keepDriftedValue returns new with the old value at each path that differs within its tolerance.
func keepDriftedValue(old, new []byte, tolerances []cells.Tolerance) ([]byte, error) {
	was, err := goldenfile.ParseYAML(old)
	if err != nil {
		return nil, err
	}
	is, err := goldenfile.ParseYAML(new)
	if err != nil {
		return nil, err
	}
	v := &valueDiff{report: &report.Report{}, tolerances: tolerances, keptValues: map[string]any{}}
	v.compare(was, is, "", "")
	return goldenfile.EncodeYAML(v.keepDrifted(is, "")), nil
}

// keepDrifted returns the new value at a path with the old values that are within the tolerance.
func (d *valueDiff) keepDrifted(is any, path string) any {
	switch is := is.(type) {
	case goldenfile.Mapping:
		out := make(goldenfile.Mapping, len(is))
		for i, e := range is {
			out[i] = goldenfile.Entry{Key: e.Key, Value: d.keepDrifted(e.Value, goldenfile.JoinPath(path, e.Key))}
		}
		return out
	case []any:
		out := make([]any, len(is))
		for i, item := range is {
			out[i] = d.keepDrifted(item, fmt.Sprintf("%s[%d]", path, i))
		}
		return out
	}
	if was, ok := d.keptValues[path]; ok {
		return was
	}
	return is
}
