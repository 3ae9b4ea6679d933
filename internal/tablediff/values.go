package tablediff

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
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
