package tablediff

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// normalizedValue returns a value without the ignored paths and with the normalized ones rewritten, and a note about
// each option.
func normalizedValue(text []byte, o Options) (out []byte, notes []string, err error) {
	v, err := goldenfile.ParseYAML(text)
	if err != nil {
		return nil, nil, err
	}
	for _, pattern := range o.Ignore {
		if err := checkPath("Ignore", pattern, v, func(any) bool { return pattern != "" }); err != nil {
			return nil, nil, err
		}
	}
	if len(o.Ignore) > 0 {
		notes = append(notes, "ignored: "+message.List(o.Ignore))
		v = withoutPaths(v, "", o.Ignore)
	}
	var tokens []valueToken
	for _, n := range o.Normalize {
		err := n.check()
		if err == nil {
			err = checkPath(fmt.Sprintf("a normalizer (%s)", n), n.Column, v, n.fits)
		}
		if err != nil {
			return nil, nil, err
		}
		on := "every text is "
		if n.Granularity != 0 {
			on = "every time is "
		}
		if n.Column != "" {
			on = n.Column + " is "
		}
		notes = append(notes, on+"normalized: "+n.String())
		if n.Token == "" {
			v = mapLeaves(v, "", n.rewriteLeaf)
			continue
		}
		rule, _ := n.tokenRule()
		tokens = append(tokens, valueToken{n.Column, rule})
	}
	if tokens != nil {
		v = replaceInValue(v, "", tokens, numbering{}.token)
	}
	return goldenfile.EncodeYAML(v), notes, nil
}

// withoutPaths returns a value without the parts whose paths match a pattern.
func withoutPaths(v any, path string, patterns []string) any {
	hidden := func(path string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, path) })
	}
	switch v := v.(type) {
	case goldenfile.Mapping:
		out := goldenfile.Mapping{}
		for _, e := range v {
			if at := goldenfile.JoinPath(path, e.Key); !hidden(at) {
				out = append(out, goldenfile.Entry{Key: e.Key, Value: withoutPaths(e.Value, at, patterns)})
			}
		}
		return out
	case []any:
		out := []any{}
		for i, item := range v {
			if at := fmt.Sprintf("%s[%d]", path, i); !hidden(at) {
				out = append(out, withoutPaths(item, at, patterns))
			}
		}
		return out
	}
	return v
}

// mapLeaves returns a value with its scalars rewritten.
func mapLeaves(v any, path string, rewrite func(v any, path string) any) any {
	switch v := v.(type) {
	case goldenfile.Mapping:
		out := make(goldenfile.Mapping, len(v))
		for i, e := range v {
			out[i] = goldenfile.Entry{Key: e.Key, Value: mapLeaves(e.Value, goldenfile.JoinPath(path, e.Key), rewrite)}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = mapLeaves(item, fmt.Sprintf("%s[%d]", path, i), rewrite)
		}
		return out
	}
	return rewrite(v, path)
}

// fits reports whether the normalizer applies to a part of a value. Every one does to null, which may be a text in
// another result.
func (n Normalizer) fits(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		_, _, isTime := readTime(v)
		return n.Granularity == 0 || isTime
	case bool, int64, uint64, float64:
		return n.Token != "" && n.Match == "" && n.Column != ""
	}
	return false
}

// rewriteLeaf rewrites a scalar, if the normalizer applies to it.
func (n Normalizer) rewriteLeaf(v any, path string) any {
	text, isText := v.(string)
	if !isText || !matches(n.Column, path) || !n.fits(v) {
		return v
	}
	if n.Text != nil {
		return n.Text(text)
	}
	at, isDuration, _ := readTime(text)
	if isDuration {
		d, _ := time.ParseDuration(text)
		return (d - floorRest(d, n.Granularity)).String()
	}
	return at.Add(-floorRest(at.Sub(time.Unix(0, 0)), n.Granularity)).Format(time.RFC3339Nano)
}

// floorRest returns how far d is above a multiple of step.
func floorRest(d, step time.Duration) time.Duration {
	return (d%step + step) % step
}

// A valueToken replaces texts at the paths that match its pattern.
type valueToken struct {
	column string
	rule   tokenRule
}

// replaceInValue returns a value with tokens, numbered from top to bottom. A mapping of which it replaces keys is
// sorted by its contents, since its order depends on what the keys were.
func replaceInValue(v any, path string, tokens []valueToken, token func(name, match string) string) any {
	rulesAt := func(path string) (rules []tokenRule) {
		for _, t := range tokens {
			if matches(t.column, path) {
				rules = append(rules, t.rule)
			}
		}
		return rules
	}
	switch v := v.(type) {
	case goldenfile.Mapping:
		type entry struct {
			goldenfile.Entry
			path  string
			rules []tokenRule // of the key
			sort  string
		}
		entries, sorted := make([]entry, len(v)), false
		for i, e := range v {
			at := goldenfile.JoinPath(path, e.Key)
			entries[i] = entry{e, at, slices.DeleteFunc(rulesAt(at), func(r tokenRule) bool {
				return r.match == nil || r.match.FindString(e.Key) != e.Key
			}), ""}
			sorted = sorted || len(entries[i].rules) > 0
		}
		if sorted {
			for i, e := range entries {
				inner := replaceInValue(e.Value, e.path, tokens, masked)
				entries[i].sort = replaceTokens(e.Key, e.rules, masked) + "\x00" + string(goldenfile.EncodeYAML(inner))
			}
			slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.sort, b.sort) })
		}
		out := make(goldenfile.Mapping, len(v))
		for i, e := range entries {
			key := replaceTokens(e.Key, e.rules, token)
			out[i] = goldenfile.Entry{Key: key, Value: replaceInValue(e.Value, e.path, tokens, token)}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = replaceInValue(item, fmt.Sprintf("%s[%d]", path, i), tokens, token)
		}
		return out
	case string:
		return replaceTokens(v, rulesAt(path), token)
	case bool, int64, uint64, float64:
		text := string(goldenfile.AppendScalar(nil, v))
		for _, t := range tokens {
			if t.column != "" && t.rule.match == nil && matches(t.column, path) {
				return token(t.rule.name, text)
			}
		}
	}
	return v
}
