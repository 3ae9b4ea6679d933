package tablediff

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// A leaf is a number of a value, before and after a change.
type leaf struct {
	path     string
	was, is  int64
	ancestor []string // the paths above it
}

// drawValue draws two values of one shape.
func drawValue(t *rapid.T, path string, above []string, depth int, leaves *[]leaf) (was, is any) {
	kind := rapid.IntRange(0, 2).Draw(t, "kind")
	if depth == 0 {
		kind = rapid.IntRange(1, 2).Draw(t, "kind")
	}
	if depth == 3 {
		kind = 0
	}
	if path != "" {
		above = append(above[:len(above):len(above)], path)
	}
	n := rapid.IntRange(1, 3).Draw(t, "n")
	switch kind {
	case 1:
		var a, b goldenfile.Mapping
		for _, key := range []string{"a", "b", "odd key"}[:n] {
			x, y := drawValue(t, goldenfile.JoinPath(path, key), above, depth+1, leaves)
			a, b = append(a, goldenfile.Entry{Key: key, Value: x}), append(b, goldenfile.Entry{Key: key, Value: y})
		}
		return a, b
	case 2:
		var a, b []any
		for i := range n {
			x, y := drawValue(t, fmt.Sprintf("%s[%d]", path, i), above, depth+1, leaves)
			a, b = append(a, x), append(b, y)
		}
		return a, b
	}
	l := leaf{path: path, was: rapid.Int64Range(0, 5).Draw(t, "was"), ancestor: above}
	l.is = l.was + rapid.SampledFrom([]int64{0, 0, 0, 1, -1, 2}).Draw(t, "drift")
	*leaves = append(*leaves, l)
	return l.was, l.is
}

// drawPattern draws a pattern that matches one of the paths at least.
func drawPattern(t *rapid.T, leaves []leaf) string {
	path := rapid.SampledFrom(leaves).Draw(t, "leaf").path
	from := rapid.IntRange(0, len(path)).Draw(t, "from")
	to := rapid.IntRange(from, len(path)).Draw(t, "to")
	if rapid.Bool().Draw(t, "exact") {
		return path
	}
	return path[:from] + "*" + path[to:]
}

func modelMatches(pattern, path string) bool {
	expr := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, `.*`)
	return regexp.MustCompile(`^(?s:` + expr + `)$`).MatchString(path)
}

// TestValuesAreEqualIfEachNumberIs holds Ignore and tolerances to a model: a number is ignored if a pattern matches its
// path or one above it, and it may drift as far as the last tolerance that matches its path.
func TestValuesAreEqualIfEachNumberIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var leaves []leaf
		was, is := drawValue(t, "", nil, 0, &leaves)
		var o Options
		for range rapid.IntRange(0, 2).Draw(t, "ignored") {
			o.Ignore = append(o.Ignore, drawPattern(t, leaves))
		}
		for range rapid.IntRange(0, 2).Draw(t, "tolerances") {
			o.Tolerances = append(o.Tolerances, cells.Tolerance{
				Column: drawPattern(t, leaves), Abs: float64(rapid.IntRange(1, 2).Draw(t, "abs")),
			})
		}
		shifts := false // an ignored element shifts the numbers in the paths of those after it
		for _, l := range leaves {
			for _, path := range l.ancestor {
				for _, pattern := range o.Ignore {
					shifts = shifts || strings.HasSuffix(path, "]") && modelMatches(pattern, path)
				}
			}
		}
		if shifts {
			o.Tolerances = nil
		}
		equal, used := true, make([]bool, len(o.Tolerances))
		for _, l := range leaves {
			ignored := false
			for _, pattern := range o.Ignore {
				for _, path := range l.ancestor {
					ignored = ignored || modelMatches(pattern, path)
				}
			}
			if ignored {
				continue
			}
			most := int64(0)
			for i, tolerance := range o.Tolerances {
				if modelMatches(tolerance.Column, l.path) {
					most, used[i] = int64(tolerance.Abs), true
				}
			}
			equal = equal && max(l.was-l.is, l.is-l.was) <= most
		}
		for _, some := range used {
			if !some {
				t.Skip("a tolerance for an ignored path is an error")
			}
		}
		file := func(v any) *goldenfile.File {
			text, _, err := normalizedValue(goldenfile.EncodeYAML(v), o)
			if err != nil {
				t.Fatal(err)
			}
			return &goldenfile.File{Value: text}
		}
		old, now := file(was), file(is)
		r, err := Compare(old, now, Options{Tolerances: o.Tolerances})
		if err != nil {
			t.Fatal(err)
		}
		if r.Equal() != equal {
			t.Fatalf("equal is %t, want %t: %+v\n%s\n%s", r.Equal(), equal, o, old.Value, now.Value)
		}
	})
}
