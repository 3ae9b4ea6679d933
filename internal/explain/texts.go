package explain

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/message"
)

// asTexts reports whether both columns are texts.
func (e *explainer) asTexts() bool { return cells.Strings(e.Old) != nil && cells.Strings(e.New) != nil }

// textRelations hold between a text and what became of it.
var textRelations = []struct {
	words string
	made  func(string) string // two texts for which it is equal are in the relation
}{
	{"by case only", foldCase},
	{"by space around the text only", strings.TrimSpace},
	{"by line ends only", func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }},
	{"by space only", func(s string) string { return strings.Join(strings.Fields(s), "") }},
	{"by Unicode form only", norm.NFC.String},
	{"by case and space only", func(s string) string { return foldCase(strings.Join(strings.Fields(s), "")) }},
}

// texts finds how texts were rewritten: in case, space or Unicode form, at their ends, or within.
func (e *explainer) texts(of []int32) []rule {
	old, new := cells.Strings(e.Old), cells.Strings(e.New)
	var rules []rule
	made := func(words string, of func(string) string) {
		rules = append(rules, rule{words: words, holds: func(i, j int) bool { return of(old(i)) == new(j) }})
	}
	for _, f := range textEdits {
		made(f.Words, f.Make)
	}
	for _, f := range textRelations {
		rules = append(rules, rule{words: f.words, holds: func(i, j int) bool {
			return f.made(old(i)) == f.made(new(j))
		}})
	}
	for _, a := range e.affixes(of) {
		edit := a.edit()
		made(edit.Words, edit.Make)
	}
	if width := e.cutWidth(of); width > 0 {
		made("cut to "+message.Count(width, "character"), func(s string) string { return firstRunes(s, width) })
		made("cut to the last "+message.Count(width, "character"), func(s string) string { return lastRunes(s, width) })
		pad := padding(width)
		made(pad.Words, pad.Make)
	}
	rules = append(rules, rule{words: "truncated", holds: func(i, j int) bool {
		return strings.HasPrefix(old(i), new(j))
	}})
	if from, to := e.replacement(of); from != "" {
		words := fmt.Sprintf("%s replaced by %s", quoted(from), quoted(to))
		if to == "" {
			words = fmt.Sprintf("without %s", quoted(from))
		}
		made(words, func(s string) string { return strings.ReplaceAll(s, from, to) })
	}
	return rules
}

func foldCase(s string) string { return strings.ToLower(strings.ToUpper(s)) }

func firstRunes(s string, n int) string {
	for at := range s {
		if n == 0 {
			return s[:at]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	at := len(s)
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:at])
		at -= size
	}
	return s[at:]
}

// quoted returns a text as goldens write it, in quotes.
func quoted(s string) string { return message.Quote(s) }

// affixes returns the most frequent text that was put before or after texts, or taken away there.
func (e *explainer) affixes(of []int32) []affix {
	old, new := cells.Strings(e.Old), cells.Strings(e.New)
	counts := map[affix]int{}
	best := map[affix]affix{} // by the kind: an affix without its text
	for _, pair := range sample(of, 256) {
		i, j := e.table.pair(pair)
		if old(i) == "" || new(j) == "" {
			continue
		}
		for _, a := range affixesOf(old(i), new(j)) {
			kind := affix{"", a.end, a.taken}
			if counts[a]++; counts[a] > counts[best[kind]] {
				best[kind] = a
			}
		}
	}
	var out []affix
	for _, kind := range affixKinds {
		if a := best[kind]; a.text != "" && (counts[a] > 1 || len(of) == 1) {
			out = append(out, a)
		}
	}
	return out
}

// cutWidth returns the width, in characters, that most new texts have. It returns 0 for one cell.
func (e *explainer) cutWidth(of []int32) int {
	if len(of) < 2 {
		return 0
	}
	new := cells.Strings(e.New)
	counts := map[int]int{}
	width := 0
	for _, pair := range sample(of, 256) {
		_, j := e.table.pair(pair)
		n := utf8.RuneCountInString(new(j))
		if counts[n]++; counts[n] > counts[width] {
			width = n
		}
	}
	return width
}

// replacement returns the shortest text that differs between an old and a new text, and what became of it.
func (e *explainer) replacement(of []int32) (from, to string) {
	const longest = 40
	old, new := cells.Strings(e.Old), cells.Strings(e.New)
	if len(of) < 2 {
		return "", ""
	}
	for _, pair := range sample(of, 256) {
		i, j := e.table.pair(pair)
		x, y := old(i), new(j)
		x, y = afterCommonStart(x, y)
		x, y = beforeCommonEnd(x, y)
		if x != "" && len(x)+len(y) < longest && (from == "" || len(x)+len(y) < len(from)+len(to)) {
			from, to = x, y
		}
	}
	return from, to
}

// afterCommonStart returns what two texts have after the characters with which both begin.
func afterCommonStart(x, y string) (string, string) {
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	for n > 0 && (n < len(x) && !utf8.RuneStart(x[n]) || n < len(y) && !utf8.RuneStart(y[n])) {
		n--
	}
	return x[n:], y[n:]
}
