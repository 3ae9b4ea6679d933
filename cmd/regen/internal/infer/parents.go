package infer

// parents describes a column that refers to rows of its dataset: to an earlier row each, so there is no cycle.
func (c *column) parents() made {
	m := made{text: "ref: " + scalar(c.of.name+"."+c.ref.Name) + ", pick: earlier"}
	// The first row refers to none anyway.
	if roots := c.Nulls - 1; roots > 0 {
		m.text += shareOfNulls(float64(roots) / float64(c.Rows-1))
	}
	return m
}
