package columns

import (
	"math/bits"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/draw"
)

// UnitOf returns the difference of neighboring cells of a temporal type, or false for other types.
func UnitOf(typ arrow.DataType) (int64, bool) {
	switch typ.ID() {
	case arrow.DATE32, arrow.TIMESTAMP, arrow.TIME32, arrow.TIME64, arrow.DURATION:
		return 1, true
	case arrow.DATE64:
		return int64(24 * time.Hour / time.Millisecond), true
	}
	return 0, false
}

// DurationOf returns the time between neighboring values of a date or timestamp type, or false for other types.
func DurationOf(typ arrow.DataType) (time.Duration, bool) {
	switch t := typ.(type) {
	case *arrow.Date32Type, *arrow.Date64Type:
		return 24 * time.Hour, true
	case *arrow.TimestampType:
		return t.Unit.Multiplier(), true
	}
	return 0, false
}

// Moment returns a cell of a temporal type as the integer that Arrow stores.
func Moment(a arrow.Array, row int) int64 {
	if a.DataType().(arrow.FixedWidthDataType).BitWidth() == 32 {
		return int64(arrow.GetValues[int32](a.Data(), 1)[row])
	}
	return arrow.GetValues[int64](a.Data(), 1)[row]
}

// Counted makes n integers or times: lo + v*unit for each v that each passes to use.
func Counted(mem memory.Allocator, typ arrow.DataType, n int, lo, unit int64,
	each func(use func(k int, v uint64)) error,
) (arrow.Array, error) {
	var err error
	var a arrow.Array
	if typ.(arrow.FixedWidthDataType).BitWidth() == 32 {
		a = fixed(mem, typ, n, func(out []int32) {
			err = each(func(k int, v uint64) { out[k] = int32(lo + int64(v)*unit) })
		})
	} else {
		a = fixed(mem, typ, n, func(out []int64) {
			err = each(func(k int, v uint64) { out[k] = lo + int64(v)*unit })
		})
	}
	if err != nil {
		a.Release()
		return nil, err
	}
	return a, nil
}

// UniformTimes makes times that are uniform among size ones from lo on, unit apart.
func UniformTimes(typ arrow.DataType, lo, unit int64, size uint64) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return Counted(mem, typ, rows.N, lo, unit, func(use func(k int, v uint64)) error {
			rows.Draws(key, func(at int, u []uint64) {
				for k, u := range u {
					use(at+k, draw.Below(u, size))
				}
			})
			return nil
		})
	}
}

// Times makes 64-bit integers, or times as the integers that Arrow stores, from one draw each.
func Times(typ arrow.DataType, value func(u uint64) int64) Kernel {
	return func(key uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		if typ.(arrow.FixedWidthDataType).BitWidth() == 64 {
			return fixed(mem, typ, rows.N, func(out []int64) {
				draw.Replace(rows, key, out, func(cells []int64) {
					for k, u := range cells {
						cells[k] = value(uint64(u))
					}
				})
			}), nil
		}
		return Counted(mem, typ, rows.N, 0, 1, func(use func(k int, v uint64)) error {
			rows.Draws(key, func(at int, u []uint64) {
				for k, u := range u {
					use(at+k, uint64(value(u)))
				}
			})
			return nil
		})
	}
}

// TimeSequence makes the times start, start+step, and so on.
func TimeSequence(typ arrow.DataType, start, step int64) Kernel {
	return func(_ uint64, rows *draw.Rows, mem memory.Allocator) (arrow.Array, error) {
		return Counted(mem, typ, rows.N, start, step, func(use func(k int, v uint64)) error {
			for k := range rows.N {
				use(k, uint64(rows.Position(k)))
			}
			return nil
		})
	}
}

// retimed converts between dates and timestamps of any unit. It truncates towards the past.
func retimed(from, to arrow.DataType) Conversion {
	f, t := dayFraction(from), dayFraction(to)
	convert := func(v int64) (int64, bool) {
		if f >= t {
			each := f / t
			q := v / each
			if v%each < 0 {
				q--
			}
			return q, true
		}
		hi, lo := bits.Mul64(magnitude(v), uint64(t/f))
		w := int64(lo)
		if v < 0 {
			w = -w
		}
		return w, hi == 0 && (w < 0) == (v < 0)
	}
	if to.ID() == arrow.DATE64 { // holds whole days only
		days := convert
		convert = func(v int64) (int64, bool) {
			w, ok := days(v)
			rest := w % t
			if rest < 0 {
				rest += t
			}
			return w - rest, ok
		}
	}
	switch {
	case from.ID() == arrow.DATE32 && to.ID() == arrow.DATE32:
		return throughText(to)
	case from.ID() == arrow.DATE32:
		return convertCells(to, func(v int32) (int64, bool) { return convert(int64(v)) })
	case to.ID() == arrow.DATE32:
		return convertCells(to, func(v int64) (int32, bool) {
			w, _ := convert(v)
			return int32(w), w == int64(int32(w))
		})
	}
	return convertCells(to, convert)
}
