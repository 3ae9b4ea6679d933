package infer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/internal/literal"
)

const (
	// fewestTogether is the least number of rows that show how columns depend on each other.
	fewestTogether = 12
	// mostOperands bounds the columns of numbers that are compared with each other.
	mostOperands = 24
)

// A formula computes a number from others. Its text has A, B and C for them.
type formula struct {
	text     string
	operands int
	ordered  bool // the operands cannot be exchanged
	of       func(a, b, c float64) float64
}

// formulas has those that infer looks for, in turns: what is found in one turn holds in the next.
var formulas = [][]formula{
	{
		{"A", 1, false, func(a, _, _ float64) float64 { return a }},
		{"A * B", 2, false, func(a, b, _ float64) float64 { return a * b }},
		{"A + B", 2, false, func(a, b, _ float64) float64 { return a + b }},
	},
	{
		{"A * B * (1 - C)", 3, true, func(a, b, c float64) float64 { return a * b * (1 - c) }},
		{"A * B * (1 - C / 100)", 3, true, func(a, b, c float64) float64 { return a * b * (1 - c/100) }},
		{"A * B * C", 3, false, func(a, b, c float64) float64 { return a * b * c }},
		{"A * B - C", 3, true, func(a, b, c float64) float64 { return float64(a*b) - c }},
		{"A * B + C", 3, true, func(a, b, c float64) float64 { return float64(a*b) + c }},
		{"A * (1 - B)", 2, true, func(a, b, _ float64) float64 { return a * (1 - b) }},
		{"A * (1 + B)", 2, true, func(a, b, _ float64) float64 { return a * (1 + b) }},
		{"A * B / 100", 2, false, func(a, b, _ float64) float64 { return a * b / 100 }},
		{"A * (1 - B / 100)", 2, true, func(a, b, _ float64) float64 { return a * (1 - b/100) }},
		{"A + B + C", 3, false, func(a, b, c float64) float64 { return a + b + c }},
		{"A + B - C", 3, true, func(a, b, c float64) float64 { return a + b - c }},
	},
	{
		{"A - B", 2, true, func(a, b, _ float64) float64 { return a - b }},
		{"A / B", 2, true, func(a, b, _ float64) float64 { return a / b }},
	},
}

// findFormulas finds the columns of numbers that are computed from others in every row of the sample.
func (d *dataset) findFormulas() {
	var all []*column
	for _, c := range d.columns {
		if expr, ok := d.siblings(c); ok {
			c.derived = func(request) made { return made{text: "expr: " + expr + typed(c.Column)} }
		}
		if literal.HoldsNumber(c.Type) && c.ref == nil && !c.referred && c.varies() && len(all) < mostOperands {
			c.near = c.precision()
			all = append(all, c)
		}
	}
	// Most columns are computed from those before them.
	for turn := range 2 * len(formulas) {
		for _, target := range slices.Backward(all) {
			if target.derived != nil || target.Numbers.Steady {
				continue
			}
			from := all
			if turn < len(formulas) {
				from = all[:slices.Index(all, target)]
			}
			if turn%len(formulas) == 1 && d.findFactor(target, from) {
				continue
			}
			d.findFormula(target, from, formulas[turn%len(formulas)])
		}
	}
}

// varies reports whether a column has several numbers, so that what is found in them is not chance.
func (c *column) varies() bool {
	n, _ := c.Distinct()
	return n >= 2 && c.Numbers.NaNs == 0
}

// dependsOn reports whether a column is computed from another one.
func (c *column) dependsOn(other *column) bool {
	return c == other || slices.ContainsFunc(c.from, func(f *column) bool { return f.dependsOn(other) })
}

func (d *dataset) findFormula(target *column, all []*column, fs []formula) {
	n, _ := target.Distinct()
	if n < 5 {
		return
	}
	ok := func(c *column) bool { return c != target && !c.dependsOn(target) }
	for _, f := range fs {
		for i, a := range all {
			if !ok(a) || f.operands > 1 && a.Numbers.Steady {
				continue
			}
			if f.operands == 1 {
				if d.try(target, f, a) {
					return
				}
				continue
			}
			for j, b := range all {
				if !ok(b) || a == b || !f.ordered && j < i || b.Numbers.Steady {
					continue
				}
				if f.operands == 2 {
					if d.try(target, f, a, b) {
						return
					}
					continue
				}
				for k, c := range all {
					if ok(c) && c != a && c != b && (f.ordered || k > j) && !c.Numbers.Steady && d.try(target, f, a, b, c) {
						return
					}
				}
			}
		}
	}
}

// try reports whether a formula holds in all rows of the sample, and keeps it if so.
func (d *dataset) try(target *column, f formula, from ...*column) bool {
	cells := func(c *column) []float64 { return d.sample.columns[c.at].numbers }
	t := d.sample.columns[target.at]
	var ops [3][]float64
	for i, c := range from {
		ops[i] = cells(c)
	}
	near := target.near
	rows, matters, strays := 0, 0, 0
	width := target.Numbers.Greatest - target.Numbers.Least
	subtracts := strings.HasSuffix(f.text, " - B") || strings.HasSuffix(f.text, " - C") || f.text == "A / B"
	for row := range t.null {
		if t.null[row] || slices.ContainsFunc(from, func(c *column) bool { return d.sample.columns[c.at].null[row] }) {
			continue
		}
		var v [3]float64
		for i := range from {
			v[i] = ops[i][row]
		}
		got := f.of(v[0], v[1], v[2])
		if !(math.Abs(got-t.numbers[row]) <= near+1e-9*math.Abs(got)) {
			return false
		}
		rows++
		if subtracts { // if the operands were of different rows, which they are in the fixture
			for i := range from {
				v[i] = ops[i][(row*(i+1)+i)%len(ops[i])]
			}
			if other := f.of(v[0], v[1], v[2]); !(other >= target.Numbers.Least-0.05*width &&
				other <= target.Numbers.Greatest+0.05*width) {
				strays++
			}
		}
		// Where the last operand is 0 or 1, and where the number is 0, other formulas hold as well.
		last := ops[len(from)-1][row]
		if math.Abs(t.numbers[row]) > 2*near && math.Abs(last) > 1e-9 && last != 1 {
			matters++
		}
	}
	if rows < fewestTogether || matters < fewestTogether || matters*10 < rows || strays*20 > rows {
		return false
	}
	return target.compute(f.text, from...)
}

// findFactor finds a column of which the target is a multiple.
func (d *dataset) findFactor(target *column, all []*column) bool {
	for _, a := range all {
		if a == target || a.dependsOn(target) || a.Numbers.Steady {
			continue
		}
		rows := d.sample.together(target, a)
		sum, of := 0.0, 0.0
		for _, row := range rows {
			sum += math.Abs(d.sample.columns[target.at].numbers[row])
			of += math.Abs(d.sample.columns[a.at].numbers[row])
		}
		if of == 0 || sum == 0 {
			continue
		}
		for digits := 1; digits <= 5; digits++ {
			k := rounded(sum/of, digits)
			if k < 1e-4 || k > 1e6 {
				continue
			}
			f := formula{"A * " + real(k), 1, true, func(a, _, _ float64) float64 { return a * k }}
			if n, _ := target.Distinct(); n >= 8 && d.try(target, f, a) {
				return true
			}
		}
	}
	return false
}

// real formats a number so that an expression reads a float.
func real(v float64) string {
	if text := number(v); strings.ContainsAny(text, ".e") {
		return text
	}
	return number(v) + ".0"
}

// precision is half of the last decimal that all numbers of a column have.
func (c *column) precision() float64 {
	if decimals, ok := decimalsOf(c.Numbers.Sample()); ok {
		return 0.5001 * math.Pow10(-decimals)
	}
	return 0
}

// compute makes a column an expression over others. It returns false if the column has values where others are null.
func (c *column) compute(text string, from ...*column) bool {
	nulls, ok := c.of.sample.follows(c, from...)
	if !ok {
		return false
	}
	isDecimal := arrow.IsDecimal(c.Type.ID())
	var pairs []string
	for i, f := range from {
		name := ident(f.Name)
		switch {
		case isDecimal && arrow.IsFloating(f.Type.ID()):
			decimals, _ := decimalsOf(f.Numbers.Sample())
			name = fmt.Sprintf("decimal(%s, %d)", name, decimals)
		case !isDecimal && arrow.IsDecimal(f.Type.ID()):
			name = fmt.Sprintf("float(%s)", name)
		}
		pairs = append(pairs, "ABC"[i:i+1], name)
	}
	text = strings.NewReplacer(pairs...).Replace(text)
	decimals, rounds := decimalsOf(c.Numbers.Sample())
	isReal := func(f *column) bool { return !f.Numbers.Whole }
	whole := !slices.ContainsFunc(from, isReal) && !strings.ContainsAny(text, "/.")
	switch {
	case c.Numbers.Whole && !whole:
		text = "int(round(" + text + "))"
	case arrow.IsFloating(c.Type.ID()) && rounds && !whole:
		text = fmt.Sprintf("round(%s, %d)", text, decimals)
	}
	c.from = from
	c.derived = func(request) made {
		return made{text: "expr: " + scalar(text) + typed(c.Column) + shareOfNulls(nulls)}
	}
	return true
}

// ident formats the name of a column as expressions spell it.
func ident(name string) string {
	if isIdent().MatchString(name) && !keywords[name] {
		return name
	}
	return "$env[" + quoted(name) + "]"
}
