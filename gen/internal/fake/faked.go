package fake

import (
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v7/data"
)

// The functions of this file draw their parts in the order of gofakeit's functions. A part that is drawn is not always
// shown.

func bitcoinAddress(f *faker) string {
	return f.oneOf("1", "3") + f.letters(25+f.below(34-25+1))
}

// letters returns n letters and digits, at least one of each kind.
func (f *faker) letters(n int) string {
	kinds := [...]string{lowers, uppers, digits}
	b := make([]byte, n)
	for i := range b {
		kind := i
		if i >= len(kinds) {
			switch r := f.below(11); { // by the weights 4, 4 and 3
			case r < 4:
				kind = 0
			case r < 8:
				kind = 1
			default:
				kind = 2
			}
		}
		b[i] = kinds[kind][f.below(len(kinds[kind]))]
	}
	for i := range b {
		j := f.below(i + 1)
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

func bitcoinPrivateKey(f *faker) string {
	const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	b := make([]byte, 49)
	for i := range b {
		b[i] = base58[f.at.Uint64()&^(1<<63)%uint64(len(base58))]
	}
	return "5" + f.oneOf("H", "J", "K") + string(b)
}

func cusip(f *faker) string {
	b := make([]byte, 8, 9)
	sum := 0
	for i := range b {
		b[i] = (uppers + digits)[f.below(36)]
		v := letterValue(b[i]) << (i % 2) // doubled at odd places
		sum += v/10 + v%10
	}
	return string(append(b, checkDigit(sum)))
}

func isin(f *faker) string {
	id := f.word("address", "country_abr") + cusip(f)
	var values []int
	for _, c := range []byte(id) {
		if v := letterValue(c); v > 9 {
			values = append(values, v/10, v%10)
		} else {
			values = append(values, v)
		}
	}
	sum := 0
	for i, v := range values {
		v <<= (i + 1) % 2 // doubled at even places
		sum += v/10 + v%10
	}
	return id + string(checkDigit(sum))
}

// letterValue returns the value of a digit, and 10 to 35 for A to Z.
func letterValue(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return int(c-'A') + 10
}

// checkDigit returns the digit that fills a sum up to a multiple of ten.
func checkDigit(sum int) byte { return digits[(10-sum%10)%10] }

func productISBN(f *faker) string {
	number := data.ISBN13Prefix + f.digits(1+4+4)
	sum := 0
	for i, c := range []byte(number) {
		sum += int(c-'0') * (1 + i%2*2)
	}
	return strings.Join([]string{number[:3], number[3:4], number[4:8], number[8:], string(checkDigit(sum))}, "-")
}

func (f *faker) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = digits[f.below(10)]
	}
	return string(b)
}

// cardNumber returns a function that makes credit card numbers of some types, with one of some prefixes if there are
// any.
func cardNumber(types, prefixes []string, gaps bool) func(*faker) string {
	return func(f *faker) string {
		card := data.CreditCards[drawn(f, types)]
		size := int(drawn(f, card.Lengths))
		var prefix string
		if len(prefixes) > 0 {
			prefix = drawn(f, prefixes)
		} else {
			prefix = strconv.FormatUint(uint64(drawn(f, card.Patterns)), 10)
		}
		n, _ := strconv.ParseUint(f.numerify(prefix+strings.Repeat("#", size-len(prefix))), 10, 64)
		for !passesLuhn(n) {
			n++
		}
		number := strconv.FormatUint(n, 10)
		if gaps {
			for i, at := range card.Gaps {
				number = number[:int(at)+i] + " " + number[int(at)+i:]
			}
		}
		return number
	}
}

// drawn returns one of some options. One option is not drawn.
func drawn[T any](f *faker, options []T) T {
	if len(options) == 1 {
		return options[0]
	}
	return options[f.below(len(options))]
}

// passesLuhn reports whether the last digit of n is the check digit of the others.
func passesLuhn(n uint64) bool {
	sum := uint64(0)
	for i := 0; n > 0; i, n = i+1, n/10 {
		v := n % 10 << (i % 2)
		sum += v/10 + v%10
	}
	return sum%10 == 0
}

func chromeUserAgent(f *faker) string {
	webkit := f.number(531, 536) + f.number(0, 2)
	chrome, build := f.number(36, 40), f.number(800, 899)
	return "Mozilla/5.0 (" + f.platform() + ") AppleWebKit/" + webkit + " (KHTML, like Gecko) Chrome/" + chrome +
		".0." + build + ".0 Mobile Safari/" + webkit
}

func safariUserAgent(f *faker) string {
	webkit := f.number(531, 536) + "." + f.number(1, 51) + "." + f.number(1, 8)
	version := f.number(4, 6) + "." + f.number(0, 2)
	engine := "AppleWebKit/" + webkit + " (KHTML, like Gecko) Version/"
	desktop := engine + version + " Safari/" + webkit
	windows := "(Windows; U; " + f.windows() + ") " + desktop
	mac := "(" + f.mac() + " rv:" + f.number(4, 7) + ".0; en-US) " + desktop
	mobile := "(" + f.oneOf("iPhone; CPU iPhone OS", "iPad; CPU OS") + " " + f.number(7, 9) + "_" + f.number(0, 3) + "_" +
		f.number(1, 3) + " like Mac OS X; en-US) " + engine + f.number(3, 5) + ".0.5 Mobile/8B" + f.number(111, 120) +
		" Safari/6" + webkit
	return "Mozilla/5.0 " + f.oneOf(windows, mac, mobile)
}

func operaUserAgent(f *faker) string {
	platform := "(" + f.platform() + "; en-US) Presto/2." + f.number(8, 13) + "." + f.number(160, 355) + " Version/" +
		f.number(10, 13) + ".00"
	return "Opera/" + f.number(8, 10) + "." + f.number(10, 99) + " " + platform
}

func (f *faker) platform() string { return f.oneOf(f.linux(), f.mac(), f.windows()) }

func (f *faker) linux() string { return "X11; Linux " + f.word("computer", "linux_processor") }

func (f *faker) mac() string {
	return "Macintosh; " + f.word("computer", "mac_processor") + " Mac OS X 10_" + f.number(5, 9) + "_" + f.number(0, 10)
}

func (f *faker) windows() string { return f.word("computer", "windows_platform") }

func phraseNoun(f *faker) string {
	phrase := ""
	if f.coin() {
		phrase = f.word("word", "adjective_descriptive") + " "
	}
	phrase += f.noun()
	switch f.weighted(2, 1.5, 1) {
	case 0:
		return article(phrase) + " " + phrase
	case 1:
		return "the " + phrase
	}
	return phrase
}

// article returns the article of a phrase as gofakeit has it.
func article(phrase string) string {
	for _, start := range []string{"a", "e", "i", "o", "un", "ul", "hi"} {
		if strings.HasPrefix(strings.ToLower(phrase), start) {
			return "an"
		}
	}
	return "a"
}

func phraseVerb(f *faker) string {
	var parts []string
	if f.coin() {
		parts = append(parts, phraseAdverb(f))
	}
	parts = append(parts, f.word("word", "verb_action"))
	if f.coin() {
		parts = append(parts, phraseNoun(f))
	}
	if f.coin() {
		parts = append(parts, phraseAdverb(f))
		if f.coin() {
			parts = append(parts, phrasePreposition(f))
		}
		if f.coin() {
			parts = append(parts, phraseAdverb(f))
		}
	}
	return strings.Join(parts, " ")
}

func phraseAdverb(f *faker) string {
	degree := ""
	if f.coin() {
		degree = f.word("word", "adverb_degree") + " "
	}
	return degree + f.word("word", "adverb_manner")
}

func phrasePreposition(f *faker) string {
	return f.word("word", "preposition_simple") + " " + phraseNoun(f)
}

func comment(f *faker) string {
	text := f.fill(f.word("text", "comment"))
	if f.weighted(5, 1) == 1 {
		text = string(capital([]byte(text)))
	}
	if f.weighted(17, 3) == 1 {
		text += string("?!."[f.weighted(4, 3, 1)])
	}
	return text
}

// paragraph returns 2 to 5 sentences.
func (f *faker) paragraph() string {
	sentences := make([]string, 2+f.below(4))
	for i := range sentences {
		sentences[i] = string(capital([]byte(f.fill(f.word("text", "sentence")))))
	}
	return strings.Join(sentences, " ")
}
