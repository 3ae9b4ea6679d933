package gen

import (
	"slices"
	"sort"

	"github.com/assay-go/assay/gen/internal/draw"
)

// A layout is how many rows the datasets have, and where the children of each parent are.
type layout struct {
	rows []int   // by dataset
	ends []*ends // by dataset: where the children of each parent end, nil where they are evenly spread
}

// ends are where the children of each parent end. Only every stride-th end is kept, so that as many parents as there may be
// take sixteen megabytes; the counts between are drawn again.
type ends struct {
	count  func(parent int) int
	stride int
	marks  []int // where the children of the parents before each stride end
}

const (
	leastStride = 64
	mostMarks   = 1 << 20 // of as many parents as a dataset may have
)

// parentOf returns the parent of a row, and where its children end.
func (e *ends) parentOf(row int) (parent, end int) {
	mark := sort.Search(len(e.marks), func(i int) bool { return e.marks[i] > row }) - 1
	parent, end = mark*e.stride, e.marks[mark]
	for {
		if end += e.count(parent); end > row {
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
	for p := range parents {
		if e.count(p) != f.count(p) {
			return false
		}
	}
	return true
}

// children is what is known of the rows of a Per dataset.
type children struct {
	rows int
	ends *ends
	over bool // there are more rows than the limit, which is where they are cut off
}

// childrenOf counts the rows of a Per dataset. key is that of its key column.
func (pr *program) childrenOf(d *dataset, parents int, key uint64) children {
	per := d.spec.Per
	if per.Rows != nil {
		if *per.Rows > pr.maxRows {
			return children{over: true}
		}
		return children{rows: *per.Rows}
	}
	if n := per.Count.Fixed; n != nil {
		if *n != 0 && parents > pr.maxRows/(*n) {
			return children{over: true}
		}
		return children{rows: parents * *n}
	}
	stride := max(leastStride, pr.maxRows/mostMarks)
	c := children{ends: &ends{count: per.Count.draws(draw.Substream(key, draw.ForCounts)), stride: stride, marks: make([]int, 0, parents/stride+1)}}
	for p := range parents {
		if p%stride == 0 {
			c.ends.marks = append(c.ends.marks, c.rows)
		}
		n := c.ends.count(p)
		if n > pr.maxRows-c.rows {
			c.over, n = true, 0
			c.ends.count = before(p, c.ends.count)
		}
		c.rows += n
	}
	return c
}

// before returns a count that has no children from a parent on.
func before(parent int, count func(p int) int) func(p int) int {
	return func(p int) int {
		if p >= parent {
			return 0
		}
		return count(p)
	}
}

// draws returns the number of children of each parent.
func (c Count) draws(key uint64) func(parent int) int {
	switch {
	case c.Poisson != nil:
		t := draw.Poisson(*c.Poisson)
		return func(p int) int { return t.Pick(draw.At(key, uint64(p))) }
	case c.Range != nil:
		lo, size := c.Range[0], uint64(int64(c.Range[1])-int64(c.Range[0]))+1
		return func(p int) int { return lo + int(draw.Below(draw.At(key, uint64(p)), size)) }
	}
	return func(p int) int { return c.Pinned[p%len(c.Pinned)] }
}

// parents returns the parent of each of n rows of a Per dataset from lo on.
func (l *layout) parents(d *dataset, lo, n int) []int {
	out := make([]int, n)
	if ends := l.ends[d.index]; ends != nil {
		if n == 0 {
			return out
		}
		p, end := ends.parentOf(lo)
		for k := range out {
			for end <= lo+k {
				p++
				end += ends.count(p)
			}
			out[k] = p
		}
		return out
	}
	if d.spec.Per.Rows != nil {
		parents := l.rows[d.parent.index]
		for k := range out {
			out[k] = (lo + k) % parents
		}
		return out
	}
	each := *d.spec.Per.Count.Fixed
	for k := range out {
		out[k] = (lo + k) / each
	}
	return out
}

// parentsOf returns the number of parents that a dataset has.
func parentsOf(d *dataset, l layout) int {
	if d.parent == nil {
		return 0
	}
	return l.rows[d.parent.index]
}

// lay counts the rows of all datasets. over is called with each that has more rows than the limit, and tooMany with each before
// which the children of more than twice as many parents are counted one by one.
func (pr *program) lay(keys []uint64, over, tooMany func(*dataset)) layout {
	l := layout{rows: make([]int, len(pr.datasets)), ends: make([]*ends, len(pr.datasets))}
	counted := int64(0)
	for _, d := range pr.laid {
		if d.parent == nil {
			l.rows[d.index] = max(d.ownRows(), 0)
			continue
		}
		parents := l.rows[d.parent.index]
		if d.spec.Per.Rows == nil && d.spec.Per.Count.Fixed == nil {
			if counted += int64(parents); counted > 2*int64(pr.maxRows) && tooMany != nil {
				tooMany(d)
				continue
			}
		}
		c := pr.childrenOf(d, parents, keys[d.key.id])
		if c.over {
			over(d)
		}
		l.rows[d.index], l.ends[d.index] = c.rows, c.ends
	}
	return l
}
