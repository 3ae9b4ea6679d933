// Package term writes text for terminals: how many cells it takes, how it is shortened and wrapped to a width, how
// characters that a terminal obeys or hides are escaped, and its colors.
package term

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/rivo/uniseg"
)

// Visible returns text with JSON's escapes in place of characters that a terminal obeys or hides, and of bytes that are
// not UTF-8, so that a name or a value from a file cannot write to the screen. It is for people: quotes and backslashes
// stay as they are. [arrowtext.Invisible] has the frozen list of those characters.
func Visible(text string) string {
	bad := func(r rune, size int) bool { return arrowtext.Invisible(r) || r == utf8.RuneError && size == 1 }
	var out, escape []byte
	start := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if bad(r, size) {
			escape = arrowtext.AppendJSON(escape[:0], text[i:i+size])
			out = append(append(out, text[start:i]...), escape[1:len(escape)-1]...)
			start = i + size
		}
		i += size
	}
	if start == 0 {
		return text
	}
	return string(append(out, text[start:]...))
}

// Width returns the number of cells that text takes.
func Width(text string) int { return uniseg.StringWidth(text) }

// Pad fills text with spaces up to a width.
func Pad(text string, width int) string { return text + strings.Repeat(" ", max(0, width-Width(text))) }

// Shorten returns text, or its beginning and an ellipsis if it is wider than width. It never cuts within a character as
// a reader sees it.
func Shorten(text string, width int) string {
	switch {
	case width <= 0:
		return ""
	case len(text) <= width, Width(text) <= width:
		return text
	}
	return head(text, width-1) + "…"
}

// ShortenLeft is [Shorten], but keeps the end of text, which says most of a path.
func ShortenLeft(text string, width int) string {
	if Width(text) <= width {
		return text
	}
	return "…" + tail(text, width-1)
}

// ShortenPair returns two texts. A text that is wider than width is cut to the part in which the two differ, with as
// much around it as there is room for, and an ellipsis on each side that is cut. Different texts stay different.
func ShortenPair(a, b string, width int) (string, string) {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < min(len(a), len(b))-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	left, right := around(a, start, len(a)-end, width), around(b, start, len(b)-end, width)
	if left == right && a != b { // a repetition that is longer in one of them
		length := func(text string) string {
			size := fmt.Sprintf(" (%d bytes)", len(text))
			return Shorten(left, width-len(size)) + size
		}
		return length(a), length(b)
	}
	return left, right
}

// around returns text, or its part from one offset to another and what fits around it.
func around(text string, from, to, width int) string {
	if len(text) <= width || Width(text) <= width {
		return text
	}
	for from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	before, part, after := text[:from], text[from:to], text[to:]
	room := width - Width(part)
	left := tail(before, max(room/2, room-Width(after), width/4)-1)
	if left == before {
		return Shorten(text, width)
	}
	return "…" + left + Shorten(part+after, width-1-Width(left))
}

// head returns the beginning of text, at most width cells wide.
func head(text string, width int) string {
	used, end := 0, 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if used += g.Width(); used > width {
			break
		}
		_, end = g.Positions()
	}
	return text[:end]
}

// tail returns the end of text, at most width cells wide.
func tail(text string, width int) string {
	over := Width(text) - width
	start := 0
	for g := uniseg.NewGraphemes(text); over > 0 && g.Next(); {
		over -= g.Width()
		_, start = g.Positions()
	}
	return text[start:]
}

// Wrap cuts text into pieces that are at most width cells wide.
func Wrap(text string, width int) []string {
	var lines []string
	start, end, used := 0, 0, 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if used+g.Width() > width && end > start {
			lines = append(lines, text[start:end])
			start, used = end, 0
		}
		used += g.Width()
		_, end = g.Positions()
	}
	return append(lines, text[start:])
}

// WrapWords breaks text at spaces into lines of a width, and within words that are wider. It keeps all other spaces.
func WrapWords(text string, width int) []string {
	var lines []string
	line := ""
	for i, word := range strings.Split(text, " ") {
		if i > 0 && Width(line)+1+Width(word) <= width {
			line += " " + word
			continue
		}
		if i > 0 {
			lines = append(lines, line)
		}
		pieces := Wrap(word, width)
		lines, line = append(lines, pieces[:len(pieces)-1]...), pieces[len(pieces)-1]
	}
	return append(lines, line)
}
