package gen

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/gen/internal/fake"
	"github.com/assay-go/assay/internal/message"
)

func (c *compiler) buildFake(n *node, g Fake) bool {
	function, err := fake.Find(g.Name)
	if err != nil {
		c.report(n, "%v", err)
		return false
	}
	params := make([]fake.Param, len(g.Params))
	for i, p := range g.Params {
		params[i] = fake.Param{Name: p.Name, Values: p.Values}
	}
	s, err := function.Compile(params, c.now)
	if err != nil {
		c.reportParams(n, g, err)
		return false
	}
	if c.record != nil {
		if moved := c.record.Moved(s); moved != nil {
			c.report(n, "gofakeit %s makes other values for %s than %s did, which the fakes are held to: stay with gofakeit %[3]s, "+
				"or go to %[4]s, and look at what changes", fake.Version, strings.Join(moved, ", "), c.record.Version, fake.Minor)
			return false
		}
	}
	n.drawn = true
	typ := s.Type()
	if typ.ID() == arrow.STRING && n.column.Unique && keepsText(n.column.Type) {
		return c.buildUniqueFake(n, s)
	}
	return c.finish(n, typ, fakeKernel(n, s))
}

// reportParams reports what is wrong with the parameters of a fake, each at its place.
func (c *compiler) reportParams(n *node, g Fake, err error) {
	var all fake.ParamErrors
	if !errors.As(err, &all) {
		c.report(n, "%v", err)
		return
	}
	for _, e := range all {
		at := n.at
		if e.Index >= 0 && e.Index < len(g.Params) {
			at = g.Params[e.Index].At
		}
		c.reportValue(n, at, "%v", e)
	}
}

// fakeKernel makes the values of a fake in the type that its function returns.
func fakeKernel(n *node, s *fake.Sampler) kernel {
	typ := s.Type()
	switch typ.ID() {
	case arrow.STRING:
		return func(f *frame, mem memory.Allocator) (arrow.Array, error) { return f.fakeTexts(n, s, mem) }
	case arrow.INT64, arrow.TIMESTAMP:
		return fakeValues(n, typ, s.Int64)
	case arrow.UINT64:
		return fakeValues(n, typ, s.Uint64)
	case arrow.FLOAT64:
		return fakeValues(n, typ, s.Float64)
	case arrow.FLOAT32:
		return fakeValues(n, typ, func(key uint64) float32 { return float32(s.Float64(key)) })
	case arrow.BOOL:
		return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
			key := f.key(n)
			return booleans(mem, f.rows.n, func(bits []byte) {
				for k := range f.rows.n {
					if s.Bool(draw(key, f.rows.counter(k))) {
						bits[k/8] |= 1 << (k % 8)
					}
				}
			}), nil
		}
	}
	read := throughText(typ)
	return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		a, err := f.fakeTexts(n, s, f.scratch())
		if err != nil {
			return nil, err
		}
		return read(mem, a)
	}
}

func (f *frame) fakeTexts(n *node, s *fake.Sampler, mem memory.Allocator) (arrow.Array, error) {
	key := f.key(n)
	var keys [block]uint64
	return textBlocks(mem, arrow.BinaryTypes.String, f.rows.n, func(dst []byte, at int, ends []int32) []byte {
		f.rows.fill(key, at, keys[:len(ends)])
		return s.AppendTexts(dst, keys[:len(ends)], ends)
	})
}

func fakeValues[T arrow.FixedWidthType](n *node, typ arrow.DataType, value func(key uint64) T) kernel {
	return func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		key := f.key(n)
		return fixed(mem, typ, f.rows.n, func(out []T) {
			for k := range out {
				out[k] = value(draw(key, f.rows.counter(k)))
			}
		}), nil
	}
}

// The marks that make texts unique: six letters and digits each. There are more of them than rows of 31 bits.
const (
	markDigits = "0123456789abcdefghijklmnopqrstuvwxyz"
	markLength = 6
	marks      = 36 * 36 * 36 * 36 * 36 * 36
)

// keepsText tells whether cells of a type that is asked for, nil where none is, hold any text.
func keepsText(typ arrow.DataType) bool {
	if dictionary, ok := typ.(*arrow.DictionaryType); ok {
		typ = dictionary.ValueType
	}
	return typ == nil || typ.ID() == arrow.STRING || typ.ID() == arrow.LARGE_STRING || typ.ID() == arrow.STRING_VIEW
}

// buildUniqueFake compiles a fake whose texts are unique because each has a part that no other row has: a permuted row
// number, before the @ of an address and at the end of other texts. No text depends on those of other rows.
func (c *compiler) buildUniqueFake(n *node, s *fake.Sampler) bool {
	switch rows := uint64(c.cellsOf(n)); {
	case n.inList():
		c.report(n, "a fake cannot be unique within a list; int, between, oneof and ref can")
		return false
	case rows > marks:
		c.report(n, "%s unique values are asked for, and there are %s", message.Thousands(rows), message.Thousands(marks))
		return false
	}
	n.unique = &domain{}
	return c.finish(n, arrow.BinaryTypes.String, func(f *frame, mem memory.Allocator) (arrow.Array, error) {
		pinned, err := f.plan.pinnedTexts(n)
		if err != nil {
			return nil, err
		}
		key := f.key(n)
		p := newPermutation(substream(key, forPermutation), marks)
		return texts(mem, arrow.BinaryTypes.String, f.rows.n, func(dst []byte, k int) []byte {
			row := f.rows.at(k)
			from := len(dst)
			for range len(pinned) + 1 { // a pinned row, whose own text is not looked at, might go round in a circle
				dst = appendMarked(dst[:from], s, draw(key, f.rows.counter(k)), p.of(uint64(row)))
				at, ok := pinned[string(dst[from:])]
				if !ok {
					break
				}
				row = at // whose mark is not in use, since its text is pinned
			}
			return dst
		})
	})
}

// appendMarked appends a text with a mark.
func appendMarked(dst []byte, s *fake.Sampler, key, mark uint64) []byte {
	from := len(dst)
	dst = s.AppendText(dst, key)
	at := len(dst)
	sep := byte('-')
	if i := bytes.IndexByte(dst[from:], '@'); i >= 0 {
		at, sep = from+i, '.'
	}
	var text [1 + markLength]byte
	text[0] = sep
	for i := markLength; i > 0; i-- {
		text[i] = markDigits[mark%36]
		mark /= 36
	}
	return slices.Insert(dst, at, text[:]...)
}
