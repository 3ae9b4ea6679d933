package table

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/pincover"
)

// A pinWatch changes pinned cells of the cases of a test, one at a time, and keeps which changes no golden notices.
// It is safe for concurrent use.
type pinWatch struct {
	mu   sync.Mutex
	pins map[pinKey]*pinState
}

// A pinKey tells pins apart by where they are written: one that several cases share is one pin.
type pinKey struct{ place, path string }

// A pinState is what is known of a pin.
type pinState struct {
	cases  map[string]bool // those that have it; none where it is the fixture's
	unread bool            // the transform does not read its column, nor what is computed from it
	cells  map[int]*pinnedCell
}

// A pinnedCell is a cell that was changed.
type pinnedCell struct {
	noticed bool
	tried   []string // other values
}

// mostRows is how many rows of one pin are changed in a case: the first, the last, and others between them.
const mostRows = 20

// look changes the pinned cells of a case, until a change is noticed or nothing is left to try. A cell of the fixture
// that another case has noticed is left alone.
func (w *pinWatch) look(ctx context.Context, r *caseRun, b *bound, s *scope, first outcome) error {
	v := r.variant()
	pins, err := r.fx.Pins(v)
	if err != nil {
		return err
	}
	others, err := r.fx.Others(v)
	if err != nil {
		return err
	}
	for _, p := range pins {
		key := pinKey{r.placeOf(p), p.Path}
		read := s.behind[p.Dataset+"."+p.Column]
		if p.InCase {
			w.state(key, func(s *pinState) { s.cases[r.Name], s.unread = true, !read })
		}
		if !read {
			continue
		}
		for _, row := range spread(p.Rows, mostRows) {
			if w.noticed(key, row) {
				continue
			}
			values, err := others.Of(ctx, p, row)
			if err != nil {
				return err
			}
			c, err := r.change(ctx, b, p, row, values, first)
			if err != nil {
				return err
			}
			w.add(key, row, c)
		}
	}
	return nil
}

// change runs the transform with other values in a pinned cell until it notices one.
func (r *caseRun) change(ctx context.Context, b *bound, p fixture.Pinned, row int, values []any, first outcome) (c pinnedCell, err error) {
	for _, value := range values {
		if ctx.Err() != nil {
			return c, fmt.Errorf("changing the pins: %w", context.Cause(ctx))
		}
		plan, err := r.fx.Plan(p.Instead(r.variant(), row, value))
		if err != nil {
			continue // it does not go with the other pins
		}
		in, err := b.load(ctx, plan)
		if err != nil {
			continue // the function's types do not hold it
		}
		c.tried = append(c.tried, fmt.Sprint(value))
		if moved(&r.Case, first, r.try(ctx, in, b, plan)) != nil {
			c.noticed = true
			break
		}
	}
	return c, nil
}

// spread returns at most n rows: the first, the last, and others between them.
func spread(rows []int, n int) []int {
	if len(rows) <= n {
		return rows
	}
	out := make([]int, n)
	for i := range out {
		out[i] = rows[i*(len(rows)-1)/(n-1)]
	}
	return out
}

// state has use look at the state of a pin, or change it.
func (w *pinWatch) state(key pinKey, use func(*pinState)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pins == nil {
		w.pins = make(map[pinKey]*pinState)
	}
	s := w.pins[key]
	if s == nil {
		s = &pinState{cases: make(map[string]bool), cells: make(map[int]*pinnedCell)}
		w.pins[key] = s
	}
	use(s)
}

func (w *pinWatch) noticed(key pinKey, row int) (is bool) {
	w.state(key, func(s *pinState) { is = s.cells[row] != nil && s.cells[row].noticed })
	return is
}

// add adds what came of changing a cell in a case. One that has no other value tells nothing.
func (w *pinWatch) add(key pinKey, row int, c pinnedCell) {
	if len(c.tried) == 0 {
		return
	}
	w.state(key, func(s *pinState) {
		known := s.cells[row]
		if known == nil {
			s.cells[row] = &c
			return
		}
		known.noticed = known.noticed || c.noticed
		for _, value := range c.tried {
			if !slices.Contains(known.tried, value) {
				known.tried = append(known.tried, value)
			}
		}
		slices.Sort(known.tried) // cases come in no order
	})
}

// findings returns what there is to say of each pin, by place.
func (w *pinWatch) findings() (out []pincover.Finding) {
	for key, s := range w.pins {
		cases := slices.Sorted(maps.Keys(s.cases))
		f := pincover.Finding{Pin: key.path, Place: key.place, Cases: len(cases)}
		if len(cases) > 0 {
			f.Case = cases[0]
		}
		if len(s.cells) == 0 && !s.unread {
			continue // none of its cells can have another value
		}
		for _, row := range slices.Sorted(maps.Keys(s.cells)) {
			c := s.cells[row]
			if c.noticed {
				f.Noticed = append(f.Noticed, row)
				continue
			}
			f.Unnoticed = append(f.Unnoticed, row)
			for _, value := range c.tried {
				if !slices.Contains(f.Tried, value) && len(f.Tried) < pincover.MostTried {
					f.Tried = append(f.Tried, value)
				}
			}
		}
		out = append(out, f)
	}
	slices.SortFunc(out, pincover.Compare)
	return out
}
