package infer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode"
)

// pseudonyms replaces values by others of the same form: the same value by the same one, and no two values by one. Who
// does not know the key cannot compute which value it was.
type pseudonyms struct {
	key   []byte
	of    map[string]string
	taken map[string]bool
	real  map[string]bool // the values, which are pseudonyms only if nothing else is left
}

func newPseudonyms(key []byte) pseudonyms {
	return pseudonyms{key, map[string]string{}, map[string]bool{}, map[string]bool{}}
}

// avoid makes a value no pseudonym.
func (p *pseudonyms) avoid(value string) { p.real[value] = true }

// manyTries is how often a pseudonym is drawn before values of the data are good enough.
const manyTries = 5000

// keyText returns the text of a key: that of an integer if nulls made it a float.
func keyText(s string) string { return strings.TrimSuffix(s, ".0") }

// A keyStream draws numbers that depend on a key, a value and a try.
type keyStream struct {
	key   []byte
	seed  string
	block uint64
	left  []byte
}

func (s *keyStream) draw(n int) int {
	if len(s.left) < 4 {
		h := hmac.New(sha256.New, s.key)
		var block [8]byte
		binary.BigEndian.PutUint64(block[:], s.block)
		h.Write(block[:])
		h.Write([]byte(s.seed))
		s.left = h.Sum(nil)
		s.block++
	}
	v := binary.BigEndian.Uint32(s.left)
	s.left = s.left[4:]
	return int(uint64(v) * uint64(n) >> 32)
}

// replace returns the pseudonym of a value: the first of some tries that is free. Later tries may be longer.
func (p *pseudonyms) replace(kind, value string, make func(s *keyStream, try int) (string, bool)) string {
	if was, ok := p.of[kind+value]; ok {
		return was
	}
	for try := 0; ; try++ {
		s := &keyStream{key: p.key, seed: kind + strconv.Itoa(try) + "\x00" + value}
		if text, ok := make(s, try); ok && !p.taken[text] && (!p.real[text] || try > manyTries) {
			p.of[kind+value], p.taken[text] = text, true
			return text
		}
	}
}

// ofText returns the pseudonym of a text. It keeps a prefix, punctuation and spaces.
func (p *pseudonyms) ofText(value, prefix string) string {
	isWord := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	if !strings.ContainsFunc(value, isWord) {
		return value
	}
	return p.replace("text ", value, func(s *keyStream, try int) (string, bool) {
		var b strings.Builder
		b.WriteString(prefix)
		for _, c := range value[len(prefix):] {
			b.WriteString(disguised(c, s))
		}
		for range try / 100 { // all of this form are taken
			b.WriteByte(consonants[s.draw(len(consonants))])
		}
		return b.String(), true
	})
}

// disguised returns a character of the same kind.
func disguised(c rune, s *keyStream) string {
	lower := unicode.ToLower(c)
	letters := consonants
	switch {
	case unicode.IsDigit(c):
		return strconv.Itoa(s.draw(10))
	case !unicode.IsLetter(c):
		return string(c)
	case strings.ContainsRune(vowels, lower):
		letters = vowels
	}
	letter := string(letters[s.draw(len(letters))])
	if unicode.IsUpper(c) {
		return strings.ToUpper(letter)
	}
	return letter
}

// ofNumber returns the pseudonym of an integer: one with as many digits that the type holds.
func (p *pseudonyms) ofNumber(value string, within bound) string {
	return p.replace("number ", value, func(s *keyStream, try int) (string, bool) {
		digits := strings.TrimPrefix(value, "-")
		var b strings.Builder
		if digits != value {
			b.WriteByte('-')
		}
		for i := range len(digits) + try/100 {
			if i == 0 {
				b.WriteByte('1' + byte(s.draw(9)))
			} else {
				b.WriteByte('0' + byte(s.draw(10)))
			}
		}
		text := b.String()
		v, err := strconv.ParseFloat(text, 64)
		if err == nil && within.holds(v, v) {
			return text, true
		}
		// Few numbers of this length fit, or none.
		least := max(within.lo, 1)
		if try > manyTries {
			return strconv.FormatFloat(within.lo+float64(try-manyTries-1), 'f', 0, 64), true
		}
		return strconv.FormatFloat(least+float64(s.draw(int(min(within.hi-least+1, 1<<31-1)))), 'f', 0, 64), true
	})
}
