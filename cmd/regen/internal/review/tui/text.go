package tui

import (
	"strings"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/rivo/uniseg"
)

// The styles of text, as the parameters of SGR: the terminal's own colours, which suit its background.
const (
	bold   = "1"
	faint  = "2"
	invert = "7"
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
)

// style returns text in a style, where there is colour.
func (m *Model) style(sgr, text string) string {
	if !m.color || text == "" || sgr == "" {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

func visible(text string) string { return arrowtext.Visible(text) }

// width returns the cells of a terminal that text takes.
func width(text string) int { return uniseg.StringWidth(text) }

// pad fills text with spaces to a width.
func pad(text string, wide int) string { return text + strings.Repeat(" ", max(0, wide-width(text))) }

// cut returns the beginning of text that fits into a width, with an ellipsis where it is cut.
func cut(text string, wide int) string {
	switch {
	case wide <= 0:
		return ""
	case width(text) <= wide:
		return text
	}
	used, end := 0, 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if used += g.Width(); used > wide-1 {
			break
		}
		_, end = g.Positions()
	}
	return text[:end] + "…"
}

// cutLeft returns the end of text that fits into a width: of a path, the end tells most.
func cutLeft(text string, wide int) string {
	over := width(text) - wide
	if over <= 0 {
		return text
	}
	dropped := 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if dropped += g.Width(); dropped > over {
			_, end := g.Positions()
			return "…" + text[end:]
		}
	}
	return "…"
}

// wrapWords breaks text at spaces into lines of a width, and within words where they are wider.
func wrapWords(text string, wide int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && width(line)+1+width(word) <= wide {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		pieces := wrap(word, wide)
		lines, line = append(lines, pieces[:len(pieces)-1]...), pieces[len(pieces)-1]
	}
	return append(lines, line)
}

// wrap cuts text into pieces of a width.
func wrap(text string, wide int) []string {
	var lines []string
	start, end, used := 0, 0, 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if used+g.Width() > wide && end > start {
			lines = append(lines, text[start:end])
			start, used = end, 0
		}
		used += g.Width()
		_, end = g.Positions()
	}
	return append(lines, text[start:])
}
