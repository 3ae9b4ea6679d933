package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

// FillHoles makes n texts of cells and the texts around them, of which there is one more than columns of cells. A row
// with a null in a hole has a null.
func FillHoles(mem memory.Allocator, n int, around []string, holes []arrow.Array) (arrow.Array, error) {
	cells := make([]arrowtext.Formatter, len(holes))
	nulls := make([]func(int) bool, len(holes))
	for i, a := range holes {
		var err error
		if cells[i], err = arrowtext.NewFormatter(a); err != nil {
			return nil, err
		}
		nulls[i] = arrowtext.Nulls(a)
	}
	null := func(k int) bool {
		for _, null := range nulls {
			if null(k) {
				return true
			}
		}
		return false
	}
	a, err := texts(mem, arrow.BinaryTypes.String, n, func(dst []byte, k int) []byte {
		if null(k) {
			return dst
		}
		for i, format := range cells {
			dst = append(dst, around[i]...)
			dst = format(dst, k)
		}
		return append(dst, around[len(holes)]...)
	})
	if err != nil {
		return nil, err
	}
	for k := range n {
		if null(k) {
			return WithNulls(mem, a, null), nil
		}
	}
	return a, nil
}
