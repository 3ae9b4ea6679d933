package tablediff

import (
	"bytes"
	"runtime"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/parallel"
)

// blockRows is the number of rows compared at once. The cells of a block with equal bytes are not looked at.
const blockRows = 4096

// differing returns the pairs of rows whose cells differ, in ascending order.
func (p *columnPair) differing(m *matching) []int32 {
	scan := p.scanner()
	parts := parallel.Chunks(m.pairs, 1<<16)
	found := make([][]int32, len(parts))
	parallel.Do(len(parts), func(i int) {
		for lo := parts[i].Lo; lo < parts[i].Hi; lo += blockRows {
			found[i] = scan(m, parallel.Span{Lo: lo, Hi: min(lo+blockRows, parts[i].Hi)}, found[i])
		}
	})
	if len(found) == 1 {
		return found[0]
	}
	var all []int32
	for _, part := range found {
		all = append(all, part...)
	}
	return all
}

// A scan appends the pairs of a span with differing cells.
type scan func(m *matching, s parallel.Span, out []int32) []int32

// scanner returns the scan for the type.
func (p *columnPair) scanner() scan {
	if !p.sameType {
		return scanCells(cells.EqualMixedTypes(p.old, p.new))
	}
	compare := cells.Comparer(p.old, p.new)
	equal := func(i, j int) bool { return compare(i, j) == 0 }
	if p.old.NullN() > 0 || p.new.NullN() > 0 {
		return scanNullable(p.old, p.new, equal)
	}
	switch p.old.DataType().ID() {
	case arrow.INT8, arrow.UINT8:
		return scanFixed[uint8](p.old, p.new, equal)
	case arrow.INT16, arrow.UINT16, arrow.FLOAT16:
		return scanFixed[uint16](p.old, p.new, equal)
	case arrow.INT32, arrow.UINT32, arrow.FLOAT32, arrow.DATE32, arrow.TIME32, arrow.INTERVAL_MONTHS:
		return scanFixed[uint32](p.old, p.new, equal)
	case arrow.INT64, arrow.UINT64, arrow.FLOAT64, arrow.DATE64, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return scanFixed[uint64](p.old, p.new, equal)
	case arrow.DECIMAL128:
		return scanFixed[decimal128.Num](p.old, p.new, equal)
	case arrow.DECIMAL256:
		return scanFixed[decimal256.Num](p.old, p.new, equal)
	case arrow.STRING:
		return scanStrings(p.old.(*array.String), p.new.(*array.String))
	case arrow.BOOL:
		return scanBools(p.old, p.new)
	}
	return scanCells(equal)
}

// scanCells compares cell by cell.
func scanCells(equal func(i, j int) bool) scan {
	return func(m *matching, s parallel.Span, out []int32) []int32 {
		for pair := s.Lo; pair < s.Hi; pair++ {
			if !equal(m.oldRow(pair), m.newRow(pair)) {
				out = append(out, int32(pair))
			}
		}
		return out
	}
}

// scanNullable is scanCells that skips blocks with equal bytes and null bitmaps.
func scanNullable(a, b arrow.Array, equal func(i, j int) bool) scan {
	cells := scanCells(equal)
	width := fixedWidth(a.DataType())
	if width == 0 {
		return cells
	}
	return func(m *matching, s parallel.Span, out []int32) []int32 {
		if m.old == nil &&
			sameBits(a.NullBitmapBytes(), b.NullBitmapBytes(), a.Data().Offset(), b.Data().Offset(), s) &&
			bytes.Equal(fixedBytes(a, width, s), fixedBytes(b, width, s)) {
			return out
		}
		return cells(m, s, out)
	}
}

// fixedWidth returns the size of a value in bytes, 0 if sizes vary or equal values may have different bytes.
func fixedWidth(dt arrow.DataType) int {
	switch dt.ID() {
	case arrow.BOOL, arrow.DICTIONARY, arrow.EXTENSION:
		return 0
	}
	if t, ok := dt.(arrow.FixedWidthDataType); ok {
		return t.BitWidth() / 8
	}
	return 0
}

// fixedBytes returns the bytes of the values of a span.
func fixedBytes(a arrow.Array, width int, s parallel.Span) []byte {
	offset := a.Data().Offset()
	return a.Data().Buffers()[1].Bytes()[(offset+s.Lo)*width : (offset+s.Hi)*width]
}

// sameBits reports whether the bits of a span are equal. No bitmap means that all bits are set.
func sameBits(a, b []byte, aOffset, bOffset int, s parallel.Span) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return bitutil.BitmapEquals(a, b, int64(aOffset+s.Lo), int64(bOffset+s.Lo), int64(s.Hi-s.Lo))
}

// scanFixed compares values of a fixed width by their bytes, and calls equal if they differ: two NaN may have different
// bytes.
func scanFixed[T interface {
	comparable
	uint8 | uint16 | uint32 | uint64 | decimal128.Num | decimal256.Num
}](a, b arrow.Array, equal func(i, j int) bool) scan {
	x, y := fixedValues[T](a), fixedValues[T](b)
	return func(m *matching, s parallel.Span, out []int32) []int32 {
		if m.old == nil {
			if bytes.Equal(rawBytes(x[s.Lo:s.Hi]), rawBytes(y[s.Lo:s.Hi])) {
				return out
			}
			for row := s.Lo; row < s.Hi; row++ {
				if x[row] != y[row] && !equal(row, row) {
					out = append(out, int32(row))
				}
			}
			return out
		}
		old, new := m.old[s.Lo:s.Hi], m.new[s.Lo:s.Hi]
		for at, i := range old {
			if j := new[at]; x[i] != y[j] && !equal(int(i), int(j)) {
				out = append(out, int32(s.Lo+at))
			}
		}
		return out
	}
}

// fixedValues returns the values of an array as numbers of their width, whatever their type.
func fixedValues[T any](a arrow.Array) []T {
	if a.Len() == 0 {
		return nil
	}
	var zero T
	raw := fixedBytes(a, int(unsafe.Sizeof(zero)), parallel.Span{Lo: 0, Hi: a.Len()})
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(raw))), a.Len())
}

func rawBytes[T any](values []T) []byte {
	var zero T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(zero)))
}

func scanStrings(a, b *array.String) scan {
	x, y := a.ValueOffsets(), b.ValueOffsets()
	aText, bText := stringBytes(a), stringBytes(b)
	return func(m *matching, s parallel.Span, out []int32) []int32 {
		if m.old != nil {
			for lo := s.Lo; lo < s.Hi; lo += gathered {
				out = scatteredStrings(m, parallel.Span{Lo: lo, Hi: min(lo+gathered, s.Hi)}, x, y, aText, bText, out)
			}
			return out
		}
		if x[s.Lo] == y[s.Lo] && bytes.Equal(rawBytes(x[s.Lo:s.Hi+1]), rawBytes(y[s.Lo:s.Hi+1])) &&
			bytes.Equal(aText[x[s.Lo]:x[s.Hi]], bText[y[s.Lo]:y[s.Hi]]) {
			return out
		}
		for row := s.Lo; row < s.Hi; row++ {
			if string(aText[x[row]:x[row+1]]) != string(bText[y[row]:y[row+1]]) {
				out = append(out, int32(row))
			}
		}
		return out
	}
}

// gathered is the number of strings that scatteredStrings loads at once.
const gathered = 256

// scatteredStrings compares pairs of strings whose new rows are in any order. It loads all offsets, then both ends of
// all texts, before it compares any text. Otherwise each comparison would wait for memory twice.
func scatteredStrings(m *matching, s parallel.Span, x, y []int32, aText, bText []byte, out []int32) []int32 {
	var starts, ends [gathered]int32
	for at, j := range m.new[s.Lo:s.Hi] {
		starts[at], ends[at] = y[j], y[j+1]
	}
	touched := byte(0)
	for at := range s.Hi - s.Lo {
		if starts[at] < ends[at] {
			touched |= bText[starts[at]] | bText[ends[at]-1]
		}
	}
	runtime.KeepAlive(touched)
	for at, i := range m.old[s.Lo:s.Hi] {
		if string(aText[x[i]:x[i+1]]) != string(bText[starts[at]:ends[at]]) {
			out = append(out, int32(s.Lo+at))
		}
	}
	return out
}

// stringBytes returns the bytes to which the offsets of a string array refer.
func stringBytes(a *array.String) []byte {
	if buf := a.Data().Buffers()[2]; buf != nil {
		return buf.Bytes()
	}
	return nil
}

func scanBools(a, b arrow.Array) scan {
	var x, y []byte
	if a.Len() > 0 && b.Len() > 0 {
		x, y = a.Data().Buffers()[1].Bytes(), b.Data().Buffers()[1].Bytes()
	}
	from, to := a.Data().Offset(), b.Data().Offset()
	return func(m *matching, s parallel.Span, out []int32) []int32 {
		if m.old == nil && sameBits(x, y, from, to, s) {
			return out
		}
		for pair := s.Lo; pair < s.Hi; pair++ {
			if bitutil.BitIsSet(x, from+m.oldRow(pair)) != bitutil.BitIsSet(y, to+m.newRow(pair)) {
				out = append(out, int32(pair))
			}
		}
		return out
	}
}
