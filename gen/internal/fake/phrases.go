package fake

import (
	"slices"
	"strings"

	"github.com/brianvoe/gofakeit/v7/data"
)

func question(c *compiler, _ args) (*Sampler, error) {
	return textSampler(join(edited(c.patterns("text", "question"), capital), literal("?"))), nil
}

// quote makes quotes. They start with a one-byte quotation mark.
func quote(c *compiler, _ args) (*Sampler, error) {
	return textSampler(edited(c.patterns("text", "quote"), func(b []byte) []byte {
		capital(b[1:])
		return b
	})), nil
}

// slogan makes slogans in lower case, except for the starts of sentences.
func slogan(c *compiler, _ args) (*Sampler, error) {
	return textSampler(edited(c.patterns("company", "slogan"), func(b []byte) []byte {
		starts := true
		for i, ch := range lower(b) {
			switch ch {
			case '.', '!', '?':
				starts = true
			case ' ':
			default:
				if starts {
					capital(b[i:])
				}
				starts = false
			}
		}
		return b
	})), nil
}

// word makes words from all lists of words, each list with the same probability, and from entries of several words one
// of them.
func word(*compiler, args) (*Sampler, error) {
	var options []text
	for _, key := range data.WordKeys {
		options = append(options, listed(singleWords(data.Word[key])))
	}
	return textSampler(choice(options...)), nil
}

// singleWords returns the words of all entries, repeated so that each entry keeps its weight and its words share it.
func singleWords(entries []string) []string {
	if !slices.ContainsFunc(entries, func(entry string) bool { return strings.Contains(entry, " ") }) {
		return entries
	}
	const often = 12 // a multiple of 1 to 4, the numbers of words in entries
	var all []string
	for _, entry := range entries {
		words := strings.Split(entry, " ")
		for i := range often {
			all = append(all, words[i*len(words)/often])
		}
	}
	return all
}

// emojiSentence makes short messages with an emoji. # and ? are literal, unlike in gofakeit.
func emojiSentence(c *compiler, _ args) (*Sampler, error) {
	var options []text
	for _, p := range data.Emoji["sentence"] {
		options = append(options, c.prose(p))
	}
	return textSampler(choice(options...)), nil
}
