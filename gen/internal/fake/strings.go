package fake

import (
	"slices"
	"strings"

	"github.com/assay-go/assay/gen/internal/draw"
)

// count returns a parameter that is a number of bytes or words, at least lo.
func count(param string, n, lo int64) (int, error) {
	if n < lo || n > maxCell {
		return 0, badParam(param, "found %d, want %d to %d", n, lo, maxCell)
	}
	return int(n), nil
}

// charsN makes texts of some characters of an alphabet.
func charsN(alphabet string) native {
	return func(_ *compiler, a args) (*Sampler, error) {
		n, err := count("count", int64(min(a.uint("count"), maxCell+1)), 1)
		if err != nil {
			return nil, err
		}
		return textSampler(chars(n, alphabet)), nil
	}
}

// marked makes a text whose marks are filled.
func marked(mark byte, first, alphabet string) native {
	return func(_ *compiler, a args) (*Sampler, error) {
		return textSampler(filled(a.text("str"), mark, first, alphabet)), nil
	}
}

// generate makes texts of the user's pattern.
func generate(c *compiler, a args) (*Sampler, error) {
	t, err := c.pattern(a.text("str"))
	if err != nil {
		return nil, badParam("str", "%v", err)
	}
	return textSampler(t), nil
}

// hexUint makes 0x and a digit for each four bits.
func hexUint(_ *compiler, a args) (*Sampler, error) {
	bits, err := count("bitSize", a.int("bitSize"), 4)
	if err != nil {
		return nil, err
	}
	return textSampler(join(literal("0x"), chars(bits/4, hex))), nil
}

// urlSlug makes words joined by hyphens.
func urlSlug(c *compiler, a args) (*Sampler, error) {
	n, err := count("words", a.int("words"), 1)
	if err != nil {
		return nil, err
	}
	return textSampler(repeat(edited(c.fn("word"), lower), n, n, "-")), nil
}

// loremSentence makes sentences of some words.
func loremSentence(c *compiler, a args) (*Sampler, error) {
	n, err := count("wordcount", a.int("wordcount"), 1)
	if err != nil {
		return nil, err
	}
	return textSampler(loremOf(c, n)), nil
}

func loremOf(c *compiler, words int) text {
	return join(edited(repeat(c.fn("loremipsumword"), words, words, " "), capital), literal("."))
}

// loremParagraph makes paragraphs of such sentences.
func loremParagraph(c *compiler, a args) (*Sampler, error) {
	var n [3]int
	for i, param := range []string{"paragraphcount", "sentencecount", "wordcount"} {
		var err error
		if n[i], err = count(param, a.int(param), 1); err != nil {
			return nil, err
		}
	}
	if words := int64(n[0]) * int64(n[1]) * int64(n[2]); words > maxCell {
		return nil, badParam("paragraphcount", "the counts make %d words, but a cell has at most %d bytes", words, maxCell)
	}
	paragraph := repeat(loremOf(c, n[2]), n[1], n[1], " ")
	return textSampler(repeat(paragraph, n[0], n[0], a.text("paragraphseparator"))), nil
}

// randomString makes one of some texts.
func randomString(_ *compiler, a args) (*Sampler, error) {
	return textSampler(listed(slices.Clone(a.texts("strs")))), nil
}

// shuffleStrings makes permutations of some texts.
func shuffleStrings(_ *compiler, a args) (*Sampler, error) {
	list := slices.Clone(a.texts("strs"))
	return textsSampler(len(list), listed(list).max, func(dst []string, key uint64) []string {
		return appendShuffled(dst, list, key)
	}), nil
}

// weighted makes one of some texts, by weights.
func weighted(_ *compiler, a args) (*Sampler, error) {
	options, weights := slices.Clone(a.texts("options")), a.floats("weights")
	if len(options) != len(weights) {
		return nil, badParam("weights", "found %d weights for %d options", len(weights), len(options))
	}
	upTo := make([]float64, len(weights))
	total := 0.0
	for i, w := range weights {
		if w < 0 {
			return nil, badParam("weights", "found %v, want weights that are not negative", w)
		}
		total += w
		upTo[i] = total
	}
	if total == 0 || total-total != 0 {
		return nil, badParam("weights", "the sum is %v, want a finite sum over 0", total)
	}
	return textSampler(textOf(listed(options).max, func(dst []byte, key uint64) []byte {
		at := draw.Unit(key) * total
		i := 0
		for i < len(upTo)-1 && at >= upTo[i] {
			i++
		}
		return append(dst, options[i]...)
	})), nil
}

// A charGroup is a group of characters in passwords, with its weight.
type charGroup struct {
	param, chars string
	weight       int
}

var charGroups = []charGroup{
	{"lower", lowers, 4}, {"upper", uppers, 4}, {"numeric", digits, 3}, {"special", "!@.-_*", 2}, {"space", " ", 1},
}

// password makes passwords with at least one character of each selected group, and no space at an end.
func password(_ *compiler, a args) (*Sampler, error) {
	n, err := count("length", a.int("length"), 5)
	if err != nil {
		return nil, err
	}
	var groups []charGroup
	pool, inner := "", ""
	for _, g := range charGroups {
		if a.bool(g.param) {
			groups = append(groups, g)
			inner += strings.Repeat(g.chars, g.weight*weightUnit/len(g.chars))
		}
		if a.bool(g.param) && g.param != "space" {
			pool += strings.Repeat(g.chars, g.weight*weightUnit/len(g.chars))
		}
	}
	if pool == "" {
		return nil, badParam("lower", "one of lower, upper, numeric and special must be true")
	}
	return textSampler(textOf(n, func(dst []byte, key uint64) []byte {
		from := len(dst)
		for i := range n {
			k := part(key, i)
			switch {
			case i < len(groups):
				dst = append(dst, groups[i].chars[index(k, len(groups[i].chars))])
			default:
				dst = append(dst, inner[index(k, len(inner))])
			}
		}
		made := dst[from:]
		shuffle(made, part(key, n))
		for i, end := range []int{0, n - 1} {
			if made[end] == ' ' {
				made[end] = pool[index(part(key, n+1+i), len(pool))]
			}
		}
		return dst
	})), nil
}

// weightUnit is a common multiple of the sizes of the groups: 26, 10, 6 and 1.
const weightUnit = 390
