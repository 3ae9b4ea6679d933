package fake

import (
	"github.com/brianvoe/gofakeit/v7/data"
)

// A text makes text from a key. It is the building block of what makes text out of
// parts.
type text struct {
	add func(dst []byte, key uint64) []byte
	max int // bytes that it adds at most
}

// literal is the same text for every key.
func literal(s string) text {
	return text{func(dst []byte, _ uint64) []byte { return append(dst, s...) }, len(s)}
}

// words are the words of a list, each as likely as it is often in the list.
func words(list []string) text {
	longest := 0
	for _, w := range list {
		longest = max(longest, len(w))
	}
	return text{func(dst []byte, key uint64) []byte { return append(dst, list[index(key, len(list))]...) }, longest}
}

// list is words of gofakeit's list sub of category.
func list(category, sub string) text { return words(data.GetSubData(category, sub)) }

// choice is one of its options, each as likely as the others.
func choice(options ...text) text {
	longest := 0
	for _, o := range options {
		longest = max(longest, o.max)
	}
	return text{func(dst []byte, key uint64) []byte {
		return options[index(key, len(options))].add(dst, part(key, 0))
	}, longest}
}

// lists is a word of one of several lists of a category, each list as likely as the
// others.
func lists(category string, subs ...string) text {
	options := make([]text, len(subs))
	for i, sub := range subs {
		options[i] = list(category, sub)
	}
	return choice(options...)
}

// join is its parts one after the other.
func join(parts ...text) text {
	if len(parts) == 1 {
		return parts[0]
	}
	size := int64(0)
	for _, p := range parts {
		size += int64(p.max)
	}
	return text{func(dst []byte, key uint64) []byte {
		for i := range parts {
			dst = parts[i].add(dst, part(key, i))
		}
		return dst
	}, bounded(size)}
}

// bounded keeps a bound small enough to be counted with on 32 bits. What is over
// maxCell is refused, whatever it is.
func bounded(size int64) int { return int(min(size, maxCell+1)) }

// repeat is lo to hi times t, with sep between.
func repeat(t text, lo, hi int, sep string) text {
	return text{func(dst []byte, key uint64) []byte {
		n := lo + index(key, hi-lo+1)
		for i := range n {
			if i > 0 {
				dst = append(dst, sep...)
			}
			dst = t.add(dst, part(key, i))
		}
		return dst
	}, bounded(int64(hi) * int64(t.max+len(sep)))}
}

// chars is n characters of an ASCII alphabet.
func chars(n int, alphabet string) text {
	return text{func(dst []byte, key uint64) []byte {
		for i := range n {
			dst = append(dst, alphabet[index(part(key, i), len(alphabet))])
		}
		return dst
	}, n}
}

// edited is t after edit, which changes it in place and may make it shorter.
func edited(t text, edit func(b []byte) []byte) text {
	return text{func(dst []byte, key uint64) []byte {
		from := len(dst)
		dst = t.add(dst, key)
		return dst[:from+len(edit(dst[from:]))]
	}, t.max}
}

const (
	lowers  = "abcdefghijklmnopqrstuvwxyz"
	uppers  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
	nonzero = "123456789"
	hex     = "0123456789abcdef"
)

// lower makes ASCII letters small.
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

// capital makes the first byte large where it is an ASCII letter.
func capital(b []byte) []byte {
	if len(b) > 0 && 'a' <= b[0] && b[0] <= 'z' {
		b[0] -= 'a' - 'A'
	}
	return b
}

// title makes the first letter of each word large. Words are ASCII letters, digits
// and underscores; a letter outside of ASCII belongs to its word.
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

// noSpaces drops spaces.
func noSpaces(b []byte) []byte {
	kept := b[:0]
	for _, c := range b {
		if c != ' ' {
			kept = append(kept, c)
		}
	}
	return kept
}
