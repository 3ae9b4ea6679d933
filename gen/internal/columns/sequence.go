package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
)

// IntSequence makes start, start+step, and so on.
func IntSequence(start, step int64) Kernel {
	return func(_ uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, int64s, rows.N, func(out []int64) {
			for k := range out {
				out[k] = start + int64(rows.Position(k))*step
			}
		}), nil
	}
}

// FloatSequence makes start, start+step, and so on.
func FloatSequence(start, step float64) Kernel {
	return func(_ uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, float64s, rows.N, func(out []float64) {
			for k := range out {
				out[k] = start + float64(float64(rows.Position(k))*step)
			}
		}), nil
	}
}

// TextSequence makes the texts of start, start+step, and so on.
func TextSequence(start, step int64, format *NumberFormat) Kernel {
	return func(_ uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return texts(mem, arrow.BinaryTypes.String, rows.N, func(dst []byte, k int) []byte {
			return format.Append(dst, start+int64(rows.Position(k))*step)
		})
	}
}
