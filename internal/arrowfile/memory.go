package arrowfile

import (
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Limited returns an allocator that allocates at most this many bytes, and panics with [ErrMemory] beyond.
func Limited(bytes int64) memory.Allocator {
	m := &Memory{}
	m.Set(bytes)
	return m
}

// Memory is an allocator that panics with [ErrMemory] if it is asked for more bytes than are left. It
// implements the allocators of all versions of Arrow. Arrow frees some memory in finalizers, so left
// is atomic.
type Memory struct {
	memory.GoAllocator
	left atomic.Int64
}

// Set sets the number of bytes that are left.
func (m *Memory) Set(bytes int64) { m.left.Store(bytes) }

func (m *Memory) take(size int) {
	if size > 0 && m.left.Add(-int64(size)) < 0 {
		panic(ErrMemory)
	}
}

func (m *Memory) Allocate(size int) []byte {
	m.take(size)
	return m.GoAllocator.Allocate(size)
}

func (m *Memory) Reallocate(size int, b []byte) []byte {
	m.take(size - cap(b))
	return m.GoAllocator.Reallocate(size, b)
}

func (m *Memory) Free(b []byte) { m.left.Add(int64(cap(b))) }
