package fake

import (
	"bytes"

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

// word is the function of the words of all lists of words. Of an entry with several
// it is one.
func word(*compiler, args) (*Sampler, error) {
	entries := lists("word", data.WordKeys...)
	return textSampler(text{func(dst []byte, key uint64) []byte {
		from := len(dst)
		dst = entries.add(dst, key)
		spaces := 0
		for _, c := range dst[from:] {
			if c == ' ' {
				spaces++
			}
		}
		if spaces == 0 {
			return dst
		}
		words := dst[from:]
		for range index(part(key, 1), spaces+1) {
			words = words[bytes.IndexByte(words, ' ')+1:]
		}
		if end := bytes.IndexByte(words, ' '); end >= 0 {
			words = words[:end]
		}
		return append(dst[:from], words...)
	}, entries.max}), nil
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
