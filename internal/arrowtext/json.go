package arrowtext

import (
	"fmt"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/message"
)

const hexDigits = "0123456789abcdef"

// Invisible reports whether r is a character that a reader of text cannot see, or that changes how the text around it
// is displayed: controls, bidirectional marks, zero-width characters, line separators, tags. The list is frozen,
// because the text of a golden must not change with a newer Unicode.
func Invisible(r rune) bool {
	if r < 0x80 {
		return r < 0x20 || r == 0x7f
	}
	switch {
	case r <= 0x9f, r == 0xad, r == 0x34f, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5,
		0x180b <= r && r <= 0x180f, 0x200b <= r && r <= 0x200f, 0x2028 <= r && r <= 0x202e,
		0x2060 <= r && r <= 0x206f, r == 0x3164, r == 0xfeff, r == 0xffa0, 0xfff0 <= r && r <= 0xfffb,
		0x1bca0 <= r && r <= 0x1bca3, 0x1d173 <= r && r <= 0x1d17a, 0xe0000 <= r && r <= 0xe0fff:
		return true
	}
	return false
}

// AppendJSON appends s as a JSON string of printable characters. A byte that is not UTF-8 becomes the escape of a lone
// surrogate, \udc80 to \udcff, which no valid string contains. So every Go string survives the round trip.
func AppendJSON(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(s[i:]); (r != utf8.RuneError || size > 1) && !Invisible(r) {
				i += size
				continue
			}
		}
		dst = append(dst, s[start:i]...)
		switch {
		case c == '"', c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case r == utf8.RuneError && size == 1:
			dst = appendEscape(dst, 0xdc00|uint32(c))
		case r >= 0x10000:
			dst = appendEscape(dst, 0xd800|uint32(r-0x10000)>>10)
			dst = appendEscape(dst, 0xdc00|uint32(r-0x10000)&0x3ff)
		default:
			dst = appendEscape(dst, uint32(r))
		}
		i += size
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

func appendEscape(dst []byte, v uint32) []byte {
	return append(dst, '\\', 'u', hexDigits[v>>12&15], hexDigits[v>>8&15], hexDigits[v>>4&15], hexDigits[v&15])
}

// ParseJSONString reads the JSON string at the start of text, appends its value to dst and returns its length in text.
// Its error is a *SyntaxError.
func ParseJSONString(dst, text []byte) (value []byte, n int, err error) {
	s := scanner{text: text}
	value, err = s.string(dst)
	return value, s.i, err
}

// JSONValue returns the length of the JSON value at the start of text, in bytes. Its error is a *SyntaxError.
func JSONValue(text []byte) (n int, err error) {
	s := scanner{text: text}
	err = s.skip(0)
	return s.i, err
}

// A scanner reads JSON from left to right.
type scanner struct {
	text []byte
	i    int
	buf  []byte // of the last string
}

func (s *scanner) fail(format string, args ...any) error {
	return &SyntaxError{Offset: s.i, Msg: fmt.Sprintf(format, args...)}
}

func (s *scanner) space() {
	for s.i < len(s.text) && (s.text[s.i] == ' ' || s.text[s.i] == '\t' || s.text[s.i] == '\n' || s.text[s.i] == '\r') {
		s.i++
	}
}

// peek returns the next byte that is not a space, or 0 at the end.
func (s *scanner) peek() byte {
	s.space()
	if s.i < len(s.text) {
		return s.text[s.i]
	}
	return 0
}

func (s *scanner) has(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.i++
	return true
}

func (s *scanner) found() string {
	if s.i >= len(s.text) {
		return "found the end"
	}
	end := s.i
	for end < len(s.text) && end-s.i < 20 && s.text[end] != ',' && s.text[end] != ']' && s.text[end] != '}' {
		end++
	}
	return "found " + message.Quote(s.text[s.i:max(end, s.i+1)])
}

// string reads a string and appends its value to dst.
func (s *scanner) string(dst []byte) ([]byte, error) {
	if !s.has('"') {
		return dst, s.fail("a JSON string starts with a quote: %s", s.found())
	}
	start := s.i
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == '"':
			dst = append(dst, s.text[start:s.i]...)
			s.i++
			return dst, nil
		case c == '\\':
			dst = append(dst, s.text[start:s.i]...)
			var err error
			if dst, err = s.escape(dst); err != nil {
				return dst, err
			}
			start = s.i
		case c < 0x20:
			return dst, s.fail("a JSON string cannot hold the raw control character 0x%02x", c)
		default:
			s.i++
		}
	}
	return dst, s.fail("a JSON string ends with a quote: found the end")
}

// escape reads what follows a backslash.
func (s *scanner) escape(dst []byte) ([]byte, error) {
	if s.i+1 >= len(s.text) {
		return dst, s.fail("a backslash starts an escape: found the end")
	}
	switch c := s.text[s.i+1]; c {
	case '"', '\\', '/':
		dst = append(dst, c)
	case 'n':
		dst = append(dst, '\n')
	case 't':
		dst = append(dst, '\t')
	case 'r':
		dst = append(dst, '\r')
	case 'b':
		dst = append(dst, '\b')
	case 'f':
		dst = append(dst, '\f')
	case 'u':
		return s.unicode(dst)
	default:
		return dst, s.fail(`\%c is not a JSON escape`, c)
	}
	s.i += 2
	return dst, nil
}

// unicode reads \uXXXX, a pair of them, or the escape of a byte that is not UTF-8.
func (s *scanner) unicode(dst []byte) ([]byte, error) {
	v, ok := s.hex4(s.i)
	if !ok {
		return dst, s.fail(`\u needs four hexadecimal digits`)
	}
	switch {
	case v < 0xd800 || v > 0xdfff:
		s.i += 6
		return utf8.AppendRune(dst, rune(v)), nil
	case 0xdc80 <= v && v <= 0xdcff:
		s.i += 6
		return append(dst, byte(v)), nil
	}
	low, ok := s.hex4(s.i + 6)
	if v >= 0xdc00 || !ok || low < 0xdc00 || low > 0xdfff {
		return dst, s.fail(`\u%04x is half of a surrogate pair`, v)
	}
	s.i += 12
	return utf8.AppendRune(dst, 0x10000+rune(v&0x3ff)<<10+rune(low&0x3ff)), nil
}

func (s *scanner) hex4(at int) (v uint32, ok bool) {
	if at+6 > len(s.text) || s.text[at] != '\\' || s.text[at+1] != 'u' {
		return 0, false
	}
	for _, c := range s.text[at+2 : at+6] {
		d, ok := hexValue(c)
		if !ok {
			return 0, false
		}
		v = v<<4 | uint32(d)
	}
	return v, true
}

func hexValue(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// scalar reads a number, true, false or null as it is, or the value of a string.
func (s *scanner) scalar() (text []byte, isString bool, err error) {
	if s.peek() == '"' {
		s.buf, err = s.string(s.buf[:0])
		return s.buf, true, err
	}
	start := s.i
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case nameByte(c), c == '-', c == '+', c == '.':
			s.i++
			continue
		}
		break
	}
	if s.i == start {
		return nil, false, s.fail("want a value, %s", s.found())
	}
	return s.text[start:s.i], false, nil
}

// null takes a null if it is next.
func (s *scanner) null() bool {
	if s.peek() != 'n' {
		return false
	}
	at := s.i
	if w, _, err := s.scalar(); err != nil || string(w) != "null" {
		s.i = at
		return false
	}
	return true
}

// skip skips a value.
func (s *scanner) skip(depth int) error {
	if depth > 2*deepest {
		return s.fail("JSON nested deeper than %d levels", 2*deepest)
	}
	closing := byte(']')
	switch s.peek() {
	case '{':
		closing = '}'
	case '[':
	default:
		_, _, err := s.scalar()
		return err
	}
	s.i++
	for first := true; !s.has(closing); first = false {
		if !first && !s.has(',') {
			return s.fail("want a comma or %q, %s", closing, s.found())
		}
		if closing == '}' {
			var err error
			if s.buf, err = s.string(s.buf[:0]); err != nil {
				return err
			}
			if !s.has(':') {
				return s.fail("want a colon, %s", s.found())
			}
		}
		if err := s.skip(depth + 1); err != nil {
			return err
		}
	}
	return nil
}
