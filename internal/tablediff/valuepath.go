package tablediff

import (
	"fmt"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/term"
)

// checkPath returns an error if an option names a path at which it does nothing. An option may name what an empty list
// or mapping would contain.
func checkPath(what, pattern string, v any, fits func(any) bool) error {
	if pattern == "" && fits(nil) {
		return nil
	}
	used, misfit := false, ""
	walkValue(v, "", func(v any, path string) {
		switch {
		case used:
		case matches(pattern, path) && fits(v), hasNothing(v) && leadsTo(pattern, path):
			used = true
		case matches(pattern, path) && misfit == "":
			var b strings.Builder
			writeFlow(&b, v)
			misfit = goldenfile.ValuePath(path) + " is " + term.Shorten(b.String(), widestMisfit)
		}
	})
	switch {
	case used:
		return nil
	case misfit == "":
		return fmt.Errorf("%s names %q, a path that the value does not have", what, pattern)
	}
	return fmt.Errorf("%s names %q, but does not apply to its values: %s", what, pattern, misfit)
}

func hasNothing(v any) bool {
	switch v := v.(type) {
	case goldenfile.Mapping:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return v == nil
}

// leadsTo reports whether a pattern may match a path that starts with prefix.
func leadsTo(pattern, prefix string) bool {
	at := map[int]bool{0: true}
	stars := func() {
		for i := range len(pattern) {
			if at[i] && pattern[i] == '*' {
				at[i+1] = true
			}
		}
	}
	stars()
	for i := range len(prefix) {
		next := map[int]bool{}
		for p := range at {
			if p < len(pattern) && pattern[p] == '*' {
				next[p] = true
			} else if p < len(pattern) && pattern[p] == prefix[i] {
				next[p+1] = true
			}
		}
		at = next
		stars()
	}
	return len(at) > 0
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

// readTime parses the text of a time, or of a duration, as a time after 1970.
func readTime(text string) (at time.Time, duration, ok bool) {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at, false, true
	}
	d, err := time.ParseDuration(text)
	return time.Unix(0, int64(d)), true, err == nil
}

// writeFlow writes a value on one line.
func writeFlow(b *strings.Builder, v any) {
	switch v := v.(type) {
	case goldenfile.Mapping:
		b.WriteByte('{')
		for i, e := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			b.Write(goldenfile.AppendScalar(nil, e.Key))
			b.WriteString(": ")
			writeFlow(b, e.Value)
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
	default:
		b.Write(goldenfile.AppendScalar(nil, v))
	}
}
