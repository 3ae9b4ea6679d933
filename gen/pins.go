package gen

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/internal/message"
)

// A pinSet is the pinned cells of a node: disjoint segments of rows, in order. The pinSet of a struct says in which
// rows the struct is a value and in which it is null; the values are in the pinSets of its fields.
type pinSet struct {
	segments []segment
	values   arrow.Array
	all      bool // every row is pinned, however many there are
}

// A segment is the rows [lo, hi) and which of the values they have.
type segment struct{ lo, hi, value int }

// each calls use with each pinned row below rows and the number of its value.
func (p *pinSet) each(rows int, use func(k, value int)) {
	for _, s := range p.segments {
		for k := s.lo; k < min(s.hi, rows); k++ {
			use(k, s.value)
		}
	}
}

// The values of a struct's pins.
const (
	pinnedValue = iota
	pinnedNull
)

// endless ends a pin of all rows, however many there are.
const endless = int(^uint(0) >> 1)

// pinnedSlice is the pins of the rows of a batch.
type pinnedSlice struct {
	segments []segment // cut to the rows of the batch
	covered  bool      // every row is pinned
}

func (b *batch) pinned(n *node) pinnedSlice {
	if n.pins == nil || b.outer != nil {
		return pinnedSlice{}
	}
	lo, hi := b.rows.Lo, b.rows.Lo+b.rows.N
	all := n.pins.segments
	first := sort.Search(len(all), func(i int) bool { return all[i].hi > lo })
	var p pinnedSlice
	rows := 0
	for _, s := range all[first:] {
		if s.lo >= hi {
			break
		}
		s.lo, s.hi = max(s.lo, lo), min(s.hi, hi)
		p.segments = append(p.segments, s)
		rows += s.hi - s.lo
	}
	if b.plan.loose.loosens(n) {
		return b.loosened(n, p)
	}
	p.covered = rows == b.rows.N && rows > 0
	return p
}

// pinnedValues returns the values that the segments of a node's pins refer to.
func (p *Plan) pinnedValues(n *node) arrow.Array {
	if p.loose.loosens(n) {
		return p.loose.nodes[n.id].values
	}
	return n.pins.values
}

// pinnedRows returns an index for columns.Merge of generated and pinned cells. If generated is false, every row is
// pinned, and the index is one for columns.Take of the pinned values.
func (b *batch) pinnedRows(pinned pinnedSlice, generated bool) []int {
	index := make([]int, b.rows.N)
	if generated {
		for k := range index {
			index[k] = k
		}
	}
	for _, s := range pinned.segments {
		value := s.value
		if generated {
			value = columns.SecondRow(value)
		}
		for k := s.lo; k < s.hi; k++ {
			index[k-b.rows.Lo] = value
		}
	}
	return index
}

// collectedPins are the pins of one node in the order of the spec. Later pins win.
type collectedPins struct {
	segments []segment
	values   []arrow.Array // one cell each
}

func (c *compiler) pin(d *dataset) {
	raw := make(map[*node]*collectedPins)
	for i := range d.spec.Pins {
		c.collectPin(d, &d.spec.Pins[i], raw)
	}
	for _, n := range c.nodes {
		r := raw[n]
		if r == nil {
			continue
		}
		n.pins = &pinSet{segments: flatten(r.segments)}
		if !n.isStruct() {
			values, err := array.Concatenate(r.values, columns.GoMem)
			if err != nil {
				c.report(n, "%w", err)
				continue
			}
			n.pins.values = values
		}
		c.checkUniquePins(n)
		n.pins.all = pinsAll(n.pins.segments, c.rowsOf(d), d.hasDrawnRows())
	}
}

// checkUniquePins reports rows of a unique column that are pinned to the same value.
func (c *compiler) checkUniquePins(n *node) {
	if n.isStruct() || !n.column.Unique && !n.picksUnique() {
		return
	}
	text, err := columns.Texts(n.pins.values)
	if err != nil {
		c.report(n, "%w", err)
		return
	}
	rows := map[string]int{}
	for _, s := range n.pins.segments {
		cell, ok := text(s.value)
		if !ok {
			continue
		}
		first, again := s.lo, min(s.hi, c.rowsOf(n.dataset))-1
		if before, ok := rows[string(cell)]; ok {
			first, again = before, s.lo
		}
		rows[string(cell)] = first
		if first < again {
			c.report(n, "is unique, but pinned to %s in row %d and in row %d", cell, first, again)
		}
	}
}

func pinsAll(segments []segment, rows int, drawn bool) bool {
	end := 0
	for _, s := range segments {
		if s.lo != end {
			return false
		}
		end = s.hi
	}
	return end == endless || end >= rows && !drawn
}

// collectPin finds the column of a pin and parses its value.
func (c *compiler) collectPin(d *dataset, p *Pin, raw map[*node]*collectedPins) {
	path := strings.Join(p.Column, ".")
	n := d.root.find(path)
	if n == nil {
		c.reportAt(d, p.At, path, "no such column%s", message.DidYouMean(path, c.candidates(d.root.names)))
		return
	}
	if n.state != compiled {
		return
	}
	s := segment{lo: p.Lo, hi: p.Hi}
	if p.All {
		s.lo, s.hi = 0, endless
	} else if !c.checkPinnedRows(d, p, path, &s) {
		return
	}
	values, ok := c.literals(n, p.Value)
	if !ok {
		return
	}
	at := cmp.Or(values[0].At, p.At)
	values[0].At = at
	cell := c.parse(n, n.typ, values)
	if cell == nil {
		return
	}
	if n.keyOf != nil && cell.IsNull(0) {
		c.reportAt(d, at, path, "is the key of %q, which cannot be null", n.keyOf.name)
		return
	}
	if n == d.key && cell.IsNull(0) {
		c.reportAt(d, at, path, "is the key that per takes from %q, which cannot be null; pin a value of the parent, or "+
			"nothing", d.parent.name)
		return
	}
	for g := n.group; g.owner != nil; g = g.owner.group {
		s.value = pinnedValue
		addPin(raw, g.owner, s, nil)
	}
	setPin(raw, n, s, cell)
}

// checkPinnedRows cuts a pin to the rows of the dataset, or reports rows past its end.
func (c *compiler) checkPinnedRows(d *dataset, p *Pin, path string, s *segment) bool {
	rows := c.rowsOf(d)
	if s.lo < 0 || s.lo > s.hi {
		return c.reportAt(d, p.At, path, "pins rows %d to %d; the start is at least 0 and at most the end", s.lo, s.hi)
	}
	if d.spec.Per != nil && d.parent == nil {
		return false // the number of rows is unknown: the error in Per has been reported
	}
	if s.hi > rows && !p.Clip {
		row := max(s.lo, rows)
		return c.reportAt(d, p.At, path, "pins row %d, but the dataset has %d rows (counted from 0)", row, rows)
	}
	if !d.hasDrawnRows() {
		s.hi = min(s.hi, rows)
	}
	return s.lo < s.hi
}

// setPin pins a node. For a struct it pins the fields, or pins the struct to null.
func setPin(raw map[*node]*collectedPins, n *node, s segment, cell arrow.Array) {
	if !n.isStruct() {
		addPin(raw, n, s, cell)
		return
	}
	if cell.IsNull(0) {
		s.value = pinnedNull
		addPin(raw, n, s, nil)
		return
	}
	s.value = pinnedValue
	addPin(raw, n, s, nil)
	for i, f := range n.fields.nodes {
		setPin(raw, f, s, cell.(*array.Struct).Field(i))
	}
}

func addPin(raw map[*node]*collectedPins, n *node, s segment, cell arrow.Array) {
	r := raw[n]
	if r == nil {
		r = &collectedPins{}
		raw[n] = r
	}
	if cell != nil {
		s.value = len(r.values)
		r.values = append(r.values, cell)
	}
	r.segments = append(r.segments, s)
}

// flatten turns overlapping segments into disjoint segments in order. Later segments win.
func flatten(pins []segment) []segment {
	edges := make([]int, 0, 2*len(pins))
	for _, p := range pins {
		edges = append(edges, p.lo, p.hi)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)

	// From the last pin to the first, each takes the intervals between edges that no later pin has. next leads from an
	// interval that is taken to the next one that is free, on ever shorter ways (as in a union-find).
	owner, next := make([]*segment, len(edges)), make([]int, len(edges))
	for i := range next {
		next[i] = i
	}
	free := func(i int) int {
		for ; next[i] != i; i = next[i] {
			next[i] = next[next[i]]
		}
		return i
	}
	for p := len(pins) - 1; p >= 0; p-- {
		first, _ := slices.BinarySearch(edges, pins[p].lo)
		for i := free(first); edges[i] < pins[p].hi; i = free(i) {
			owner[i], next[i] = &pins[p], i+1
		}
	}

	var out []segment
	for i, p := range owner {
		if p == nil {
			continue
		}
		s := segment{lo: edges[i], hi: edges[i+1], value: p.value}
		if last := len(out) - 1; last >= 0 && out[last].hi == s.lo && out[last].value == s.value {
			out[last].hi = s.hi
		} else {
			out = append(out, s)
		}
	}
	return out
}
