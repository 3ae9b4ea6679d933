package gen

import (
	"cmp"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/message"
)

// States generates life cycles: a state of Start, then always one that may follow the state before. A last state is
// repeated in the rows after it; a [StatesOf] count makes no such rows. With Column.Each a life cycle starts anew for
// each parent, and its draws depend on the parent and the place among its children. It goes on from a pinned state. A
// row needs the rows before it of its series, except those generated before.
type States struct {
	Start OneOf
	Next  []Transition
}

// A Transition is the states that may follow a state.
type Transition struct {
	From any
	To   OneOf
}

// maxCycle is the maximum number of rows of a life cycle with a [StatesOf] count.
const maxCycle = 1000

// states is a compiled States. A state is an index of values.
type states struct {
	values  arrow.Array
	numbers []int32 // of the values as they are written: those of start, then each state and those after it
	start   *drawnState
	next    []*drawnState // by state; nil ends the life cycle
	pins    func() (pinnedStates, error)
}

// pinnedStates are the pinned values of a column as states. Those that are not states come after them.
type pinnedStates struct {
	states arrow.Array                                                     // of each pinned value
	cells  func(mem memory.Allocator, states []int32) (arrow.Array, error) // of states
}

// A drawnState draws one of some states.
type drawnState struct {
	of      []int32
	weights *draw.Weights
	likely  []int32 // those with a weight over 0
}

func (d *drawnState) pick(u uint64) int32 {
	if len(d.of) == 1 {
		return d.of[0]
	}
	return d.of[d.weights.Pick(u)]
}

func (g States) compile(c *compiler, n *node) bool {
	anew, ok := c.startsAnew(n)
	s := c.states(n, g)
	if s == nil || !ok {
		return false
	}
	n.cycle, n.drawn = s, true
	if _, counts := countOf(n.dataset).(StatesOf); !counts {
		n.searchFew(s.values.Len())
	}
	follows := newSeries(n, anew, arrow.PrimitiveTypes.Int32, func(b *batch, rows *draw.Rows) (follow[int32], error) {
		key := b.key(n)
		of := func(k int) uint64 { return seriesKey(key, b.parentRows(n.dataset)[k]) }
		if n.each != nil {
			groups, err := b.groupsOf(n.each)
			if err != nil {
				return nil, err
			}
			of = func(k int) uint64 { return groups.key(key, k) }
		}
		return func(k int, first bool, before int32) (int32, error) {
			from := s.start
			if !first {
				if from = s.after(before); from == nil {
					return before, nil
				}
			}
			if anew {
				return from.pick(rows.Drawn(of(k), uint64(rows.Position(k)))), nil
			}
			return from.pick(rows.At(key, k)), nil
		}, nil
	})
	follows.pinned = func() (arrow.Array, error) {
		pins, err := s.pins()
		return pins.states, err
	}
	return c.finish(n, s.values.DataType(), func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		cells, err := follows.cells(b, b.scratch())
		if err != nil {
			return nil, err
		}
		pins, err := s.pins()
		if err != nil {
			return nil, err
		}
		return pins.cells(mem, arrow.GetValues[int32](cells.Data(), 1))
	})
}

// seriesKey returns the key of the draws of one parent's series.
func seriesKey(key uint64, parent int) uint64 {
	return draw.At(draw.Substream(key, draw.ForSeries), uint64(parent))
}

// after returns the states that may follow a state, or nil if it is the last. A pinned value that is not a state has a
// number past all states.
func (s *states) after(state int32) *drawnState {
	if int(state) >= len(s.next) {
		return nil
	}
	return s.next[state]
}

// states compiles the states of a node, or reports their errors.
func (c *compiler) states(n *node, g States) *states {
	var list []any
	list = append(list, g.Start.Values...)
	for _, t := range g.Next {
		list = append(append(list, t.From), t.To.Values...)
	}
	written, ok := c.literals(n, list...)
	if !ok {
		return nil
	}
	if len(g.Start.Values) == 0 {
		c.report(n, "states need a start")
		return nil
	}
	for _, v := range written {
		if v.Kind == literal.Null {
			ok = c.reportValue(n, v.At, "a state cannot be null")
		}
	}
	if !ok {
		return nil
	}
	typ := c.typeOfValues(n, written)
	if typ == nil {
		return nil
	}
	all := c.parse(n, typ, written)
	if all == nil {
		return nil
	}
	s, known, first := &states{}, map[string]int32{}, []int(nil)
	number := make([]int32, all.Len()) // the state of each value
	for i := range number {
		text := columns.CellText(all, i)
		state, again := known[text]
		if !again {
			state = int32(len(first))
			known[text], first = state, append(first, i)
			n.written = append(n.written, written[i])
		}
		number[i] = state
	}
	var err error
	if s.values, err = columns.Take(columns.GoMem, all, first); err != nil {
		c.report(n, "%w", err)
		return nil
	}
	s.next, s.numbers = make([]*drawnState, len(first)), number
	at := len(g.Start.Values)
	s.start, ok = c.drawnState(n, g.Start, number[:at], written[:at])
	for _, t := range g.Next {
		from, to := number[at], at+1+len(t.To.Values)
		if s.next[from] != nil {
			ok = c.reportValue(n, written[at].At, "the state %q has its next states twice", written[at].Text)
		}
		next, good := c.drawnState(n, t.To, number[at+1:to], written[at+1:to])
		s.next[from], ok = next, ok && good
		at = to
	}
	if !ok || !c.checkReached(n, s) || !c.checkNames(n, s, g) {
		return nil
	}
	s.pins = sync.OnceValues(func() (pinnedStates, error) { return s.pinned(n, known) })
	return s
}

// drawnState compiles a choice of states. It returns nil for an empty one.
func (c *compiler) drawnState(n *node, g OneOf, of []int32, written []literal.Value) (*drawnState, bool) {
	if len(of) == 0 {
		return nil, true
	}
	weights := g.Weights
	if weights == nil {
		weights = slices.Repeat([]float64{1}, len(of))
	}
	if len(weights) != len(of) {
		return nil, c.report(n, "%d states have %d weights", len(of), len(weights))
	}
	if !c.checkEachWeight(n, weights, func(i int) literal.Value { return written[i] }) {
		return nil, false
	}
	if allZero(weights) {
		return nil, c.reportValue(n, written[0].At, "all weights are 0")
	}
	d := &drawnState{of: of, weights: draw.NewWeights(0, weights)}
	for i, w := range weights {
		if w > 0 {
			d.likely = append(d.likely, of[i])
		}
	}
	return d, true
}

// reached returns which states a life cycle can reach, by state.
func (s *states) reached() []bool {
	reached := make([]bool, len(s.next))
	for queue := slices.Clone(s.start.likely); len(queue) > 0; queue = queue[1:] {
		state := queue[0]
		if !reached[state] {
			reached[state] = true
			if next := s.next[state]; next != nil {
				queue = append(queue, next.likely...)
			}
		}
	}
	return reached
}

// checkReached reports states that have next ones but are never reached, such as misspelled ones.
func (c *compiler) checkReached(n *node, s *states) bool {
	reached, ok := s.reached(), true
	for state, is := range reached {
		if is || s.next[state] == nil {
			continue
		}
		ends := c.candidates(func() (names []string) {
			for other, is := range reached {
				if is && s.next[other] == nil {
					names = append(names, s.name(other))
				}
			}
			return names
		})
		hint := message.DidYouMean(s.name(state), ends)
		if hint == "" && len(ends) > 0 {
			hint = "; it ends with " + strings.Join(ends[:min(len(ends), 8)], ", ")
		}
		ok = c.reportValue(n, n.written[state].At, "the state %q is never reached from %q%s", s.name(state),
			s.name(int(s.start.of[0])), hint)
	}
	return ok
}

// checkNames reports a last state whose name is nearly that of another one, and which is not listed as a last one.
func (c *compiler) checkNames(n *node, s *states, g States) bool {
	ok, at := true, len(g.Start.Values)
	meant := make([]bool, len(s.next)) // it is a last state, explicitly
	for _, t := range g.Next {
		meant[s.numbers[at]] = len(t.To.Values) == 0
		at += 1 + len(t.To.Values)
	}
	for state, next := range s.next {
		for other := range s.next {
			switch {
			case next != nil, meant[state], meant[other], s.next[other] == nil && other > state:
			case message.NearlySame(s.name(state), s.name(other)):
				ok = c.reportValue(n, n.written[state].At, "the state %q is nearly %q; write one of them, or if both are meant, "+
					"add %s: [] to next", s.name(state), s.name(other), s.name(state))
			}
		}
	}
	return ok
}

// checkPinnedStates reports pinned values that are nearly states.
func (c *compiler) checkPinnedStates(d *dataset) {
	for _, p := range d.spec.Pins {
		path := strings.Join(p.Column, ".")
		n := d.root.find(path)
		if n == nil || n.withoutTraits().cycle == nil {
			continue
		}
		value, _, err := literal.Of(reflect.ValueOf(p.Value))
		if err != nil || value.Kind == literal.Null {
			continue
		}
		s := n.withoutTraits().cycle
		for state := range s.next {
			if message.NearlySame(value.Text, s.name(state)) {
				c.reportAt(d, cmp.Or(value.At, p.At), path, "%q is not a state, but nearly %q; pin a state, or a value that no "+
					"state is like", value.Text, s.name(state))
				break
			}
		}
	}
}

// endless returns a state that a life cycle can reach and from which it never ends, or -1.
func (s *states) endless() int {
	ends := make([]bool, len(s.next)) // whether a life cycle may end from a state
	for again := true; again; {
		again = false
		for state, next := range s.next {
			if !ends[state] && (next == nil || slices.ContainsFunc(next.likely, func(to int32) bool { return ends[to] })) {
				ends[state], again = true, true
			}
		}
	}
	for state, reached := range s.reached() {
		if reached && !ends[state] {
			return state
		}
	}
	return -1
}

func (s *states) name(state int) string { return columns.CellText(s.values, state) }

// pinned returns the pinned values of a node as states. known are the states by text.
func (s *states) pinned(n *node, known map[string]int32) (p pinnedStates, err error) {
	pins := n.pinHolder().pins
	if pins == nil {
		p.cells = columns.Listed(s.values)
		return p, nil
	}
	values, err := convertedTo(pins.values, s.values.DataType(), columns.GoMem)
	if err != nil {
		return p, err
	}
	all, err := array.Concatenate([]arrow.Array{s.values, values}, columns.GoMem)
	if err != nil {
		return p, err
	}
	p.cells = columns.Listed(all)
	p.states, err = columns.Filled(columns.GoMem, arrow.PrimitiveTypes.Int32, values.Len(), func(out []int32) error {
		for i := range out {
			state, is := known[columns.CellText(values, i)]
			if out[i] = state; !is {
				out[i] = int32(s.values.Len() + i)
			}
		}
		return nil
	})
	return p, err
}

// length returns the number of rows of the life cycle of a parent, whose children start in a row. A pin of all rows
// does not change it, since no life cycle that it is in would end.
func (s *states) length(key uint64, n *node, parent, row int) int {
	key = seriesKey(key, parent)
	var segments []segment
	var pinned []int32
	if n.pins != nil {
		all := n.pins.segments
		segments = all[sort.Search(len(all), func(i int) bool { return all[i].hi > row }):]
		if pins, err := s.pins(); err == nil {
			pinned = arrow.GetValues[int32](pins.states.Data(), 1)
		}
	}
	from := s.start
	for k := range maxCycle {
		state := from.pick(draw.At(key, uint64(k)))
		for len(segments) > 0 && segments[0].hi <= row+k {
			segments = segments[1:]
		}
		if len(segments) > 0 && segments[0].lo <= row+k && segments[0].hi != endless && pinned != nil &&
			n.pins.values.IsValid(segments[0].value) {
			state = pinned[segments[0].value]
		}
		if from = s.after(state); from == nil {
			return k + 1
		}
	}
	return maxCycle
}
