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

// MustSpend is [Budget.Spend] where no error can be returned: it panics as an [Allocator] does.
func (b *Budget) MustSpend(bytes int64) {
	if err := b.Spend(bytes); err != nil {
		panic(exceeded{err})
	}
}

func (a *allocator) Allocate(size int) []byte {
	a.budget.MustSpend(int64(size))
	return a.GoAllocator.Allocate(size)
}

func (a *allocator) Reallocate(size int, b []byte) []byte {
	if size > cap(b) { // b becomes garbage, which takes memory, too
		a.budget.MustSpend(int64(size))
	}
	return a.GoAllocator.Reallocate(size, b)
}

func (a *allocator) Free(b []byte) { a.budget.Refund(int64(cap(b))) }

// Recovered returns the error that p, from recover, holds if [Budget.MustSpend] or an [Allocator] panicked, or nil.
func Recovered(p any) error {
	if e, ok := p.(exceeded); ok {
		return e.error
	}
	return nil
}
