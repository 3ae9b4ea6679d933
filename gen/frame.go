package gen

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
)

// A frame is the columns of some rows while they are made: each is made when it is first asked for.
type frame struct {
	ctx   context.Context
	plan  *Plan
	scope *scope
	rows  rows
	mem   memory.Allocator
	cells []arrow.Array // by slot
	index [][]int       // by slot: the rows that a reference refers to
	nulls [][]bool      // by slot: the rows in which a struct is null

	outer     *frame // of the elements of lists: the rows that have the lists
	outerRow  []int
	fromOuter map[*node]arrow.Array

	size int64 // of the cells, in bytes
	past bool  // of rows after the last of the dataset, of which no column is kept
}

func newFrame(ctx context.Context, p *Plan, s *scope, r rows, mem memory.Allocator) *frame {
	return &frame{
		ctx: ctx, plan: p, scope: s, rows: r, mem: mem,
		cells: make([]arrow.Array, s.slots), index: make([][]int, s.slots), nulls: make([][]bool, s.slots),
	}
}

// release lets go of all columns.
func (f *frame) release() {
	releaseAll(f.cells)
	for _, a := range f.fromOuter {
		a.Release()
	}
}

// scratch allocates what does not leave the package, within the bound of what does.
func (f *frame) scratch() memory.Allocator {
	return &bytebudget.Allocator{Allocator: goMem, Bytes: bytebudget.Of(f.mem)}
}

// key returns the key of a node's stream.
func (f *frame) key(n *node) uint64 { return f.plan.keys[n.id] }

// column returns the cells of a node. They stay the frame's.
func (f *frame) column(n *node) (arrow.Array, error) {
	if n.scope != f.scope {
		return f.outerColumn(n)
	}
	if a := f.cells[n.slot]; a != nil {
		return a, nil
	}
	a, err := f.make(n)
	if err != nil {
		return nil, err
	}
	f.cells[n.slot] = a
	if !n.isStruct() { // whose columns are counted
		f.size += sizeOf(a.Data(), 0, a.Len())
	}
	if f.size > bytebudget.Of(f.mem) {
		return nil, bytebudget.Err
	}
	return a, nil
}

func (f *frame) outerColumn(n *node) (arrow.Array, error) {
	if a := f.fromOuter[n]; a != nil {
		return a, nil
	}
	a, err := f.outer.column(n)
	if err != nil {
		return nil, err
	}
	if a, err = take(f.scratch(), a, f.outerRow); err != nil {
		return nil, err
	}
	if f.fromOuter == nil {
		f.fromOuter = map[*node]arrow.Array{}
	}
	f.fromOuter[n] = a
	return a, nil
}

func (f *frame) make(n *node) (arrow.Array, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	if f.outer == nil && !f.past {
		a, kept := f.plan.kept(n)
		if !kept && n.whole && !f.isWhole(n) {
			var err error
			if a, err = f.plan.wholeColumn(f.ctx, n); err != nil {
				return nil, err
			}
			kept = true
		}
		if kept {
			return array.NewSlice(a, int64(f.rows.lo), int64(f.rows.lo+f.rows.n)), nil
		}
	}
	pinned := f.pinned(n)
	if pinned.covered && !n.isStruct() {
		return take(f.mem, n.pins.values, f.pinnedRows(pinned, false))
	}
	a, err := n.kernel(f, f.mem)
	if err != nil {
		return nil, f.locate(n, err)
	}
	if a, err = f.withNulls(n, a); err != nil {
		return nil, err
	}
	if len(pinned.segments) > 0 && !n.isStruct() {
		generated := a
		a, err = gather(f.mem, generated, n.pins.values, f.pinnedRows(pinned, true))
		generated.Release()
		if err != nil {
			return nil, err
		}
	}
	if n.distinct {
		if err := f.checkDistinct(n, a); err != nil {
			a.Release()
			return nil, err
		}
	}
	return a, nil
}

// isWhole tells whether the frame has all rows of a node's dataset.
func (f *frame) isWhole(n *node) bool {
	return f.rows.lo == 0 && f.rows.n == f.plan.layout.rows[n.dataset.index]
}

// withNulls puts the nulls of a node on its values, and those of the structs around it. It lets go of a.
func (f *frame) withNulls(n *node, a arrow.Array) (arrow.Array, error) {
	var null []bool
	if n.isStruct() {
		null = f.structNulls(n)
	} else {
		null = f.leafNulls(n)
	}
	if null == nil {
		return a, nil
	}
	// A null list has no elements: writers such as Arrow's of Parquet take no others.
	if a.Data().Offset() == 0 && hasValidity(a.DataType()) && a.DataType().ID() != arrow.LIST {
		return withNulls(f.mem, a, func(k int) bool { return null[k] }), nil
	}
	index := make([]int, len(null))
	for k := range index {
		index[k] = k
		if null[k] {
			index[k] = none
		}
	}
	defer a.Release()
	return take(f.mem, a, index)
}

// leafNulls returns the rows in which a node that is no struct has a drawn null, or is in a struct that is null; nil
// where there are none.
func (f *frame) leafNulls(n *node) []bool {
	null := f.drawnNulls(n)
	if owner := n.group.owner; owner != nil && owner.scope == f.scope {
		return either(null, f.structNulls(owner))
	}
	return null
}

func either(a, b []bool) []bool {
	if a == nil || b == nil {
		return slices.Concat(a, b)
	}
	out := slices.Clone(a)
	for k, null := range b {
		out[k] = out[k] || null
	}
	return out
}

func (f *frame) drawnNulls(n *node) []bool {
	if !n.drawnNulls() {
		return nil
	}
	limit, always := chance(n.column.Null)
	null := make([]bool, f.rows.n)
	f.rows.draws(substream(f.key(n), forNull), func(at int, u []uint64) {
		for k := range u {
			null[at+k] = happens(u[k], limit, always)
		}
	})
	return null
}

// structNulls returns the rows in which a struct is null: drawn, pinned, or within a struct that is null. A pin of a
// field makes its struct a value.
func (f *frame) structNulls(n *node) []bool {
	if f.nulls[n.slot] != nil {
		return f.nulls[n.slot]
	}
	null := f.leafNulls(n)
	for _, s := range f.pinned(n).segments {
		if null == nil {
			null = make([]bool, f.rows.n)
		}
		for k := s.lo; k < s.hi; k++ {
			null[k-f.rows.lo] = s.value == pinnedNull
		}
	}
	f.nulls[n.slot] = null
	return null
}

// pinnedSlice are the pins of the rows of a frame.
type pinnedSlice struct {
	segments []segment // cut to the frame's rows
	covered  bool      // every row is pinned
}

func (f *frame) pinned(n *node) pinnedSlice {
	if n.pins == nil || f.outer != nil {
		return pinnedSlice{}
	}
	lo, hi := f.rows.lo, f.rows.lo+f.rows.n
	all := n.pins.segments
	first := sort.Search(len(all), func(i int) bool { return all[i].hi > lo })
	var p pinnedSlice
	rows := 0
	for _, s := range all[first:] {
		if s.lo >= hi {
			break
		}
		s.lo, s.hi = max(s.lo, lo), min(s.hi, hi)
		p.segments = append(p.segments, s)
		rows += s.hi - s.lo
	}
	p.covered = rows == f.rows.n && rows > 0
	return p
}

// pinnedRows returns the index of cells that are generated, or pinned: second then. Without generated ones all are
// pinned, and the index is of the pinned values alone.
func (f *frame) pinnedRows(pinned pinnedSlice, generated bool) []int {
	index := make([]int, f.rows.n)
	if generated {
		for k := range index {
			index[k] = k
		}
	}
	for _, s := range pinned.segments {
		value := s.value
		if generated {
			value = second(value)
		}
		for k := s.lo; k < s.hi; k++ {
			index[k-f.rows.lo] = value
		}
	}
	return index
}

// referred returns the rows of the target's dataset that a reference column refers to, none for a null.
func (f *frame) referred(n *node) ([]int, error) {
	if n.scope != f.scope {
		outer, err := f.outer.referred(n)
		if err != nil {
			return nil, err
		}
		index := make([]int, len(f.outerRow))
		for k, row := range f.outerRow {
			index[k] = outer[row]
		}
		return index, nil
	}
	if index := f.index[n.slot]; index != nil {
		return index, nil
	}
	index, err := n.reference.rows(f)
	if err != nil {
		return nil, f.locate(n, err)
	}
	for k, null := range f.leafNulls(n) {
		if null {
			index[k] = none
		}
	}
	if pinned := f.pinned(n); len(pinned.segments) > 0 {
		found, err := f.plan.referredByPins(f.ctx, n)
		if err != nil {
			return nil, err
		}
		for _, s := range pinned.segments {
			for k := s.lo; k < s.hi; k++ {
				index[k-f.rows.lo] = found[s.value]
			}
		}
	}
	f.index[n.slot] = index
	return index, nil
}

// A cellError is what is wrong with one cell of a frame.
type cellError struct {
	cell int
	msg  string
}

func (e *cellError) Error() string { return e.msg }

// locate turns an error of a kernel into one that says which column and row it is about.
func (f *frame) locate(n *node, err error) error {
	var known *Error
	if errors.As(err, &known) || errors.Is(err, bytebudget.Err) || f.ctx.Err() != nil {
		return err
	}
	msg := err.Error()
	var cell *cellError
	if errors.As(err, &cell) {
		msg = f.place(cell.cell) + ": " + cell.msg
	}
	return &Error{At: n.leaf.at, Dataset: n.dataset.name, Column: n.path, Msg: msg}
}

// place says which row, and which element of its list, a cell is.
func (f *frame) place(k int) string {
	if f.outer == nil {
		return fmt.Sprintf("row %d", f.rows.at(k))
	}
	return fmt.Sprintf("%s, element %d", f.outer.place(f.outerRow[k]), f.rows.at(k))
}
