package infer

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

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
