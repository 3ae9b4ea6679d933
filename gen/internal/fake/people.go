package fake

import "github.com/brianvoe/gofakeit/v7/data"

// fullName is the function of a first and a last name.
func fullName(*compiler, args) (*Sampler, error) {
	first, last := list("person", "first"), list("person", "last")
	return textSampler(textOf(first.max+1+last.max, func(dst []byte, key uint64) []byte {
		dst = append(first.add(dst, key), ' ')
		return last.add(dst, part(key, 0))
	})), nil
}

// emailStyles are the ways to put a first and a last name together, as often as in
// gofakeit: out of 100.
var emailStyles = []struct {
	weight               int
	initial, lastInitial bool
	sep                  string
}{
	{weight: 38},
	{weight: 28, sep: "."},
	{weight: 14, initial: true},
	{weight: 8, lastInitial: true},
	{weight: 6, sep: "_"},
	{weight: 6, sep: "-"},
}

// email is the function of addresses: a first and a last name, now and then a
// number, at a last name's domain.
func email(*compiler, args) (*Sampler, error) {
	first, last := mapped(data.Person["first"], lower), mapped(data.Person["last"], lower)
	initial := func(b []byte) []byte { return b[:1] }
	var people []text // a hundred, so that a style is as often as its weight says
	for _, style := range emailStyles {
		one, other := words(first), words(last)
		if style.initial {
			one = words(mapped(first, initial))
		}
		if style.lastInitial {
			other = words(mapped(last, initial))
		}
		for range style.weight {
			people = append(people, join(one, literal(style.sep), other))
		}
	}
	person, domain, suffix := choice(people...), words(last), list("internet", "domain_suffix")
	size := person.max + len("99@") + domain.max + len(".") + suffix.max
	return textSampler(textOf(size, func(dst []byte, key uint64) []byte {
		dst = person.add(dst, key)
		if n := below(part(key, 0), 1000); n < 30 {
			dst = append(dst, byte('2'+n%8))
		} else if n < 100 {
			n = 10 + below(part(key, 1), 90)
			dst = append(dst, byte('0'+n/10), byte('0'+n%10))
		}
		dst = domain.add(append(dst, '@'), part(key, 2))
		return suffix.add(append(dst, '.'), part(key, 3))
	})), nil
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
	name, owner, kind := list("school", "name"), list("school", "isPrivate"), list("school", "type")
	return textSampler(join(name, literal(" "), owner, literal(" "), kind)), nil
}
