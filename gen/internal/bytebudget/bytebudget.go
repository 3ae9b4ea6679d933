// Package bytebudget says how many bytes the cells of some rows may take, so that a few long texts do not exhaust the memory.
package bytebudget

import (
	"errors"
	"math"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Err is why rows are not made that take more bytes than they may.
var Err = errors.New("the cells of these rows take too much memory; ask for fewer rows at a time")

// An Allocator tells those who make a column with it how many bytes the column may take. It does not count them, since
// an allocation cannot fail.
type Allocator struct {
	memory.Allocator
	Bytes int64
}

// Of returns how many bytes a column may take that is made with an allocator.
func Of(mem memory.Allocator) int64 {
	if a, ok := mem.(*Allocator); ok {
		return a.Bytes
	}
	return math.MaxInt64
}
