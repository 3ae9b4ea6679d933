package gen

import (
	"context"
	"fmt"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// A domain is the values that a unique column can have, numbered from 0 on.
type domain struct {
	size func(p *Plan) uint64 // 0 means 2^64
	// of returns a function that returns the number of a pinned value, and whether it has one.
	of func(ctx context.Context, p *Plan) (func(value int) (uint64, bool), error)
}

// permute makes a node unique: its cells are values of a domain of a fixed size, in a keyed order. at returns the
// number of a value by its text.
func (c *compiler) permute(n *node, size uint64, at func(text string) (uint64, bool)) bool {
	if cells := c.cellsOf(n); size != 0 && uint64(cells) > size {
		c.report(n, "%s unique values are asked for, and there are %s", message.Thousands(cells), message.Thousands(size))
		return false
	}
	n.unique = &domain{
		size: func(*Plan) uint64 { return size },
		of: func(context.Context, *Plan) (func(int) (uint64, bool), error) {
			text, err := arrowtext.NewFormatter(n.pins.values)
			if err != nil {
				return nil, err
			}
			return func(value int) (uint64, bool) { return at(string(text(nil, value))) }, nil
		},
	}
	return true
}

// uniqueDraw returns the permutation of a unique node.
func (f *frame) uniqueDraw(n *node) (*uniqueDraw, error) {
	p := f.plan
	d := &uniqueDraw{permutation: newPermutation(substream(f.key(n), forPermutation), n.unique.size(p))}
	if n.pins == nil {
		return d, nil
	}
	var err error
	d.pinnedAt, err = p.whole[n.id].taken.get(func() (map[uint64]uint64, error) {
		number, err := n.unique.of(f.ctx, p)
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

// permutedRows returns a function that calls use with each cell of a frame and the number of its value.
func permutedRows(n *node) func(f *frame, use func(k int, v uint64)) error {
	return func(f *frame, use func(k int, v uint64)) error {
		d, err := f.uniqueDraw(n)
		if err != nil {
			return err
		}
		for k := range f.rows.n {
			at := f.rows.at(k)
			if d.size != 0 && uint64(at) >= d.size {
				return &cellError{k, fmt.Sprintf("there are only %d unique values", d.size)}
			}
			if f.rows.counters == nil {
				use(k, d.of(uint64(at)))
				continue
			}
			list := permutation{key: mix(d.key + f.rows.counters[k] - uint64(at)), size: d.size, half: d.half}
			use(k, list.of(uint64(at)))
		}
		return nil
	}
}
