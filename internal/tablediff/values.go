package tablediff

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// compareValues compares the values of two files: mappings by key, lists by their longest common part. If there is no
// golden, all of new is added. If the golden was a table, nothing is reported.
func compareValues(r *report.Report, old, new *goldenfile.File, tolerances []cells.Tolerance) error {
	is, err := goldenfile.ParseYAML(new.Value)
	if err != nil {
		return err
	}
	for _, t := range tolerances {
		if err := checkTolerance(t, is); err != nil {
			return err
		}
	}
	was := empty(is)
	d := &valueDiff{report: r, tolerances: tolerances, lines: map[string]int{}, tableAt: map[string]*valueTable{}}
	switch {
	case old.Value != nil:
		if was, err = goldenfile.ParseYAML(old.Value); err != nil {
			return err
		}
		goldenfile.ValueLines(was, old.FirstLine(), func(path string, line int) { d.lines[path] = line })
	case !r.Missing:
		return nil
	case was == nil:
		r.Values = append(r.Values, report.ValueChange{Kind: report.Added, New: flowText(is)})
		return nil
	}
	d.compare(was, is, "", "")
	for _, t := range d.tables {
		if err := t.report(r); err != nil {
			return err
		}
	}
	return nil
}

// empty returns the empty value to which all of v is added if there is no golden; nil if v has no parts.
func empty(v any) any {
	switch v.(type) {
	case goldenfile.Mapping:
		return goldenfile.Mapping{}
	case []any:
		return []any{}
	}
	return nil
}

// checkTolerance returns an error if the tolerance applies to nothing in a value, because it would have no effect.
func checkTolerance(t cells.Tolerance, v any) error {
	if err := t.Check(); err != nil || t.Column == "" {
		return err
	}
	return checkPath(fmt.Sprintf("a tolerance (%s)", t), t.Column, v, func(v any) bool { return moves(t, v) })
}

// moves reports whether the tolerance applies to a value such as v. A tolerance without bounds does, since it cancels
// an earlier one. So does every tolerance to null, since another result may have a number there.
func moves(t cells.Tolerance, v any) bool {
	numbers := t.Abs > 0 || t.Rel > 0 || t.ULP > 0
	switch v := v.(type) {
	case nil:
		return true
	case int64, uint64, float64:
		return numbers || t.Duration == 0
	case string:
		_, _, isTime := readTime(v)
		return isTime && (t.Duration > 0 || !numbers)
	}
	return false
}

// toleranceOf returns the index of the last tolerance for a path, or -1 if none applies.
func toleranceOf(path string, tolerances []cells.Tolerance) int {
	for i, t := range slices.Backward(tolerances) {
		if matches(t.Column, path) {
			return i
		}
	}
	return -1
}

// within reports whether two scalars are equal, or differ by no more than a tolerance.
func within(was, is any, t *cells.Tolerance) bool {
	switch was := was.(type) {
	case float64:
		is, same := is.(float64)
		if !same || cells.FloatRank(was) == cells.FloatRank(is) || t == nil {
			return same && cells.FloatRank(was) == cells.FloatRank(is)
		}
		return cells.Finite(was) && cells.Finite(is) && cells.FloatDistance(was, is, cells.FloatRank).Within(t)
	case int64:
		is, same := is.(int64)
		return same && (was == is || t != nil && cells.NumberOf(was).Distance(cells.NumberOf(is)).Within(t))
	case uint64:
		is, same := is.(uint64)
		return same && (was == is || t != nil &&
			cells.Number{Digits: [4]uint64{was}}.Distance(cells.Number{Digits: [4]uint64{is}}).Within(t))
	case string: // perhaps a time or a duration
		is, same := is.(string)
		if !same || was == is || t == nil || t.Duration == 0 {
			return same && was == is
		}
		a, aDuration, aTime := readTime(was)
		b, bDuration, bTime := readTime(is)
		return aTime && bTime && aDuration == bDuration && a.Sub(b).Abs() <= t.Duration
	case []byte:
		is, same := is.([]byte)
		return same && bytes.Equal(was, is)
	}
	switch is.(type) {
	case nil, bool:
		return was == is
	}
	return false
}

// A valueDiff finds how two values differ.
type valueDiff struct {
	report     *report.Report
	tolerances []cells.Tolerance
	lines      map[string]int // of the golden, by path
	tables     []*valueTable
	tableAt    map[string]*valueTable // by path
	keptValues map[string]any         // old values by path that are equal or within a tolerance; nil if not needed
}

// compare reports how two values differ. Their paths differ in the places of lists.
func (d *valueDiff) compare(was, is any, oldPath, path string) {
	switch is := is.(type) {
	case goldenfile.Mapping:
		if was, same := was.(goldenfile.Mapping); same {
			d.mappings(was, is, oldPath, path)
			return
		}
	case []any:
		if was, same := was.([]any); same {
			d.lists(was, is, oldPath, path)
			return
		}
	default:
		if d.within(was, is, path) {
			if d.keptValues != nil {
				d.keptValues[path] = was
			}
			return
		}
	}
	d.add(report.ValueChange{Kind: report.Changed, Path: path, Old: flowText(was), New: flowText(is)}, oldPath)
}

// within reports whether two scalars are equal within the tolerance of a path.
func (d *valueDiff) within(was, is any, path string) bool {
	if i := toleranceOf(path, d.tolerances); i >= 0 {
		return within(was, is, &d.tolerances[i])
	}
	return within(was, is, nil)
}

// inCommon counts the scalars of two values that are equal within their tolerances.
func (d *valueDiff) inCommon(was, is any, path string) (n int) {
	switch is := is.(type) {
	case goldenfile.Mapping:
		was, _ := was.(goldenfile.Mapping)
		at := make(map[string]any, len(was))
		for _, e := range was {
			at[e.Key] = e.Value
		}
		for _, e := range is {
			if v, both := at[e.Key]; both {
				n += d.inCommon(v, e.Value, goldenfile.JoinPath(path, e.Key))
			}
		}
	case []any:
		was, _ := was.([]any)
		for i := range min(len(was), len(is)) {
			n += d.inCommon(was[i], is[i], fmt.Sprintf("%s[%d]", path, i))
		}
	default:
		if d.within(was, is, path) {
			n = 1
		}
	}
	return n
}

// add reports a change with the line of a path of the golden.
func (d *valueDiff) add(c report.ValueChange, oldPath string) {
	c.Line = d.lines[oldPath]
	d.report.Values = append(d.report.Values, c)
}

// addRow notes that two elements belong together, for the rules that explain what changed.
func (d *valueDiff) addRow(was, is any, path, element string) {
	if d.keptValues != nil || d.report.Missing {
		return
	}
	path = listPlace.ReplaceAllString(path, "[*]")
	t := d.tableAt[path]
	if t == nil {
		t = &valueTable{path: path, byPath: map[string]*valueColumn{}}
		d.tables, d.tableAt[path] = append(d.tables, t), t
	}
	t.addRow(was, is, element, d.within)
}

var listPlace = regexp.MustCompile(`\[\d+\]`)

// mappings compares two mappings, in the order of the new one. What was removed comes after what it followed.
func (d *valueDiff) mappings(was, is goldenfile.Mapping, oldPath, path string) {
	oldAt, newAt := map[string]int{}, map[string]bool{}
	for i, e := range was {
		oldAt[e.Key] = i
	}
	for _, e := range is {
		newAt[e.Key] = true
	}
	rows := isTable(was) && isTable(is)
	next := 0 // of was
	removed := func(end int) {
		for ; next < end; next++ {
			if e := was[next]; !newAt[e.Key] {
				d.add(report.ValueChange{
					Kind: report.Removed, Path: goldenfile.JoinPath(path, e.Key), Old: flowText(e.Value),
				}, goldenfile.JoinPath(oldPath, e.Key))
			}
		}
	}
	for _, e := range is {
		at := goldenfile.JoinPath(path, e.Key)
		if i, both := oldAt[e.Key]; both {
			removed(i)
			if rows {
				d.addRow(was[i].Value, e.Value, joinPaths(path, "*"), at)
			}
			d.compare(was[i].Value, e.Value, goldenfile.JoinPath(oldPath, e.Key), at)
			for end := i + 1; end < len(was) && !newAt[was[end].Key]; end++ {
				removed(end + 1)
			}
		} else {
			d.add(report.ValueChange{Kind: report.Added, Path: at, New: flowText(e.Value)}, oldPath)
		}
	}
	removed(len(was))
}

// allWithin reports whether two values have the same shape, and scalars that are equal within their tolerances.
func (d *valueDiff) allWithin(was, is any, path string) bool {
	switch is := is.(type) {
	case goldenfile.Mapping:
		was, same := was.(goldenfile.Mapping)
		if !same || len(was) != len(is) {
			return false
		}
		at := make(map[string]any, len(was))
		for _, e := range was {
			at[e.Key] = e.Value
		}
		for _, e := range is {
			if v, both := at[e.Key]; !both || !d.allWithin(v, e.Value, goldenfile.JoinPath(path, e.Key)) {
				return false
			}
		}
		return true
	case []any:
		was, same := was.([]any)
		if !same || len(was) != len(is) {
			return false
		}
		for i := range is {
			if !d.allWithin(was[i], is[i], fmt.Sprintf("%s[%d]", path, i)) {
				return false
			}
		}
		return true
	}
	return d.within(was, is, path)
}

// lists compares two lists: element by element if all are equal within their tolerances; else their elements in order,
// as far as they are equal, and between these the ones that are most alike.
func (d *valueDiff) lists(was, is []any, oldPath, path string) {
	if len(d.tolerances) > 0 && d.allWithin(was, is, path) {
		for i := range is {
			d.addRow(was[i], is[i], path+"[*]", fmt.Sprintf("%s[%d]", path, i))
			d.compare(was[i], is[i], fmt.Sprintf("%s[%d]", oldPath, i), fmt.Sprintf("%s[%d]", path, i))
		}
		return
	}
	pairs := alignValues(was, is, func(i, j int) int {
		return d.inCommon(was[i], is[j], fmt.Sprintf("%s[%d]", path, j))
	})
	i, j := 0, 0
	for _, p := range append(pairs, [2]int32{int32(len(was)), int32(len(is))}) {
		for ; i < int(p[0]); i++ {
			d.add(report.ValueChange{
				Kind: report.Removed, Path: fmt.Sprintf("%s[%d]", path, i), Old: flowText(was[i]),
			}, fmt.Sprintf("%s[%d]", oldPath, i))
		}
		for ; j < int(p[1]); j++ {
			d.add(report.ValueChange{Kind: report.Added, Path: fmt.Sprintf("%s[%d]", path, j), New: flowText(is[j])}, oldPath)
		}
		if i < len(was) {
			d.addRow(was[i], is[j], path+"[*]", fmt.Sprintf("%s[%d]", path, j))
			d.compare(was[i], is[j], fmt.Sprintf("%s[%d]", oldPath, i), fmt.Sprintf("%s[%d]", path, j))
			i, j = i+1, j+1
		}
	}
}

// flowText returns a value on one line.
func flowText(v any) string {
	var b strings.Builder
	writeFlow(&b, v)
	return b.String()
}
