package expr

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// A verb is a verb of a format, and the text before it.
type verb struct {
	before    string
	letter    byte // 0 for the end of the format
	width     int
	precision int // -1 for none
	left      bool
	zero      bool
	plus      bool
}

const widest = 100

// format checks format("…", x, y). Its verbs are those of C and Go: %s %d %x %X %f %%.
func (c *checker) format(x *syntax, args []*node) (*node, error) {
	text, err := c.literalText(x, args[0], "pattern")
	if err != nil {
		return nil, err
	}
	verbs, err := parseFormat(text)
	if err != nil {
		return nil, c.errorf(args[0].at, "invalid pattern of format: %v", err)
	}
	args = args[1:]
	if want := len(verbs) - 1; want != len(args) {
		return nil, c.errorf(x.at, "format has %d verbs but %d values", want, len(args))
	}
	for i, v := range verbs[:len(args)] {
		ok := v.letter == 's' || args[i].kind == nullKind || v.letter == 'f' && args[i].number() || args[i].kind == intKind
		if !ok {
			return nil, c.errorf(args[i].at, "%s is %s, which %%%c cannot format; %%s formats any value",
				message.Excerpt(args[i].text), args[i].typ, v.letter)
		}
		args[i] = c.orNull(args[i], textType)
	}
	return c.operation(x, textType, true, formatKernel(verbs), args...)
}

func parseFormat(text string) ([]verb, error) {
	var verbs []verb
	var before strings.Builder
	for len(text) > 0 {
		at := strings.IndexByte(text, '%')
		if at < 0 {
			break
		}
		before.WriteString(text[:at])
		text = text[at+1:]
		if strings.HasPrefix(text, "%") {
			before.WriteByte('%')
			text = text[1:]
			continue
		}
		v := verb{before: before.String(), precision: -1}
		before.Reset()
		var err error
		if text, err = v.parse(text); err != nil {
			return nil, err
		}
		verbs = append(verbs, v)
	}
	before.WriteString(text)
	return append(verbs, verb{before: before.String()}), nil
}

// parse reads a verb after its % and returns the rest of the text.
func (v *verb) parse(text string) (string, error) {
	i := 0
flags:
	for ; i < len(text); i++ {
		switch text[i] {
		case '-':
			v.left = true
		case '0':
			v.zero = true
		case '+':
			v.plus = true
		default:
			break flags
		}
	}
	number := func() int {
		n := 0
		for ; i < len(text) && '0' <= text[i] && text[i] <= '9' && n <= widest; i++ {
			n = 10*n + int(text[i]-'0')
		}
		return n
	}
	v.width = number()
	if i < len(text) && text[i] == '.' {
		i++
		v.precision = number()
	}
	if v.width > widest || v.precision > widest {
		return "", fmt.Errorf("a width or a number of decimals exceeds %d", widest)
	}
	if i == len(text) || !strings.ContainsRune("sdxXf", rune(text[i])) {
		return "", fmt.Errorf("%q is not a verb; the verbs are %%s, %%d, %%x, %%X, %%f and %%%%",
			"%"+text[:min(len(text), i+1)])
	}
	if v.letter = text[i]; v.precision >= 0 && v.letter != 'f' {
		return "", fmt.Errorf("%%%c takes no decimals; write %%.2f", v.letter)
	}
	return text[i+1:], nil
}

func formatKernel(verbs []verb) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		cells := make([]arrowtext.Formatter, len(args))
		for j, a := range args {
			cells[j] = verbs[j].cells(n.args[j].typ, a, s.rows)
		}
		for i := range out.texts {
			if out.null[i] {
				continue
			}
			s.addText(n, out, i, func(dst []byte) []byte {
				for j := range cells {
					dst = append(dst, verbs[j].before...)
					from := len(dst)
					dst = verbs[j].pad(cells[j](dst, i), from)
				}
				return append(dst, verbs[len(verbs)-1].before...)
			})
		}
	}
}

// cells returns a function that appends the value of a row as the verb formats it, without padding.
func (v *verb) cells(t typ, b *block, rows int) arrowtext.Formatter {
	switch {
	case v.letter == 'x' || v.letter == 'X':
		return func(dst []byte, row int) []byte {
			from := len(dst)
			if dst = strconv.AppendInt(dst, b.ints[row], 16); v.letter == 'X' {
				copy(dst[from:], bytes.ToUpper(dst[from:]))
			}
			return dst
		}
	case v.letter == 'f' && t.kind == floatKind:
		precision := v.precision
		if precision < 0 {
			precision = 6
		}
		return func(dst []byte, row int) []byte { return strconv.AppendFloat(dst, b.floats[row], 'f', precision, 64) }
	case v.letter == 'f' && v.precision >= 0:
		return func(dst []byte, row int) []byte { return appendFixed(dst, t, b, row, v.precision) }
	}
	return cellTexts(t, b, rows)
}

// appendFixed appends an integer or a decimal with precision decimals, rounded half to even.
func appendFixed(dst []byte, t typ, b *block, row, precision int) []byte {
	var v decimal128.Num
	if t.kind == decimalKind {
		v = b.decimals[row]
	} else {
		v = decimal.FromInt64(b.ints[row])
	}
	kept := min(int32(precision), t.scale)
	v, _ = decimal.Rescale(v, t.scale, kept, decimal.HalfEven)
	dst = arrowtext.AppendDecimal(dst, v, int(kept))
	if kept == 0 && precision > 0 {
		dst = append(dst, '.')
	}
	for range precision - int(kept) {
		dst = append(dst, '0')
	}
	return dst
}

// pad pads what was appended after from to the width of the verb.
func (v *verb) pad(dst []byte, from int) []byte {
	if v.plus && v.letter != 's' && len(dst) > from && dst[from] != '-' {
		dst = append(dst, 0)
		copy(dst[from+1:], dst[from:])
		dst[from] = '+'
	}
	missing := v.width - utf8.RuneCount(dst[from:])
	if missing <= 0 {
		return dst
	}
	if v.left {
		return append(dst, strings.Repeat(" ", missing)...)
	}
	fill, at := " ", from
	if v.zero && v.letter != 's' {
		fill = "0"
		if dst[from] == '-' || dst[from] == '+' {
			at++
		}
	}
	dst = append(dst, strings.Repeat(fill, missing)...)
	copy(dst[at+missing:], dst[at:len(dst)-missing])
	copy(dst[at:at+missing], strings.Repeat(fill, missing))
	return dst
}
