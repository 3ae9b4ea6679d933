package gen

import (
	"math/bits"
	"sync"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
)

// Recycle returns an allocator that reuses freed memory. It suits readers of many records that release each record
// before the next, such as writers of files. Nothing that points into a record, not even the string of a cell, may be
// used after its Release.
func Recycle() memory.Allocator { return &recycler{} }

// A recycler keeps freed buffers by size class, a power of two, until the garbage collector takes them.
type recycler struct {
	pools [bits.UintSize]sync.Pool // of *[]byte
}

func (r *recycler) Allocate(size int) []byte {
	if size == 0 {
		return nil
	}
	class := bits.Len(uint(size - 1))
	if b, ok := r.pools[class].Get().(*[]byte); ok {
		return (*b)[:size]
	}
	if size > 1<<(bits.UintSize-2) {
		return columns.GoMem.Allocate(size)
	}
	return columns.GoMem.Allocate(1 << class)[:size]
}

func (r *recycler) Reallocate(size int, b []byte) []byte {
	if size <= cap(b) {
		return b[:size]
	}
	larger := r.Allocate(size)
	copy(larger, b)
	r.Free(b)
	return larger
}

func (r *recycler) Free(b []byte) {
	b = b[:cap(b)]
	if n := uint(len(b)); n > 0 && n&(n-1) == 0 {
		r.pools[bits.Len(n-1)].Put(&b)
	}
}
