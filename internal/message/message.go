// Package message formats the common parts of messages: counts, quotes, lists of names, suggestions, words of a shell,
// and lists of errors. The package that reports an error writes the rest.
package message

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Command runs regen in every module that has it as a tool, as the guides set it up. Tests print it. What regen itself
// prints may be shorter: see its console.Invocation.
const Command = "go tool regen"

// Quote returns an excerpt of text in quotes.
func Quote[T string | []byte](text T) string { return strconv.Quote(Excerpt(text)) }

// Excerpt returns text, or its first 60 characters and an ellipsis, so that a message fits a line.
func Excerpt[T string | []byte](text T) string {
	const most = 61                                     // with the ellipsis
	head := text[:min(len(text), utf8.UTFMax*(most+1))] // of a long text, all that counts
	return Shorten(string(head), most)
}

// Shorten returns text, or its beginning and an ellipsis, at most `most` characters in all.
func Shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	n, cut := 0, 0 // the characters before i, and the offset at which the ellipsis would stand
	for i := range text {
		if n == most-1 {
			cut = i
		}
		if n == most {
			return text[:cut] + "…"
		}
		n++
	}
	return text
}

// Count returns a number with its noun, such as "1 row", "2,000 rows", "3 queries" or "4 hashes".
func Count(n int, noun string) string { return CountOf(n, noun, plural(noun)) }

// CountOf is [Count] for a noun of irregular plural, or a noun and a verb: "1 result waits", "2 results wait".
func CountOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

func plural(noun string) string {
	stem, ies := strings.CutSuffix(noun, "y")
	switch {
	case ies && !strings.HasSuffix(stem, "a") && !strings.HasSuffix(stem, "e") && !strings.HasSuffix(stem, "o"):
		return stem + "ies"
	case strings.HasSuffix(noun, "sh"), strings.HasSuffix(noun, "ch"), strings.HasSuffix(noun,
		"s"), strings.HasSuffix(noun, "x"):
		return noun + "es"
	}
	return noun + "s"
}

// Thousands writes a number with commas between its groups of three digits.
func Thousands[N int | int64 | uint64](n N) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// List joins names by commas. It names the first twenty and counts the others.
func List(names []string) string { return ListFirst(names, 20) }

// ListFirst joins the first `most` of some names by commas and counts the others.
func ListFirst(names []string, most int) string {
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > most:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// ShellQuote returns text as one word of a POSIX shell, in single quotes.
func ShellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// ShellWord is [ShellQuote], but leaves a word without special characters as it is.
func ShellWord(text string) string {
	special := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("./_-:@%+,", r)
	}
	if text == "" || strings.ContainsFunc(text, special) {
		return ShellQuote(text)
	}
	return text
}
