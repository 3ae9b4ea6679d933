package arrowfile

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Concatenate joins the chunks of a column into one array, which the caller releases.
func Concatenate(chunks []arrow.Array, dt arrow.DataType, mem memory.Allocator) (arrow.Array, error) {
	chunks = slices.DeleteFunc(slices.Clone(chunks), func(a arrow.Array) bool {
		return a.Len() == 0 // Arrow cannot concatenate empty dictionaries
	})
	switch len(chunks) {
	case 0:
		b := array.NewBuilder(mem, dt)
		defer b.Release()
		return b.NewArray(), nil
	case 1:
		chunks[0].Retain()
		return chunks[0], nil
	}
	return array.Concatenate(chunks, mem)
}
