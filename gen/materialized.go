package gen

import (
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
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
