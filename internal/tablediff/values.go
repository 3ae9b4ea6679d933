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

// compareValues compares two values: mappings by key, lists by their longest common part. If there is no golden, all of
// new is added. If the golden was a table, nothing is reported.
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

// widestMisfit is how much of a value an error shows to which a tolerance does not apply.
const widestMisfit = 60

// walkValue calls visit for a value and everything in it.
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

// readTime parses the text of a time, or of a duration, as a time after 1970.
func readTime(text string) (at time.Time, duration, ok bool) {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at, false, true
	}
	d, err := time.ParseDuration(text)
	return time.Unix(0, int64(d)), true, err == nil
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
		return x == y || at >= 0 &&
			cells.Number{Digits: [4]uint64{x}}.Distance(cells.Number{Digits: [4]uint64{y}}).Within(&tolerances[at])
	}
}

// textsWithin compares times and durations, which are texts.
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

// opaque is a []byte that cmp compares as a whole.
type opaque string

// forCmp returns a value with maps for mappings.
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

// A valueDiff collects the differences that cmp finds.
type valueDiff struct {
	report     *report.Report
	path       cmp.Path
	keptValues map[string]any // old values by path that are equal or within a tolerance; nil if not needed
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

// PushStep is called by cmp when it descends.
func (v *valueDiff) PushStep(step cmp.PathStep) { v.path = append(v.path, step) }

// PopStep is called by cmp when it ascends.
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

// pathText returns a path of cmp as reports show it.
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

// flowText returns a value on one line.
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
