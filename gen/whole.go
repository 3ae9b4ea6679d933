package gen

import (
	"context"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/internal/arrowtext"
)

// wholeCells are the cells of a column for all rows of its dataset. They are made and kept where something refers to
// rows of the column.
type wholeCells struct {
	values lazy[arrow.Array]
	rows   lazy[[]int]             // of a reference: the rows that it refers to
	byText lazy[map[string]int]    // the first row of each value, by its text
	pinned lazy[[]int]             // of a reference: the rows that its pinned values refer to
	texts  lazy[map[string]int]    // of a column of unique texts: the pinned ones, and the rows that have them
	taken  lazy[map[uint64]uint64] // of a permuted column: the pinned numbers, and the rows that have them
}

// A lazy value is made when it is first asked for. An error is not kept, since it may be that of a context.
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

// peek returns the value if it has been made. It does not wait for one that is being made.
func (l *lazy[T]) peek() (v T, ok bool) {
	if !l.mu.TryLock() {
		return v, false
	}
	defer l.mu.Unlock()
	return l.value, l.done
}

// owner returns the plan that keeps the cells of a node: the base where they did not move.
func (p *Plan) owner(n *node) *Plan {
	if p.base != nil && !p.moved[n.id] {
		return p.base
	}
	return p
}

// kept returns the whole column of a node where it has been made.
func (p *Plan) kept(n *node) (arrow.Array, bool) { return p.owner(n).whole[n.id].values.peek() }

// wholeColumn returns the cells of a node for all rows of its dataset. They stay the plan's.
func (p *Plan) wholeColumn(ctx context.Context, n *node) (arrow.Array, error) {
	p = p.owner(n)
	return p.whole[n.id].values.get(func() (arrow.Array, error) {
		a, err := p.wholeFrame(ctx, n).make(n)
		return a, p.tooLarge(n.dataset, err)
	})
}

// wholeReferred returns the rows that a reference refers to, for all rows of its dataset.
func (p *Plan) wholeReferred(ctx context.Context, n *node) ([]int, error) {
	p = p.owner(n)
	return p.whole[n.id].rows.get(func() ([]int, error) { return p.wholeFrame(ctx, n).referred(n) })
}

func (p *Plan) wholeFrame(ctx context.Context, n *node) *frame {
	return newFrame(ctx, p, n.scope, rows{n: p.layout.rows[n.dataset.index]}, &bytebudget.Allocator{Allocator: goMem, Bytes: maxTable})
}

// referredByPins returns the rows that the pinned values of a reference refer to: the first that has the value, or
// none.
func (p *Plan) referredByPins(ctx context.Context, n *node) ([]int, error) {
	return p.whole[n.id].pinned.get(func() ([]int, error) {
		byText, err := p.rowsByText(ctx, n.reference.target)
		if err != nil {
			return nil, err
		}
		text, err := arrowtext.NewFormatter(n.pins.values)
		if err != nil {
			return nil, err
		}
		null := arrowtext.Nulls(n.pins.values)
		found := make([]int, n.pins.values.Len())
		for i := range found {
			found[i] = none
			if null(i) {
				continue
			}
			if row, ok := byText[string(text(nil, i))]; ok {
				found[i] = row
			}
		}
		return found, nil
	})
}

// rowsByText returns the first row of each value of a column, by its text.
func (p *Plan) rowsByText(ctx context.Context, n *node) (map[string]int, error) {
	p = p.owner(n)
	return p.whole[n.id].byText.get(func() (map[string]int, error) {
		values, err := p.wholeColumn(ctx, n)
		if err != nil {
			return nil, err
		}
		text, err := arrowtext.NewFormatter(values)
		if err != nil {
			return nil, err
		}
		null := arrowtext.Nulls(values)
		rows := make(map[string]int, values.Len())
		for row := values.Len() - 1; row >= 0; row-- {
			if !null(row) {
				rows[string(text(nil, row))] = row
			}
		}
		return rows, nil
	})
}

// pinnedTexts returns the pinned values of a column of texts, and the rows that have them.
func (p *Plan) pinnedTexts(n *node) (map[string]int, error) {
	if n.pins == nil {
		return nil, nil
	}
	return p.whole[n.id].texts.get(func() (map[string]int, error) {
		text, err := arrowtext.NewFormatter(n.pins.values)
		if err != nil {
			return nil, err
		}
		rows := map[string]int{}
		for _, s := range n.pins.segments {
			if n.pins.values.IsValid(s.value) {
				rows[string(text(nil, s.value))] = s.lo
			}
		}
		return rows, nil
	})
}
