package gen

import (
	"errors"
	"math"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/internal/arrowtext"
)

// goMem allocates what does not leave the package, which the garbage collector takes back.
var goMem memory.Allocator = memory.NewGoAllocator()

// newBuffer returns a buffer of n bytes, which may hold anything.
func newBuffer(mem memory.Allocator, n int) *memory.Buffer {
	b := memory.NewResizableBuffer(mem)
	b.Resize(n)
	return b
}

// newBitmap returns a buffer of n bits that are not set.
func newBitmap(mem memory.Allocator, n int) *memory.Buffer {
	b := newBuffer(mem, int(bitutil.BytesForBits(int64(n))))
	clear(b.Bytes())
	return b
}

// newOffsets returns a buffer for the ends of n texts or lists, and the ends from 0 on.
func newOffsets(mem memory.Allocator, n int) (*memory.Buffer, []int32) {
	b := newBuffer(mem, (n+1)*4)
	ends := arrow.GetData[int32](b.Bytes())
	ends[0] = 0
	return b, ends
}

// newArray returns an array of its parts and lets go of the buffers and the children.
func newArray(dt arrow.DataType, n int, buffers []*memory.Buffer, children []arrow.Array) arrow.Array {
	var childData []arrow.ArrayData
	for _, c := range children {
		childData = append(childData, c.Data())
	}
	data := array.NewData(dt, n, buffers, childData, 0, 0)
	defer data.Release()
	for _, b := range buffers {
		if b != nil {
			b.Release()
		}
	}
	a := array.MakeFromData(data)
	for _, c := range children {
		c.Release()
	}
	return a
}

// fixed makes an array of cells of a fixed width. fill sets its values, each of them.
func fixed[T arrow.FixedWidthType](mem memory.Allocator, dt arrow.DataType, n int, fill func(values []T)) arrow.Array {
	var zero [1]T
	width := len(arrow.GetBytes(zero[:]))
	b := newBuffer(mem, n*width)
	if n > 0 {
		fill(arrow.GetData[T](b.Bytes()))
	}
	return newArray(dt, n, []*memory.Buffer{nil, b}, nil)
}

// booleans makes an array of booleans. fill sets the bits of those that are true.
func booleans(mem memory.Allocator, n int, fill func(bits []byte)) arrow.Array {
	b := newBitmap(mem, n)
	fill(b.Bytes())
	return newArray(arrow.FixedWidthTypes.Boolean, n, []*memory.Buffer{nil, b}, nil)
}

var errTextTooLong = errors.New("the text of these rows has more than 2 GiB; ask for fewer rows at a time")

// checkText returns an error of a column whose texts have more bytes than it may have.
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

// texts makes an array of strings or of binary with 32-bit offsets. add appends the text of a cell.
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
	*pooled = text
	b := newBuffer(mem, len(text))
	copy(b.Bytes(), text)
	return newArray(dt, n, []*memory.Buffer{nil, offsets, b}, nil), nil
}

// textBlocks makes an array of strings or of binary with 32-bit offsets. add appends the texts of the cells from at on,
// one for each end, and says where in dst each ends. A block is copied while it is near, to a buffer that is as large as
// the first block lets expect.
func textBlocks(mem memory.Allocator, dt arrow.DataType, n int, add func(dst []byte, at int, ends []int32) []byte) (arrow.Array, error) {
	offsets, ends := newOffsets(mem, n)
	text := newBuffer(mem, 0)
	pooled := textPool.Get().(*[]byte)
	defer textPool.Put(pooled)
	size := 0
	for at := 0; at < n; at += block {
		some := ends[1+at : 1+min(at+block, n)]
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

// sizeOf returns about how many bytes n cells from one on take.
func sizeOf(a arrow.ArrayData, from, n int) int64 {
	if n == 0 {
		return 0
	}
	size := int64(0)
	switch t := a.DataType().(type) {
	case *arrow.StringType, *arrow.BinaryType:
		size = textSize[int32](a, from, n)
	case *arrow.LargeStringType, *arrow.LargeBinaryType:
		size = textSize[int64](a, from, n)
	case *arrow.ListType:
		ends := arrow.GetOffsets[int32](a, 1)
		size = sizeOf(a.Children()[0], int(ends[from]), int(ends[from+n]-ends[from]))
	case *arrow.StructType:
		for _, child := range a.Children() {
			size += sizeOf(child, a.Offset()+from, n)
		}
		return size
	case arrow.FixedWidthDataType:
		return int64(n) * int64(t.BitWidth()) / 8
	}
	return size + int64(n)*8 // and where each cell ends
}

func textSize[T int32 | int64](a arrow.ArrayData, from, n int) int64 {
	ends := arrow.GetOffsets[T](a, 1)
	return int64(ends[from+n] - ends[from])
}

// withNulls returns a with the cells that null names null as well. It lets go of a.
func withNulls(mem memory.Allocator, a arrow.Array, null func(k int) bool) arrow.Array {
	n := a.Len()
	valid := newBitmap(mem, n)
	bits, nulls := valid.Bytes(), 0
	for k := range n {
		if null(k) || a.IsNull(k) {
			nulls++
		} else {
			bits[k/8] |= 1 << (k % 8)
		}
	}
	return withValidity(a, valid, nulls)
}

// withValidity returns a with another validity bitmap. It lets go of a and of the bitmap.
func withValidity(a arrow.Array, valid *memory.Buffer, nulls int) arrow.Array {
	defer a.Release()
	defer valid.Release()
	d := a.Data()
	if d.Offset() != 0 {
		panic("gen: a slice has no validity of its own")
	}
	buffers := append([]*memory.Buffer{valid}, d.Buffers()[1:]...)
	data := array.NewData(d.DataType(), d.Len(), buffers, d.Children(), nulls, 0)
	if words, ok := d.Dictionary().(*array.Data); ok && words != nil {
		data.SetDictionary(words)
	}
	defer data.Release()
	return array.MakeFromData(data)
}

// hasValidity tells whether arrays of a type have a validity bitmap, so that withNulls can be used.
func hasValidity(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.NULL, arrow.RUN_END_ENCODED, arrow.EXTENSION, arrow.SPARSE_UNION, arrow.DENSE_UNION:
		return false
	}
	return true
}

// cellText returns the text of a cell, for messages and comparisons.
func cellText(a arrow.Array, row int) string {
	text, err := arrowtext.NewFormatter(a)
	if err != nil {
		return err.Error()
	}
	return string(text(nil, row))
}
