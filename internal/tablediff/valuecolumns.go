package tablediff

import (
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/explain"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// A valueTable is the elements of lists, or of mappings that are alike, as rows: those of all lists whose paths differ
// only in the places of other lists. Scalars in the elements are its columns.
type valueTable struct {
	path    string // such as groups[*]
	columns []*valueColumn
	byPath  map[string]*valueColumn // relative to an element
	rows    int
	full    bool // larger than its bounds
}

// A valueColumn has a scalar of each element, old and new. A row in which one is missing has null on both sides.
type valueColumn struct {
	path     string // relative to an element, such as address.city
	old, new []any
	paths    []string // in the new value, by row
	changed  []int32
}

// The bounds of a table. In a larger one no rules are looked for.
const (
	mostValueColumns = 256
	mostValueCells   = 1_000_000
)

// addRow adds a pair of elements to the table.
func (t *valueTable) addRow(was, is any, path string, within func(was, is any, path string) bool) {
	if t.full = t.full || (t.rows+1)*len(t.columns) > mostValueCells; t.full {
		t.columns = nil
		return
	}
	t.addLeaves(was, is, "", path, within)
	t.rows++
	for _, c := range t.columns {
		c.fill(t.rows)
	}
}

func (c *valueColumn) fill(rows int) {
	for len(c.old) < rows {
		c.old, c.new, c.paths = append(c.old, nil), append(c.new, nil), append(c.paths, "")
	}
}

func (t *valueTable) addLeaves(was, is any, relative, path string, within func(was, is any, path string) bool) {
	if isTable(was) || isTable(is) {
		return // it has its own rows
	}
	old, wasMapping := was.(goldenfile.Mapping)
	new, isMapping := is.(goldenfile.Mapping)
	switch {
	case wasMapping && isMapping:
		at := make(map[string]any, len(old))
		for _, e := range old {
			at[e.Key] = e.Value
		}
		for _, e := range new {
			if v, both := at[e.Key]; both {
				t.addLeaves(v, e.Value, goldenfile.JoinPath(relative, e.Key), goldenfile.JoinPath(path, e.Key), within)
			}
		}
		return
	case wasMapping || isMapping:
		return
	}
	c := t.byPath[relative]
	if c == nil && len(t.columns) == mostValueColumns {
		t.full = true
		return
	}
	if c == nil {
		c = &valueColumn{path: relative}
		t.columns = append(t.columns, c)
		t.byPath[relative] = c
	}
	c.fill(t.rows)
	if !within(was, is, path) {
		c.changed = append(c.changed, int32(t.rows))
	}
	c.old, c.new, c.paths = append(c.old, was), append(c.new, is), append(c.paths, path)
}

// isTable reports whether the elements of a value are rows: those of a list, or of at least three entries of a mapping
// that are mappings with the same keys, or numbers.
func isTable(v any) bool {
	m, isMapping := v.(goldenfile.Mapping)
	if !isMapping {
		_, isList := v.([]any)
		return isList
	}
	const fewest = 3
	if len(m) < fewest {
		return false
	}
	for _, e := range m[1:] {
		if !sameShape(m[0].Value, e.Value) {
			return false
		}
	}
	return true
}

func sameShape(a, b any) bool {
	switch a := a.(type) {
	case goldenfile.Mapping:
		b, same := b.(goldenfile.Mapping)
		return same && slices.EqualFunc(a, b, func(x, y goldenfile.Entry) bool { return x.Key == y.Key })
	case float64:
		_, same := b.(float64)
		return same
	case int64:
		_, same := b.(int64)
		return same
	}
	return false
}

// report adds the columns that a rule or a condition explains, and sets the column of their changes.
func (t *valueTable) report(r *report.Report) error {
	if t.full {
		return nil
	}
	var columns []explain.Column
	var of []*valueColumn
	for _, c := range t.columns {
		old, new := valueArrays(c.old, c.new)
		if old == nil || new == nil {
			continue
		}
		defer old.Release()
		defer new.Release()
		columns = append(columns, explain.Column{
			Name: goldenfile.ValuePath(c.path), Old: old, New: new, Changed: c.changed,
			SameType: arrow.TypeEqual(old.DataType(), new.DataType()),
		})
		of = append(of, c)
	}
	same := func(row int) int { return row }
	table := explain.NewTable(explain.Rows{Pairs: t.rows, Old: same, New: same}, columns)
	explained := map[string]string{}
	for i, c := range of {
		found, _, err := table.Column(i)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(found, func(e report.Explanation) bool {
			return e.Rule != "" || e.Where != "" && e.Cells > 1
		}) {
			continue
		}
		out := report.Column{Name: joinPaths(t.path, c.path), Cells: len(c.changed), Explanations: found}
		if slices.ContainsFunc(found, func(e report.Explanation) bool { return e.Partial }) {
			out.Of = t.rows
		}
		for _, row := range c.changed {
			explained[c.paths[row]] = out.Name
			switch {
			case c.new[row] == nil:
				out.Nulled++
			case c.old[row] == nil:
				out.Filled++
			}
		}
		r.Columns = append(r.Columns, out)
	}
	for i := range r.Values {
		if name := explained[r.Values[i].Path]; name != "" && r.Values[i].Kind == report.Changed {
			r.Values[i].Column = name
		}
	}
	return nil
}

// joinPaths returns the path of a part of the element at a path.
func joinPaths(path, relative string) string {
	if path == "" || relative == "" || relative[0] == '[' {
		return path + relative
	}
	return path + "." + relative
}

// valueArrays returns the old and the new values of a column as arrays, or nil if they have no common type.
func valueArrays(old, new []any) (was, is arrow.Array) {
	times, durations := true, true
	for _, v := range slices.Concat(old, new) {
		if text, isText := v.(string); isText {
			_, isDuration, isTime := readTime(text)
			times, durations = times && isTime && !isDuration, durations && isTime && isDuration
		}
	}
	return arrayOf(old, times, durations), arrayOf(new, times, durations)
}

func arrayOf(values []any, times, durations bool) arrow.Array {
	kinds := map[string]bool{}
	for _, v := range values {
		switch v := v.(type) {
		case nil:
		case int64:
			kinds["int"] = true
		case float64:
			kinds["float"] = true
		case bool:
			kinds["bool"] = true
		case string:
			kinds["text"] = true
			at, isDuration, isTime := readTime(v)
			if ns := at.UnixNano(); times && !isDuration && isTime && !time.Unix(0, ns).Equal(at) {
				return nil // out of the range of nanoseconds
			}
		default:
			return nil
		}
	}
	if kinds["int"] && kinds["float"] {
		delete(kinds, "int")
	}
	if len(kinds) > 1 {
		return nil
	}
	b := builderOf(kinds, times, durations)
	defer b.Release()
	for _, v := range values {
		switch b := b.(type) {
		case *array.Float64Builder:
			switch v := v.(type) {
			case int64:
				b.Append(float64(v))
				continue
			case float64:
				b.Append(v)
				continue
			}
		case *array.Int64Builder:
			if v, ok := v.(int64); ok {
				b.Append(v)
				continue
			}
		case *array.BooleanBuilder:
			if v, ok := v.(bool); ok {
				b.Append(v)
				continue
			}
		case *array.TimestampBuilder:
			if v, ok := v.(string); ok {
				at, _, _ := readTime(v)
				b.Append(arrow.Timestamp(at.UnixNano()))
				continue
			}
		case *array.DurationBuilder:
			if v, ok := v.(string); ok {
				d, _ := time.ParseDuration(v)
				b.Append(arrow.Duration(d))
				continue
			}
		case *array.StringBuilder:
			if v, ok := v.(string); ok {
				b.Append(v)
				continue
			}
		}
		b.AppendNull()
	}
	return b.NewArray()
}

func builderOf(kinds map[string]bool, times, durations bool) array.Builder {
	mem := memory.DefaultAllocator
	switch {
	case kinds["float"]:
		return array.NewFloat64Builder(mem)
	case kinds["int"]:
		return array.NewInt64Builder(mem)
	case kinds["bool"]:
		return array.NewBooleanBuilder(mem)
	case kinds["text"] && times:
		return array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"})
	case kinds["text"] && durations:
		return array.NewDurationBuilder(mem, &arrow.DurationType{Unit: arrow.Nanosecond})
	}
	return array.NewStringBuilder(mem)
}
