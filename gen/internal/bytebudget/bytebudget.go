// Package bytebudget limits the bytes that the cells of some rows may take, so that long texts do not exhaust the
// memory.
package bytebudget

import (
	"errors"
	"math"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Err is the error of rows that exceed their budget.
var Err = errors.New("the cells of these rows take too much memory; ask for fewer rows at a time")

// An Allocator carries the number of bytes that a column made with it may take. It does not count them, because an
// allocation cannot fail.
type Allocator struct {
	memory.Allocator
	Bytes int64
}

// Of returns the budget of an allocator.
func Of(mem memory.Allocator) int64 {
	if a, ok := mem.(*Allocator); ok {
		return a.Bytes
	}
	return math.MaxInt64
}

// Spend takes bytes from the budget of an allocator, for work that takes time instead of memory.
func Spend(mem memory.Allocator, bytes int64) error {
	a, ok := mem.(*Allocator)
	if !ok {
		return nil
	}
	if bytes > a.Bytes {
		return Err
	}
	a.Bytes -= bytes
	return nil
}
