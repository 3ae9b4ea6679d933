package term

import "unicode/utf8"

// ShortenPair is [Shorten] for two texts that differ: it keeps the place where they first differ, with some characters
// before it.
func ShortenPair(a, b string, width int) (string, string) {
	const context = 12
	common := 0
	for common < len(a) && common < len(b) && a[common] == b[common] {
		common++
	}
	start := 0
	for at, room := common, min(context, width/3); at > 0 && (room > 0 || !utf8.RuneStart(a[at-1])); at-- {
		if start = at - 1; utf8.RuneStart(a[at-1]) {
			room--
		}
	}
	if common <= width-context {
		start = 0
	}
	return shortenFrom(a, start, width), shortenFrom(b, start, width)
}

// shortenFrom leaves out the first bytes of text, unless it fits whole.
func shortenFrom(text string, start, width int) string {
	if start == 0 || len(text) <= width || Width(text) <= width {
		return Shorten(text, width)
	}
	return "…" + Shorten(text[start:], width-1)
}
