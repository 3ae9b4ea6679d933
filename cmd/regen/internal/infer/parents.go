package infer

import (
	"fmt"
	"math"
)

// parents describes a column that refers to rows of its dataset: to an earlier row each, so there is no cycle. The
// first row refers to none. ok is false if the key is not a sequence in the fixture.
func (c *column) parents(r request) (m made, ok bool) {
	k := c.ref
	var start, step int64
	format := ""
	if k.Texts != nil {
		s, ok := serialOf(k.Column, r)
		if !ok {
			return m, false
		}
		start, step, format = s.Start, s.Step, s.Format
	} else {
		if _, ok := sequence(k.Numbers, r.rows, boundOf(k.Type)); !ok {
			return m, false
		}
		start, step = startOf(k.Numbers.First, k.Numbers.Step, k.Numbers.N), k.Numbers.Step
	}
	if r.wide || math.Abs(float64(start)) > 1<<52 {
		return m, false
	}
	row := r.helper(&m, c.Name, "_row", "seq: 0")
	at := r.helper(&m, c.Name, "_at", "float: [0, 1]")
	key := fmt.Sprintf("%d + %d * int(floor(%s * %s))", start, step, at, row)
	if format != "" {
		key = "format(" + quoted(format) + ", " + key + ")"
	}
	m.text = "expr: " + scalar(fmt.Sprintf("%s == 0 ? nil : %s", row, key)) + typed(c.Column) + nullText(c.Column)
	return m, true
}
