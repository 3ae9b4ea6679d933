package expr

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/pattern"
)

// A kernel computes the rows of a block from those of its arguments. If the node is strict, rows with a null argument
// are null in out already, and their values are ignored.
type kernel func(s *state, n *node, out *block, args []*block)

// A node is a checked part of an expression: a constant, a column, or a kernel over other nodes.
type node struct {
	typ
	index int // in the program's nodes

	value  *block // of a constant: one row
	column int    // the number of a column in the program; -1 for others
	args   []*node
	run    kernel
	strict bool // null or bad if an argument is

	patternSteps int // of matches

	soft bool   // a decimal or a float only because of the reading of literals
	text string // the source text, for errors
	at   int
}

func (n *node) constant() bool { return n.value != nil }

// fail makes a row of out bad.
func (n *node) fail(out *block, row int, why reason) {
	out.setBad(row, fault(n.index)<<8|fault(why))
}

// failUnlessNull is fail for kernels that compute null rows, too.
func (n *node) failUnlessNull(out *block, row int, why reason) {
	if !out.null[row] {
		n.fail(out, row, why)
	}
}

// failWhere makes the rows bad for which bad returns true. It is called only for blocks that have such rows.
func (n *node) failWhere(out *block, why reason, bad func(row int) bool) {
	for row := range out.null {
		if !out.null[row] && bad(row) {
			n.fail(out, row, why)
		}
	}
}

// overflow returns the reason for an overflow of a node of 64-bit integers.
func (n *node) overflow() reason {
	if n.kind == intKind {
		return beyondInt
	}
	return beyondUnit
}

func (n *node) compute(s *state, out *block, args []*block) {
	out.clear(s.rows)
	out.prepare(n.kind, s.rows)
	if n.strict {
		out.merge(args)
	}
	n.run(s, n, out, args)
}

// work returns about how many nanoseconds the node takes at most for the texts that it reads.
func (n *node) work(args []*block, rows int) (ns int64) {
	for i, a := range n.args {
		if a.kind != textKind {
			continue
		}
		for row, text := range args[i].texts[:rows] {
			switch {
			case args[i].null[row]:
			case n.patternSteps > 0:
				ns += pattern.Cost(n.patternSteps, len(text))
			default:
				ns += int64(len(text))
			}
		}
	}
	return ns
}

// A state is the memory of one evaluation.
type state struct {
	rows   int
	lo     int // the first row, in the columns
	cols   []arrow.Array
	blocks []*block
	args   [][]*block // the blocks of each node's arguments
	made   []int32    // bytes of text made, by row
	total  int        // bytes of text made, by all rows
}

// crowded reports whether the texts of the rows take too much memory, so that fewer rows must be computed at a time.
func (s *state) crowded() bool { return s.total > maxBlock }

// spend counts text that a row makes. If it is too much, it makes the row bad and returns false.
func (s *state) spend(n *node, out *block, row, size int) bool {
	if size > maxMade-int(s.made[row]) {
		s.made[row] = maxMade
		out.texts[row] = nil
		n.fail(out, row, tooMuchText)
		return false
	}
	if s.total += size; s.crowded() {
		out.texts[row] = nil
		return false
	}
	s.made[row] += int32(size)
	return true
}

// addText sets the text of a row to what add appends.
func (s *state) addText(n *node, out *block, row int, add func(dst []byte) []byte) {
	from := len(out.scratch.arena)
	made := add(out.scratch.arena)
	if s.spend(n, out, row, len(made)-from) {
		out.scratch.arena = made
		out.texts[row] = made[from:len(made):len(made)]
	}
}
