// Package layout lays the cells of records out differently in memory, as Arrow allows: in other chunks, behind an
// offset, with values below nulls, with other dictionaries. Code that reads Arrow correctly sees no difference.
package layout

import (
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// A Layout says what differs from how datasets are generated. Layouts are combined by |.
type Layout uint8

const (
	Chunks       Layout = 1 << iota // several chunks or batches, one of them empty
	Offsets                         // arrays are slices of longer ones
	Junk                            // null cells have values below them
	Dictionaries                    // dictionaries in another order, with entries that no cell uses

	All = Chunks | Offsets | Junk | Dictionaries
)

// Singly lists the layouts from which the cause of a failure is named, in the order in which they are tried: each by
// itself, then the different dictionaries of several chunks.
var Singly = []Layout{Chunks, Offsets, Junk, Dictionaries, Chunks | Dictionaries}

// String names a layout in a word.
func (l Layout) String() string {
	switch l {
	case Chunks:
		return "chunks"
	case Offsets:
		return "offsets"
	case Junk:
		return "junk below nulls"
	case Dictionaries, Chunks | Dictionaries:
		return "dictionary"
	}
	return "layout"
}

// Differs reports whether a record has another form in this layout.
func (l Layout) Differs(rec arrow.Record) bool {
	some := func(is func(arrow.Array) bool) bool { return slices.ContainsFunc(rec.Columns(), is) }
	return rec.NumRows() > 0 && (l&(Chunks|Offsets) != 0 ||
		l&Junk != 0 && some(hasNulls) || l&Dictionaries != 0 && some(isDictionary))
}

func isDictionary(a arrow.Array) bool { return a.DataType().ID() == arrow.DICTIONARY }

// hasNulls reports whether an array or one of its children has nulls.
func hasNulls(a arrow.Array) bool {
	if a.NullN() > 0 {
		return true
	}
	return slices.ContainsFunc(a.Data().Children(), func(c arrow.ArrayData) bool { return c.NullN() > 0 })
}

// Batches returns the rows of a record in batches of this layout.
func (l Layout) Batches(rec arrow.Record) (batches []arrow.Record) {
	for k, span := range l.spans(rec.NumRows(), 0, rec.Columns()...) {
		columns := make([]arrow.Array, rec.NumCols())
		for i, c := range rec.Columns() {
			columns[i] = l.array(c, span, k)
		}
		batches = append(batches, array.NewRecord(rec.Schema(), columns, span[1]-span[0]))
	}
	return batches
}

// Table returns the rows of a record as a table of this layout. The chunks of neighboring columns have other borders.
func (l Layout) Table(rec arrow.Record) arrow.Table {
	columns := make([]arrow.Column, rec.NumCols())
	for i, c := range rec.Columns() {
		var chunks []arrow.Array
		for k, span := range l.spans(rec.NumRows(), i, c) {
			chunks = append(chunks, l.array(c, span, k))
		}
		columns[i] = *arrow.NewColumn(rec.Schema().Field(i), arrow.NewChunked(c.DataType(), chunks))
	}
	return array.NewTable(rec.Schema(), columns, rec.NumRows())
}

// Column returns a record with one column in this layout, without chunks. ok reports whether that is another form.
func (l Layout) Column(rec arrow.Record, i int) (_ arrow.Record, ok bool) {
	columns := slices.Clone(rec.Columns())
	one := array.NewRecord(arrow.NewSchema([]arrow.Field{rec.Schema().Field(i)}, nil), columns[i:i+1], rec.NumRows())
	if !l.Differs(one) {
		return rec, false
	}
	columns[i] = l.array(columns[i], [2]int64{0, rec.NumRows()}, 0)
	return array.NewRecord(rec.Schema(), columns, rec.NumRows()), true
}

// spans returns the rows [from, to) of each chunk of some columns. Each column of a table has its own borders.
func (l Layout) spans(rows int64, column int, of ...arrow.Array) [][2]int64 {
	if l&Chunks == 0 || rows == 0 || slices.ContainsFunc(of, func(a arrow.Array) bool { return !joins(a) }) {
		return [][2]int64{{0, rows}}
	}
	first := min(rows, 1+int64(column)%rows)
	half := first + (rows-first)/2
	return [][2]int64{{0, first}, {first, first}, {first, half}, {half, rows}}
}

// array returns some cells of an array in this layout. k is the number of the chunk. A change that Arrow cannot make,
// or makes wrongly, such as joining dictionaries with NaN, is left out.
func (l Layout) array(a arrow.Array, span [2]int64, k int) arrow.Array {
	if !joins(a) {
		return a
	}
	apply := func(change func(arrow.Array) (arrow.Array, error)) {
		if out := changed(a, change); out != nil {
			a = out
		}
	}
	if span != [2]int64{0, int64(a.Len())} {
		a = array.NewSlice(a, span[0], span[1])
		apply(func(a arrow.Array) (arrow.Array, error) { return join(a) }) // without an offset
	}
	if l&Dictionaries != 0 {
		apply(func(a arrow.Array) (arrow.Array, error) { return otherDictionary(a, k) })
	}
	if l&Junk != 0 {
		apply(withJunk)
	}
	if l&Offsets != 0 && a.Len() > 0 {
		apply(behindOffset)
	}
	return a
}

// changed returns what change makes of an array, or nil if it fails, panics, or changes cells.
func changed(a arrow.Array, change func(arrow.Array) (arrow.Array, error)) (out arrow.Array) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	out, err := change(a)
	if err != nil || !same(a, out) {
		return nil
	}
	return out
}

// same reports whether two arrays have the same cells, whatever their dictionaries.
func same(a, b arrow.Array) bool {
	exact := []array.EqualOption{array.WithNaNsEqual(true), array.WithAbsTolerance(0)}
	x, ok := a.(*array.Dictionary)
	if !ok {
		return array.ApproxEqual(a, b, exact...)
	}
	y := b.(*array.Dictionary)
	for i := range x.Len() {
		if x.IsNull(i) != y.IsNull(i) {
			return false
		}
		if x.IsValid(i) {
			j, k := int64(x.GetValueIndex(i)), int64(y.GetValueIndex(i))
			if !array.SliceApproxEqual(x.Dictionary(), j, j+1, y.Dictionary(), k, k+1, exact...) {
				return false
			}
		}
	}
	return true
}

func join(parts ...arrow.Array) (arrow.Array, error) {
	return array.Concatenate(parts, memory.DefaultAllocator)
}

// behindOffset returns an array as a slice of one that has cells before and after it. The cells before it are unlike
// those at its end, so that whoever reads from the start of the buffers does not read the same cells in a circle.
func behindOffset(a arrow.Array) (arrow.Array, error) {
	const before = 3
	n := a.Len()
	other := 0
	if a.NullN() > 0 {
		nulls := 0
		for i := max(0, n-before); i < n; i++ {
			if a.IsNull(i) {
				nulls++
			}
		}
		for i := range n {
			if a.IsNull(i) == (nulls <= before/2) {
				other = i
				break
			}
		}
	}
	cell := array.NewSlice(a, int64(other), int64(other+1))
	longer, err := join(cell, cell, cell, a, cell)
	if err != nil {
		return nil, err
	}
	return array.NewSlice(longer, before, before+int64(n)), nil
}

// withJunk returns an array whose null cells have values below them, as have those of its children.
func withJunk(a arrow.Array) (arrow.Array, error) {
	full, err := filled(a)
	if err != nil {
		return nil, err
	}
	of := full.Data()
	buffers := slices.Clone(of.Buffers())
	if len(buffers) > 0 && a.NullN() > 0 {
		bits := make([]byte, bitutil.BytesForBits(int64(a.Len())))
		for i := range a.Len() {
			bitutil.SetBitTo(bits, i, a.IsValid(i))
		}
		buffers[0] = memory.NewBufferBytes(bits)
	}
	children := make([]arrow.ArrayData, len(of.Children()))
	for i, c := range of.Children() {
		child, err := withJunk(array.MakeFromData(c))
		if err != nil {
			return nil, err
		}
		children[i] = child.Data()
	}
	data := array.NewData(of.DataType(), of.Len(), buffers, children, a.NullN(), of.Offset())
	if d, ok := of.Dictionary().(*array.Data); ok && d != nil {
		data.SetDictionary(d)
	}
	return array.MakeFromData(data), nil
}

// filled returns an array without an offset, in which nulls are replaced by a value: one of the array that is not
// zero, or else any.
func filled(a arrow.Array) (arrow.Array, error) {
	if a.NullN() == 0 || a.DataType().ID() == arrow.NULL {
		return join(a)
	}
	donor := zero(a.DataType())
	for i := range a.Len() {
		if cell := array.NewSlice(a, int64(i), int64(i+1)); a.IsValid(i) && !array.Equal(cell, donor) {
			donor = cell
			break
		}
	}
	var parts []arrow.Array
	for from, i := 0, 0; i <= a.Len(); i++ {
		if i < a.Len() && a.IsValid(i) {
			continue
		}
		if i > from {
			parts = append(parts, array.NewSlice(a, int64(from), int64(i)))
		}
		if from = i + 1; i < a.Len() {
			parts = append(parts, donor)
		}
	}
	return join(parts...)
}

// joins reports whether slices of an array can be joined. Version 17 of Arrow slices or joins run-end encoded arrays
// and list views wrongly, and does not join unions and some extensions; they stay as they are. No generator makes them.
func joins(a arrow.Array) bool { return joinsType(a.DataType()) }

func joinsType(t arrow.DataType) bool {
	switch t := t.(type) {
	case arrow.UnionType, *arrow.RunEndEncodedType, *arrow.ListViewType, *arrow.LargeListViewType, arrow.ExtensionType:
		return false
	case arrow.NestedType:
		return !slices.ContainsFunc(t.Fields(), func(f arrow.Field) bool { return !joinsType(f.Type) })
	case *arrow.DictionaryType:
		return joinsType(t.ValueType)
	}
	return true
}

// zero returns an array of one zero value.
func zero(t arrow.DataType) arrow.Array {
	b := array.NewBuilder(memory.DefaultAllocator, t)
	b.AppendEmptyValue()
	return b.NewArray()
}

// otherDictionary returns an array with its dictionary in reverse, and with unused entries before it: k+1 of them, so
// that chunks differ.
func otherDictionary(a arrow.Array, k int) (arrow.Array, error) {
	d, ok := a.(*array.Dictionary)
	if !ok || d.Dictionary().Len() == 0 {
		return a, nil
	}
	t := d.DataType().(*arrow.DictionaryType)
	entries := d.Dictionary()
	unused := k + 1
	if width := t.IndexType.(arrow.FixedWidthDataType).BitWidth(); width < 32 && entries.Len()+unused > 1<<(width-1) {
		unused = 0
	}
	var parts []arrow.Array
	for range unused {
		parts = append(parts, zero(entries.DataType()))
	}
	for i := int64(entries.Len() - 1); i >= 0; i-- {
		parts = append(parts, array.NewSlice(entries, i, i+1))
	}
	reversed, err := join(parts...)
	if err != nil {
		return nil, err
	}
	indexes := array.NewBuilder(memory.DefaultAllocator, t.IndexType)
	for i := range d.Len() {
		if d.IsNull(i) {
			indexes.AppendNull()
		} else if err := indexes.AppendValueFromString(strconv.Itoa(reversed.Len() - 1 - d.GetValueIndex(i))); err != nil {
			return nil, err
		}
	}
	return array.NewDictionaryArray(t, indexes.NewArray(), reversed), nil
}
