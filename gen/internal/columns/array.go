package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
)

// GoMem is Go's allocator, for memory that does not leave the package.
var GoMem memory.Allocator = memory.NewGoAllocator()

// Scratch returns an allocator for memory that does not leave the package, with the byte budget of mem.
func Scratch(mem memory.Allocator) memory.Allocator {
	return &bytebudget.Allocator{Allocator: GoMem, Bytes: bytebudget.Of(mem)}
}

// newBuffer returns a buffer of n bytes with any content.
func newBuffer(mem memory.Allocator, n int) *memory.Buffer {
	b := memory.NewResizableBuffer(mem)
	b.Resize(n)
	return b
}

// newBitmap returns a buffer of n bits, all 0.
func newBitmap(mem memory.Allocator, n int) *memory.Buffer {
	b := newBuffer(mem, int(bitutil.BytesForBits(int64(n))))
	clear(b.Bytes())
	return b
}

// newOffsets returns a buffer for the offsets of n texts or lists, and the offsets.
func newOffsets(mem memory.Allocator, n int) (*memory.Buffer, []int32) {
	b := newBuffer(mem, (n+1)*4)
	ends := arrow.GetData[int32](b.Bytes())
	ends[0] = 0
	return b, ends
}

// newArray returns an array of buffers and children, and releases them.
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

// fixed makes an array of fixed-width cells. fill must set each value.
func fixed[T arrow.FixedWidthType](mem memory.Allocator, dt arrow.DataType, n int, fill func(values []T)) arrow.Array {
	var zero [1]T
	width := len(arrow.GetBytes(zero[:]))
	b := newBuffer(mem, n*width)
	if n > 0 {
		fill(arrow.GetData[T](b.Bytes()))
	}
	return newArray(dt, n, []*memory.Buffer{nil, b}, nil)
}

// Filled is fixed, for other packages. Its error is that of fill.
func Filled[T arrow.FixedWidthType](mem memory.Allocator, dt arrow.DataType, n int, fill func(values []T) error) (
	a arrow.Array, err error,
) {
	a = fixed(mem, dt, n, func(values []T) { err = fill(values) })
	if err != nil {
		a.Release()
		return nil, err
	}
	return a, nil
}

// booleans makes an array of booleans. fill sets the bits of true cells.
func booleans(mem memory.Allocator, n int, fill func(bits []byte)) arrow.Array {
	b := newBitmap(mem, n)
	fill(b.Bytes())
	return newArray(arrow.FixedWidthTypes.Boolean, n, []*memory.Buffer{nil, b}, nil)
}

// ReleaseAll releases arrays; nil ones are skipped.
func ReleaseAll(arrays []arrow.Array) {
	for _, a := range arrays {
		if a != nil {
			a.Release()
		}
	}
}

// WithNulls returns a with additional nulls, and releases a.
func WithNulls(mem memory.Allocator, a arrow.Array, null func(k int) bool) arrow.Array {
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

// withValidity returns a with another validity bitmap, and releases both.
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

// HasValidity reports whether arrays of a type have a validity bitmap, which WithNulls needs.
func HasValidity(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.NULL, arrow.RUN_END_ENCODED, arrow.EXTENSION, arrow.SPARSE_UNION, arrow.DENSE_UNION:
		return false
	}
	return true
}
