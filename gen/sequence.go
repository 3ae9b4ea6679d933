package gen

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func (c *compiler) buildSeq(n *node, g Seq) bool {
	switch g.Start.Kind {
	case DateValue, TimestampValue:
		return c.buildTimeSeq(n, g)
	case FloatValue:
		return c.buildFloatSeq(n, g)
	}
	if g.Step.Kind == FloatValue {
		return c.buildFloatSeq(n, g)
	}
	if v := g.Start; v.Kind == TextValue {
		c.reportValue(n, v.At, "the start %q is no number, no date such as 2026-01-31 and no timestamp such as 2026-01-31T10:15:00Z", v.Text)
		return false // whose step is of the same kind
	}
	start, ok1 := c.integer(n, g.Start, "start")
	step, ok2 := c.integer(n, g.Step, "step")
	if !ok1 || !ok2 {
		return false
	}
	last, ok := lastOf(start, step, c.cellsOf(n))
	if !ok {
		c.report(n, "counts past the largest 64-bit integer")
		return false
	}
	if g.Format != "" {
		format, err := parseFormat(g.Format)
		if err != nil {
			c.report(n, "%v", err)
			return false
		}
		return c.finish(n, arrow.BinaryTypes.String, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
			return texts(mem, arrow.BinaryTypes.String, f.rows.n, func(dst []byte, k int) []byte {
				return format.append(dst, start+int64(f.rows.at(k))*step)
			})
		})
	}
	if !c.checkFits(n, start, last) {
		return false
	}
	return c.finish(n, arrow.PrimitiveTypes.Int64, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, arrow.PrimitiveTypes.Int64, f.rows.n, func(out []int64) {
			for k := range out {
				out[k] = start + int64(f.rows.at(k))*step
			}
		}), nil
	})
}

// integer returns a part of a sequence, 1 where it is not given.
func (c *compiler) integer(n *node, v Value, part string) (int64, bool) {
	if v.Kind == NullValue {
		return 1, true
	}
	i, err := strconv.ParseInt(v.Text, 10, 64)
	if v.Kind != IntValue || err != nil {
		c.reportValue(n, v.At, "the %s %q is no integer of 64 bits", part, v.Text)
		return 0, false
	}
	return i, true
}

// lastOf returns the last of so many numbers from start on, and whether it is a number of 64 bits.
func lastOf(start, step int64, cells int) (int64, bool) {
	if cells < 2 {
		return start, true
	}
	times := uint64(cells - 1)
	far := uint64(step)
	if step < 0 {
		far = -far
	}
	hi, far := bits.Mul64(far, times)
	last := start + int64(far)
	room := uint64(1<<63-1) - uint64(start)
	if step < 0 {
		last = start - int64(far)
		room = uint64(start) + 1<<63
	}
	return last, hi == 0 && far <= room
}

func (c *compiler) buildFloatSeq(n *node, g Seq) bool {
	if g.Format != "" {
		c.report(n, "a format is for a sequence of integers")
		return false
	}
	parts := [2]float64{1, 1}
	for i, v := range []Value{g.Start, g.Step} {
		if v.Kind == NullValue {
			continue
		}
		f, err := strconv.ParseFloat(v.Text, 64)
		if v.Kind != IntValue && v.Kind != FloatValue || err != nil || !finite(f) {
			c.reportValue(n, v.At, "%q is no finite number", v.Text)
			return false
		}
		parts[i] = f
	}
	return c.finish(n, arrow.PrimitiveTypes.Float64, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, arrow.PrimitiveTypes.Float64, f.rows.n, func(out []float64) {
			for k := range out {
				out[k] = parts[0] + float64(float64(f.rows.at(k))*parts[1])
			}
		}), nil
	})
}

// buildTimeSeq compiles a sequence of dates or timestamps.
func (c *compiler) buildTimeSeq(n *node, g Seq) bool {
	const day = 24 * time.Hour
	by := day
	if g.Step.Kind != NullValue {
		var ok bool
		if by, ok = step(g.Step); !ok {
			c.reportValue(n, g.Step.At, "the step %q is no time such as 1h, 24h or 7d", g.Step.Text)
			return false
		}
	} else if g.Start.Kind == TimestampValue {
		c.report(n, "a sequence of timestamps needs a step, such as 1h")
		return false
	}
	if g.Format != "" {
		c.report(n, "a format is for a sequence of integers")
		return false
	}
	typ := n.column.Type
	if typ == nil {
		if typ = g.Start.typeOf(); g.Start.Kind == DateValue && by%day != 0 {
			typ = inferredZoned
		}
	}
	unit, ok := durationOf(typ)
	if !ok {
		c.report(n, "a sequence from %s on makes dates or timestamps, and not %s", g.Start.Text, typ)
		return false
	}
	if by%unit != 0 {
		c.reportValue(n, g.Step.At, "the step %s is finer than %s holds", by, typ)
		return false
	}
	first := c.parse(n, typ, []Value{g.Start})
	if first == nil {
		return false
	}
	each := int64(1)
	if typ.ID() == arrow.DATE64 {
		each = int64(day / time.Millisecond)
	}
	start, stride := temporalValue(first, 0), int64(by/unit)*each
	last, ok := lastOf(start, stride, c.cellsOf(n))
	if !ok || typ.ID() == arrow.DATE32 && last != int64(int32(last)) {
		c.report(n, "counts past the last time that %s holds", typ)
		return false
	}
	return c.finish(n, typ, counted(typ, start, stride, func(f *frame, use func(k int, v uint64)) error {
		for k := range f.rows.n {
			use(k, uint64(f.rows.at(k)))
		}
		return nil
	}))
}

// durationOf returns the time between neighbouring values of a type of dates or timestamps.
func durationOf(typ arrow.DataType) (time.Duration, bool) {
	switch t := typ.(type) {
	case *arrow.Date32Type, *arrow.Date64Type:
		return 24 * time.Hour, true
	case *arrow.TimestampType:
		return t.Unit.Multiplier(), true
	}
	return 0, false
}

// A numberFormat is a format such as "ORD-%06d", taken apart.
type numberFormat struct {
	before, after string
	verb          string // %06d
	width         int    // of a plain %d or %0nd, which needs no package fmt
	plain         bool
}

func parseFormat(s string) (*numberFormat, error) {
	const flags = "+-# 0123456789"
	var f numberFormat
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
			return nil, fmt.Errorf("the format ends within a verb; a verb is one such as %%06d, and %%%% a percent sign")
		case spec == "" && rest[0] == '%':
			text.WriteByte('%')
		case !strings.ContainsRune("dxXobO", rune(rest[0])):
			return nil, fmt.Errorf("the format has the verb %%%s%c; integers have d, x, X, o, O and b", spec, rest[0])
		case found:
			return nil, fmt.Errorf("the format has two verbs, and there is one number")
		default:
			found = true
			f.verb = "%" + spec + rest[:1]
			f.before = text.String()
			text.Reset()
		}
		s = rest[1:]
	}
	if !found {
		return nil, fmt.Errorf("the format has no verb such as %%d or %%06d, so that all texts would be the same")
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

func (f *numberFormat) append(dst []byte, v int64) []byte {
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
	sign := boolInt(v < 0)
	if short := f.width - sign - (len(dst) - from); short > 0 {
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
