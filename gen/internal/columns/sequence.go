package columns

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
)

// IntSequence makes start, start+step, and so on.
func IntSequence(start, step int64) Kernel {
	return func(_ uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, int64s, rows.N, func(out []int64) {
			for k := range out {
				out[k] = start + int64(rows.Position(k))*step
			}
		}), nil
	}
}

// FloatSequence makes start, start+step, and so on.
func FloatSequence(start, step float64) Kernel {
	return func(_ uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, float64s, rows.N, func(out []float64) {
			for k := range out {
				out[k] = start + float64(float64(rows.Position(k))*step)
			}
		}), nil
	}
}

// TextSequence makes the texts of start, start+step, and so on.
func TextSequence(start, step int64, format *NumberFormat) Kernel {
	return func(_ uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return texts(mem, arrow.BinaryTypes.String, rows.N, func(dst []byte, k int) []byte {
			return format.Append(dst, start+int64(rows.Position(k))*step)
		})
	}
}

// A NumberFormat is a parsed format such as "ORD-%06d".
type NumberFormat struct {
	before, after string
	verb          string // %06d
	width         int    // of a plain %d or %0nd, which is formatted without package fmt
	plain         bool
}

// ParseNumberFormat reads a format with one verb for an integer.
func ParseNumberFormat(s string) (*NumberFormat, error) {
	const flags = "+-# 0123456789"
	var f NumberFormat
	var text strings.Builder
	found := false
	for s != "" {
		before, rest, ok := strings.Cut(s, "%")
		text.WriteString(before)
		if !ok {
			break
		}
		spec := rest[:len(rest)-len(strings.TrimLeft(rest, flags))]
		rest = rest[len(spec):]
		switch {
		case rest == "":
			return nil, fmt.Errorf("the format ends within a verb; write a verb such as %%06d, or %%%% for a percent sign")
		case spec == "" && rest[0] == '%':
			text.WriteByte('%')
		case !strings.ContainsRune("dxXobO", rune(rest[0])):
			return nil, fmt.Errorf("the format has the verb %%%s%c; the verbs for integers are d, x, X, o, O and b", spec,
				rest[0])
		case found:
			return nil, fmt.Errorf("the format has two verbs, but there is one number")
		default:
			found = true
			f.verb = "%" + spec + rest[:1]
			f.before = text.String()
			text.Reset()
		}
		s = rest[1:]
	}
	if !found {
		return nil, fmt.Errorf("the format has no verb such as %%d or %%06d, so all texts would be the same")
	}
	f.after = text.String()
	width := strings.TrimPrefix(f.verb[1:len(f.verb)-1], "0")
	if len(width) > 3 {
		return nil, fmt.Errorf("the format pads to more than 999 characters")
	}
	if f.verb == "%d" || strings.HasPrefix(f.verb, "%0") && f.verb[len(f.verb)-1] == 'd' {
		n, err := strconv.Atoi("0" + width)
		f.width, f.plain = n, err == nil
	}
	return &f, nil
}

// Append appends the text of a number.
func (f *NumberFormat) Append(dst []byte, v int64) []byte {
	dst = append(dst, f.before...)
	if !f.plain {
		dst = fmt.Appendf(dst, f.verb, v)
		return append(dst, f.after...)
	}
	if v < 0 {
		dst = append(dst, '-')
	}
	from := len(dst)
	dst = strconv.AppendUint(dst, magnitude(v), 10)
	width := f.width
	if v < 0 {
		width--
	}
	if short := width - (len(dst) - from); short > 0 {
		digits := len(dst)
		for range short {
			dst = append(dst, '0')
		}
		copy(dst[from+short:], dst[from:digits])
		for i := range short {
			dst[from+i] = '0'
		}
	}
	return append(dst, f.after...)
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}
