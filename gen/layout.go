package gen

import (
	"sort"
)

// A layout is how many rows the datasets have, and where the children of each parent are.
type layout struct {
	rows []int   // by dataset
	ends [][]int // by dataset: where the children of each parent end, nil where they are evenly spread
}

// children is what is known of the rows of a Per dataset.
type children struct {
	rows int
	ends []int
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
	count := per.Count.draws(substream(key, forCount))
	c := children{ends: make([]int, parents)}
	for p := range c.ends {
		n := count(p)
		if n > pr.maxRows-c.rows {
			c.over = true
			n = 0
		}
		c.rows += n
		c.ends[p] = c.rows
	}
	return c
}

// draws returns the number of children of each parent.
func (c Count) draws(key uint64) func(parent int) int {
	switch {
	case c.Poisson != nil:
		t := poissonTable(*c.Poisson)
		return func(p int) int { return t.pick(draw(key, uint64(p))) }
	case c.Range != nil:
		lo, size := c.Range[0], uint64(int64(c.Range[1])-int64(c.Range[0]))+1
		return func(p int) int { return lo + int(below(draw(key, uint64(p)), size)) }
	}
	return func(p int) int { return c.Pinned[p%len(c.Pinned)] }
}

// parents returns the parent of each of n rows of a Per dataset from lo on.
func (l *layout) parents(d *dataset, lo, n int) []int {
	out := make([]int, n)
	if ends := l.ends[d.index]; ends != nil {
		p := sort.Search(len(ends), func(p int) bool { return ends[p] > lo })
		for k := range out {
			for ends[p] <= lo+k {
				p++
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

// lay counts the rows of all datasets. over is called with each that has more rows than the limit.
func (pr *program) lay(keys []uint64, over func(*dataset)) layout {
	l := layout{rows: make([]int, len(pr.datasets)), ends: make([][]int, len(pr.datasets))}
	for _, d := range pr.laid {
		if d.parent == nil {
			l.rows[d.index] = max(d.ownRows(), 0)
			continue
		}
		c := pr.childrenOf(d, l.rows[d.parent.index], keys[d.key.id])
		if c.over {
			over(d)
		}
		l.rows[d.index], l.ends[d.index] = c.rows, c.ends
	}
	return l
}
