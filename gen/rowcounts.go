package gen

import (
	"cmp"
	"math"
	"reflect"
	"slices"
	"sort"
	"strconv"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
)

// A layout is the numbers of rows of all datasets, and how the rows of Per datasets belong to their parents.
type layout struct {
	rows []int   // by dataset
	ends []*ends // by dataset; nil if the count is the same for all parents
}

// ends has the end of the children of each parent. To bound its memory at 32 MB it keeps only every stride-th end, and
// the counts of the first parents; others are drawn again.
type ends struct {
	draw   func(parent, row int) int // row is where the children start
	counts []uint8                   // of the first parents; the largest number means this many or more
	stride int
	marks  []int // the end of the children of the parents before each stride
}

const (
	leastStride = 64
	mostMarks   = 1 << 20 // for the largest number of parents
	mostCounts  = 1 << 24
)

// count returns the number of children of a parent, which start in a row.
func (e *ends) count(parent, row int) int {
	if parent < len(e.counts) && e.counts[parent] < math.MaxUint8 {
		return int(e.counts[parent])
	}
	return e.draw(parent, row)
}

// parentOf returns the parent of a row and the end of its children.
func (e *ends) parentOf(row int) (parent, end int) {
	mark := sort.Search(len(e.marks), func(i int) bool { return e.marks[i] > row }) - 1
	parent, end = mark*e.stride, e.marks[mark]
	for {
		if end += e.count(parent, end); end > row {
			return parent, end
		}
		parent++
	}
}

func (e *ends) equal(f *ends, parents int) bool {
	if e == nil || f == nil {
		return e == f
	}
	if !slices.Equal(e.marks, f.marks) {
		return false
	}
	row := 0
	for p := range parents {
		n := e.count(p, row)
		if n != f.count(p, row) {
			return false
		}
		row += n
	}
	return true
}

// children is the row count of a Per dataset.
type children struct {
	rows int
	ends *ends
	over bool // there are more rows than the limit; the others are cut off
}

// childrenOf counts the rows of a Per dataset.
func (p *Plan) childrenOf(d *dataset, parents int) (children, error) {
	pr := p.program
	switch n := d.spec.Per.Count.(type) {
	case Total:
		if int(n) > pr.maxRows {
			return children{over: true}, nil
		}
		return children{rows: int(n) * min(parents, 1)}, nil // a redraw may leave no parent
	case Fixed:
		if n != 0 && parents > pr.maxRows/int(n) {
			return children{over: true}, nil
		}
		return children{rows: parents * int(n)}, nil
	}
	count, err := p.counter(d, parents)
	if err != nil {
		return children{}, err
	}
	stride := max(leastStride, parents/mostMarks)
	c := children{ends: &ends{
		draw: count, stride: stride,
		marks: make([]int, 0, parents/stride+1), counts: make([]uint8, 0, min(parents, mostCounts)),
	}}
	for p := range parents {
		if p%stride == 0 {
			c.ends.marks = append(c.ends.marks, c.rows)
		}
		n := c.ends.draw(p, c.rows)
		if n > pr.maxRows-c.rows {
			c.over, n = true, 0
			c.ends.draw = cutOff(p, c.ends.draw)
		}
		if p < mostCounts {
			c.ends.counts = append(c.ends.counts, uint8(min(n, math.MaxUint8)))
		}
		c.rows += n
	}
	return c, nil
}

// cutOff returns a count that gives no children to the parents from parent on.
func cutOff(parent int, count func(p, row int) int) func(p, row int) int {
	return func(p, row int) int {
		if p >= parent {
			return 0
		}
		return count(p, row)
	}
}

// evenly reports whether the rows of a parent's children follow from the number of the parent, without the counts of
// the parents before it.
func evenly(c Count) bool {
	switch c.(type) {
	case Fixed, Total:
		return true
	}
	return false
}

// counter returns a function that returns the number of children of a parent. row is where they start. The dataset has
// parents.
func (p *Plan) counter(d *dataset, parents int) (func(parent, row int) int, error) {
	if d.countBy != nil {
		return d.countBy.count(p, parents)
	}
	count := p.drawnCounter(d, parents)
	return func(parent, _ int) int { return count(parent) }, nil
}

// drawnCounter is counter of a count that reads nothing.
func (p *Plan) drawnCounter(d *dataset, parents int) func(parent int) int {
	key := draw.Substream(p.keys[d.key.id], draw.ForCounts)
	rows := draw.Rows{Search: p.searched(d.key).draws}
	switch c := d.spec.Per.Count.(type) {
	case Poisson:
		weights := draw.Poisson(c.Lambda)
		return func(parent int) int { return weights.Pick(rows.At(key, parent)) }
	case Geometric:
		failures := draw.Geometric(c.P, parents)
		return func(parent int) int { return failures(rows.At(key, parent)) }
	case Zipf:
		z := draw.NewZipf(c.S, c.N)
		return func(parent int) int { return int(min(z.Pick(rows.At(key, parent)), math.MaxInt32)) }
	case OneOf:
		return listedCounts(c, key, &rows)
	case Int:
		size := uint64(c.Max-c.Min) + 1
		return func(parent int) int {
			return int(min(c.Min+int64(draw.Below(rows.At(key, parent), size)), math.MaxInt))
		}
	}
	list := d.spec.Per.Count.(InTurn)
	return func(parent int) int { return list[parent%len(list)] }
}

// listedCounts returns the counts of a OneOf that checkCount has checked.
func listedCounts(g OneOf, key uint64, rows *draw.Rows) func(parent int) int {
	counts, _ := countsOf(g.Values)
	if g.Weights == nil {
		size := uint64(len(counts))
		return func(parent int) int { return counts[draw.Below(rows.At(key, parent), size)] }
	}
	weights := draw.NewWeights(0, g.Weights)
	return func(parent int) int { return counts[weights.Pick(rows.At(key, parent))] }
}

// countsOf returns values as numbers of children, or the first value that is not one.
func countsOf(values []any) ([]int, literal.Value) {
	counts := make([]int, len(values))
	for i, v := range values {
		lit, _, err := literal.Of(reflect.ValueOf(v))
		n, wrong := strconv.ParseInt(lit.Text, 10, 32)
		if err != nil || wrong != nil || lit.Kind != literal.Int || n < 0 {
			lit.Text = cmp.Or(lit.Text, "null")
			return nil, lit
		}
		counts[i] = int(n)
	}
	return counts, literal.Value{}
}

// parents returns the parents of n rows of a Per dataset, from row lo on.
func (l *layout) parents(d *dataset, lo, n int) []int {
	out := columns.NewIndex(n)
	if ends := l.ends[d.index]; ends != nil {
		if n == 0 {
			return out
		}
		clear(out)
		p, end := ends.parentOf(lo)
		out[0] = p
		for p, end = p+1, end-lo; end < n; p++ { // without a loop over few children, whose end would be mispredicted
			out[end]++
			end += ends.count(p, lo+end)
		}
		p = 0
		for k := range out {
			p += out[k]
			out[k] = p
		}
		return out
	}
	each, fixed := d.spec.Per.Count.(Fixed)
	if !fixed {
		parents := l.rows[d.parent.index]
		for k := range out {
			out[k] = (lo + k) % parents
		}
		return out
	}
	for k := range out {
		out[k] = (lo + k) / int(each)
	}
	return out
}

// countOf returns the count of a Per dataset; nil for others.
func countOf(d *dataset) Count {
	if d.spec.Per == nil {
		return nil
	}
	return d.spec.Per.Count
}

// dealt reports whether the rows of a Per dataset are dealt to the parents in turn, so that siblings are not neighbors.
func (d *dataset) dealt() bool {
	_, total := countOf(d).(Total)
	return total
}

// parentRows returns the row of the parent of each row of a Per dataset, whatever its key is pinned to.
func (b *batch) parentRows(d *dataset) []int {
	if b.parents == nil {
		b.parents = b.plan.layout.parents(d, b.rows.Lo, b.rows.N)
	}
	return b.parents
}

// families sets out to the places of rows of a Per dataset among the children of their parents, which are known, or to
// how many children the parents have. The first row is lo.
func families[T int32 | int64](l *layout, d *dataset, lo int, parents []int, siblings bool, out []T) {
	if d.dealt() {
		rows, all := l.rows[d.index], l.rows[d.parent.index]
		for k, p := range parents {
			if out[k] = T((lo + k) / all); siblings {
				out[k] = T(rows/all + boolInt(p < rows%all))
			}
		}
		return
	}
	if len(parents) == 0 {
		return
	}
	first := lo - l.firstChild(d, parents[0]) // the family may have begun before
	place, before := T(first)-1, parents[0]
	for k, p := range parents {
		same := (uint64(p^before) - 1) >> 63 // without a branch, which would often be mispredicted
		place, before = (place+1)&-T(same), p
		out[k] = place
	}
	if !siblings {
		return
	}
	last := len(parents) - 1
	count := T(l.firstChild(d, parents[last]+1) - l.firstChild(d, parents[last]))
	for k := last; k >= 0; k-- {
		if k < last && parents[k] != parents[k+1] {
			count = out[k] + 1
		}
		out[k] = count
	}
}

// firstChild returns the row of the first child of a parent, or where it would be. The counts are not a Total.
func (l *layout) firstChild(d *dataset, parent int) int {
	ends := l.ends[d.index]
	if ends == nil {
		return parent * int(countOf(d).(Fixed))
	}
	mark := parent / ends.stride
	if mark == len(ends.marks) {
		return l.rows[d.index] // past the last parent
	}
	row := ends.marks[mark]
	for p := mark * ends.stride; p < parent; p++ {
		row += ends.count(p, row)
	}
	return row
}

// parentsOf returns the number of parents that a dataset has.
func parentsOf(d *dataset, l layout) int {
	if d.parent == nil {
		return 0
	}
	return l.rows[d.parent.index]
}

// mostDrawn returns how many parents drawn counts may cover. They are counted before anything is generated, so this
// bounds a time.
func (pr *program) mostDrawn() int64 { return min(2*int64(pr.maxRows), pr.maxBytes/4) }

// rowsOfAll returns the number of rows of a dataset without Per: its own and those of its sources, up to one more than
// the limit.
func (pr *program) rowsOfAll(d *dataset, rowsOf func(source *dataset) int) int {
	rows := max(d.ownRows(), 0)
	for _, source := range d.sources {
		rows = min(rows+rowsOf(source), max(rows, pr.maxRows+1))
	}
	return rows
}
