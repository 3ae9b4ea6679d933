package arrowfile

import (
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Limited returns an allocator that allocates at most this many bytes, and panics with [ErrMemory] beyond.
func Limited(bytes int64) memory.Allocator {
	m := &limitedAllocator{}
	m.left.Store(bytes)
	return m
}

// A limitedAllocator panics if it is asked for more bytes than are left. Arrow frees some memory in finalizers, so left
// is atomic.
type limitedAllocator struct {
	memory.GoAllocator
	left atomic.Int64
	free bool // there is no limit now
}

func (m *limitedAllocator) take(size int) {
	if size > 0 && m.left.Add(-int64(size)) < 0 && !m.free {
		panic(ErrMemory)
	}
}

func (m *limitedAllocator) Allocate(size int) []byte {
	m.take(size)
	return m.GoAllocator.Allocate(size)
}

func (m *limitedAllocator) Reallocate(size int, b []byte) []byte {
	m.take(size - cap(b))
	return m.GoAllocator.Reallocate(size, b)
}

func (m *limitedAllocator) Free(b []byte) { m.left.Add(int64(cap(b))) }

// liftLimit lets Arrow allocate again, in its own goroutines, what the leaves of a column took before. It returns a
// function that restores the limit.
func (m *limitedAllocator) liftLimit() func() {
	m.free = true
	return func() { m.free = false }
}
