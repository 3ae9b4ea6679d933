package budget

import "github.com/apache/arrow/go/v17/arrow"

// SizeOf returns the approximate size in bytes of n cells from cell from on.
func SizeOf(a arrow.ArrayData, from, n int) int64 {
	if n == 0 {
		return 0
	}
	size := int64(0)
	switch t := a.DataType().(type) {
	case *arrow.StringType, *arrow.BinaryType:
		size = textSize[int32](a, from, n)
	case *arrow.LargeStringType, *arrow.LargeBinaryType:
		size = textSize[int64](a, from, n)
	case *arrow.ListType:
		ends := arrow.GetOffsets[int32](a, 1)
		size = SizeOf(a.Children()[0], int(ends[from]), int(ends[from+n]-ends[from]))
	case *arrow.StructType:
		for _, child := range a.Children() {
			size += SizeOf(child, a.Offset()+from, n)
		}
		return size
	case arrow.FixedWidthDataType:
		return int64(n) * int64(t.BitWidth()) / 8
	}
	return size + int64(n)*8 // and the offsets
}

func textSize[T int32 | int64](a arrow.ArrayData, from, n int) int64 {
	ends := arrow.GetOffsets[T](a, 1)
	return int64(ends[from+n] - ends[from])
}
