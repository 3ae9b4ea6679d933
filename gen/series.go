package gen

import (
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
)

// A series makes the cells of a column in which each cell follows from the one before it. It starts anew with row 0,
// with each list, or for each parent. A row needs the rows before it of its series, but none before the last mark.
type series[T arrow.FixedWidthType] struct {
	n      *node
	anew   bool // for each parent
	typ    arrow.DataType
	follow func(b *batch, rows *draw.Rows) (follow[T], error)
	pinned func() (arrow.Array, error) // the pinned values, as cells of the series
}

// A follow returns cell k of a batch. before is the cell before it in its series, if it is not the first.
type follow[T any] func(k int, first bool, before T) (T, error)

// newSeries returns the series of a node. Its cells have the type typ, which a T stores.
func newSeries[T arrow.FixedWidthType](n *node, anew bool, typ arrow.DataType,
	next func(b *batch, rows *draw.Rows) (follow[T], error),
) *series[T] {
	if anew && n.dataset.dealt() {
		n.whole = true // siblings are far apart
	}
	s := &series[T]{n: n, anew: anew, typ: typ, follow: next}
	s.pinned = sync.OnceValues(func() (arrow.Array, error) {
		return convertedTo(n.pinHolder().pins.values, typ, columns.GoMem)
	})
	return s
}

// pinHolder returns the node that has the pins of a series: the node itself, or the column if traits wrap it.
func (n *node) pinHolder() *node {
	if n.leaf.withoutTraits() == n {
		return n.leaf
	}
	return n
}

// withoutTraits returns the node that makes the values of a column in rows without traits: the node itself, or the
// branch that traits wrap.
func (n *node) withoutTraits() *node {
	for {
		w, ok := n.column.Gen.(When)
		if !ok || !w.Wraps {
			return n
		}
		n = n.parts[1]
	}
}

// cells is the kernel of the series.
func (s *series[T]) cells(b *batch, mem memory.Allocator) (arrow.Array, error) {
	rows, err := b.inSeries(s.n, s.anew)
	if err != nil {
		return nil, err
	}
	var before T
	if b.outer == nil && b.rows.N > 0 && rows.Position(0) > 0 && !s.n.whole {
		if before, err = s.before(b, b.rows.Lo-rows.Position(0)); err != nil {
			return nil, err
		}
	}
	return s.from(b, rows, before, mem)
}

// before returns the cell before the first row of a batch. Its series starts in another row.
func (s *series[T]) before(b *batch, start int) (T, error) {
	const most = 1 << 16 // rows at once
	lo, cell, ok := markAt[T](s.marks(b), start, b.rows.Lo)
	if !ok {
		lo = start
	}
	for lo < b.rows.Lo {
		part := newBatch(b.ctx, b.plan, b.scope, draw.Rows{Lo: lo, N: min(most, b.rows.Lo-lo)}, b.scratch())
		var a arrow.Array
		rows, err := part.inSeries(s.n, s.anew)
		if err == nil {
			a, err = s.from(part, rows, cell, part.mem)
		}
		part.release()
		if err != nil {
			return cell, part.locate(s.n, err)
		}
		lo += part.rows.N
		cell = arrow.GetValues[T](a.Data(), 1)[part.rows.N-1]
		a.Release()
	}
	return cell, nil
}

func (s *series[T]) marks(b *batch) *marks { return &b.plan.owner(s.n).caches[s.n.id].marks }

// from makes the cells of a batch. before is the cell before its first row.
func (s *series[T]) from(b *batch, rows *draw.Rows, before T, mem memory.Allocator) (arrow.Array, error) {
	next, err := s.follow(b, rows)
	if err != nil {
		return nil, err
	}
	var pins []T
	pinned := b.pinned(s.n.pinHolder()).segments
	if len(pinned) > 0 {
		values, err := s.pinned()
		if err != nil {
			return nil, err
		}
		pins = arrow.GetValues[T](values.Data(), 1)
	}
	stride := 1
	var groups *grouping
	switch {
	case s.n.each != nil:
		if groups, err = b.groupsOf(s.n.each); err != nil {
			return nil, err
		}
	case s.anew:
		stride = b.plan.stride(s.n.dataset)
	}
	a, err := columns.Filled(mem, s.typ, b.rows.N, func(out []T) error {
		for k := range out {
			if groups != nil {
				before = out[max(groups.before[k], 0)]
			} else if k >= stride {
				before = out[k-stride]
			}
			if out[k], err = next(k, rows.Position(k) == 0, before); err != nil {
				return &columns.CellError{Cell: k, Msg: err.Error()}
			}
			for len(pinned) > 0 && pinned[0].hi <= b.rows.Lo+k {
				pinned = pinned[1:]
			}
			if len(pinned) > 0 && pinned[0].lo <= b.rows.Lo+k && s.isPinned(pinned[0].value) {
				out[k] = pins[pinned[0].value]
			}
		}
		return nil
	})
	if last := b.rows.N - 1; err == nil && b.outer == nil && !s.n.whole && last >= 0 && rows.Position(last) >= apart {
		mark(s.marks(b), b.rows.Lo+b.rows.N, arrow.GetValues[T](a.Data(), 1)[last])
	}
	return a, err
}

// isPinned reports whether a pinned value is not null. A series goes on as if a null were not pinned.
func (s *series[T]) isPinned(value int) bool { return s.n.pinHolder().pins.values.IsValid(value) }
