package infer

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A wording is what the words of texts look like.
type wording struct {
	words      [2]int // how many a text has, of most texts
	letters    float64
	long       float64 // the letters of a long word
	first, all bool    // the first word, or all, have a capital
	upper      bool    // all letters are capitals
}

// wordingOf returns the wording of texts. ok is false if they are not words.
func wordingOf(texts []string) (w wording, ok bool) {
	var counts, lengths []float64
	letters, vowelsIn, other, capital, firsts, uppers := 0, 0, 0, 0, 0, 0
	for _, s := range texts {
		words := strings.Fields(s)
		counts = append(counts, float64(len(words)))
		for i, word := range words {
			n, up := 0, 0
			for _, c := range word {
				switch {
				case unicode.IsLetter(c):
					n++
					if c >= utf8.RuneSelf || strings.ContainsRune("aeiouyAEIOUY", c) {
						vowelsIn++
					}
					if unicode.IsUpper(c) {
						up++
					}
				case unicode.IsDigit(c):
					other += 3
				default:
					other++
				}
			}
			letters += n
			lengths = append(lengths, float64(utf8.RuneCountInString(word)))
			c, _ := utf8.DecodeRuneInString(word)
			if unicode.IsUpper(c) {
				capital++
				if i == 0 {
					firsts++
				}
			}
			if up == n && n > 1 {
				uppers++
			}
		}
	}
	vowelShare := float64(vowelsIn) / float64(max(letters, 1))
	if letters == 0 || other*5 > letters || vowelShare < 0.26 || vowelShare > 0.6 {
		return w, false
	}
	slices.Sort(counts)
	slices.Sort(lengths)
	for _, n := range lengths {
		w.letters += n / float64(len(lengths))
	}
	w.words = [2]int{int(max(quantile(counts, 0.1), 1)), int(math.Round(max(quantile(counts, 0.9), 1)))}
	w.long = quantile(lengths, 0.8)
	w.first = 2*firsts > len(texts)
	w.all = 3*capital > 2*len(lengths)
	w.upper = 3*uppers > 2*len(lengths)
	return w, w.letters >= 3
}

// syllables is the number of different pairs of letters that words are made of.
const syllables = 19 * 5

// expr returns a regular expression of words that can be pronounced, of which there are many. mean is the mean length
// of the texts.
func (w wording) expr(mean float64, many float64) string {
	// The mean of the number of words is between the ends; that of the letters then follows from the mean length.
	words := float64(w.words[0]+w.words[1]) / 2
	letters := max(2, (mean+1)/words-1)
	high := max(1, math.Round(max(w.long, letters)/2))
	low := max(1, math.Round(letters)-high)
	if low > high {
		low, high = high, low
	}
	if many > 1 && low < 2 { // few words have a syllable
		low, high = 2, max(high-1, 2)
	}
	for math.Pow(syllables, words*(low+high)/2) < many && high < 12 {
		high++
	}
	end := ""
	if letters-low-high > 0.25 {
		end = "[nrst]?"
	}
	pair, capital := "[b-t][aeiou]", "[B-T][aeiou]"
	if w.upper {
		pair, end = strings.ToUpper(pair), strings.ToUpper(end)
		capital = pair
	}
	lower := repeated("("+pair+")", int(low), int(high)) + end
	upper := capital
	if high > 1 {
		upper += repeated("("+pair+")", int(low)-1, int(high)-1)
	}
	upper += end
	first, next := lower, lower
	if w.first || w.all {
		first = upper
	}
	if w.all {
		next = upper
	}
	if w.words[1] < 2 {
		return first
	}
	return first + repeated("( "+next+")", w.words[0]-1, w.words[1]-1)
}

// sentence describes texts of many words.
func sentence(mean float64) string {
	return fmt.Sprintf("fake: {name: lorem_ipsum_sentence, wordcount: %.0f}", max(1, math.Round(mean/6.6)))
}
