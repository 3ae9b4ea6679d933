package infer

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// A run is a part of a pattern: characters of one class, or a literal.
type run struct {
	class       string // of a regular expression; "" for a literal
	literal     string
	least, most int
}

// mostRuns is the greatest number of runs of a pattern, and longestRun the most characters of one.
const (
	mostRuns   = 24
	longestRun = 1000
)

// exprOf formats runs as a regular expression.
func exprOf(runs []run) string {
	var b strings.Builder
	for _, r := range runs {
		if r.class == "" {
			b.WriteString(regexp.QuoteMeta(r.literal))
		} else {
			b.WriteString(repeated(r.class, r.least, r.most))
		}
	}
	return b.String()
}

// patternOf returns runs that all texts consist of. First it looks for runs of letters of one case, of digits and of
// punctuation; then for those between the punctuation that all texts share. Letters and digits are literal if all of
// many texts share them, and if they are a code or may be copied.
func patternOf(texts []string, distinct int64, o Options) (runs []run, ok bool) {
	if runs, ok = finePattern(texts, distinct, o); !ok {
		runs, ok = coarsePattern(texts)
	}
	if !ok || slices.ContainsFunc(runs, func(r run) bool { return r.most > longestRun }) {
		return nil, false
	}
	return runs, true
}

func finePattern(texts []string, distinct int64, o Options) (all []run, ok bool) {
	for i, s := range texts {
		runs := runsOf(s)
		switch {
		case len(runs) == 0 || len(runs) > mostRuns:
			return nil, false
		case i == 0:
			all = runs
			continue
		case len(runs) != len(all):
			return nil, false
		}
		for j, r := range runs {
			a := &all[j]
			if a.class != r.class || a.class == "" && a.literal != r.literal {
				return nil, false
			}
			if a.literal != r.literal {
				a.literal = ""
			}
			a.least, a.most = min(a.least, r.least), max(a.most, r.most)
		}
	}
	var common strings.Builder
	letters := 0
	for _, r := range all {
		common.WriteString(r.literal)
		if r.class != "" {
			letters++
		}
	}
	if letters > 12 { // the runs of hexadecimal digits are chance
		return nil, false
	}
	literal := distinct >= 20 && (o.Samples || isCode(common.String()))
	for j := range all {
		if all[j].literal != "" && literal {
			all[j].class = ""
		}
	}
	return all, true
}

// coarsePattern finds the punctuation of which all texts have the same, in the same order. Between it they have
// characters of any class.
func coarsePattern(texts []string) (all []run, ok bool) {
	var separators strings.Builder
	for _, c := range ".:/,;|@-_+=#&?()[]{}\"' " {
		n := strings.Count(texts[0], string(c))
		if n > 0 && !slices.ContainsFunc(texts, func(s string) bool { return strings.Count(s, string(c)) != n }) {
			separators.WriteString(string(c))
		}
	}
	var between [][]string
	for i, s := range texts {
		at, runs := 0, []run(nil)
		for {
			n := strings.IndexAny(s, separators.String())
			word := s
			if n >= 0 {
				word = s[:n]
			}
			if i == 0 {
				between = append(between, nil)
			}
			if at == len(between) {
				return nil, false
			}
			between[at] = append(between[at], word)
			at++
			if n < 0 {
				break
			}
			runs = append(runs, run{"", s[n : n+1], 1, 1})
			s = s[n+1:]
		}
		if i == 0 {
			all = runs
		} else if !slices.Equal(all, runs) {
			return nil, false
		}
	}
	if len(all) > mostRuns || separators.String() == "" && !sameLength(texts) {
		return nil, false
	}
	var out []run
	for j, words := range between {
		r := run{class: classOf(words), least: len(words[0])}
		for _, w := range words {
			r.least, r.most = min(r.least, len(w)), max(r.most, len(w))
		}
		if r.class == "" && r.most > 0 {
			return nil, false
		}
		if r.most > 0 {
			out = append(out, r)
		}
		if j < len(all) {
			out = append(out, all[j])
		}
	}
	return out, true
}

func sameLength(texts []string) bool {
	return !slices.ContainsFunc(texts, func(s string) bool { return len(s) != len(texts[0]) })
}

// repeated formats how often a part of a pattern is repeated.
func repeated(part string, least, most int) string {
	switch {
	case least < most:
		return fmt.Sprintf("%s{%d,%d}", part, least, most)
	case most == 1:
		return part
	}
	return fmt.Sprintf("%s{%d}", part, least)
}

// classOf returns the class of the characters of texts: letters of one case or both, digits, and punctuation.
func classOf(texts []string) string {
	var have [128]bool
	hex := true
	for _, s := range texts {
		for _, c := range s {
			if c < 128 {
				have[c] = true
			}
		}
	}
	var class strings.Builder
	for _, part := range []struct {
		first, last, hex rune
		name             string
	}{{'A', 'Z', 'F', "A-Z"}, {'a', 'z', 'f', "a-z"}, {'0', '9', '9', "0-9"}} {
		if i := slices.Index(have[part.first:part.last+1], true); i >= 0 {
			hex = hex && !slices.Contains(have[part.hex+1:part.last+1], true)
			class.WriteString(part.name)
		}
	}
	text := class.String()
	if hex && strings.Contains(text, "0-9") {
		text = strings.NewReplacer("A-Z", "A-F", "a-z", "a-f").Replace(text)
	}
	for c := rune(' '); c < 127; c++ {
		isAlnum := '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if have[c] && !isAlnum && strings.ContainsRune("+/=_-.~ ", c) {
			if c == '-' {
				text += `\-`
			} else {
				text += string(c)
			}
		}
	}
	if text == "" {
		return "[a-z]"
	}
	return "[" + text + "]"
}

// spaceOf returns the logarithm of the number of texts that a pattern has.
func spaceOf(runs []run) (space float64) {
	for _, s := range runs {
		if s.class != "" {
			space += float64(float64(s.least+s.most) / 2 * math.Log(float64(len(members(s.class)))))
		}
	}
	return space
}

// members returns the characters of a class.
func members(class string) string {
	var b strings.Builder
	inside := class[1 : len(class)-1]
	for i := 0; i < len(inside); i++ {
		switch {
		case inside[i] == '\\':
		case i+2 < len(inside) && inside[i+1] == '-' && inside[i] != '\\':
			for c := inside[i]; c <= inside[i+2]; c++ {
				b.WriteByte(c)
			}
			i += 2
		default:
			b.WriteByte(inside[i])
		}
	}
	return b.String()
}

// runsOf splits a text into runs.
func runsOf(s string) []run {
	var runs []run
	for _, c := range s {
		class := ""
		switch {
		case '0' <= c && c <= '9':
			class = "[0-9]"
		case 'a' <= c && c <= 'z':
			class = "[a-z]"
		case 'A' <= c && c <= 'Z':
			class = "[A-Z]"
		case c >= 0x7f || c < 0x20:
			return nil
		}
		if n := len(runs); n > 0 && class != "" && runs[n-1].class == class {
			runs[n-1].literal += string(c)
			runs[n-1].least++
			runs[n-1].most++
			continue
		}
		runs = append(runs, run{class, string(c), 1, 1})
	}
	return runs
}
