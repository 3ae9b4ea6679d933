package fake

import (
	"strings"

	"github.com/brianvoe/gofakeit/v7/data"
)

// productName makes names of two words, and of three in 30%.
func productName(*compiler, args) (*Sampler, error) {
	titled := func(sub string) text { return listed(mapped(data.Product[sub], title)) }
	space := literal(" ")
	name, suffix := titled("name"), titled("suffix")
	material, feature := titled("material"), titled("feature")
	plain := titled("adjective")
	adjective := choice(join(plain, literal("-"), plain), plain, plain, plain, plain)
	short := choice(
		join(adjective, space, name), join(adjective, space, name), join(name, space, suffix),
		join(material, space, name), join(feature, space, name),
	)
	long := choice(
		join(adjective, space, name, space, suffix), join(adjective, space, name, space, suffix),
		join(name, space, feature, space, suffix), join(adjective, space, feature, space, name),
		join(name, space, material, space, suffix),
	)
	return textSampler(choice(short, short, short, short, short, short, short, long, long, long)), nil
}

// productDescription makes descriptions that name one or two audiences.
func productDescription(c *compiler, _ args) (*Sampler, error) {
	audience := list("product", "target_audience")
	audiences := choice(audience, twoOf(data.Product["target_audience"], " and "))
	var options []text
	for _, p := range data.Product["description"] {
		var parts []text
		for i, between := range strings.Split(p, "{productaudience}") {
			if i > 0 {
				parts = append(parts, audiences)
			}
			parts = append(parts, c.mustPattern(between))
		}
		options = append(options, join(parts...))
	}
	return textSampler(choice(options...)), nil
}

// twoOf returns the text of two different entries of a list, with sep between.
func twoOf(list []string, sep string) text {
	return textOf(2*listed(list).max+len(sep), func(dst []byte, key uint64) []byte {
		first, second := twoIndexes(key, len(list))
		dst = append(dst, list[first]...)
		dst = append(dst, sep...)
		return append(dst, list[second]...)
	})
}

// twoIndexes returns two different numbers in [0, n), each pair with the same probability.
func twoIndexes(key uint64, n int) (first, second int) {
	first, second = index(key, n), index(part(key, 0), n-1)
	if second >= first {
		second++
	}
	return first, second
}

// productAudience makes lists of one or two audiences.
func productAudience(*compiler, args) (*Sampler, error) {
	list := data.Product["target_audience"]
	return textsSampler(2, listed(list).max, func(dst []string, key uint64) []string {
		first, second := twoIndexes(part(key, 1), len(list))
		if key>>63 == 0 {
			return append(dst, list[first])
		}
		return append(dst, list[first], list[second])
	}), nil
}
