package gen

import (
	"context"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
)

// A batch evaluates the columns of some rows. Each column is computed when it is first asked for.
type batch struct {
	ctx   context.Context
	plan  *Plan
	scope *scope
	rows  draw.Rows
	mem   memory.Allocator
	cells []arrow.Array // by slot
	index [][]int       // by slot: the rows that a reference column refers to
	nulls [][]bool      // by slot: the rows in which a struct is null

	parents  []int   // the parent of each row by Per; nil if nothing asked for it
	siblings []int32 // the place of each row among the children of its parent; nil if nothing asked for it

	groups map[*node]*grouping // the rows by the values of a column

	outer     *batch // for list elements: the rows that have the lists
	outerRow  []int
	fromOuter map[*node]arrow.Array
	belows    map[*dataset]*batch // the children of the rows, for rollups
	parts     []*batch            // of a union: the rows in each source; nil if there are none

	size   int64 // of the cells, in bytes, and worked
	worked int64 // what expressions spent on their time, in bytes
	past   bool  // the rows are past the end of the dataset, so that no column is kept
}

func newBatch(ctx context.Context, p *Plan, s *scope, r draw.Rows, mem memory.Allocator) *batch {
	return &batch{
		ctx: ctx, plan: p, scope: s, rows: r, mem: mem,
		cells: make([]arrow.Array, s.slots), index: make([][]int, s.slots), nulls: make([][]bool, s.slots),
	}
}

// of returns a batch of the rows [lo, hi) of a dataset, within what is left of the byte budget of b.
func (b *batch) of(d *dataset, lo, hi int) *batch {
	mem := &bytebudget.Allocator{Allocator: columns.GoMem, Bytes: bytebudget.Of(b.mem) - b.size}
	return newBatch(b.ctx, b.plan, d.scope, draw.Rows{Lo: lo, N: hi - lo}, mem)
}

// charge calls use, and adds the bytes that it spends in another batch to those of b.
func (b *batch) charge(other *batch, use func() error) error {
	size, worked := other.size, other.worked
	err := use()
	b.size += other.size - size
	b.worked += other.worked - worked
	return err
}

// release releases all columns.
func (b *batch) release() {
	columns.ReleaseAll(b.cells)
	for _, a := range b.fromOuter {
		a.Release()
	}
	for _, index := range b.index {
		if len(index) > 0 && (len(b.parents) == 0 || &index[0] != &b.parents[0]) {
			columns.FreeIndex(index)
		}
	}
	columns.FreeIndex(b.parents)
	for _, below := range b.belows {
		below.release()
	}
	for _, part := range b.parts {
		if part != nil {
			part.release()
		}
	}
}

// scratch allocates what does not leave the package, within the byte budget of the batch.
func (b *batch) scratch() memory.Allocator {
	return &bytebudget.Allocator{Allocator: columns.GoMem, Bytes: bytebudget.Of(b.mem)}
}

// key returns the key of a node's stream.
func (b *batch) key(n *node) uint64 { return b.plan.keys[n.id] }

// isWhole reports whether the batch has all rows of a node's dataset.
func (b *batch) isWhole(n *node) bool {
	return b.rows.Lo == 0 && b.rows.N == b.plan.layout.rows[n.dataset.index]
}

// locate adds the column and the row to an error of a kernel.
func (b *batch) locate(n *node, err error) error {
	var known *Error
	if errors.As(err, &known) || errors.Is(err, bytebudget.Err) || b.ctx.Err() != nil {
		return err
	}
	if cell, ok := errors.AsType[*columns.CellError](err); ok {
		err = fmt.Errorf("%s: %w", b.place(cell.Cell), cell)
	}
	return newError(n.leaf.at, n.dataset.name, n.path, err)
}

// place returns the row of a cell, and its element if it is in a list.
func (b *batch) place(k int) string {
	if b.outer == nil {
		return fmt.Sprintf("row %d", b.rows.Position(k))
	}
	return fmt.Sprintf("%s, element %d", b.outer.place(b.outerRow[k]), b.rows.Position(k))
}
