package console

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/rivo/uniseg"
)

// Visible returns s with the characters that a terminal would obey or hide as escapes, so that a name or a value from
// a file cannot write to the screen of who looks at it.
func Visible(s string) string {
	plain := func(r rune, size int) bool {
		return !arrowtext.Invisible(r) && (r != utf8.RuneError || size > 1)
	}
	clean := true
	for i := 0; i < len(s) && clean; {
		r, size := utf8.DecodeRuneInString(s[i:])
		clean = plain(r, size)
		i += size
	}
	if clean {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case plain(r, size):
			b.WriteString(s[i : i+size])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += size
	}
	return b.String()
}

// Cut returns s within a width in cells, with an ellipsis where it is cut.
func Cut(s string, width int) string {
	if uniseg.StringWidth(s) <= width {
		return s
	}
	var b strings.Builder
	used := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if used += g.Width(); used > width-1 {
			break
		}
		b.WriteString(g.Str())
	}
	return b.String() + "…"
}
