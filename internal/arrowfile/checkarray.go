package arrowfile

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// CheckArray returns an error if an array that Arrow read from a file points outside its buffers. Reading the cells
// of such an array panics.
func CheckArray(a arrow.Array) (err error) {
	defer RecoverDamage(&err)
	mustBeSound(a)
	return nil
}

// mustBeSound panics if CheckArray is to return an error.
func mustBeSound(a arrow.Array) {
	if a.Len() == 0 {
		return
	}
	if a.NullN() > 0 {
		a.IsNull(a.Len() - 1)
	}
	switch a := a.(type) {
	case interface{ Value(int) string }:
		for row := range a.(arrow.Array).Len() {
			a.Value(row)
		}
	case interface{ Value(int) []byte }:
		for row := range a.(arrow.Array).Len() {
			a.Value(row)
		}
	case array.ListLike:
		n := int64(a.ListValues().Len())
		for row := range a.Len() {
			if from, to := a.ValueOffsets(row); from < 0 || to < from || to > n {
				panic(fmt.Sprintf("row %d has values %d to %d of %d", row, from, to, n))
			}
		}
		mustBeSound(a.ListValues())
	case *array.Struct:
		for i := range a.NumField() {
			if f := a.Field(i); f.Len() < a.Len() {
				panic(fmt.Sprintf("field %d has %d of %d rows", i, f.Len(), a.Len()))
			}
			mustBeSound(a.Field(i))
		}
	case *array.Dictionary:
		n := a.Dictionary().Len()
		for row := range a.Len() {
			if i := a.GetValueIndex(row); a.IsValid(row) && (i < 0 || i >= n) {
				panic(fmt.Sprintf("row %d is value %d of %d", row, i, n))
			}
		}
		mustBeSound(a.Dictionary())
	case array.ExtensionArray:
		mustBeSound(a.Storage())
	case array.Union, *array.RunEndEncoded:
		for row := range a.Len() {
			a.ValueStr(row)
		}
	}
}
