package infer

import (
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/brianvoe/gofakeit/v7/data"
)

// enough is the share of texts that have to match a format.
const enough = 0.95

// A format is a kind of text that a fake generates.
type format struct {
	hint  string // space-separated words, one of which the column name must contain; "" if the texts suffice
	match func(string) bool
	text  string // the generator
}

func like(expr string) func(string) bool { return regexp.MustCompile(`^(?:` + expr + `)$`).MatchString }

func anyText(string) bool { return true }

// formats returns the known formats, the most specific first. They are built at the first call, so other commands start
// without them.
var formats = sync.OnceValue(func() []format {
	isTitle, isWord := like(`\p{L}[\p{L} .,'&()/-]+`), like(`[\p{L}' -]{2,40}`)
	return []format{
		{"", like(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`), "uuid: {}"},
		{"", like(`[^@\s]+@[^@\s]+\.[A-Za-z]{2,}`), "fake: email"},
		{"", isURL, "fake: url"},
		{"", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() }, "fake: ipv4_address"},
		{"", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() }, "fake: ipv6_address"},
		{"", like(`([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}`), "fake: mac_address"},
		{"", like(`#[0-9a-fA-F]{6}`), "fake: hex_color"},
		{
			"", func(s string) bool { return strings.HasPrefix(s, "Mozilla/") || strings.HasPrefix(s, "Opera/") },
			"fake: user_agent",
		},
		{"card", isCard, "fake: credit_card_number"},
		{"phone mobile fax tel", like(`[0-9]{10}`), "fake: phone"},
		{"phone mobile fax tel cell", like(`\+?[0-9 ()./x-]{7,22}`), "fake: phone_formatted"},
		{"zip postal postcode", like(`[0-9]{5}`), "fake: zip"},
		{"", like(`\([0-9]{3}\) ?[0-9]{3}-[0-9]{4}|\+?1?[ -]?[0-9]{3}-[0-9]{3}-[0-9]{4}`), "fake: phone_formatted"},
		{"currency", like(`[A-Z]{3}`), "fake: currency_short"},
		{"country nation", like(`[A-Z]{2}`), "fake: country_abr"},
		{"state province region", like(`[A-Z]{2}`), "fake: state_abr"},
		{"airport iata origin destination", like(`[A-Z]{3}`), "fake: airline_airport_iata"},
		{"first given forename", isWord, "fake: first_name"},
		{"last surname family", isWord, "fake: last_name"},
		{"street address", like(`[0-9]+[A-Za-z]? .+`), "fake: street"},
		{"user login handle nick", like(`[\w.-]+`), "fake: username"},
		{"password", anyText, "fake: password"},
		{"company employer organization organisation vendor supplier", isTitle, "fake: company"},
		{"job profession occupation", isTitle, "fake: job_title"},
		{"product article", isTitle, "fake: product_name"},
		{"colour color", isWord, "fake: color"},
		{"language locale", isWord, "fake: language"},
		{"city town", isTitle, "fake: city"},
		{"country nation", isTitle, "fake: country"},
		{"state province", isTitle, "fake: state"},
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

// bearsMark reports whether texts of the format stay of the format with the mark that makes fakes unique.
func (f format) bearsMark() bool { return f.text == "fake: email" || f.text == "fake: username" }

// size returns about how many different texts a format has.
func (f format) size() float64 {
	switch f.text {
	case "uuid: {}", "fake: url", "fake: ipv4_address", "fake: ipv6_address", "fake: mac_address":
		return math.Inf(1)
	case "fake: hex_color":
		return 1 << 24
	case "fake: zip":
		return 1e5
	case "fake: name":
		return float64(len(list("person", "first")()) * len(list("person", "last")()))
	}
	for _, w := range words {
		if w.text == f.text {
			return float64(len(w.in()))
		}
	}
	if at, ok := sizes[f.text]; ok {
		return float64(len(list(at[0], at[1])()))
	}
	return 1e7
}

// sizes has the lists of fakes that have few texts.
var sizes = map[string][2]string{
	"fake: country_abr": {"address", "country_abr"}, "fake: state_abr": {"address", "state_abr"},
	"fake: airline_airport_iata": {"airline", "iata"}, "fake: company": {"company", "name"},
	"fake: color": {"color", "full"},
}

// enough reports whether the format has at least half as many texts again as are needed, so few are drawn twice.
func (f format) enough(needed float64) bool { return f.size() > 1.5*needed }
