package infer

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/literal"
)

// describe returns how to generate a column.
func describe(c *profile.Column, r request) made {
	m := generate(c, r)
	m.text += nullText(c)
	return m
}

func generate(c *profile.Column, r request) (m made) {
	switch {
	case c.Present() == 0:
		return made{text: "pin: null" + typed(c)}
	case c.Type.ID() == arrow.BOOL:
		return made{text: "bool: " + significant(c.Numbers.Mean())}
	case temporal(c.Type):
		return times(c, r)
	case c.Numbers != nil && !literal.HoldsNumber(c.Type):
		m.text, m.note = clockTimes(c)
		return m
	case c.Numbers != nil && c.Numbers.N > 0:
		return numbers(c, r)
	case c.Texts != nil:
		return texts(c, r)
	case len(c.Fields) > 0:
		return made{text: parts(c, r)}
	case c.Item != nil && c.Item.Rows > 0:
		return made{text: items(c, r)}
	}
	return made{text: "pin: null" + typed(c), note: "no generator for this type"}
}

func parts(c *profile.Column, r request) string {
	var fields []string
	rename(c.Fields)
	r.taken, r.key = nil, false
	for _, f := range c.Fields {
		fields = append(fields, fmt.Sprintf("%s: {%s}", key(f.Name), describe(f, r).text))
	}
	return "sub: {columns: {" + strings.Join(fields, ", ") + "}}"
}

func items(c *profile.Column, r request) string {
	item := *c.Item
	item.Name = c.Name
	r.rows, r.taken = max(r.rows, item.Rows, r.rows*int64(c.Lengths.Greatest)), nil
	return fmt.Sprintf("list: {of: {%s}, len: [%d, %d]}", describe(&item, r).text, int64(c.Lengths.Least),
		int64(c.Lengths.Greatest))
}

func temporal(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP:
		return true
	}
	return false
}
