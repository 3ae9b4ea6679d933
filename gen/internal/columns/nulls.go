package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// WithNulls returns a with the cells that null names null as well. It lets go of a.
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

// HasValidity tells whether arrays of a type have a validity bitmap, so that withNulls can be used.
func HasValidity(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.NULL, arrow.RUN_END_ENCODED, arrow.EXTENSION, arrow.SPARSE_UNION, arrow.DENSE_UNION:
		return false
	}
	return true
}
