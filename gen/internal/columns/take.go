package columns

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/decimal256"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
)

// NoRow is the index of a null, or of no row.
const NoRow = -1

// SecondRow returns the index for a row of the second array of Merge.
func SecondRow(row int) int { return -2 - row }

// A merge selects cells of two arrays: index k is a row of a, NoRow, or OfSecond of a row of b.
type merge struct {
	mem   memory.Allocator
	a, b  arrow.Array // b may be nil
	index []int
	full  bool // no index is NoRow; if it is not set, one may be
}

// Take returns the cells of a at some rows; a NoRow gives a null.
func Take(mem memory.Allocator, a arrow.Array, index []int) (arrow.Array, error) {
	return Merge(mem, a, nil, index)
}

// Merge returns cells of two arrays of one type: index has rows of a, NoRow, or OfSecond of rows of b.
func Merge(mem memory.Allocator, a, b arrow.Array, index []int) (arrow.Array, error) {
	g := &merge{mem: mem, a: a, b: b, index: index}
	switch t := a.DataType().(type) {
	case *arrow.BooleanType:
		return g.validity(g.bools()), nil
	case *arrow.StringType, *arrow.BinaryType:
		out, err := g.texts()
		if err != nil {
			return nil, err
		}
		return g.validity(out), nil
	case *arrow.StructType:
		return g.structs(t)
	case *arrow.ListType:
		return g.lists()
	case *arrow.DictionaryType, *arrow.FixedSizeBinaryType:
		return g.byText()
	case arrow.FixedWidthDataType:
		switch t.BitWidth() {
		case 8:
			return g.validity(mergeFixed[uint8](g)), nil
		case 16:
			return g.validity(mergeFixed[uint16](g)), nil
		case 32:
			return g.validity(mergeFixed[uint32](g)), nil
		case 64:
			return g.validity(mergeFixed[uint64](g)), nil
		case 128:
			return g.validity(mergeFixed[decimal128.Num](g)), nil
		case 256:
			return g.validity(mergeFixed[decimal256.Num](g)), nil
		}
	}
	return g.byText()
}

// validity adds to out the nulls of the selected cells and of NoRow.
func (g *merge) validity(out arrow.Array) arrow.Array {
	if g.a.NullN() == 0 && (g.b == nil || g.b.NullN() == 0) && (g.full || !slices.Contains(g.index, NoRow)) {
		return out
	}
	if g.b != nil || g.a.NullN() > 0 {
		return WithNulls(g.mem, out, g.isNull)
	}
	valid := newBitmap(g.mem, len(g.index))
	bits, nulls := valid.Bytes(), 0
	bitutil.SetBitsTo(bits, 0, int64(len(g.index)), true)
	for k, i := range g.index {
		if i == NoRow {
			bits[k/8] &^= 1 << (k % 8)
			nulls++
		}
	}
	return withValidity(out, valid, nulls)
}

func (g *merge) isNull(k int) bool {
	switch i := g.index[k]; {
	case i >= 0:
		return g.a.IsNull(i)
	case i == NoRow:
		return true
	default:
		return g.b.IsNull(SecondRow(i))
	}
}

func mergeFixed[T arrow.FixedWidthType](g *merge) arrow.Array {
	a := arrow.GetValues[T](g.a.Data(), 1)
	var b []T
	if g.b != nil {
		b = arrow.GetValues[T](g.b.Data(), 1)
	}
	return fixed(g.mem, g.a.DataType(), len(g.index), func(out []T) {
		all := 0 // negative if an index is
		for k, i := range g.index {
			all |= i
			switch {
			case i >= 0:
				out[k] = a[i]
			case i != NoRow:
				out[k] = b[SecondRow(i)]
			default:
				var zero T
				out[k] = zero
			}
		}
		g.full = all >= 0
	})
}

func (g *merge) bools() arrow.Array {
	return booleans(g.mem, len(g.index), func(bits []byte) {
		for k, i := range g.index {
			if i >= 0 && g.a.(*array.Boolean).Value(i) || i < NoRow && g.b.(*array.Boolean).Value(SecondRow(i)) {
				bitutil.SetBit(bits, k)
			}
		}
	})
}

func (g *merge) texts() (arrow.Array, error) {
	a, b := textOf(g.a), textOf(g.b)
	return texts(g.mem, g.a.DataType(), len(g.index), func(dst []byte, k int) []byte {
		switch i := g.index[k]; {
		case i >= 0:
			return append(dst, a(i)...)
		case i != NoRow:
			return append(dst, b(SecondRow(i))...)
		}
		return dst
	})
}

// textOf returns a function that returns the bytes of a cell of an array of strings or binary.
func textOf(a arrow.Array) func(row int) []byte {
	if a == nil || a.Len() == 0 {
		return func(int) []byte { return nil }
	}
	d := a.Data()
	var text []byte
	if b := d.Buffers()[2]; b != nil {
		text = b.Bytes()
	}
	ends := arrow.GetOffsets[int32](d, 1)
	return func(row int) []byte { return text[ends[row]:ends[row+1]] }
}

func (g *merge) structs(t *arrow.StructType) (arrow.Array, error) {
	children := make([]arrow.Array, t.NumFields())
	for i := range children {
		var b arrow.Array
		if g.b != nil {
			b = g.b.(*array.Struct).Field(i)
		}
		var err error
		if children[i], err = Merge(g.mem, g.a.(*array.Struct).Field(i), b, g.index); err != nil {
			ReleaseAll(children[:i])
			return nil, err
		}
	}
	return g.validity(newArray(t, len(g.index), []*memory.Buffer{nil}, children)), nil
}

func (g *merge) lists() (arrow.Array, error) {
	a := g.a.(*array.List)
	b, _ := g.b.(*array.List)
	offsets, ends := newOffsets(g.mem, len(g.index))
	var elements []int
	for k, i := range g.index {
		switch {
		case i >= 0 && a.IsValid(i):
			from, to := a.ValueOffsets(i)
			for e := from; e < to; e++ {
				elements = append(elements, int(e))
			}
		case i < NoRow && b.IsValid(SecondRow(i)):
			from, to := b.ValueOffsets(SecondRow(i))
			for e := from; e < to; e++ {
				elements = append(elements, SecondRow(int(e)))
			}
		}
		if err := checkElements(g.mem, len(elements)); err != nil {
			offsets.Release()
			return nil, err
		}
		ends[k+1] = int32(len(elements))
	}
	var values arrow.Array
	if b != nil {
		values = b.ListValues()
	}
	child, err := Merge(g.mem, a.ListValues(), values, elements)
	if err != nil {
		offsets.Release()
		return nil, err
	}
	return g.validity(newArray(a.DataType(), len(g.index), []*memory.Buffer{nil, offsets}, []arrow.Array{child})), nil
}

// byText merges cells of rare types through their texts.
func (g *merge) byText() (arrow.Array, error) {
	a, err := Texts(g.a)
	if err != nil {
		return nil, err
	}
	b := a
	if g.b != nil {
		if b, err = Texts(g.b); err != nil {
			return nil, err
		}
	}
	size := int64(0)
	out, err := parsed(g.mem, g.a.DataType(), len(g.index), func(k int) (cell []byte, ok bool) {
		switch i := g.index[k]; {
		case i >= 0:
			cell, ok = a(i)
		case i != NoRow:
			cell, ok = b(SecondRow(i))
		}
		size += int64(len(cell))
		return cell, ok && size <= bytebudget.Of(g.mem)
	})
	if err == nil && size > bytebudget.Of(g.mem) {
		out.Release()
		return nil, bytebudget.Err
	}
	return out, err
}
