package infer

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/arrowtext"
)

// The letters that replace others.
const (
	vowels     = "aeiou"
	consonants = "bcdfghklmnprstvwz"
)

// replaced returns a function that formats a text of an enumeration: the text itself if samples are allowed, or another
// of the same form that the data lacks.
func replaced(c *profile.Column, samples bool) func(profile.Value) string {
	if samples {
		return func(v profile.Value) string { return scalar(v.Text) }
	}
	used := map[string]bool{}
	n := 0
	names := wordsLike(c)
	return func(v profile.Value) string {
		n++
		text := fmt.Sprintf("%s_%d", nameOf(c.Name), n)
		if at := slices.IndexFunc(names, func(s string) bool { return !used[s] && !c.HasText(s) }); at >= 0 {
			used[names[at]] = true
			return scalar(names[at])
		}
		if len(v.Text) >= 1 && len(v.Text) <= 64 {
			for try := range 40 {
				if s := disguise(v.Text, n, try); !used[s] && !c.HasText(s) && s != v.Text {
					text = s
					break
				}
			}
		}
		used[text] = true
		return scalar(text)
	}
}

// wordsLike returns the words of a fake that makes words such as those of a column: names, cities.
func wordsLike(c *profile.Column) []string {
	f, ok := formatOf(c.Name, c.Texts.Sample())
	if !ok {
		return nil
	}
	for _, w := range words {
		if w.text == f.text {
			// Neighbors in the list begin alike.
			return slices.SortedFunc(maps.Keys(w.in()), func(a, b string) int {
				return cmp.Or(cmp.Compare(spread64(a), spread64(b)), cmp.Compare(a, b))
			})
		}
	}
	return nil
}

// spread64 is a hash that orders words.
func spread64(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// disguise returns a text of the same form: vowels for vowels, consonants for consonants, digits for digits. It depends
// on the place of the text among others, and not on the text, so nobody can compute the text from it.
func disguise(s string, place, try int) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %d", place, try)
	state := h.Sum64()
	draw := func(n int) int {
		state = state*6364136223846793005 + 1442695040888963407
		return int(state >> 33 % uint64(n))
	}
	var b strings.Builder
	for _, c := range s {
		lower := c | 0x20
		switch {
		case '0' <= c && c <= '9':
			b.WriteByte('0' + byte(draw(10)))
		case c < 0x80 && 'a' <= lower && lower <= 'z':
			letters := consonants
			switch {
			case len(s) < 3: // few words have this form
				letters = vowels + consonants
			case strings.ContainsRune(vowels, lower):
				letters = vowels
			}
			r := letters[draw(len(letters))]
			if c != lower {
				r -= 0x20
			}
			b.WriteByte(r)
		case c >= 0x80:
			b.WriteByte(vowels[draw(len(vowels))])
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// quoted formats a text as a literal of an expression.
func quoted(s string) string { return string(arrowtext.AppendJSON(nil, s)) }
