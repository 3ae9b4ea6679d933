package profile

import (
	"fmt"
	"strconv"
	"strings"
)

// A Serial is a sequence of numbers in a text, such as ORD-000001, ORD-000002.
type Serial struct {
	Start, Step int64
	Format      string // of package fmt
	Around      string // the text before and after the number
}

// A serialWatch looks for a sequence in texts.
type serialWatch struct {
	n              int64
	broken         bool
	prefix, suffix string
	width          int  // the least number of digits
	varied         bool // whether the width varies
	padded         int  // the width of numbers with leading zeros; 0 without leading zeros
	start, step    int64
	last           int64
}

// add adds a text.
func (w *serialWatch) add(s string) {
	if w.broken {
		return
	}
	hi := len(s)
	for hi > 0 && !isDigit(s[hi-1]) {
		hi--
	}
	lo := hi
	for lo > 0 && isDigit(s[lo-1]) {
		lo--
	}
	if hi == lo || hi-lo > 15 {
		w.broken = true
		return
	}
	number, _ := strconv.ParseInt(s[lo:hi], 10, 64) // of at most 15 digits
	prefix, suffix := s[:lo], s[hi:]
	switch {
	case w.n == 0:
		w.prefix, w.suffix, w.width, w.start = strings.Clone(prefix), strings.Clone(suffix), hi-lo, number
	case prefix != w.prefix || suffix != w.suffix:
		w.broken = true
	case w.n == 1:
		w.step = number - w.last
	case number-w.last != w.step:
		w.broken = true
	}
	w.varied = w.varied || hi-lo != w.width
	w.width = min(w.width, hi-lo)
	if hi-lo > 1 && s[lo] == '0' {
		w.broken = w.broken || w.padded > 0 && w.padded != hi-lo
		w.padded = hi - lo
	}
	w.last = number
	w.n++
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// Serial returns the sequence that the texts form. ok is false if they form none.
func (t *Texts) Serial() (s Serial, ok bool) {
	w := t.serial
	if w.broken || w.n < 3 || w.step == 0 || w.n != t.N || w.padded > 0 && w.padded != w.width {
		return s, false
	}
	verb := "%d"
	if w.width > 1 && (!w.varied || w.padded > 0) {
		verb = fmt.Sprintf("%%0%dd", w.width)
	}
	percent := strings.NewReplacer("%", "%%")
	return Serial{w.start, w.step, percent.Replace(w.prefix) + verb + percent.Replace(w.suffix), w.prefix + w.suffix}, true
}
