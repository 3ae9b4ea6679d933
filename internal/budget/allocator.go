package budget

import "github.com/apache/arrow/go/v17/arrow/memory"

// Allocator returns an allocator that spends a budget, and panics if too little is left, because Arrow expects that an
// allocation succeeds. [Recovered] tells that panic from others.
func Allocator(b *Budget) memory.Allocator { return &allocator{budget: b} }

type allocator struct {
	memory.GoAllocator
	budget *Budget
}

type exceeded struct{ error }

func (a *allocator) spend(bytes int) {
	if err := a.budget.Spend(int64(bytes)); err != nil {
		panic(exceeded{err})
	}
}

func (a *allocator) Allocate(size int) []byte {
	a.spend(size)
	return a.GoAllocator.Allocate(size)
}

func (a *allocator) Reallocate(size int, b []byte) []byte {
	a.spend(max(size-cap(b), 0)) // it does not shrink
	return a.GoAllocator.Reallocate(size, b)
}

func (a *allocator) Free(b []byte) { a.budget.Refund(int64(cap(b))) }

// Recovered returns the error of an [Allocator] that p, from recover, holds, or nil for another panic.
func Recovered(p any) error {
	if e, ok := p.(exceeded); ok {
		return e.error
	}
	return nil
}
