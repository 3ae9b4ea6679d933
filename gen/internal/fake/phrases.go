package fake

import (
	"slices"
	"strings"

	"github.com/brianvoe/gofakeit/v7/data"
)

func question(c *compiler, _ args) (*Sampler, error) {
	return textSampler(join(edited(c.patterns("text", "question"), capital), literal("?"))), nil
}

// quote is the function of quotes. They open with a quotation mark of one byte.
func quote(c *compiler, _ args) (*Sampler, error) {
	return textSampler(edited(c.patterns("text", "quote"), func(b []byte) []byte {
		capital(b[1:])
		return b
	})), nil
}

// slogan is the function of slogans, which are small but for the starts of sentences.
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

// word is the function of the words of all lists of words, each list as likely as
// the others. Of an entry of several words it is one.
func word(*compiler, args) (*Sampler, error) {
	var options []text
	for _, key := range data.WordKeys {
		options = append(options, listed(singleWords(data.Word[key])))
	}
	return textSampler(choice(options...)), nil
}

// singleWords returns the words of all entries, so often that an entry has the same
// weight as before and its words share it.
func singleWords(entries []string) []string {
	if !slices.ContainsFunc(entries, func(entry string) bool { return strings.Contains(entry, " ") }) {
		return entries
	}
	const often = 12 // a multiple of the number of words that entries have, 1 to 4
	var all []string
	for _, entry := range entries {
		words := strings.Split(entry, " ")
		for i := range often {
			all = append(all, words[i*len(words)/often])
		}
	}
	return all
}

// emojiSentence is the function of short messages with an emoji. Their # and ? are
// meant as they are; gofakeit takes them for a digit and a letter.
func emojiSentence(c *compiler, _ args) (*Sampler, error) {
	var options []text
	for _, p := range data.Emoji["sentence"] {
		options = append(options, c.prose(p))
	}
	return textSampler(choice(options...)), nil
}
