package golden

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// A ValueChange is a difference of two values.
type ValueChange struct {
	Kind string `json:"kind"` // added, removed or changed
	Path string `json:"path"` // such as groups[2].lift; "" for the whole
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

// compareValues compares two values by what they hold: mappings by key, lists by their longest common part. All of new is
// added where there is no golden, and nothing is said where it was a table.
func (r *Report) compareValues(old, new []byte, tolerances []Tolerance) error {
	for _, t := range tolerances {
		if err := t.check(); err != nil {
			return err
		}
	}
	is, err := parseYAML(new)
	if err != nil {
		return err
	}
	used := make([]bool, len(tolerances))
	markUsed(is, "", tolerances, used)
	if at := slices.Index(used, false); at >= 0 && tolerances[at].Column != "" {
		return fmt.Errorf("a tolerance names %q, a path that the value does not have", tolerances[at].Column)
	}
	was := empty(is)
	switch {
	case old != nil:
		if was, err = parseYAML(old); err != nil {
			return err
		}
	case !r.Missing:
		return nil
	case was == nil:
		var b strings.Builder
		writeFlow(&b, forCmp(is))
		r.Values = append(r.Values, ValueChange{Kind: added, New: b.String()})
		return nil
	}
	(&valueReporter{report: r}).compare(was, is, tolerances)
	return nil
}

// steadyValue returns new with the old value at each path that differs within its tolerance.
func steadyValue(old, new []byte, tolerances []Tolerance) ([]byte, error) {
	was, err := parseYAML(old)
	if err != nil {
		return nil, err
	}
	is, err := parseYAML(new)
	if err != nil {
		return nil, err
	}
	v := &valueReporter{report: &Report{}, within: map[string]any{}}
	v.compare(was, is, tolerances)
	return appendYAML(nil, v.steady(is, "")), nil
}

// empty returns what all of v is added to where there is no golden, nil where v has no parts.
func empty(v any) any {
	switch v.(type) {
	case mapping:
		return mapping{}
	case []any:
		return []any{}
	}
	return nil
}

// markUsed marks the tolerances that a path of the value matches.
func markUsed(v any, path string, tolerances []Tolerance, used []bool) {
	for i, t := range tolerances {
		used[i] = used[i] || matches(t.Column, path)
	}
	switch v := v.(type) {
	case mapping:
		for _, e := range v {
			markUsed(e.value, joinPath(path, e.key), tolerances, used)
		}
	case []any:
		for i, item := range v {
			markUsed(item, fmt.Sprintf("%s[%d]", path, i), tolerances, used)
		}
	}
}

// toleranceOf returns the last tolerance for a path, -1 for none.
func toleranceOf(path string, tolerances []Tolerance) int {
	for i, t := range slices.Backward(tolerances) {
		if matches(t.Column, path) {
			return i
		}
	}
	return -1
}

func floatsWithin(tolerances []Tolerance, at int) func(x, y float64) bool {
	return func(x, y float64) bool {
		if at < 0 || floatRank(x) == floatRank(y) {
			return floatRank(x) == floatRank(y)
		}
		return finite(x) && finite(y) && floatApart(x, y, floatRank).within(&tolerances[at])
	}
}

func integersWithin(tolerances []Tolerance, at int) func(x, y int64) bool {
	return func(x, y int64) bool {
		return x == y || at >= 0 && signed(x).apart(signed(y)).within(&tolerances[at])
	}
}

// opaque is a []byte that cmp does not look into.
type opaque string

// forCmp returns a value with maps for mappings, which cmp knows.
func forCmp(v any) any {
	switch v := v.(type) {
	case mapping:
		m := make(map[string]any, len(v))
		for _, e := range v {
			m[e.key] = forCmp(e.value)
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

// A valueReporter collects what cmp finds.
type valueReporter struct {
	report *Report
	path   cmp.Path
	within map[string]any // by path, the old value of what passes by a tolerance or as it is; nil: nobody asks
}

// compare reports how two values differ.
func (v *valueReporter) compare(was, is any, tolerances []Tolerance) {
	options := cmp.Options{cmp.Reporter(v)}
	for i := -1; i < len(tolerances); i++ {
		options = append(options, cmp.FilterPath(
			func(p cmp.Path) bool { return toleranceOf(pathText(p), tolerances) == i },
			cmp.Options{cmp.Comparer(floatsWithin(tolerances, i)), cmp.Comparer(integersWithin(tolerances, i))}))
	}
	cmp.Equal(forCmp(was), forCmp(is), options)
}

// steady returns a value of the new side, at a path, with the old values that it is within the tolerance of.
func (v *valueReporter) steady(is any, path string) any {
	switch is := is.(type) {
	case mapping:
		out := make(mapping, len(is))
		for i, e := range is {
			out[i] = entryOf{e.key, v.steady(e.value, joinPath(path, e.key))}
		}
		return out
	case []any:
		out := make([]any, len(is))
		for i, item := range is {
			out[i] = v.steady(item, fmt.Sprintf("%s[%d]", path, i))
		}
		return out
	}
	if was, ok := v.within[path]; ok {
		return was
	}
	return is
}

// PushStep is called by cmp on the way down.
func (v *valueReporter) PushStep(step cmp.PathStep) { v.path = append(v.path, step) }

// PopStep is called by cmp on the way up.
func (v *valueReporter) PopStep() { v.path = v.path[:len(v.path)-1] }

// Report is called by cmp for each leaf.
func (v *valueReporter) Report(result cmp.Result) {
	old, new := v.path.Last().Values()
	if result.Equal() {
		if v.within != nil && result.ByFunc() {
			v.within[pathText(v.path)] = old.Interface()
		}
		return
	}
	c := ValueChange{Kind: changed, Path: pathText(v.path), Old: flowText(old), New: flowText(new)}
	switch {
	case !old.IsValid():
		c.Kind, c.Old = added, ""
	case !new.IsValid():
		c.Kind, c.New = removed, ""
	}
	v.report.Values = append(v.report.Values, c)
}

// pathText writes a path of cmp as a report shows it.
func pathText(p cmp.Path) string {
	path := ""
	for _, step := range p {
		switch step := step.(type) {
		case cmp.MapIndex:
			path = joinPath(path, step.Key().String())
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
			b.Write(appendScalar(nil, key))
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
		b.Write(appendScalar(nil, []byte(v)))
	default:
		b.Write(appendScalar(nil, v))
	}
}
