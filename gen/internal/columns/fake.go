package columns

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/fake"
)

// Fakes makes the values of a fake in the type that its function returns.
func Fakes(s *fake.Sampler) Kernel {
	typ := s.Type()
	switch typ.ID() {
	case arrow.STRING:
		return fakeTexts(s)
	case arrow.INT64, arrow.TIMESTAMP:
		return fakeValues(typ, s.Int64)
	case arrow.UINT64:
		return fakeValues(typ, s.Uint64)
	case arrow.FLOAT64:
		return fakeValues(typ, s.Float64)
	case arrow.FLOAT32:
		return fakeValues(typ, func(key uint64) float32 { return float32(s.Float64(key)) })
	case arrow.BOOL:
		return fakeBools(s)
	}
	return converted(fakeTexts(s), throughText(typ))
}

// FakeEnds returns the draws of the least and the greatest of some values of a fake, by length and then by bytes.
func FakeEnds(s *fake.Sampler) draw.Ends {
	const tries, bytesTried = 256, 1 << 13 // some fakes are long
	var ends draw.Ends
	var least, greatest []byte
	for i, size := uint64(0), 0; i < tries && size < bytesTried; i++ {
		u := draw.Mix(i + 1)
		text := s.AppendText(nil, u)
		size += len(text)
		shorter := func(a, b []byte) bool { return cmp.Or(cmp.Compare(len(a), len(b)), bytes.Compare(a, b)) < 0 }
		if i == 0 || shorter(text, least) {
			ends[0], least = u, text
		}
		if i == 0 || shorter(greatest, text) {
			ends[1], greatest = u, text
		}
	}
	return ends
}

func fakeTexts(s *fake.Sampler) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		var keys [draw.Block]uint64
		return textBlocks(mem, arrow.BinaryTypes.String, rows.N, func(dst []byte, at int, ends []int32) []byte {
			rows.Fill(key, at, keys[:len(ends)])
			return s.AppendTexts(dst, keys[:len(ends)], ends)
		})
	}
}

func fakeValues[T arrow.FixedWidthType](typ arrow.DataType, value func(key uint64) T) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, typ, rows.N, func(out []T) {
			for k := range out {
				out[k] = value(rows.At(key, k))
			}
		}), nil
	}
}

func fakeBools(s *fake.Sampler) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return booleans(mem, rows.N, func(bits []byte) {
			for k := range rows.N {
				if s.Bool(rows.At(key, k)) {
					bits[k/8] |= 1 << (k % 8)
				}
			}
		}), nil
	}
}

// The marks that make texts unique consist of six letters and digits. There are more marks than 31-bit rows.
const (
	markDigits = "0123456789abcdefghijklmnopqrstuvwxyz"
	markLength = 6

	// Marks is the number of marks.
	Marks = 36 * 36 * 36 * 36 * 36 * 36
)

// UniqueFakes makes the texts of a fake with a mark in each, which no other row has: the permuted row number, before
// the @ of an address and at the end of other texts. No text depends on other rows. pinned has the rows of pinned
// texts.
func UniqueFakes(mem memory.Allocator, s *fake.Sampler, key uint64, rows *draw.Rows,
	pinned map[string]int,
) (arrow.Array, error) {
	marks := draw.NewPermutation(draw.Substream(key, draw.ForPermutation), Marks)
	return texts(mem, arrow.BinaryTypes.String, rows.N, func(dst []byte, k int) []byte {
		row := rows.Position(k)
		from := len(dst)
		for range len(pinned) + 1 { // a pinned row, whose own text is ignored, might go in a circle
			dst = appendMarked(dst[:from], s, draw.At(key, rows.Counter(k)), marks.Of(uint64(row)))
			at, ok := pinned[string(dst[from:])]
			if !ok {
				break
			}
			row = at // its mark is free, because its text is pinned
		}
		return dst
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
