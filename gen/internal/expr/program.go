package expr

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// A Program is a compiled expression. It is safe for concurrent use and never changes.
type Program struct {
	root   *node
	nodes  []*node // each after its arguments
	deps   []string
	states sync.Pool

	patternSteps int
}

// newProgram numbers the nodes that root needs.
func newProgram(root *node, deps []string) *Program {
	p := &Program{root: root, deps: deps}
	seen := map[*node]bool{}
	var visit func(*node)
	visit = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, a := range n.args {
			visit(a)
		}
		n.index = len(p.nodes)
		p.nodes = append(p.nodes, n)
	}
	visit(root)
	p.states.New = func() any { return p.newState() }
	return p
}

func (p *Program) newState() *state {
	s := &state{blocks: make([]*block, len(p.nodes)), args: make([][]*block, len(p.nodes)), made: make([]int32, blockRows)}
	for i, n := range p.nodes {
		s.blocks[i] = new(block)
		s.args[i] = make([]*block, len(n.args))
		for j, a := range n.args {
			s.args[i][j] = s.blocks[a.index]
		}
	}
	return s
}

// Deps returns the columns that the expression reads, in the order of their first mention.
func (p *Program) Deps() []string { return p.deps }

// IsColumn reports whether the expression is a single column, as it is.
func (p *Program) IsColumn() bool { return p.root.column >= 0 }

// PatternSteps returns the number of steps of the patterns of matches, each of which takes memory.
func (p *Program) PatternSteps() int { return p.patternSteps }

// Steps returns about how many operations on numbers a row takes. An operation on texts counts as several.
func (p *Program) Steps() (n int) {
	const perText = 8
	for _, part := range p.nodes {
		n++
		if slices.ContainsFunc(part.args, func(a *node) bool { return a.kind == textKind }) {
			n += perText - 1
		}
	}
	return n
}

// Type returns the type of the result. The caller may have to cast it to the type of its column.
func (p *Program) Type() arrow.DataType { return p.root.arrow() }

// Eval computes n rows. The columns are in the order of Deps and have n rows each. The error is a [*RowError] if a row
// has no result. The caller releases the array. Slow operations also spend bytes of a [bytebudget.Allocator].
func (p *Program) Eval(cols []arrow.Array, n int, mem memory.Allocator) (arrow.Array, error) {
	if len(cols) != len(p.deps) {
		return nil, fmt.Errorf("the expression reads %d columns, but got %d", len(p.deps), len(cols))
	}
	for i, c := range cols {
		if c.Len() != n {
			return nil, fmt.Errorf("%s has %d rows; the others have %d", p.deps[i], c.Len(), n)
		}
	}
	s := p.states.Get().(*state)
	defer p.release(s)
	s.cols = cols
	out := newResult(p.root.typ, n, mem)
	defer out.release()
	most := blockRows
	for s.lo = 0; s.lo < n; s.lo += s.rows {
		s.rows = min(most, n-s.lo)
		if err := p.computeBlock(s, mem); err != nil {
			return nil, err
		}
		if s.crowded() {
			most, s.rows = s.rows/2, 0
			continue
		}
		b := s.blocks[p.root.index]
		if b.hasBad {
			for row, f := range b.bad[:s.rows] {
				if f != 0 {
					return nil, p.rowError(s, row, f)
				}
			}
		}
		if err := out.append(b, s.lo, s.rows); err != nil {
			return nil, err
		}
	}
	return out.array(), nil
}

// perByte is the number of nanoseconds that count as a byte of memory.
const perByte = 32

func (p *Program) computeBlock(s *state, mem memory.Allocator) error {
	clear(s.made)
	s.total = 0
	for i, n := range p.nodes {
		b := s.blocks[i]
		switch {
		case !n.constant():
			if err := bytebudget.Spend(mem, n.work(s.args[i], s.rows)/perByte); err != nil {
				return err
			}
			n.compute(s, b, s.args[i])
		case len(b.null) < s.rows:
			b.repeat(n.kind, n.value, s.rows)
		}
	}
	return nil
}

// release returns a state to the pool, without references and without unusual amounts of memory.
func (p *Program) release(s *state) {
	const keep = 1 << 20
	s.cols = nil
	for i, n := range p.nodes {
		if b := s.blocks[i]; !n.constant() {
			clear(b.texts[:cap(b.texts)])
			if n.column >= 0 {
				b.ints, b.floats, b.decimals = nil, nil, nil
			}
			if cap(b.scratch.arena) > keep {
				b.scratch.arena = nil
			}
		}
	}
	p.states.Put(s)
}

// rowError returns the error of a bad row of the current block, with the values of its arguments.
func (p *Program) rowError(s *state, row int, f fault) *RowError {
	n := p.nodes[f>>8]
	var values []string
	if n.column >= 0 {
		if text, err := arrowtext.NewFormatter(s.cols[n.column]); err == nil {
			values = append(values, message.Excerpt(n.text)+" = "+string(text(nil, s.lo+row)))
		}
	}
	said := map[string]bool{}
	for i, a := range n.args {
		if a.constant() || said[a.text] {
			continue
		}
		said[a.text] = true
		values = append(values, message.Excerpt(a.text)+" = "+cellText(a.typ, s.args[n.index][i], s.rows, row))
	}
	msg := message.Excerpt(n.text) + ": " + reasons[f&0xff]
	if len(values) > 0 {
		msg += " (" + strings.Join(values, ", ") + ")"
	}
	return &RowError{Row: s.lo + row, Offset: n.at, Msg: msg}
}

// cellText returns the text of a row of a block, for errors.
func cellText(t typ, b *block, rows, row int) string {
	if b.null[row] {
		return "null"
	}
	text := string(cellTexts(t, b, rows)(nil, row))
	if t.kind == textKind {
		return message.Quote(text)
	}
	return text
}
