package fake

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v7/data"
)

// A faker draws as gofakeit does over a stream. The functions that use it make the same values as those of gofakeit,
// draw by draw, without linking gofakeit: its table of functions, and the templates that it uses, add megabytes to a
// test.
type faker struct{ at stream }

// maxFaked exceeds the size of any text that a faker makes.
const maxFaked = 8 << 10

// faked makes the texts that gofakeit makes.
func faked(f func(*faker) string) native {
	return func(*compiler, args) (*Sampler, error) {
		return textSampler(textOf(maxFaked, func(dst []byte, key uint64) []byte {
			return append(dst, f(&faker{stream(key)})...)
		})), nil
	}
}

// below returns a number in [0, n).
func (f *faker) below(n int) int {
	if n&(n-1) == 0 {
		return int(f.at.Uint64() & uint64(n-1))
	}
	size := uint64(n)
	hi, lo := bits.Mul64(f.at.Uint64(), size)
	for threshold := -size % size; lo < threshold; {
		hi, lo = bits.Mul64(f.at.Uint64(), size)
	}
	return int(hi)
}

// number returns the text of a number in [lo, hi].
func (f *faker) number(lo, hi int) string { return strconv.Itoa(lo + f.below(hi-lo+1)) }

func (f *faker) coin() bool { return f.below(2) == 1 }

func (f *faker) oneOf(options ...string) string { return options[f.below(len(options))] }

// word returns a word of gofakeit's list sub of category.
func (f *faker) word(category, sub string) string { return f.oneOf(data.GetSubData(category, sub)...) }

// wordOf returns a word of one of the lists of words.
func (f *faker) wordOf(subs ...string) string { return f.word("word", f.oneOf(subs...)) }

// weighted returns an index by weights. Their sums are exact in 32 bits.
func (f *faker) weighted(weights ...float32) int {
	sum := float32(0)
	for _, w := range weights {
		sum += w
	}
	at := float32(f.at.Uint64()>>32<<40>>40) / (1 << 24) * sum
	upTo := float32(0)
	for i, w := range weights {
		if upTo += w; at <= upTo {
			return i
		}
	}
	return len(weights) - 1
}

// numerify replaces each # with a digit. The first byte is not 0.
func (f *faker) numerify(pattern string) string {
	b := []byte(pattern)
	for i, c := range b {
		if c == '#' {
			b[i] = digits[f.below(10)]
		}
	}
	if len(b) > 0 && b[0] == '0' {
		b[0] = digits[1+f.below(8)]
	}
	return string(b)
}

// fill replaces the functions in braces in a pattern of gofakeit: those that make a word of a list, and those of
// comments and sentences.
func (f *faker) fill(pattern string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(f.call(name))
		pattern = after
	}
}

func (f *faker) call(name string) string {
	name, params, _ := strings.Cut(name, ":")
	switch name {
	case "noun":
		return f.noun()
	case "verb":
		return f.wordOf(verbs...)
	case "adjective":
		return f.wordOf(adjectives...)
	case "number":
		from, to, _ := strings.Cut(params, ",")
		lo, _ := strconv.Atoi(from)
		hi, _ := strconv.Atoi(to)
		return f.number(lo, hi)
	}
	list := funcs()[name].list
	return f.word(list[0], list[1])
}

func (f *faker) noun() string { return f.wordOf(nouns...) }
