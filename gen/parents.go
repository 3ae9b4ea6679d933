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
	count, ok := per.Count, true
	bad := func(format string, args ...any) {
		ok = false
		c.reportAt(d, per.At, "", format, args...)
	}
	if per.Rows != nil {
		if *per.Rows < 0 {
			bad("cannot have %d rows", *per.Rows)
		}
		return ok
	}
	ways := boolInt(count.Fixed != nil) + boolInt(count.Poisson != nil) + boolInt(count.Range != nil) + boolInt(count.Pinned != nil)
	switch {
	case ways != 1:
		bad("the count of children is one of a number, a Poisson mean, a range and a list; %d are given", ways)
	case count.Fixed != nil && *count.Fixed < 0:
		bad("a parent cannot have %d children", *count.Fixed)
	case count.Poisson != nil && !(*count.Poisson >= 0 && *count.Poisson <= maxLambda):
		bad("the mean count of children is %v; it is between 0 and %s", *count.Poisson, message.Thousands(maxLambda))
	case count.Range != nil && (count.Range[0] < 0 || count.Range[0] > count.Range[1]):
		bad("the count of children is between %d and %d; the first is at least 0 and at most the second", count.Range[0], count.Range[1])
	case count.Pinned != nil && len(count.Pinned) == 0:
		bad("the list of counts is empty")
	case slices.ContainsFunc(count.Pinned, func(n int) bool { return n < 0 }):
		bad("a parent cannot have %d children", slices.Min(count.Pinned))
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
