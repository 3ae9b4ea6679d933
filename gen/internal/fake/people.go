package fake

import (
	"math/bits"
	"slices"

	"github.com/brianvoe/gofakeit/v7/data"

	"github.com/assay-go/assay/gen/internal/wordlist"
)

// fullName makes a first and a last name.
func fullName(*compiler, args) (*Sampler, error) {
	first, last := list("person", "first"), list("person", "last")
	t := textOf(first.max+1+last.max, func(dst []byte, key uint64) []byte {
		dst = append(first.add(dst, key), ' ')
		return last.add(dst, part(key, 0))
	})
	other := last.pieces[0]
	other.part = 0
	t.pieces = []piece{first.pieces[0], {literal: " "}, other}
	return textSampler(t), nil
}

// emailStyles has the ways to combine a first and a last name, with gofakeit's weights in percent.
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

// email makes addresses: a first and a last name, sometimes a number, at the domain of a last name.
func email(*compiler, args) (*Sampler, error) {
	first, last := mapped(data.Person["first"], lower), mapped(data.Person["last"], lower)
	initial := func(b []byte) []byte { return b[:1] }
	a := &addresses{domains: wordlist.New(last).With("."), suffixes: wordlist.New(data.Internet["domain_suffix"])}
	for _, style := range emailStyles {
		one, other := first, last
		if style.initial {
			one = mapped(first, initial)
		}
		if style.lastInitial {
			other = mapped(last, initial)
		}
		two := [2]*wordlist.List{wordlist.New(one).With(style.sep), wordlist.New(other)}
		for range style.weight {
			a.people = append(a.people, two)
		}
	}
	for _, two := range a.people {
		a.person = max(a.person, two[0].Longest()+two[1].Longest())
	}
	size := a.person + len("99@") + a.domains.Longest() + a.suffixes.Longest()
	t := textOf(size, func(dst []byte, key uint64) []byte {
		n := len(dst)
		dst = slices.Grow(dst, size+wordlist.Room)
		return dst[:a.put(dst[:cap(dst)], n, key)]
	})
	t.many = func(buf []byte, n int, keys []uint64, ends []int32) int {
		for k, key := range keys {
			n = a.put(buf, n, key)
			ends[k] = int32(n)
		}
		return n
	}
	return textSampler(t), nil
}

// addresses has the parts of e-mail addresses.
type addresses struct {
	people   [][2]*wordlist.List // a hundred, by weight
	person   int                 // the longest
	domains  *wordlist.List      // with their dot
	suffixes *wordlist.List
}

// put writes an address at buf[n:] and returns its end.
func (a *addresses) put(buf []byte, n int, key uint64) int {
	style, rest := bits.Mul64(key, uint64(len(a.people)))
	two := &a.people[style]
	n = two[0].Put(buf, n, index(part(rest, 0), two[0].Len()))
	n = two[1].Put(buf, n, index(part(rest, 2), two[1].Len()))
	if number := below(part(key, 0), 1000); number < 30 {
		buf[n] = byte('2' + number%8)
		n++
	} else if number < 100 {
		number = 10 + below(part(key, 1), 90)
		buf[n], buf[n+1] = byte('0'+number/10), byte('0'+number%10)
		n += 2
	}
	buf[n] = '@'
	n = a.domains.Put(buf, n+1, index(part(key, 2), a.domains.Len()))
	return a.suffixes.Put(buf, n, index(part(key, 3), a.suffixes.Len()))
}

// gamertag makes two words, a third of them with up to three digits.
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
