package explain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/assay-go/assay/internal/message"
)

// A TextEdit makes a text of another one.
type TextEdit struct {
	Words string
	Make  func(string) string
}

// textEdits are those without parameters.
var textEdits = []TextEdit{
	{"in upper case", strings.ToUpper},
	{"in lower case", strings.ToLower},
	{"without space around the text", strings.TrimSpace},
	{"without accents", withoutAccents},
	{"without leading zeros", withoutZeros},
	{"UTF-8 read as Latin-1", asLatin1},
}

// TextEdits returns the edits that make the text y of the text x, which differs, the likeliest first.
func TextEdits(x, y string) []TextEdit {
	candidates := textEdits[:len(textEdits):len(textEdits)]
	if len(y) > len(x) {
		candidates = append(candidates, padding(len(y)))
	}
	for _, a := range affixesOf(x, y) {
		candidates = append(candidates, a.edit())
	}
	was, is := beforeCommonEnd(x, y)
	if was != "" && is != "" && len(was) < len(x) && utf8.ValidString(was) && utf8.ValidString(is) {
		candidates = append(candidates, TextEdit{
			"with the prefix " + message.Quote(is) + " instead of " + message.Quote(was),
			func(s string) string {
				if rest, ok := strings.CutPrefix(s, was); ok {
					return is + rest
				}
				return s
			},
		})
	}
	var edits []TextEdit
	for _, edit := range candidates {
		if edit.Make(x) == y {
			edits = append(edits, edit)
		}
	}
	return edits
}

// padding pads texts to a width.
func padding(width int) TextEdit {
	return TextEdit{"padded with zeros to " + message.Count(width, "character"), func(s string) string {
		return strings.Repeat("0", max(0, width-len(s))) + s
	}}
}

// An affix is what was put before or after a text, or taken away there.
type affix struct {
	text       string
	end, taken bool
}

var affixKinds = []affix{{"", false, false}, {"", true, false}, {"", false, true}, {"", true, true}}

// affixesOf returns the affixes that make the text y of the text x.
func affixesOf(x, y string) []affix {
	var out []affix
	for _, a := range affixKinds {
		long, short, cut := y, x, strings.CutSuffix
		if a.taken {
			long, short = x, y
		}
		if a.end {
			cut = strings.CutPrefix
		}
		if text, ok := cut(long, short); ok {
			out = append(out, affix{text, a.end, a.taken})
		}
	}
	return out
}

// edit puts the affix before or after texts, or takes it away if they have it.
func (a affix) edit() TextEdit {
	switch {
	case a.taken && a.end:
		return TextEdit{"without the suffix " + message.Quote(a.text), func(s string) string {
			return strings.TrimSuffix(s, a.text)
		}}
	case a.taken:
		return TextEdit{"without the prefix " + message.Quote(a.text), func(s string) string {
			return strings.TrimPrefix(s, a.text)
		}}
	case a.end:
		return TextEdit{"with the suffix " + message.Quote(a.text), func(s string) string { return s + a.text }}
	}
	return TextEdit{"with the prefix " + message.Quote(a.text), func(s string) string { return a.text + s }}
}

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
