package arrowfile

import (
	"errors"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// ErrMemory is the error of columns that take more memory than they are allowed.
var ErrMemory = errors.New("it takes more memory than its size accounts for")

// Limited returns an allocator that gives so many bytes at most, and then panics with [ErrMemory].
func Limited(bytes int64) memory.Allocator {
	m := &bounded{}
	m.left.Store(bytes)
	return m
}

// bounded is an allocator that panics instead of giving more than is left. Arrow frees some memory in finalizers.
type bounded struct {
	memory.GoAllocator
	left atomic.Int64
	free bool // nothing is refused
}

func (m *bounded) take(size int) {
	if size > 0 && m.left.Add(-int64(size)) < 0 && !m.free {
		panic(ErrMemory)
	}
}

func (m *bounded) Allocate(size int) []byte {
	m.take(size)
	return m.GoAllocator.Allocate(size)
}

func (m *bounded) Reallocate(size int, b []byte) []byte {
	m.take(size - cap(b))
	return m.GoAllocator.Reallocate(size, b)
}

func (m *bounded) Free(b []byte) { m.left.Add(int64(cap(b))) }

// unbound lets arrow take again, in goroutines of its own, what the leaves of a column took alone. It returns what ends that.
func (m *bounded) unbound() func() {
	m.free = true
	return func() { m.free = false }
}
