package infer

import (
	"fmt"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/literal"
)

// findSeries finds columns that are a series for each parent: numbers a step apart, running totals, life cycles and
// times in order. In a dataset without a parent, all rows are one series, or those that refer to the same row are.
func (d *dataset) findSeries() {
	all := [][]int{make([]int, len(d.first.hashes))}
	for row := range all[0] {
		all[0][row] = row
	}
	if d.parent != nil {
		d.findTotals(d.groups(d.parent))
	} else if !d.findTotals(all) {
		for _, c := range d.columns {
			if !c.canParent() {
				continue
			}
			if d.parent = c; d.findTotals(d.groups(c)) {
				break
			}
			d.parent = nil
		}
	}
	if d.parent == nil {
		return
	}
	all = d.groups(d.parent)
	for _, c := range d.columns {
		if d.inSeries(c) && temporal(c.Type) && c.Type.ID() != arrow.DATE64 {
			d.findOrdered(c, all)
		}
	}
}

// inSeries reports whether a column may be a series.
func (d *dataset) inSeries(c *column) bool {
	return c.derived == nil && c.ref == nil && !c.referred && !d.first.columns[c.at].long
}

// findTotals finds running totals, life cycles and numbers a step apart. It reports whether it found any.
func (d *dataset) findTotals(all [][]int) (found bool) {
	for _, c := range d.columns {
		switch {
		case !d.inSeries(c):
		case c.Texts != nil:
			found = d.parent != nil && d.findStates(c, all) || found
		case literal.HoldsNumber(c.Type):
			found = d.parent != nil && d.stepsAnew(c, all) || d.findRunning(c, all) || found
		}
	}
	return found
}

// stepsAnew reports whether the numbers of a column are a step apart from the same start for each parent, and makes it
// such a sequence if so.
func (d *dataset) stepsAnew(c *column, all [][]int) bool {
	numbers, null := d.first.columns[c.at].numbers, d.first.columns[c.at].null
	start, step, pairs := math.NaN(), math.NaN(), 0
	for _, rows := range all {
		for i, row := range rows {
			if null[row] {
				return false
			}
			if math.IsNaN(start) {
				start = numbers[row]
			}
			if i == 1 && math.IsNaN(step) {
				step = numbers[row] - start
			}
			if i > 0 {
				pairs++
			}
			if i == 0 && numbers[row] != start || i > 0 && numbers[row] != start+float64(float64(i)*step) {
				return false
			}
		}
	}
	if pairs < fewestTogether || step == 0 || step != math.Trunc(step) || start != math.Trunc(start) ||
		math.Abs(start) > 1e6 || isRare(c.Column, start) || !c.Numbers.Whole {
		return false
	}
	text := fmt.Sprintf("seq: %s", number(start))
	if step != 1 {
		text = fmt.Sprintf("seq: {start: %s, step: %s}", number(start), number(step))
	}
	c.derived = func(request) made { return made{text: text + d.each() + typed(c.Column)} }
	return true
}

// An addend is what a running total adds in each row: a column, or the difference of two of which one may be null.
type addend struct {
	plus, minus *column
}

func (a addend) of(d *dataset, row int) float64 {
	value := func(c *column) float64 {
		if c == nil || d.first.columns[c.at].null[row] {
			return 0
		}
		return d.first.columns[c.at].numbers[row]
	}
	return value(a.plus) - value(a.minus)
}

// text formats the addend as an expression.
func (a addend) text() string {
	operand := func(c *column) string {
		if c.Nulls > 0 {
			return "(" + ident(c.Name) + " ?? 0)"
		}
		return ident(c.Name)
	}
	if a.minus == nil {
		return operand(a.plus)
	}
	return operand(a.plus) + " - " + operand(a.minus)
}

// findRunning reports whether a column adds up others from row to row, and makes it a running total if so.
func (d *dataset) findRunning(c *column, all [][]int) bool {
	if c.Nulls > 0 || c.Numbers.Steady || !c.varies() || c.Present() < 2*fewestTogether {
		return false
	}
	var addends []addend
	operands := slices.DeleteFunc(slices.Clone(d.columns[:min(len(d.columns), mostOperands)]), func(a *column) bool {
		return a == c || !literal.HoldsNumber(a.Type) || a.ref != nil || a.referred || !a.varies() || a.dependsOn(c) ||
			a == d.parent
	})
	for _, a := range operands {
		addends = append(addends, addend{a, nil})
	}
	for _, a := range operands {
		for _, b := range operands {
			if a != b {
				addends = append(addends, addend{a, b})
			}
		}
	}
	near := c.precision()
	for _, a := range addends {
		if starts, ok := d.adds(c, a, all, near); ok {
			d.runs(c, a, starts)
			return true
		}
	}
	return false
}

// adds reports whether the numbers of a column are a running total. starts has what each series starts from.
func (d *dataset) adds(c *column, a addend, all [][]int, near float64) (starts []float64, ok bool) {
	numbers := d.first.columns[c.at].numbers
	pairs := 0
	for _, rows := range all {
		for i, row := range rows {
			by := a.of(d, row)
			if i == 0 {
				starts = append(starts, numbers[row]-by)
				continue
			}
			if off := numbers[row] - numbers[rows[i-1]] - by; !(math.Abs(off) <= near+1e-9*math.Abs(numbers[row])) {
				return nil, false
			}
			if by != 0 {
				pairs++
			}
		}
	}
	return starts, pairs >= fewestTogether
}

// runs makes a column a running total of others.
func (d *dataset) runs(c *column, a addend, starts []float64) {
	c.from = []*column{a.plus}
	if a.minus != nil {
		c.from = append(c.from, a.minus)
	}
	slices.Sort(starts)
	decimals, rounds := decimalsOf(c.Numbers.Sample())
	for i, v := range starts {
		starts[i] = float64(math.Round(v*math.Pow10(decimals))) / math.Pow10(decimals)
	}
	p := profile.OfNumbers(c.Name, starts, c.Numbers.Whole)
	start := ""
	if lo, hi := outward(p, c.Numbers.Whole, boundOf(c.Type)); lo < hi {
		s := shapeOf(starts, lo, hi, shown(p, spread(starts)))
		start = ", start: {" + s.numbers(c.Numbers.Whole) + "}"
	} else if lo != 0 {
		start = ", start: " + number(lo)
	}
	real := arrow.IsFloating(c.Type.ID())
	c.derived = func(r request) (m made) {
		each := d.each()
		text := fmt.Sprintf("running: {of: {expr: %s}%s}%s", scalar(a.text()), start, each)
		if !real || !rounds {
			return made{text: text + typed(c.Column)}
		}
		if start != "" && start[len(start)-1] != '}' {
			text = fmt.Sprintf("running: {of: {expr: %s}, start: {pin: %s}}%s", scalar(a.text()), start[len(", start: "):],
				each)
		}
		h := r.helper(&m, c.Name, "_sum", text+", type: float64")
		m.text = fmt.Sprintf("expr: %s", scalar(fmt.Sprintf("round(%s, %d)", h, decimals))) + typed(c.Column)
		return m
	}
}
