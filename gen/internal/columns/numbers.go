package columns

import (
	"math"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/puremath"
)

var (
	float64s = arrow.PrimitiveTypes.Float64
	int64s   = arrow.PrimitiveTypes.Int64
)

// UniformInts makes uniform numbers in [lo, lo+size); a size of 0 means 2^64.
func UniformInts(lo int64, size uint64) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, int64s, rows.N, func(out []int64) {
			if x, ok := rows.First(key); ok { // draws in the same loop, as fast as a sequential generator
				for k := range out {
					u := draw.Mix(x)
					x += draw.Gamma
					hi, low := bits.Mul64(u, size)
					if low < size || size == 0 {
						hi = draw.Below(u, size)
					}
					out[k] = lo + int64(hi)
				}
				return
			}
			draw.Replace(rows, key, out, func(cells []int64) {
				for k, u := range cells {
					cells[k] = lo + int64(draw.Below(uint64(u), size))
				}
			})
		}), nil
	}
}

// UniformFloats makes uniform numbers in [lo, hi), which are finite.
func UniformFloats(lo, hi float64) Kernel {
	span := hi - lo
	if math.IsInf(span, 0) { // the width overflows, but its halves do not
		half := hi/2 - lo/2
		return Floats(func(u uint64) float64 {
			return lo + float64(draw.Unit(u)*half) + float64(draw.Unit(u)*half)
		})
	}
	last := max(math.Nextafter(hi, lo), lo)
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, float64s, rows.N, func(out []float64) {
			if x, ok := rows.First(key); ok && span > 0x1p-900 { // a power of two can be factored out exactly
				scaled := span * 0x1p-53
				for k := range out {
					v := lo + float64(float64(int64(draw.Mix(x)>>11))*scaled)
					x += draw.Gamma
					if v >= hi {
						v = last
					}
					out[k] = v
				}
				return
			}
			draw.Replace(rows, key, out, func(cells []float64) {
				for k, u := range cells {
					v := lo + float64(draw.Unit(math.Float64bits(u))*span)
					if v >= hi { // rounded up to hi, which is excluded
						v = last
					}
					cells[k] = v
				}
			})
		}), nil
	}
}

// Floats makes numbers from one draw each.
func Floats(value func(u uint64) float64) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, float64s, rows.N, func(out []float64) {
			draw.Replace(rows, key, out, func(cells []float64) {
				for k, u := range cells {
					cells[k] = value(math.Float64bits(u))
				}
			})
		}), nil
	}
}

// Ints makes integers from one draw each.
func Ints(value func(u uint64) int64) Kernel { return Times(int64s, value) }

// Integers makes n integers, each of which fill must set.
func Integers(mem memory.Allocator, n int, fill func(out []int64)) arrow.Array {
	return fixed(mem, int64s, n, fill)
}

// Bools makes booleans that are true with probability p.
func Bools(p float64) Kernel {
	chance := draw.NewChance(p)
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return booleans(mem, rows.N, func(bits []byte) {
			rows.Draws(key, func(at int, u []uint64) {
				chance.SetBits(bits[at/8:], u) // at is a multiple of 8
			})
		}), nil
	}
}

// Walk makes a random walk. Its rows must start with row 0 of the dataset or of each list.
func Walk(start, drift, stddev float64) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return fixed(mem, float64s, rows.N, func(out []float64) {
			v := start
			rows.Draws(key, func(at int, u []uint64) {
				for k, u := range u {
					if rows.Position(at+k) == 0 {
						v = start
					} else {
						v += drift + float64(stddev*puremath.Quantile(draw.OpenUnit(u)))
					}
					out[at+k] = v
				}
			})
		}), nil
	}
}
