package gen

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/message"
)

// A domain is the values of a unique column, numbered from 0.
type domain struct {
	size func(p *Plan) uint64 // 0 means 2^64
	// of returns a function that returns the number of a pinned value, or false if it has none.
	of func(ctx context.Context, p *Plan) (func(value int) (uint64, bool), error)
}

// permute makes a node unique: its cells are a keyed permutation of a domain. at returns the number of a value from its
// text.
func (c *compiler) permute(n *node, size uint64, at func(text string) (uint64, bool)) bool {
	if cells := c.cellsOf(n); size != 0 && uint64(cells) > size {
		return c.report(n, "%s unique values are needed, but there are %s", message.Thousands(cells), message.Thousands(size))
	}
	n.unique = &domain{
		size: func(*Plan) uint64 { return size },
		of: func(context.Context, *Plan) (func(int) (uint64, bool), error) {
			text, err := columns.Texts(n.pins.values)
			return func(value int) (uint64, bool) {
				cell, ok := text(value)
				if !ok {
					return 0, false
				}
				return at(string(cell))
			}, err
		},
	}
	return true
}

// uniqueDraw returns the permutation of a unique node.
func (b *batch) uniqueDraw(n *node) (*draw.Unique, error) {
	p := b.plan
	d := &draw.Unique{Permutation: draw.NewPermutation(draw.Substream(b.key(n), draw.ForPermutation), n.unique.size(p))}
	if n.pins == nil {
		return d, nil
	}
	var err error
	d.PinnedAt, err = p.caches[n.id].taken.get(func() (map[uint64]uint64, error) {
		number, err := n.unique.of(b.ctx, p)
		if err != nil {
			return nil, err
		}
		taken := map[uint64]uint64{}
		for _, s := range n.pins.segments {
			if n.pins.values.IsNull(s.value) {
				continue
			}
			if v, ok := number(s.value); ok {
				taken[v] = uint64(s.lo)
			}
		}
		return taken, nil
	})
	return d, err
}

// eachUnique calls use with each cell of a unique node and the number of its value.
func (b *batch) eachUnique(n *node, use func(k int, v uint64)) error {
	d, err := b.uniqueDraw(n)
	if err != nil {
		return err
	}
	for k := range b.rows.N {
		v, ok := d.Cell(&b.rows, k)
		if !ok {
			return &columns.CellError{Cell: k, Msg: fmt.Sprintf("there are only %d unique values", d.Size())}
		}
		use(k, v)
	}
	return nil
}

// uniqueIndex returns the numbers of the values of a unique node.
func (b *batch) uniqueIndex(n *node) ([]int, error) {
	index := make([]int, b.rows.N)
	return index, b.eachUnique(n, func(k int, v uint64) { index[k] = int(v) })
}

// uniqueCounted is the kernel of unique integers or times: lo plus the number of the value times unit.
func uniqueCounted(n *node, typ arrow.DataType, lo, unit int64) kernel {
	return func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		return columns.Counted(mem, typ, b.rows.N, lo, unit, func(use func(k int, v uint64)) error {
			return b.eachUnique(n, use)
		})
	}
}
