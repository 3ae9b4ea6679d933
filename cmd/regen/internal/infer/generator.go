package infer

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/literal"
)

// generators returns the columns that generate a column: those that it is computed from, then itself. It also returns
// the datasets that they refer to.
func (c *column) generators(r request) ([]generator, []pool) {
	var m made
	r.loose = c.plain > 0
	switch {
	case c.plain > 2 || c.Present() == 0:
		m.text = "pin: null" + typed(c.Column)
	case c.plain > 1:
		m.text = plainest(c.Column) + nullText(c.Column)
	case c.derived != nil && !r.loose:
		m = c.derived(r)
	case len(c.determined) > 0 && c.ref == nil:
		m = c.determining(r)
	case c.ref != nil && c.ref.of == c.of:
		m = c.parents(r)
	case c.ref != nil:
		m.text = "ref: " + scalar(c.ref.of.name+"."+c.ref.Name)
		if c.pick != "" {
			m.text += ", pick: " + c.pick
		}
		m.text += nullText(c.Column)
	default:
		m = describe(c.Column, r)
	}
	return append(m.from, generator{c.Name, m.text, m.note}), m.pools
}

// plainest describes a column by what every table can have, in case the better description does not load.
func plainest(c *profile.Column) string {
	switch {
	case c.Texts != nil && c.Type.ID() == arrow.STRING:
		return `fake: {name: regex, str: "[a-z]{3,8}"}`
	case literal.HoldsNumber(c.Type) && c.Numbers.N > 0:
		lo, hi := outward(c, c.Numbers.Whole, boundOf(c.Type))
		return uniform(lo, hi, c.Numbers.Whole) + typed(c)
	}
	return "pin: null" + typed(c)
}
