package explain

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/message"
)

// asTexts reports whether both columns are texts.
func (e *explainer) asTexts() bool { return cells.Strings(e.Old) != nil && cells.Strings(e.New) != nil }

// textFunctions make a text of another one.
var textFunctions = []struct {
	words string
	made  func(string) string
}{
	{"in upper case", strings.ToUpper},
	{"in lower case", strings.ToLower},
	{"space around the text trimmed", strings.TrimSpace},
	{"without accents", withoutAccents},
	{"without leading zeros", withoutZeros},
	{"UTF-8 read as Latin-1", asLatin1},
}

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
	for _, f := range textFunctions {
		made(f.words, f.made)
	}
	for _, f := range textRelations {
		rules = append(rules, rule{words: f.words, holds: func(i, j int) bool {
			return f.made(old(i)) == f.made(new(j))
		}})
	}
	for _, affix := range e.affixes(of) {
		made(affix.words, affix.made)
	}
	if width := e.cutWidth(of); width > 0 {
		made("cut to "+message.Count(width, "character"), func(s string) string { return firstRunes(s, width) })
		made("cut to the last "+message.Count(width, "character"), func(s string) string { return lastRunes(s, width) })
		made(fmt.Sprintf("padded with zeros to %s", message.Count(width, "character")), func(s string) string {
			return strings.Repeat("0", max(0, width-len(s))) + s
		})
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

func withoutAccents(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

func withoutZeros(s string) string {
	if rest := strings.TrimLeft(s, "0"); rest != "" {
		return rest
	}
	return s[:min(1, len(s))]
}

// asLatin1 returns a text as it looks if its bytes are taken for characters.
func asLatin1(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteRune(rune(c))
	}
	return b.String()
}

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

type textFunction struct {
	words string
	made  func(string) string
}

// affixes returns the most frequent text that was put before or after texts, or taken away there.
func (e *explainer) affixes(of []int32) []textFunction {
	old, new := cells.Strings(e.Old), cells.Strings(e.New)
	type edit struct {
		text       string
		end, taken bool
	}
	counts := map[edit]int{}
	best := map[edit]edit{} // by the kind of edit
	count := func(text string, end, taken bool) {
		c, kind := edit{text, end, taken}, edit{"", end, taken}
		if counts[c]++; counts[c] > counts[best[kind]] {
			best[kind] = c
		}
	}
	for _, pair := range sample(of, 256) {
		i, j := e.table.pair(pair)
		x, y := old(i), new(j)
		if x == "" || y == "" {
			continue
		}
		if p, ok := strings.CutSuffix(y, x); ok {
			count(p, false, false)
		}
		if p, ok := strings.CutPrefix(y, x); ok {
			count(p, true, false)
		}
		if p, ok := strings.CutSuffix(x, y); ok {
			count(p, false, true)
		}
		if p, ok := strings.CutPrefix(x, y); ok {
			count(p, true, true)
		}
	}
	var out []textFunction
	for _, kind := range []edit{{"", false, false}, {"", true, false}, {"", false, true}, {"", true, true}} {
		c := best[kind]
		if n := counts[c]; n == 0 || n < 2 && len(of) > 1 || c.text == "" {
			continue
		}
		switch text := c.text; {
		case kind.taken && kind.end:
			out = append(out, textFunction{"without the suffix " + quoted(text), func(s string) string {
				return strings.TrimSuffix(s, text)
			}})
		case kind.taken:
			out = append(out, textFunction{"without the prefix " + quoted(text), func(s string) string {
				return strings.TrimPrefix(s, text)
			}})
		case kind.end:
			out = append(out, textFunction{"with the suffix " + quoted(text), func(s string) string { return s + text }})
		default:
			out = append(out, textFunction{"with the prefix " + quoted(text), func(s string) string { return text + s }})
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

// beforeCommonEnd returns what two texts have before the characters with which both end.
func beforeCommonEnd(x, y string) (string, string) {
	n := 0
	for n < len(x) && n < len(y) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	for n > 0 && !utf8.RuneStart(x[len(x)-n]) {
		n--
	}
	return x[:len(x)-n], y[:len(y)-n]
}
