package gen

import (
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// link finds the parents of Per datasets, and the order in which rows can be counted.
func (c *compiler) link() {
	for _, d := range c.datasets {
		per := d.spec.Per
		if per == nil {
			continue
		}
		if d.parent = c.byName[per.Parent]; d.parent == nil {
			c.reportAt(d, per.At, "", "no dataset %q%s", per.Parent, c.nearDataset(per.Parent))
		}
		if !c.checkCount(d, per) {
			d.parent = nil
		}
	}
	state := make([]state, len(c.datasets))
	var visit func(d *dataset, path []string) bool
	visit = func(d *dataset, path []string) bool {
		path = append(path, d.name)
		switch state[d.index] {
		case compiled:
			return true
		case broken:
			return false
		case underWay:
			c.reportAt(d, d.spec.Per.At, "", "has itself as a parent: %s", strings.Join(path[slices.Index(path, d.name):], " -> "))
			state[d.index] = broken
			return false
		}
		state[d.index] = underWay
		if d.spec.Per != nil && (d.parent == nil || !visit(d.parent, path)) {
			state[d.index] = broken
			return false
		}
		state[d.index] = compiled
		c.laid = append(c.laid, d)
		return true
	}
	for _, d := range c.datasets {
		if !visit(d, nil) && d.key != nil {
			d.key.state = broken
			d.parent = nil
		}
	}
}

func (c *compiler) checkCount(d *dataset, per *Per) bool {
	ok := true
	bad := func(format string, args ...any) {
		ok = false
		c.reportAt(d, per.At, "", format, args...)
	}
	switch count := per.Count.(type) {
	case nil:
		bad("the count of children is missing; it is a Fixed, InTurn, Total, Int or Poisson")
	case Total:
		if count < 0 {
			bad("cannot have %d rows", count)
		}
	case Fixed:
		if count < 0 {
			bad("a parent cannot have %d children", count)
		}
	case Poisson:
		if !(count.Lambda >= 0 && count.Lambda <= maxLambda) {
			bad("the mean count of children is %v; it is between 0 and %s", count.Lambda, message.Thousands(maxLambda))
		}
	case Int:
		if count.Min < 0 || count.Min > count.Max {
			bad("the count of children is between %d and %d; the first is at least 0 and at most the second", count.Min, count.Max)
		}
	case InTurn:
		if len(count) == 0 {
			bad("the list of counts is empty")
		} else if least := slices.Min(count); least < 0 {
			bad("a parent cannot have %d children", least)
		}
	default:
		bad("unsupported count %T (pass a value, not a pointer)", count)
	}
	return ok
}

func (c *compiler) nearDataset(name string) string {
	var names []string
	for _, d := range c.datasets {
		names = append(names, d.name)
	}
	return message.DidYouMean(name, names)
}
