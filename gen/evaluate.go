package gen

import (
	"context"
	"errors"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/budget"
)

// leastCell is the number of bytes that a cell counts at least, since each takes time, and memory while it is made.
const leastCell = 8

// leastCell returns the number of bytes that a cell of a node counts at least. Long expressions take more time.
func (n *node) leastCell() int64 {
	const fast = 64 // steps of an expression
	return leastCell * int64(1+n.steps/fast)
}

// column returns the cells of a node, which the batch owns.
func (b *batch) column(n *node) (arrow.Array, error) {
	if n.scope != b.scope {
		return b.outerColumn(n)
	}
	if a := b.cells[n.slot]; a != nil {
		return a, nil
	}
	a, err := b.make(n)
	if err != nil {
		return nil, err
	}
	b.cells[n.slot] = a
	if !n.isStruct() { // the fields of a struct are counted already
		b.size += max(budget.SizeOf(a.Data(), 0, a.Len()), n.leastCell()*int64(b.rows.N))
	}
	if b.size > bytebudget.Of(b.mem) {
		return nil, bytebudget.Err
	}
	return a, nil
}

// columnAs is column with the cells converted, if convert is not nil.
func (b *batch) columnAs(n *node, convert columns.Conversion) (arrow.Array, error) {
	a, err := b.column(n)
	if err != nil || convert == nil {
		return a, err
	}
	return convert(b.scratch(), a)
}

// columns returns the cells of some nodes, which the batch owns.
func (b *batch) columns(nodes []*node) ([]arrow.Array, error) {
	cells := make([]arrow.Array, len(nodes))
	for i, n := range nodes {
		var err error
		if cells[i], err = b.column(n); err != nil {
			return nil, err
		}
	}
	return cells, nil
}

func (b *batch) outerColumn(n *node) (arrow.Array, error) {
	if a := b.fromOuter[n]; a != nil {
		return a, nil
	}
	a, err := b.outer.column(n)
	if err != nil {
		return nil, err
	}
	if a, err = columns.Take(b.scratch(), a, b.outerRow); err != nil {
		return nil, err
	}
	if b.fromOuter == nil {
		b.fromOuter = map[*node]arrow.Array{}
	}
	b.fromOuter[n] = a
	return a, nil
}

func (b *batch) make(n *node) (arrow.Array, error) {
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	if b.size+max(budget.Slots(n.typ, int64(b.rows.N)), n.leastCell()*int64(b.rows.N)) > bytebudget.Of(b.mem) {
		return nil, bytebudget.Err
	}
	if b.outer == nil && !b.past {
		a, kept := b.plan.kept(n)
		if !kept && (n.kept || n.whole) && !b.isWhole(n) {
			var err error
			if a, err = b.plan.wholeColumn(b.ctx, n); err != nil {
				return nil, err
			}
			kept = true
		}
		if kept {
			return array.NewSlice(a, int64(b.rows.Lo), int64(b.rows.Lo+b.rows.N)), nil
		}
	}
	pinned := b.pinned(n)
	if pinned.covered && !n.isStruct() {
		return columns.Take(b.mem, b.plan.pinnedValues(n), b.pinnedRows(pinned, false))
	}
	a, err := n.kernel(b, &bytebudget.Allocator{Allocator: b.mem, Bytes: bytebudget.Of(b.mem) - b.size})
	if err != nil {
		return nil, b.locate(n, err)
	}
	if a, err = b.withNulls(n, a); err != nil {
		return nil, err
	}
	if len(pinned.segments) > 0 && !n.isStruct() {
		generated := a
		a, err = columns.Merge(b.mem, generated, b.plan.pinnedValues(n), b.pinnedRows(pinned, true))
		generated.Release()
		if err != nil {
			return nil, err
		}
	}
	if n.check != nil {
		if err := n.check(b, a); err != nil {
			a.Release()
			return nil, err
		}
	}
	return a, nil
}

// wholeColumn returns the cells of a node for all rows of its dataset, which the plan owns.
func (p *Plan) wholeColumn(ctx context.Context, n *node) (arrow.Array, error) {
	p = p.owner(n)
	return p.caches[n.id].values.get(func() (arrow.Array, error) {
		b := p.wholeDataset(ctx, n)
		defer b.release()
		a, err := b.make(n)
		if err == nil {
			err = p.spend(budget.SizeOf(a.Data(), 0, a.Len()) + b.worked)
		}
		return a, p.tooLarge(n.dataset, err)
	})
}

func (p *Plan) wholeDataset(ctx context.Context, n *node) *batch {
	return newBatch(ctx, p, n.scope, draw.Rows{N: p.layout.rows[n.dataset.index]},
		&bytebudget.Allocator{Allocator: columns.GoMem, Bytes: p.left.Left()})
}

// maxBatch is the byte limit for a batch of a Reader. A batch of long rows gets fewer rows.
const maxBatch = 64 << 20

// spend accounts for what the plan keeps.
func (p *Plan) spend(bytes int64) error {
	if p.left.Spend(bytes) != nil {
		return bytebudget.Err
	}
	return nil
}

// tooLarge replaces bytebudget.Err by an error with a remedy.
func (p *Plan) tooLarge(d *dataset, err error) error {
	if !errors.Is(err, bytebudget.Err) {
		return err
	}
	return newError(d.at, d.name, "", &TooLargeError{p.program.maxBytes})
}

// columnCache keeps what is computed for all rows of a column because a reference, or a check of pins, needs it.
type columnCache struct {
	values lazy[arrow.Array]
	rows   lazy[[]int]             // of a reference: the rows it refers to
	byText lazy[map[string]int]    // the first row of each value, by its text
	pinned lazy[[]int]             // of a reference: the rows its pinned values refer to
	texts  lazy[map[string]int]    // of a column of unique texts: the rows of pinned texts
	taken  lazy[map[uint64]uint64] // of a permuted column: the rows of pinned numbers
	marks  marks                   // of a series: cells to go on from
}

// A lazy value is computed when it is first asked for. Errors are not kept: they may come from a canceled context.
type lazy[T any] struct {
	mu    sync.Mutex
	done  bool
	value T
}

func (l *lazy[T]) get(make func() (T, error)) (T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return l.value, nil
	}
	v, err := make()
	l.value, l.done = v, err == nil
	return v, err
}

// peek returns the value if it is there. It does not wait for a value that is being computed.
func (l *lazy[T]) peek() (v T, ok bool) {
	if !l.mu.TryLock() {
		return v, false
	}
	defer l.mu.Unlock()
	return l.value, l.done
}

// owner returns the plan that keeps the cells of a node: the base plan if a redraw does not change them.
func (p *Plan) owner(n *node) *Plan {
	if p.base != nil && !p.moved[n.id] {
		return p.base
	}
	return p
}

// kept returns the whole column of a node if it is there.
func (p *Plan) kept(n *node) (arrow.Array, bool) { return p.owner(n).caches[n.id].values.peek() }
