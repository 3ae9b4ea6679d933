package infer

import (
	"math"
	"slices"
)

// parents describes a column that refers to rows of its dataset: to an earlier row each, so the references form no
// cycle. If fewer rows, or more, have children than by chance, rows have weights.
func (c *column) parents(r request) made {
	m := made{text: "ref: " + scalar(c.of.name+"."+c.ref.Name) + ", pick: earlier"}
	n, _ := c.Distinct()
	// If all choose with one probability p, p / (1 + p) of them have children.
	byChance := float64(c.Rows*c.Present()) / float64(c.Rows+c.Present())
	if c.Rows >= 20 && math.Abs(float64(n)-byChance) > byChance/5 {
		counts := c.Counts()
		childless := make([]float64, int(float64(c.Rows-n)*float64(len(counts))/float64(max(n, 1))))
		counts = slices.Concat(childless, counts)
		s := shapeOf(counts, 0, counts[len(counts)-1], func(v float64) (float64, bool) { return v, true })
		m.text += ", weight: " + r.helper(&m, c.Name, "_weight", s.text(significant)+", type: float64")
	}
	// The first row refers to none anyway.
	if roots := c.Nulls - 1; roots > 0 {
		m.text += shareOfNulls(float64(roots) / float64(c.Rows-1))
	}
	return m
}
