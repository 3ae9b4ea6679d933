package infer

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// mostCounts bounds the different numbers of children that a fixture lists.
const mostCounts = 24

// findParent chooses the reference that gives a dataset its rows: whose rows follow each other, or whose parents have
// other numbers of children than chance gives them.
func (d *dataset) findParent() {
	for _, grouped := range []bool{true, false} {
		for _, c := range d.columns {
			n, exact := c.Distinct()
			if !c.canParent() {
				continue
			}
			isGrouped := exact && c.Runs <= n+n/50 && c.Rows > n+n/5
			if grouped && isGrouped || !grouped && c.unevenly() {
				d.parent = c
				return
			}
		}
	}
}

// canParent reports whether a column may give its dataset its rows.
func (c *column) canParent() bool {
	n, _ := c.Distinct()
	return c.ref != nil && c.ref.of != c.of && c.Nulls == 0 && n > 1 && !c.Unique() && c.derived == nil &&
		c.ref.derived == nil
}

// groups returns the first rows of a dataset by their parent, in the order of the rows. If the rows of a parent follow
// each other, the last one may lack rows and is left out; else each may lack its last ones.
func (d *dataset) groups(by *column) (all [][]int) {
	at := map[sampledCell]int{}
	cells := &d.first.columns[by.at]
	for row := range d.first.hashes {
		cell := cells.cell(row)
		if cell.null {
			continue
		}
		i, ok := at[cell]
		if !ok {
			i = len(all)
			at[cell], all = i, append(all, nil)
		}
		all[i] = append(all[i], row)
	}
	if !d.hasAll() && len(all) > 0 {
		all = all[:len(all)-1]
	}
	return all
}

// hasAll reports whether all rows are among the first.
func (d *dataset) hasAll() bool { return int64(len(d.first.hashes)) == d.about.Rows }

// each formats the column for whose values series start anew, if any.
func (d *dataset) each() string {
	if d.parent == nil {
		return ""
	}
	return ", each: " + scalar(d.parent.Name)
}

// children returns how many parents have how many children.
func (c *column) children() map[int]float64 {
	counts := c.Counts()
	n, _ := c.Distinct()
	each := float64(n) / float64(len(counts)) // the counts are a sample
	all := map[int]float64{}
	for _, k := range counts {
		all[int(k)] += each
	}
	if none := c.ref.of.about.Rows - n; none > 0 {
		all[0] = float64(none)
	}
	return all
}

// unevenly reports whether the numbers of children are not those of a random choice of parents.
func (c *column) unevenly() bool {
	parents := float64(c.ref.of.about.Rows)
	mean := float64(c.Rows) / parents
	if parents < 20 || mean > 200 {
		return false
	}
	all, square := c.children(), 0.0
	for _, k := range slices.Sorted(maps.Keys(all)) {
		square += float64(float64(k) * float64(k) * all[k])
	}
	// The numbers of children of a random choice vary as much as their mean.
	ratio, chance := (square/parents-mean*mean)/mean, 3*math.Sqrt(2/parents)
	return ratio > 1.1+chance || ratio < 0.9-chance || math.Abs(all[0]/parents-math.Exp(-mean)) > 0.05+chance/2
}

// per formats how many rows a dataset has for each row of its parent.
func (d *dataset) per() string {
	c := d.parent
	text := fmt.Sprintf("parent: %s, key: %s", scalar(c.ref.of.name), scalar(c.ref.Name))
	if c.Name != c.ref.Name {
		text += ", as: " + scalar(c.Name)
	}
	if d.lives != nil && d.lives.plain == 0 {
		return "per: {" + text + ", count: {states: " + scalar(d.lives.Name) + "}}"
	}
	return "per: {" + text + ", count: " + countText(c.children()) + "}"
}

// countText formats how many parents have how many children. Many numbers of children are summed up.
func countText(all map[int]float64) string {
	type count struct {
		children int
		parents  float64
	}
	var counts []count
	total := 0.0
	for k, n := range all {
		counts = append(counts, count{k, n})
	}
	slices.SortFunc(counts, func(a, b count) int { return cmp.Compare(a.children, b.children) })
	for _, c := range counts {
		total += c.parents
	}
	if len(counts) == 1 {
		return fmt.Sprint(counts[0].children)
	}
	for len(counts) > mostCounts { // join the two neighbors that differ least
		at, least := 1, math.Inf(1)
		for i := 2; i < len(counts); i++ {
			far := float64(counts[i].children-counts[i-1].children) * math.Sqrt(min(counts[i].parents, counts[i-1].parents))
			if far < least {
				at, least = i, far
			}
		}
		a, b := counts[at-1], counts[at]
		n := a.parents + b.parents
		mean := (float64(float64(a.children)*a.parents) + float64(float64(b.children)*b.parents)) / n
		counts[at-1] = count{int(math.Round(mean)), n}
		counts = slices.Delete(counts, at, at+1)
	}
	var parts []string
	for i, c := range counts {
		if i > 0 && c.children == counts[i-1].children {
			continue
		}
		parts = append(parts, fmt.Sprintf("%d: %s", c.children, significant(100*c.parents/total)))
	}
	return "{oneof: {" + strings.Join(parts, ", ") + "}}"
}

// siblings returns an expression for a column that numbers the children of each parent. ok is false if it does not.
func (d *dataset) siblings(c *column) (expr string, ok bool) {
	values, few := c.Values()
	if d.parent == nil || !few || c.Numbers == nil || !c.Numbers.Whole || c.Nulls > 0 || len(values) < 2 ||
		c.Numbers.Least != 0 && c.Numbers.Least != 1 {
		return "", false
	}
	all := d.parent.children()
	for v := c.Numbers.Least; v <= c.Numbers.Greatest; v++ {
		parents := 0.0
		for k, n := range all {
			if float64(k) > v-c.Numbers.Least {
				parents += n
			}
		}
		if math.Abs(parents-float64(c.Seen(v))) > 0.001*parents {
			return "", false
		}
	}
	return plus("$sibling", c.Numbers.Least), true
}
