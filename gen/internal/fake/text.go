package fake

import (
	"fmt"
	"hash/fnv"
	"math/bits"
	"strings"

	"github.com/brianvoe/gofakeit/v7/data"

	"github.com/assay-go/assay/gen/internal/wordlist"
)

// A text makes text from a key. Texts are composed of texts.
type text struct {
	add   func(dst []byte, key uint64) []byte
	max   int                                                      // the most bytes that it adds
	fixed string                                                   // the text, if it is the same for every key
	many  func(buf []byte, n int, keys []uint64, ends []int32) int // called by AppendTexts; may be nil
	// its pieces, if it can be made for many keys at once
	pieces []piece
	// a hash of the lists that it takes words from; nil if it takes none, or edits them
	words func() uint64
}

// textOf returns the text that add makes, at most size bytes of it.
func textOf(size int, add func(dst []byte, key uint64) []byte) text { return text{add: add, max: size} }

// literal returns the text that is the same for every key.
func literal(s string) text {
	t := textOf(len(s), func(dst []byte, _ uint64) []byte { return append(dst, s...) })
	t.fixed = s
	t.pieces = []piece{{literal: s, part: whole}}
	return t
}

// listed returns the text of a random word of a list.
func listed(list []string) text {
	l := wordlist.New(list)
	t := textOf(l.Longest(), func(dst []byte, key uint64) []byte { return l.Append(dst, index(key, l.Len())) })
	t.pieces = []piece{{list: l, part: whole}}
	t.words = func() uint64 {
		h := fnv.New64a()
		for _, w := range list {
			fmt.Fprintf(h, "%d:%s\n", len(w), w)
		}
		return h.Sum64()
	}
	return t
}

// together returns the hash over the lists of several texts.
func together(parts ...text) func() uint64 {
	return func() (words uint64) {
		for i, p := range parts {
			if p.words != nil {
				words ^= part(p.words(), i)
			}
		}
		return words
	}
}

// mapped returns a copy of a list with edited words.
func mapped(list []string, edits ...func([]byte) []byte) []string {
	changed := make([]string, len(list))
	for i, w := range list {
		b := []byte(w)
		for _, edit := range edits {
			b = edit(b)
		}
		changed[i] = string(b)
	}
	return changed
}

// list returns the text of a random word of gofakeit's list sub of category.
func list(category, sub string) text { return listed(data.GetSubData(category, sub)) }

// choice returns the text of one of some options, each with the same probability.
func choice(options ...text) text {
	if len(options) == 1 {
		return options[0]
	}
	longest := 0
	for _, o := range options {
		longest = max(longest, o.max)
	}
	t := textOf(longest, func(dst []byte, key uint64) []byte {
		i, rest := bits.Mul64(key, uint64(len(options))) // rest is as uniform as key, except for a few bits
		return options[i].add(dst, rest)
	})
	t.words = together(options...)
	return t
}

// lists returns the text of a word of one of several lists of a category, each list with the same probability.
func lists(category string, subs ...string) text {
	options := make([]text, len(subs))
	for i, sub := range subs {
		options[i] = list(category, sub)
	}
	return choice(options...)
}

// join returns the text of its parts in order.
func join(parts ...text) text {
	if len(parts) == 1 {
		return parts[0]
	}
	size := int64(0)
	for _, p := range parts {
		size += int64(p.max)
	}
	t := textOf(bounded(size), func(dst []byte, key uint64) []byte {
		for i := range parts {
			if parts[i].fixed != "" {
				dst = append(dst, parts[i].fixed...)
			} else {
				dst = parts[i].add(dst, part(key, i))
			}
		}
		return dst
	})
	t.words = together(parts...)
	t.pieces = joined(parts)
	return t
}

// bounded limits a size to what 32 bits can add up. Sizes over maxCell are rejected anyway.
func bounded(size int64) int { return int(min(size, maxCell+1)) }

// repeat returns the text of lo to hi times t, with sep between.
func repeat(t text, lo, hi int, sep string) text {
	all := textOf(bounded(int64(hi)*int64(t.max+len(sep))), func(dst []byte, key uint64) []byte {
		n := lo + index(key, hi-lo+1)
		for i := range n {
			if i > 0 {
				dst = append(dst, sep...)
			}
			dst = t.add(dst, part(key, i))
		}
		return dst
	})
	all.words = together(t)
	return all
}

// chars returns the text of n characters of an ASCII alphabet.
func chars(n int, alphabet string) text {
	return filled(strings.Repeat("#", n), '#', alphabet, alphabet)
}

// filled returns the text of s with each mark replaced by a character of an ASCII alphabet, or of first at the start.
func filled(s string, mark byte, first, alphabet string) text {
	var marks []int
	for i := range len(s) {
		if s[i] == mark {
			marks = append(marks, i)
		}
	}
	// One key yields a few characters, each from what the one before left. The bias of the last is at most 2^-24.
	fromOneKey := 0
	for size := 1.0; size*float64(len(alphabet)) <= 1<<40; fromOneKey++ {
		size *= float64(len(alphabet))
	}
	t := textOf(len(s), func(dst []byte, key uint64) []byte {
		from := len(dst)
		dst = append(dst, s...)
		made, rest, left := dst[from:], key, fromOneKey
		for _, i := range marks {
			if left == 0 {
				rest, left = part(key, i), fromOneKey
			}
			letters := alphabet
			if i == 0 {
				letters = first
			}
			var at uint64
			at, rest = bits.Mul64(rest, uint64(len(letters)))
			made[i] = letters[at]
			left--
		}
		return dst
	})
	if len(marks) == len(s) && len(s) <= fromOneKey && alphabet == digits && (first == digits || first == nonzero) {
		t.pieces = []piece{{digits: len(s), nonzero: first == nonzero, part: whole}}
	}
	return t
}

// edited returns t after edit, which changes the text in place and may shorten it.
func edited(t text, edit func(b []byte) []byte) text {
	return textOf(t.max, func(dst []byte, key uint64) []byte {
		from := len(dst)
		dst = t.add(dst, key)
		return dst[:from+len(edit(dst[from:]))]
	})
}

const (
	lowers  = "abcdefghijklmnopqrstuvwxyz"
	uppers  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
	nonzero = "123456789"
	hex     = "0123456789abcdef"
)

// lower makes ASCII letters lower case.
func lower(b []byte) []byte {
	for i, c := range b {
		b[i] = lowerByte(c)
	}
	return b
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// capital makes the first byte upper case if it is an ASCII letter.
func capital(b []byte) []byte {
	if len(b) > 0 && 'a' <= b[0] && b[0] <= 'z' {
		b[0] -= 'a' - 'A'
	}
	return b
}

// title makes the first letter of each word upper case. Words are ASCII letters, digits and underscores; letters
// outside of ASCII belong to their words.
func title(b []byte) []byte {
	inWord := false
	for i, c := range b {
		if !inWord {
			capital(b[i:])
		}
		inWord = c >= 0x80 || c == '_' || '0' <= c && c <= '9' || 'a' <= lowerByte(c) && lowerByte(c) <= 'z'
	}
	return b
}

// noSpaces removes spaces.
func noSpaces(b []byte) []byte {
	kept := b[:0]
	for _, c := range b {
		if c != ' ' {
			kept = append(kept, c)
		}
	}
	return kept
}
