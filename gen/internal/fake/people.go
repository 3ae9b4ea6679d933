package fake

import "github.com/brianvoe/gofakeit/v7/data"

// emailStyles are the ways to put a first and a last name together, as often as in
// gofakeit: out of 100.
var emailStyles = []struct {
	upTo                 uint64
	initial, lastInitial bool
	sep                  string
}{
	{upTo: 38}, {upTo: 66, sep: "."}, {upTo: 80, initial: true}, {upTo: 88, lastInitial: true}, {upTo: 94, sep: "_"}, {upTo: 100, sep: "-"},
}

// email is the function of addresses: a first and a last name, now and then a
// number, at a last name's domain.
func email(*compiler, args) (*Sampler, error) {
	first, last := data.Person["first"], data.Person["last"]
	suffix := data.Internet["domain_suffix"]
	size := words(first).max + 2*words(last).max + words(suffix).max + len("-99@.")
	return textSampler(text{func(dst []byte, key uint64) []byte {
		style := emailStyles[0]
		for n, i := below(part(key, 4), 100), 0; n >= style.upTo; i++ {
			style = emailStyles[i+1]
		}
		dst = appendLower(dst, first[index(part(key, 0), len(first))], style.initial)
		dst = append(dst, style.sep...)
		dst = appendLower(dst, last[index(part(key, 1), len(last))], style.lastInitial)
		if n := below(part(key, 5), 1000); n < 30 {
			dst = append(dst, byte('2'+n%8))
		} else if n < 100 {
			n = 10 + below(part(key, 6), 90)
			dst = append(dst, byte('0'+n/10), byte('0'+n%10))
		}
		dst = appendLower(append(dst, '@'), last[index(part(key, 2), len(last))], false)
		dst = append(dst, '.')
		return append(dst, suffix[index(part(key, 3), len(suffix))]...)
	}, size}), nil
}

// appendLower appends a name, or its first byte, with small letters.
func appendLower(dst []byte, s string, initial bool) []byte {
	from := len(dst)
	if initial {
		s = s[:1]
	}
	dst = append(dst, s...)
	lower(dst[from:])
	return dst
}

// gamertag is the function of two words, with up to three digits for one in three.
func gamertag(c *compiler, _ args) (*Sampler, error) {
	titled := func(fn string) text { return edited(c.fn(fn), title) }
	thing, act := titled("nounconcrete"), titled("verbaction")
	how, animal, fruit := titled("adjectivedescriptive"), titled("animal"), titled("fruit")
	tag := choice(join(thing, act, literal("er")), join(how, animal), join(how, thing), join(fruit, how))
	number := choice(literal(""), literal(""), repeat(chars(1, digits), 1, 3, ""))
	return textSampler(edited(join(tag, number), noSpaces)), nil
}

func unitOfAddress(*compiler, args) (*Sampler, error) {
	return textSampler(join(list("address", "unit"), literal(" "), chars(1, nonzero), chars(2, digits))), nil
}

func school(*compiler, args) (*Sampler, error) {
	return textSampler(join(list("school", "name"), literal(" "), list("school", "isPrivate"), literal(" "), list("school", "type"))), nil
}
