package expr

import "github.com/apache/arrow/go/v17/arrow"

// A kernel computes the rows of a block from those of its arguments. Where the node is strict, out is null already in the rows
// where an argument is; the values there are of no account.
type kernel func(s *state, n *node, out *block, args []*block)

// A node is a checked part of an expression: a constant, a column, or a kernel over other nodes.
type node struct {
	typ
	index int // in the program's nodes

	value  *block // of a constant: one row
	column int    // of a column: which of the program's; -1 for none
	args   []*node
	run    kernel
	strict bool // null where an argument is null, without a value where an argument has none

	soft bool   // a decimal or a float only because literals were read so
	text string // what was written, for errors
	at   int
}

func (n *node) constant() bool { return n.value != nil }

// fail gives a row of out no value.
func (n *node) fail(out *block, row int, why reason) {
	out.setBad(row, fault(n.index)<<8|fault(why))
}

// failUnlessNull is fail for kernels that compute the rows of nulls as well.
func (n *node) failUnlessNull(out *block, row int, why reason) {
	if !out.null[row] {
		n.fail(out, row, why)
	}
}

// failWhere gives the rows no value for which bad holds. It is called when a block holds one at least.
func (n *node) failWhere(out *block, why reason, bad func(row int) bool) {
	for row := range out.null {
		if !out.null[row] && bad(row) {
			n.fail(out, row, why)
		}
	}
}

// overflow returns why a node of 64-bit integers has no value.
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

// A state is the scratch memory of one evaluation.
type state struct {
	rows   int
	lo     int // the first of the rows, in the columns
	cols   []arrow.Array
	blocks []*block
	args   [][]*block // the blocks of each node's arguments
	made   []int32    // bytes of text made, by row
}

// spend counts text made for a row of out, and gives the row no value where it is too much.
func (s *state) spend(n *node, out *block, row, size int) bool {
	if size > maxMade-int(s.made[row]) {
		s.made[row] = maxMade
		out.texts[row] = nil
		n.fail(out, row, tooMuchText)
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
