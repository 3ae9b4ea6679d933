package cells

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// decoded returns the array with the values of a dictionary or a run-end encoded array, and the index of each row in
// it.
func decoded(a arrow.Array) (arrow.Array, func(row int) int) {
	switch a := a.(type) {
	case *array.Dictionary:
		return a.Dictionary(), a.GetValueIndex
	case *array.RunEndEncoded:
		values, at := decoded(a.Values())
		return values, func(row int) int { return at(a.GetPhysicalIndex(row)) }
	}
	return a, func(row int) int { return row }
}
