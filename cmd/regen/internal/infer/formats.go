package infer

import (
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/brianvoe/gofakeit/v7/data"
)

// enough is the share of texts that have to match a format.
const enough = 0.95

// A format is a kind of text that a fake generates.
type format struct {
	hint  string // space-separated words, one of which the column name must contain; "" if the texts suffice
	match func(string) bool
	text  string // the generator
	many  bool   // it generates enough different texts for any number of rows
}

func like(expr string) func(string) bool { return regexp.MustCompile(`^(?:` + expr + `)$`).MatchString }

func anyText(string) bool { return true }

// formats returns the known formats, the most specific first. They are built at the first call, so other commands start
// without them.
var formats = sync.OnceValue(func() []format {
	isTitle, isWord := like(`\p{L}[\p{L} .,'&()/-]+`), like(`[\p{L}' -]{2,40}`)
	return []format{
		{"", like(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`), "uuid: {}", false},
		{"", like(`[^@\s]+@[^@\s]+\.[A-Za-z]{2,}`), "fake: email", true},
		{"", isURL, "fake: url", true},
		{"", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() }, "fake: ipv4_address", true},
		{"", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() }, "fake: ipv6_address", true},
		{"", like(`([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}`), "fake: mac_address", true},
		{"", like(`#[0-9a-fA-F]{6}`), "fake: hex_color", false},
		{
			"", func(s string) bool { return strings.HasPrefix(s, "Mozilla/") || strings.HasPrefix(s, "Opera/") },
			"fake: user_agent", true,
		},
		{"card", isCard, "fake: credit_card_number", true},
		{"phone mobile fax tel", like(`[0-9]{10}`), "fake: phone", true},
		{"phone mobile fax tel cell", like(`\+?[0-9 ()./x-]{7,22}`), "fake: phone_formatted", true},
		{"zip postal postcode", like(`[0-9]{5}`), "fake: zip", false},
		{"", like(`\([0-9]{3}\) ?[0-9]{3}-[0-9]{4}|\+?1?[ -]?[0-9]{3}-[0-9]{3}-[0-9]{4}`), "fake: phone_formatted", true},
		{"currency", like(`[A-Z]{3}`), "fake: currency_short", false},
		{"country nation", like(`[A-Z]{2}`), "fake: country_abr", false},
		{"state province region", like(`[A-Z]{2}`), "fake: state_abr", false},
		{"airport iata origin destination", like(`[A-Z]{3}`), "fake: airline_airport_iata", false},
		{"first given forename", isWord, "fake: first_name", false},
		{"last surname family", isWord, "fake: last_name", false},
		{"street address", like(`[0-9]+[A-Za-z]? .+`), "fake: street", true},
		{"user login handle nick", like(`[\w.-]+`), "fake: username", true},
		{"password", anyText, "fake: password", true},
		{"company employer organization organisation vendor supplier", isTitle, "fake: company", false},
		{"job profession occupation", isTitle, "fake: job_title", false},
		{"product article", isTitle, "fake: product_name", false},
		{"colour color", isWord, "fake: color", false},
		{"language locale", isWord, "fake: language", false},
		{"city town", isTitle, "fake: city", false},
		{"country nation", isTitle, "fake: country", false},
		{"state province", isTitle, "fake: state", false},
	}
})

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// isCard reports whether a text is a number with the check digit of a payment card.
func isCard(s string) bool {
	sum, digits := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			n := int(c - '0')
			if digits%2 == 1 {
				if n *= 2; n > 9 {
					n -= 9
				}
			}
			sum += n
			digits++
		case c != ' ' && c != '-':
			return false
		}
	}
	return digits >= 12 && digits <= 19 && sum%10 == 0
}

// words has lists of words. A column is made of such words if half of its texts are in the list.
var words = []struct {
	text string
	in   func() map[string]bool
}{
	{"fake: first_name", list("person", "first")},
	{"fake: last_name", list("person", "last")},
	{"fake: city", list("address", "city")},
	{"fake: country", list("address", "country")},
	{"fake: state", list("address", "state")},
	{"fake: currency_short", list("currency", "short")},
	{"fake: language", list("language", "long")},
	{"fake: job_title", list("job", "title")},
}

func list(group, name string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		for _, w := range data.Data[group][name] {
			set[w] = true
		}
		return set
	})
}

// formatOf returns the generator of the format that texts have. ok is false if the format is not known.
func formatOf(name string, texts []string) (f format, ok bool) {
	name = plain(name)
	for _, f := range formats() {
		if hinted(name, f.hint) && f.text != "" && most(texts, enough, f.match) {
			return f, true
		}
	}
	first, last := list("person", "first")(), list("person", "last")()
	if most(texts, 0.5, func(s string) bool {
		given, rest, _ := strings.Cut(s, " ")
		return first[given] && (last[rest] || last[rest[strings.LastIndexByte(rest, ' ')+1:]])
	}) {
		return format{text: "fake: name"}, true
	}
	for _, w := range words {
		if most(texts, 0.5, func(s string) bool { return w.in()[s] }) {
			return format{text: w.text}, true
		}
	}
	return format{}, false
}

// wellKnown reports whether texts have a format that is recognized without the name of the column, such as that of
// emails.
func wellKnown(texts []string) bool {
	return slices.ContainsFunc(formats(), func(f format) bool { return f.hint == "" && most(texts, enough, f.match) })
}

func hinted(name, hint string) bool {
	if hint == "" {
		return true
	}
	for part := range strings.FieldsSeq(hint) {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// most reports whether this share of the texts, and at least one, matches.
func most(texts []string, share float64, match func(string) bool) bool {
	n := 0
	for _, s := range texts {
		if match(s) {
			n++
		}
	}
	return n > 0 && float64(n) >= share*float64(len(texts))
}

// isCode reports whether a text that all cells share says no more than ORD- or sku_: it has at most five letters, all
// of one case, at most four digits, and no space. Personal data is longer.
func isCode(s string) bool {
	upper, lower, digits := 0, 0, 0
	for _, c := range s {
		switch {
		case 'A' <= c && c <= 'Z':
			upper++
		case 'a' <= c && c <= 'z':
			lower++
		case '0' <= c && c <= '9':
			digits++
		case c <= ' ' || c >= 0x7f:
			return false
		}
	}
	return min(upper, lower) == 0 && upper+lower <= 5 && digits <= 4
}

// A run is a part of a pattern: characters of one class, or a literal.
type run struct {
	class       string // of a regular expression; "" for a literal
	literal     string
	least, most int
}

// patternOf returns a regular expression that all texts match, if they consist of the same runs of letters, digits and
// punctuation; otherwise ok is false. Letters and digits are literal if all of many texts share them, and if they are a
// code or may be copied.
func patternOf(texts []string, distinct int64, o Options) (expr string, ok bool) {
	var all []run
	for i, s := range texts {
		runs := runsOf(s)
		switch {
		case len(runs) == 0 || len(runs) > 12:
			return "", false
		case i == 0:
			all = runs
			continue
		case len(runs) != len(all):
			return "", false
		}
		for j, r := range runs {
			a := &all[j]
			if a.class != r.class || a.class == "" && a.literal != r.literal {
				return "", false
			}
			if a.literal != r.literal {
				a.literal = ""
			}
			a.least, a.most = min(a.least, r.least), max(a.most, r.most)
		}
	}
	var common, b strings.Builder
	for _, r := range all {
		common.WriteString(r.literal)
	}
	literal := distinct >= 20 && (o.Samples || isCode(common.String()))
	for _, r := range all {
		switch {
		case r.most > 64:
			return "", false
		case r.class == "" || r.literal != "" && literal:
			b.WriteString(regexp.QuoteMeta(r.literal))
		default:
			b.WriteString(repeated(r.class, r.least, r.most))
		}
	}
	return b.String(), true
}

// grouped returns the ways to write numbers with separated thousands. The parts of each are a sign, a currency, the
// groups after the first digits, and a fraction.
var grouped = sync.OnceValue(func() (all []*regexp.Regexp) {
	for _, form := range []struct{ thousands, point string }{
		{",", "[.]"}, {"[.]", ","}, {`[ \x{a0}\x{202f}]`, "[.,]"}, {"['’]", "[.,]"},
	} {
		all = append(all, regexp.MustCompile(`^(-?)([$€£¥]?)(?:0|[1-9][0-9]{0,2}((?:`+form.thousands+`[0-9]{3})*))`+
			`((?:`+form.point+`[0-9]+)?)$`))
	}
	return all
})

// groupedOf returns a regular expression for numbers whose thousands are separated in one way. ok is false if the texts
// are not such numbers, or if all have one length, as codes have.
func groupedOf(texts []string) (expr string, ok bool) {
	if !slices.ContainsFunc(texts, func(s string) bool { return len(s) != len(texts[0]) }) {
		return "", false
	}
	for _, form := range grouped() {
		if expr, ok = groupedAs(form, texts); ok {
			return expr, true
		}
	}
	return "", false
}

// groupedAs is groupedOf for one way to write numbers.
func groupedAs(form *regexp.Regexp, texts []string) (expr string, ok bool) {
	var sign, currency, comma, point string
	groups, digits := run{least: math.MaxInt}, run{least: math.MaxInt}
	whole := false // some have no fraction
	for i, s := range texts {
		m := form.FindStringSubmatch(s)
		if m == nil || i > 0 && m[2] != currency {
			return "", false
		}
		currency = m[2]
		if m[1] != "" {
			sign = "-?"
		}
		n := utf8.RuneCountInString(m[3]) / len(",000")
		groups.least, groups.most = min(groups.least, n), max(groups.most, n)
		if n > 0 && comma == "" {
			_, size := utf8.DecodeRuneInString(m[3])
			comma = m[3][:size]
		}
		if strings.Count(m[3], comma) < n {
			return "", false
		}
		if m[4] == "" {
			whole = true
			continue
		}
		if point == "" {
			point = m[4][:1]
		}
		if m[4][:1] != point {
			return "", false
		}
		digits.least, digits.most = min(digits.least, len(m[4])-1), max(digits.most, len(m[4])-1)
	}
	if comma == "" || digits.most > 64 {
		return "", false
	}
	expr = sign + regexp.QuoteMeta(currency) + "[1-9][0-9]{0,2}" + repeated("("+regexp.QuoteMeta(comma)+"[0-9]{3})",
		groups.least, groups.most)
	if point != "" {
		fraction := regexp.QuoteMeta(point) + repeated("[0-9]", digits.least, digits.most)
		if whole {
			fraction = "(" + fraction + ")?"
		}
		expr += fraction
	}
	return expr, true
}

// repeated formats how often a part of a pattern is repeated.
func repeated(part string, least, most int) string {
	switch {
	case least < most:
		return fmt.Sprintf("%s{%d,%d}", part, least, most)
	case most == 1:
		return part
	}
	return fmt.Sprintf("%s{%d}", part, most)
}

// alphabetOf returns the class of the characters of texts: letters of one case or both, and digits.
func alphabetOf(texts []string) string {
	var class string
	for _, part := range []string{"A-Z", "a-z", "0-9"} {
		if slices.ContainsFunc(texts, regexp.MustCompile("["+part+"]").MatchString) {
			class += part
		}
	}
	if class == "" {
		class = "a-z"
	}
	return "[" + class + "]"
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
