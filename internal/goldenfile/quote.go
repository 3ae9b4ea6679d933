package goldenfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// The prefixes of header lines, and other marks.
const (
	magic      = "# assay 1"
	orderLine  = "# order "
	fieldLine  = "# field "
	inputLine  = "# input "
	valueLine  = "# value"
	foldedLine = "# digest"
	hiddenLine = "# unwritten "
	NotNull    = " not null"
	NullText   = "null"
	CommentTag = '#'
)

// conflictMarks start the lines that git puts around two versions in a merge conflict.
var conflictMarks = []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"}

func conflictMark(line []byte) bool {
	if len(line) == 0 || line[0] < '<' || line[0] > '|' {
		return false
	}
	for _, mark := range conflictMarks {
		if bytes.HasPrefix(line, []byte(mark)) {
			return true
		}
	}
	return false
}

// needsQuotes reports whether a string cell is written as a JSON string: without quotes it would read as something
// else, or a reader could not see its content.
func needsQuotes(s []byte) bool {
	if len(s) == 0 || s[0] == ' ' || s[len(s)-1] == ' ' || s[0] == CommentTag || string(s) == NullText ||
		conflictMark(s) {
		return true
	}
	i := 0
	for i+8 <= len(s) && plainWord(binary.LittleEndian.Uint64(s[i:])) {
		i += 8
	}
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			if quotedByte[c] {
				return true
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && size == 1 || arrowtext.Invisible(r) {
			return true
		}
		i += size
	}
	return false
}

// plainWord reports whether all of eight bytes are ASCII characters that need no quotes.
func plainWord(w uint64) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	comma, quote, del := w^ones*',', w^ones*'"', w^ones*0x7f
	found := w | (w-ones*0x20)&^w | (comma-ones)&^comma | (quote-ones)&^quote | (del-ones)&^del
	return found&tops == 0
}

// quotedByte marks the ASCII characters that make a cell need quotes.
var quotedByte = func() (out [utf8.RuneSelf]bool) {
	for c := range out {
		out[c] = c == ',' || c == '"' || c < 0x20 || c == 0x7f
	}
	return out
}()

// appendText appends a string as the cell of a row.
func appendText(dst []byte, s string) []byte {
	n := len(dst)
	dst = append(dst, s...)
	return quoteFrom(dst, n)
}

// quoteFrom turns dst[n:] into a JSON string if the cell needs quotes.
func quoteFrom(dst []byte, n int) []byte {
	if !needsQuotes(dst[n:]) {
		return dst
	}
	s := string(dst[n:])
	return arrowtext.AppendJSON(dst[:n], s)
}

// appendName appends a column name for a header line: as it is if it is one word, else as a JSON string.
func appendName(dst []byte, name string) []byte {
	if plainName(name) {
		return append(dst, name...)
	}
	return arrowtext.AppendJSON(dst, name)
}

// plainName reports whether name is one word of letters, digits, underscores, hyphens and points.
func plainName(name string) bool {
	for i, r := range name {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_', r == '-', r == '.':
		case r < utf8.RuneSelf, wideSpace(r), arrowtext.Invisible(r):
			return false
		case r == utf8.RuneError && !strings.HasPrefix(name[i:], "\ufffd"):
			return false
		}
	}
	return name != ""
}

// wideSpace reports whether r is a space outside of ASCII. The list is frozen, as that of arrowtext.Invisible is.
func wideSpace(r rune) bool {
	return r == 0xa0 || r == 0x1680 || 0x2000 <= r && r <= 0x200a || r == 0x202f || r == 0x205f || r == 0x3000
}

// checkInput returns an error for an input line that would not read back as it is.
func checkInput(line string) error {
	if line == "" || !utf8.ValidString(line) || strings.TrimSpace(line) != line ||
		strings.ContainsFunc(line, arrowtext.Invisible) {
		return fmt.Errorf("invalid input line %q: want one line of visible text", line)
	}
	return nil
}

// ColumnText returns a column name as in the row of column names.
func ColumnText(name string) string { return string(appendText(nil, name)) }

// parseName parses the column name at the start of text and returns its length in bytes.
func parseName(text []byte) (name string, n int, err error) {
	if len(text) > 0 && text[0] == '"' {
		value, n, err := arrowtext.ParseJSONString(nil, text)
		return string(value), n, err
	}
	n = bytes.IndexByte(text, ' ')
	if n < 0 {
		n = len(text)
	}
	if !plainName(string(text[:n])) {
		return "", 0, fmt.Errorf("want the name of a column, found %s", message.Quote(text))
	}
	return string(text[:n]), n, nil
}
