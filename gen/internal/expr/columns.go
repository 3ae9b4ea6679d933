package expr

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"

	"github.com/assay-go/assay/internal/arrowtext"
)

// readColumn is the kernel of a column. It makes a block of its rows, without a copy if the widths agree.
func readColumn(s *state, n *node, out *block, _ []*block) {
	a := s.cols[n.column]
	readNulls(a, s.lo, out)
	switch a := a.(type) {
	case *array.Boolean:
		for i := range out.bools {
			out.bools[i] = a.Value(s.lo + i)
		}
	case *array.Int8:
		widen(out.ints, a.Int8Values()[s.lo:])
	case *array.Int16:
		widen(out.ints, a.Int16Values()[s.lo:])
	case *array.Int32:
		widen(out.ints, a.Int32Values()[s.lo:])
	case *array.Uint8:
		widen(out.ints, a.Uint8Values()[s.lo:])
	case *array.Uint16:
		widen(out.ints, a.Uint16Values()[s.lo:])
	case *array.Uint32:
		widen(out.ints, a.Uint32Values()[s.lo:])
	case *array.Uint64:
		v := a.Uint64Values()[s.lo:]
		widen(out.ints, v)
		for i := range out.ints {
			if v[i] > math.MaxInt64 && !out.null[i] {
				n.fail(out, i, columnBeyondInt)
			}
		}
	case *array.Date32:
		widen(out.ints, a.Date32Values()[s.lo:])
	case *array.Int64, *array.Timestamp, *array.Duration:
		out.ints = words(a)[s.lo : s.lo+s.rows]
	case *array.Float16:
		for i := range out.floats {
			out.floats[i] = float64(a.Value(s.lo + i).Float32())
		}
	case *array.Float32:
		v := a.Float32Values()[s.lo:]
		for i := range out.floats {
			out.floats[i] = float64(v[i])
		}
	case *array.Float64:
		out.floats = a.Float64Values()[s.lo : s.lo+s.rows]
	case *array.Decimal128:
		out.decimals = a.Values()[s.lo : s.lo+s.rows]
	default:
		readTexts(a, s.lo, out)
	}
}

func widen[T int8 | int16 | int32 | uint8 | uint16 | uint32 | uint64 | arrow.Date32](out []int64, v []T) {
	v = v[:len(out)]
	for i, x := range v {
		out[i] = int64(x)
	}
}

// words returns the values of a column of 64-bit integers, dates, timestamps or durations.
func words(a arrow.Array) []int64 {
	d := a.Data()
	return arrow.Int64Traits.CastFromBytes(d.Buffers()[1].Bytes())[d.Offset() : d.Offset()+d.Len()]
}

func readNulls(a arrow.Array, lo int, out *block) {
	if d, ok := a.(*array.Dictionary); ok {
		null := arrowtext.Nulls(d)
		for i := range out.null {
			if null(lo + i) {
				out.setNull(i)
			}
		}
		return
	}
	if a.NullN() == 0 {
		return
	}
	valid, at := a.NullBitmapBytes(), a.Data().Offset()+lo
	for i := range out.null {
		if bitutil.BitIsNotSet(valid, at+i) {
			out.setNull(i)
		}
	}
}

func readTexts(a arrow.Array, lo int, out *block) {
	switch a := a.(type) {
	case *array.String:
		values, offsets := a.ValueBytes(), a.ValueOffsets()
		for i := range out.texts {
			from, to := offsets[lo+i]-offsets[0], offsets[lo+i+1]-offsets[0]
			out.texts[i] = values[from:to:to]
		}
	case *array.Dictionary:
		words := a.Dictionary().(*array.String)
		values, offsets := words.ValueBytes(), words.ValueOffsets()
		for i, null := range out.null {
			if out.texts[i] = nil; !null {
				at := a.GetValueIndex(lo + i)
				from, to := offsets[at]-offsets[0], offsets[at+1]-offsets[0]
				out.texts[i] = values[from:to:to]
			}
		}
	case interface{ Value(row int) string }: // other arrays of strings
		for i, null := range out.null {
			if out.texts[i] = nil; !null {
				from := len(out.scratch.arena)
				out.scratch.arena = append(out.scratch.arena, a.Value(lo+i)...)
				out.texts[i] = out.scratch.arena[from:len(out.scratch.arena):len(out.scratch.arena)]
			}
		}
	}
}

// repeat fills n rows with the single row of another block.
func (b *block) repeat(k kind, one *block, n int) {
	b.null = nil
	b.clear(n)
	b.prepare(k, n)
	fill(b.bools, one.bools)
	fill(b.ints, one.ints)
	fill(b.floats, one.floats)
	fill(b.decimals, one.decimals)
	fill(b.texts, one.texts)
	fill(b.null, one.null)
	b.hasNull = one.hasNull
}

func fill[T any](out, from []T) {
	for i := range out {
		out[i] = from[0]
	}
}
