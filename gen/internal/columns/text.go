package columns

import (
	"errors"
	"math"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/arrowtext"
)

var errTextTooLong = errors.New("the texts of these rows exceed 2 GiB; ask for fewer rows at a time")

// checkText returns an error if the texts of a column take too many bytes.
func checkText(mem memory.Allocator, size int) error {
	if int64(size) > bytebudget.Of(mem) {
		return bytebudget.Err
	}
	if uint64(size) > math.MaxInt32 {
		return errTextTooLong
	}
	return nil
}

var textPool = sync.Pool{New: func() any { return new([]byte) }}

// texts makes an array of strings or binary with 32-bit offsets. add appends the text of a cell.
func texts(mem memory.Allocator, dt arrow.DataType, n int, add func(dst []byte, k int) []byte) (arrow.Array, error) {
	offsets, ends := newOffsets(mem, n)
	pooled := textPool.Get().(*[]byte)
	defer textPool.Put(pooled)
	text := (*pooled)[:0]
	for k := range n {
		text = add(text, k)
		if err := checkText(mem, len(text)); err != nil {
			offsets.Release()
			return nil, err
		}
		ends[k+1] = int32(len(text))
	}
	const large = 1 << 20 // bytes that are not worth a copy
	if len(text) > large {
		*pooled = nil
		return newArray(dt, n, []*memory.Buffer{nil, offsets, memory.NewBufferBytes(text)}, nil), nil
	}
	*pooled = text
	b := newBuffer(mem, len(text))
	copy(b.Bytes(), text)
	return newArray(dt, n, []*memory.Buffer{nil, offsets, b}, nil), nil
}

// textBlocks makes an array of strings or binary with 32-bit offsets. add appends the texts of the cells from at on,
// one for each end, and sets the ends in dst. Each block is copied while it is in the cache, to a buffer whose size is
// estimated from the first block.
func textBlocks(mem memory.Allocator, dt arrow.DataType, n int,
	add func(dst []byte, at int, ends []int32) []byte,
) (arrow.Array, error) {
	offsets, ends := newOffsets(mem, n)
	text := newBuffer(mem, 0)
	pooled := textPool.Get().(*[]byte)
	defer textPool.Put(pooled)
	size := 0
	for at := 0; at < n; at += draw.Block {
		some := ends[1+at : 1+min(at+draw.Block, n)]
		made := add((*pooled)[:0], at, some)
		*pooled = made
		end := size + len(made)
		if err := checkText(mem, end); err != nil {
			offsets.Release()
			text.Release()
			return nil, err
		}
		if end > text.Len() {
			done := at + len(some)
			expected := float64(end) / float64(done) * float64(n)
			if done < n {
				expected += 4*math.Sqrt(float64(n))*float64(end)/float64(done) + 64
			}
			text.Resize(max(end, int(min(expected, math.MaxInt32, float64(bytebudget.Of(mem))))))
		}
		copy(text.Bytes()[size:], made)
		if size > 0 {
			for k := range some {
				some[k] += int32(size)
			}
		}
		size = end
	}
	text.ResizeNoShrink(size)
	return newArray(dt, n, []*memory.Buffer{nil, offsets, text}, nil), nil
}

// CellText returns the text of a cell, for messages and comparisons.
func CellText(a arrow.Array, row int) string {
	text, err := arrowtext.NewFormatter(a)
	if err != nil {
		return err.Error()
	}
	return string(text(nil, row))
}

// FillHoles joins around[0], holes[0], around[1], … to n texts; around has one element more than holes. A null in a
// hole makes the text null.
func FillHoles(mem memory.Allocator, n int, around []string, holes []arrow.Array) (arrow.Array, error) {
	cells := make([]func(k int) ([]byte, bool), len(holes))
	for i, a := range holes {
		var err error
		if cells[i], err = Texts(a); err != nil {
			return nil, err
		}
	}
	null := make([]bool, n)
	nulls := 0
	var tooLong error
	a, err := texts(mem, arrow.BinaryTypes.String, n, func(dst []byte, k int) []byte {
		from := len(dst)
		for i, text := range cells {
			cell, ok := text(k)
			if !ok {
				null[k] = true
				nulls++
				return dst[:from]
			}
			if tooLong = checkText(mem, len(dst)+len(around[i])+len(cell)); tooLong != nil {
				return dst
			}
			dst = append(append(dst, around[i]...), cell...)
		}
		return append(dst, around[len(holes)]...)
	})
	if err == nil && tooLong != nil {
		a.Release()
		err = tooLong
	}
	if err != nil || nulls == 0 {
		return a, err
	}
	return WithNulls(mem, a, func(k int) bool { return null[k] }), nil
}

// UUIDs makes version 4 UUIDs in their usual text form.
func UUIDs(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
	low := draw.Substream(key, draw.ForLowBits)
	return texts(mem, arrow.BinaryTypes.String, rows.N, func(dst []byte, k int) []byte {
		c := rows.Counter(k)
		hi := draw.At(key, c)&^0xf000 | 0x4000
		lo := draw.At(low, c)&^(0b11<<62) | 0b10<<62
		dst = append(dst, "00000000-0000-0000-0000-000000000000"...)
		text := (*[36]byte)(dst[len(dst)-36:])
		putHex(text[:8], hi>>32)
		putHex(text[9:13], hi>>16)
		putHex(text[14:18], hi)
		putHex(text[19:23], lo>>48)
		putHex(text[24:], lo)
		return dst
	})
}

// putHex writes the lowest hexadecimal digits of v, as many as dst has, an even number.
func putHex(dst []byte, v uint64) {
	for i := len(dst) - 2; i >= 0; i -= 2 {
		pair := hexPairs[v&0xff*2:]
		dst[i+1], dst[i] = pair[1], pair[0]
		v >>= 8
	}
}

// hexPairs is the text of the bytes from 00 to ff.
var hexPairs = func() string {
	const hex = "0123456789abcdef"
	var b []byte
	for i := range 256 {
		b = append(b, hex[i>>4], hex[i&0xf])
	}
	return string(b)
}()
