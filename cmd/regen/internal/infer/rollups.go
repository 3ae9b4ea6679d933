package infer

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/literal"
)

// A total is what the rows of a parent come to.
type total struct {
	fn string
	of *column // nil if rows are counted
}

// findRollups finds columns of parents that count, add up or choose from their children in every row.
func findRollups(all []*dataset) {
	for _, child := range all {
		for _, by := range child.columns {
			n, _ := by.Distinct()
			if by.ref == nil || by.ref.of == child || by.Unique() || !child.hasAll() && by.Runs > n+n/50 {
				continue
			}
			children := map[sampledCell][]int{}
			for _, rows := range child.groups(by) {
				children[child.first.columns[by.at].cell(rows[0])] = rows
			}
			for _, c := range by.ref.of.columns {
				if c.derived == nil && c != by.ref && c.ref == nil && !c.referred && c.Numbers != nil {
					c.findRollup(by, children)
				}
			}
		}
	}
}

// findRollup finds what of some children a column of their parent is.
func (c *column) findRollup(by *column, children map[sampledCell][]int) {
	if n, _ := c.Distinct(); n < 3 || c.Numbers.Steady || c.Type.ID() == arrow.BOOL {
		return
	}
	var totals []total
	if c.Numbers.Whole || literal.HoldsNumber(c.Type) {
		totals = append(totals, total{"count", nil})
	}
	for _, fn := range []string{"sum", "min", "max", "first", "last"} {
		for _, x := range by.of.columns {
			isNumber := literal.HoldsNumber(x.Type) && literal.HoldsNumber(c.Type)
			if x != by && x.derived == nil && x.Numbers != nil && x.ref == nil && !by.of.first.columns[x.at].long &&
				(isNumber || fn != "sum" && arrow.TypeEqual(x.Type, c.Type)) {
				totals = append(totals, total{fn, x})
			}
		}
	}
	c.near = c.precision()
	for _, t := range totals {
		if none, ok := c.totals(t, by, children); ok {
			c.from = nil
			c.derived = func(r request) made { return c.rollup(t, by, none, r) }
			return
		}
	}
}

// totals reports whether a column has a total in all rows. none is what it is without children: 0, or null.
func (c *column) totals(t total, by *column, children map[sampledCell][]int) (none string, ok bool) {
	parent, child := &c.of.first, &by.of.first
	some, several := 0, 0
	for row := range parent.hashes {
		rows, known := children[parent.columns[by.ref.at].cell(row)]
		if !known && !by.of.hasAll() {
			continue
		}
		null, v := parent.columns[c.at].null[row], parent.columns[c.at].numbers[row]
		if want, present := t.value(child, rows); present && (null || !(math.Abs(want-v) <= c.near+1e-9*math.Abs(v))) {
			return "", false
		} else if !present {
			is := "0"
			if null {
				is = "null"
			}
			if none != "" && none != is || !null && v != 0 {
				return "", false
			}
			none = is
			continue
		}
		some++
		if len(rows) > 1 {
			several++
		}
	}
	return none, some >= fewestTogether && several >= fewestTogether
}

// value returns the total of some rows. ok is false without a total.
func (t total) value(s *rowSample, rows []int) (v float64, ok bool) {
	if t.fn == "count" {
		return float64(len(rows)), true
	}
	column := &s.columns[t.of.at]
	if t.fn == "first" || t.fn == "last" {
		if len(rows) == 0 {
			return 0, false
		}
		row := rows[0]
		if t.fn == "last" {
			row = rows[len(rows)-1]
		}
		return column.numbers[row], !column.null[row]
	}
	for _, row := range rows {
		if column.null[row] {
			continue
		}
		x := column.numbers[row]
		switch {
		case !ok:
			v = x
		case t.fn == "sum":
			v += x
		case t.fn == "min":
			v = min(v, x)
		default:
			v = max(v, x)
		}
		ok = true
	}
	return v, ok
}

// rollup describes a column by a total of children.
func (c *column) rollup(t total, by *column, none string, r request) (m made) {
	of := by.of.name
	if t.of != nil {
		of += "." + t.of.Name
	}
	text := fmt.Sprintf("rollup: {of: %s, by: %s, fn: %s}", scalar(of), scalar(by.Name), t.fn)
	decimals, rounds := decimalsOf(c.Numbers.Sample())
	isFloat := arrow.IsFloating(c.Type.ID())
	rounds = rounds && isFloat && t.fn == "sum"
	isSame := t.of == nil && !isFloat || t.of != nil && arrow.TypeEqual(t.of.Type, c.Type) ||
		arrow.IsDecimal(c.Type.ID())
	if (none != "0" || t.fn == "count") && !rounds && isSame {
		return made{text: text + typed(c.Column)}
	}
	total := r.helper(&m, c.Name, "_"+t.fn, text)
	switch {
	case none == "0" && rounds:
		total = fmt.Sprintf("round(%s ?? 0, %d)", total, decimals)
	case none == "0":
		total += " ?? 0"
	case rounds:
		total = fmt.Sprintf("round(%s, %d)", total, decimals)
	}
	m.text = "expr: " + scalar(total) + typed(c.Column)
	return m
}
