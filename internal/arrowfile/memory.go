package arrowfile

import (
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Limited returns an allocator that gives so many bytes at most, and then panics with [ErrMemory].
func Limited(bytes int64) memory.Allocator {
	m := &limitedAllocator{}
	m.left.Store(bytes)
	return m
}

// limitedAllocator is an allocator that panics instead of giving more than is left. Arrow frees some memory in finalizers.
type limitedAllocator struct {
	memory.GoAllocator
	left atomic.Int64
	free bool // nothing is refused
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

// liftLimit lets arrow take again, in goroutines of its own, what the leaves of a column took alone. It returns what ends that.
func (m *limitedAllocator) liftLimit() func() {
	m.free = true
	return func() { m.free = false }
}
