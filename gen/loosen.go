package gen

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/draw"
)

// A looseness is how a plan loosens pins.
type looseness struct {
	nodes []loosePins
	n     uint64
}

// loosePins are the values that the pinned cells of a node may take. There are none if its pins are kept.
type loosePins struct {
	values  arrow.Array // those of the node's own pins first
	choices []int       // of different values
	lent    []int       // those that are pinned in other columns of the type only
}

// loosens reports whether pins of a node are loosened.
func (l *looseness) loosens(n *node) bool { return l != nil && l.nodes[n.id].values != nil }

// loosened returns the pins of a batch as a plan loosens them.
func (b *batch) loosened(n *node, pinned pinnedSlice) (out pinnedSlice) {
	l := b.plan.loose
	key := draw.Substream(b.key(n), draw.ForLoosening)
	rows := 0
	for _, s := range pinned.segments {
		for k := s.lo; k < s.hi; k++ {
			value, ok := l.choose(&l.nodes[n.id], key, uint64(k), s.value)
			if !ok {
				continue
			}
			rows++
			if last := len(out.segments) - 1; last >= 0 && out.segments[last].hi == k && out.segments[last].value == value {
				out.segments[last].hi++
				continue
			}
			out.segments = append(out.segments, segment{k, k + 1, value})
		}
	}
	out.covered = rows == b.rows.N && rows > 0
	return out
}

// choose returns the number of the value of a pinned cell. It is not ok if the cell is generated.
func (l *looseness) choose(p *loosePins, key, row uint64, own int) (value int, ok bool) {
	u := draw.At(key, row)
	loose := true
	switch l.n % 4 {
	case 1: // a few cells
		loose = u>>61 == 0
	case 2: // whole columns
		loose = key&1 == 0
	case 3: // half of the cells
		loose = u>>63 == 0
	}
	switch {
	case !loose:
		return own, true
	case u&1 == 0:
		return 0, false
	}
	from := p.choices
	if len(p.lent) > 0 && (len(p.choices) < 2 || u>>1&3 == 0) {
		from = p.lent
	}
	return from[int(draw.Below(draw.Next(u), uint64(len(from))))], true
}
