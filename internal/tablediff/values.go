package tablediff

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// compareValues compares two values by what they hold: mappings by key, lists by their longest common part. All of new is
// added where there is no golden, and nothing is said where it was a table.
func compareValues(r *report.Report, old, new []byte, tolerances []cells.Tolerance) error {
	is, err := goldenfile.ParseYAML(new)
	if err != nil {
		return err
	}
	for _, t := range tolerances {
		if err := checkTolerance(t, is); err != nil {
			return err
		}
	}
	was := empty(is)
	switch {
	case old != nil:
		if was, err = goldenfile.ParseYAML(old); err != nil {
			return err
		}
	case !r.Missing:
		return nil
	case was == nil:
		var b strings.Builder
		writeFlow(&b, forCmp(is))
		r.Values = append(r.Values, report.ValueChange{Kind: report.Added, New: b.String()})
		return nil
	}
	(&valueDiff{report: r}).compare(was, is, tolerances)
	return nil
}

// empty returns what all of v is added to where there is no golden, nil where v has no parts.
func empty(v any) any {
	switch v.(type) {
	case goldenfile.Mapping:
		return goldenfile.Mapping{}
	case []any:
		return []any{}
	}
	return nil
}

// checkTolerance returns an error where nothing of a value can drift by the tolerance: it would protect nothing.
func checkTolerance(t cells.Tolerance, v any) error {
	if err := t.Check(); err != nil || t.Column == "" {
		return err
	}
	used, misfit := false, ""
	walkValue(v, "", func(v any, path string) {
		switch {
		case used || !matches(t.Column, path):
		case moves(t, v):
			used = true
		case misfit == "":
			var b strings.Builder
			writeFlow(&b, forCmp(v))
			misfit = goldenfile.ValuePath(path) + " is " + term.Shorten(b.String(), widestMisfit)
		}
	})
	switch {
	case used:
		return nil
	case misfit == "":
		return fmt.Errorf("a tolerance names %q, a path that the value does not have", t.Column)
	}
	return fmt.Errorf("a tolerance (%s) names %q, but does not apply to its values: %s", t, t.Column, misfit)
}

// widestMisfit is how much an error shows of what a tolerance does not fit.
const widestMisfit = 60

// walkValue calls visit for a value and all that it holds.
func walkValue(v any, path string, visit func(v any, path string)) {
	visit(v, path)
	switch v := v.(type) {
	case goldenfile.Mapping:
		for _, e := range v {
			walkValue(e.Value, goldenfile.JoinPath(path, e.Key), visit)
		}
	case []any:
		for i, item := range v {
			walkValue(item, fmt.Sprintf("%s[%d]", path, i), visit)
		}
	}
}

// moves reports whether the tolerance is for values such as v. One without bounds is, as it takes back an earlier one, and a
// null may be anything in another result.
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

// readTime reads a time, or a duration as one after 1970, from the text that it is in a value.
func readTime(text string) (at time.Time, duration, ok bool) {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at, false, true
	}
	d, err := time.ParseDuration(text)
	return time.Unix(0, int64(d)), true, err == nil
}

// toleranceOf returns the last tolerance for a path, -1 for none.
func toleranceOf(path string, tolerances []cells.Tolerance) int {
	for i, t := range slices.Backward(tolerances) {
		if matches(t.Column, path) {
			return i
		}
	}
	return -1
}

func floatsWithin(tolerances []cells.Tolerance, at int) func(x, y float64) bool {
	return func(x, y float64) bool {
		if at < 0 || cells.FloatRank(x) == cells.FloatRank(y) {
			return cells.FloatRank(x) == cells.FloatRank(y)
		}
		return cells.Finite(x) && cells.Finite(y) && cells.FloatDistance(x, y, cells.FloatRank).Within(&tolerances[at])
	}
}

func integersWithin(tolerances []cells.Tolerance, at int) func(x, y int64) bool {
	return func(x, y int64) bool {
		return x == y || at >= 0 && cells.NumberOf(x).Distance(cells.NumberOf(y)).Within(&tolerances[at])
	}
}

func unsignedWithin(tolerances []cells.Tolerance, at int) func(x, y uint64) bool {
	return func(x, y uint64) bool {
		return x == y || at >= 0 && cells.Number{Digits: [4]uint64{x}}.Distance(cells.Number{Digits: [4]uint64{y}}).Within(&tolerances[at])
	}
}

// textsWithin is for times and durations, which are texts.
func textsWithin(tolerances []cells.Tolerance, at int) func(x, y string) bool {
	return func(x, y string) bool {
		if x == y || at < 0 || tolerances[at].Duration == 0 {
			return x == y
		}
		a, aDuration, aTime := readTime(x)
		b, bDuration, bTime := readTime(y)
		return aTime && bTime && aDuration == bDuration && a.Sub(b).Abs() <= tolerances[at].Duration
	}
}

// opaque is a []byte that cmp does not look into.
type opaque string

// forCmp returns a value with maps for mappings, which cmp knows.
func forCmp(v any) any {
	switch v := v.(type) {
	case goldenfile.Mapping:
		m := make(map[string]any, len(v))
		for _, e := range v {
			m[e.Key] = forCmp(e.Value)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = forCmp(v[i])
		}
		return list
	case []byte:
		return opaque(v)
	}
	return v
}

// A valueDiff collects what cmp finds.
type valueDiff struct {
	report     *report.Report
	path       cmp.Path
	keptValues map[string]any // by path, the old value of what passes by a tolerance or as it is; nil: nobody asks
}

// compare reports how two values differ.
func (v *valueDiff) compare(was, is any, tolerances []cells.Tolerance) {
	options := cmp.Options{cmp.Reporter(v)}
	for i := -1; i < len(tolerances); i++ {
		options = append(options, cmp.FilterPath(
			func(p cmp.Path) bool { return toleranceOf(pathText(p), tolerances) == i },
			cmp.Options{
				cmp.Comparer(floatsWithin(tolerances, i)), cmp.Comparer(integersWithin(tolerances, i)),
				cmp.Comparer(unsignedWithin(tolerances, i)), cmp.Comparer(textsWithin(tolerances, i)),
			}))
	}
	cmp.Equal(forCmp(was), forCmp(is), options)
}

// PushStep is called by cmp on the way down.
func (v *valueDiff) PushStep(step cmp.PathStep) { v.path = append(v.path, step) }

// PopStep is called by cmp on the way up.
func (v *valueDiff) PopStep() { v.path = v.path[:len(v.path)-1] }

// Report is called by cmp for each leaf.
func (v *valueDiff) Report(result cmp.Result) {
	old, new := v.path.Last().Values()
	if result.Equal() {
		if v.keptValues != nil && result.ByFunc() {
			v.keptValues[pathText(v.path)] = old.Interface()
		}
		return
	}
	c := report.ValueChange{Kind: report.Changed, Path: pathText(v.path), Old: flowText(old), New: flowText(new)}
	switch {
	case !old.IsValid():
		c.Kind, c.Old = report.Added, ""
	case !new.IsValid():
		c.Kind, c.New = report.Removed, ""
	}
	v.report.Values = append(v.report.Values, c)
}

// pathText writes a path of cmp as a report shows it.
func pathText(p cmp.Path) string {
	path := ""
	for _, step := range p {
		switch step := step.(type) {
		case cmp.MapIndex:
			path = goldenfile.JoinPath(path, step.Key().String())
		case cmp.SliceIndex:
			old, new := step.SplitKeys()
			if new < 0 {
				new = old
			}
			path = fmt.Sprintf("%s[%d]", path, new)
		}
	}
	return path
}

// flowText writes a value on one line.
func flowText(v reflect.Value) string {
	if !v.IsValid() {
		return ""
	}
	var b strings.Builder
	writeFlow(&b, v.Interface())
	return b.String()
}

func writeFlow(b *strings.Builder, v any) {
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		b.WriteByte('{')
		for i, key := range keys {
			if i > 0 {
				b.WriteString(", ")
			}
			b.Write(goldenfile.AppendScalar(nil, key))
			b.WriteString(": ")
			writeFlow(b, v[key])
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			writeFlow(b, item)
		}
		b.WriteByte(']')
	case opaque:
		b.Write(goldenfile.AppendScalar(nil, []byte(v)))
	default:
		b.Write(goldenfile.AppendScalar(nil, v))
	}
}
