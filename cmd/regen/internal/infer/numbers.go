package infer

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// numbers describes integers, floats and decimals: a sequence, a few values, a range, or quantiles.
func numbers(c *profile.Column, r request) made {
	n := c.Numbers
	kind := ""
	if c.Type.ID() != arrow.INT64 && c.Type.ID() != arrow.FLOAT64 {
		kind = typed(c)
	}
	within := boundOf(c.Type)
	if text, ok := sequence(n, r.rows, within); ok {
		return made{text: text + kind}
	}
	if m, ok := dayNumbers(c, r); ok {
		return m
	}
	lo, hi := outward(c, n.Whole, within)
	if math.IsInf(hi-lo, 0) || max(-lo, hi) > 1<<53 {
		return made{text: uniform(lo, hi, n.Whole) + kind}
	}
	xs := n.Sample()
	decimals, onGrid := decimalsOf(xs) // 0 of large integers
	if arrow.IsDecimal(c.Type.ID()) {
		decimals = int(c.Type.(arrow.DecimalType).GetScale())
		onGrid = decimals >= 0
	}
	s := shapeOf(xs, lo, hi, shown(c, spread(xs)))
	g := grid{decimals, onGrid || n.Whole}
	if text, ok := laps(c, r); ok && n.Whole {
		return made{text: "expr: " + scalar(plus(text, n.Least)) + typed(c)}
	}
	if values, ok := fewValues(c); ok && occur(values) && !(onGrid && g.describes(s, c, len(values))) {
		if text, ok := g.few(c, values, r.Samples); ok {
			if !n.Whole {
				kind = typed(c)
			}
			m := made{text: text + kind}
			if r.Samples {
				m.note = copied
			}
			return m
		}
	}
	return g.numbers(c, s, r)
}

// A grid is how many decimals numbers have, if ok.
type grid struct {
	decimals int
	ok       bool
}

// describes reports whether a shape makes about as many different numbers as the column has. It must be a range, unless
// a list of the numbers would be long.
func (g grid) describes(s shape, c *profile.Column, distinct int) bool {
	unit, n := math.Pow10(-g.decimals), float64(distinct)
	if s.isUniform(g.decimals == 0) {
		return (s[len(s)-1].value-s[0].value)/unit+1 <= 1.05*n
	}
	return n > 20 && math.Abs(s.distinct(float64(c.Present()), unit)-n) <= 0.04*n
}

// numbers describes numbers by their shape, with as many different ones as the data has.
func (g grid) numbers(c *profile.Column, s shape, r request) (m made) {
	distinct, _ := c.Distinct()
	rows := float64(c.Present())
	unique := rows > 1 && (c.Unique() || r.unique) && r.taken != nil && !r.loose
	steps, whole := 1.0, c.Numbers.Whole
	switch {
	case unique || r.taken == nil || r.wide:
	case g.ok:
		steps = s.stepsOf(rows, float64(distinct), math.Pow10(-g.decimals))
	case float64(distinct) < 0.95*rows: // long fractions that repeat
		width := s[len(s)-1].value - s[0].value
		unit := s.stepsOf(rows, float64(distinct), width*1e-9) * width * 1e-9
		g.decimals = max(0, 2-int(math.Floor(math.Log10(unit))))
		steps, g.ok = math.Round(unit*math.Pow10(g.decimals)), g.decimals < 15
	}
	if steps > 999 { // three digits are enough
		power := math.Pow(10, math.Floor(math.Log10(steps))-2)
		steps = math.Round(steps/power) * power
	}
	kind := ""
	if c.Type.ID() != arrow.INT64 && (c.Type.ID() != arrow.FLOAT64 || g.ok) {
		kind = typed(c)
	}
	if whole && steps == 1 || !g.ok || r.taken == nil || r.wide || arrow.IsDecimal(c.Type.ID()) && steps == 1 && !unique {
		text := s.numbers(whole)
		if c.Type.ID() == arrow.FLOAT64 && kind == "" {
			text = s.reals()
		}
		if unique && whole {
			if text = s.unique(r); text == "" {
				lo, hi := s.widened(float64(r.capacity()), boundOf(c.Type))
				text = uniform(lo, hi, true) + ", unique: true"
			}
		}
		m.text = text + kind
		return m
	}
	m.text = "expr: " + scalar(g.of(c.Name, s, steps, unique, r, &m)) + kind
	return m
}

// of returns an expression for numbers that are some steps of the last decimal apart. It is computed from whole numbers
// in a column of its own.
func (g grid) of(name string, s shape, steps float64, unique bool, r request, m *made) string {
	unit := math.Pow10(g.decimals)
	// Few numbers that are rounded are the same.
	if rows := float64(r.rows); steps == 1 && g.decimals > 0 && (!unique || s.distinct(rows, 1/unit) > rows-0.05) {
		return fmt.Sprintf("round(%s, %d)", r.helper(m, name, "_at", s.reals()), g.decimals)
	}
	counts := s.scaled(steps / unit)
	suffix := "_steps"
	if steps == 1 {
		suffix = []string{"_whole", "_tenths", "_hundredths", "_thousandths", "_parts"}[min(g.decimals, 4)]
	}
	text := ""
	if unique {
		text = counts.unique(r)
	}
	if text == "" {
		text = counts.numbers(true)
	}
	h := r.helper(m, name, suffix, text)
	switch by := steps / unit; {
	case steps != math.Trunc(steps) && g.decimals == 0:
		return fmt.Sprintf("int(round(%s * %s))", h, number(steps))
	case steps != math.Trunc(steps):
		return fmt.Sprintf("round(%s * %s, %d)", h, number(by), g.decimals)
	case by == 1:
		return h
	case by == math.Trunc(by):
		return fmt.Sprintf("%s * %s", h, number(by))
	case steps == 1:
		return fmt.Sprintf("%s / %s", h, number(unit))
	}
	return fmt.Sprintf("%s * %s / %s", h, number(steps), number(unit))
}

// sequence describes numbers that are a step apart. Two or three numbers often are, so there they must count from one.
func sequence(n *profile.Numbers, rows int64, within bound) (text string, ok bool) {
	if !n.Steady || !n.Whole || n.N < 4 && (n.Step != 1 || n.First > 1000 || n.First < 0) {
		return "", false
	}
	start := startOf(n.First, n.Step, n.N)
	if last := float64(start) + float64(float64(n.Step)*float64(rows)); !within.holds(float64(start), float64(start)) ||
		!within.holds(last, last) {
		return "", false
	}
	if n.Step == 1 {
		return fmt.Sprintf("seq: %d", start), true
	}
	return fmt.Sprintf("seq: {start: %d, step: %d}", start, n.Step), true
}

const (
	// mostFew is the greatest number of values of an enumeration, and fewestEach the least number of cells that each has
	// on average.
	mostFew    = 64
	fewestEach = 3
)

// copied is the comment of a column whose values are those of the data.
const copied = "copied from the data"

// fewValues returns the values of a column that has few. ok is false if it has many.
func fewValues(c *profile.Column) (values []profile.Value, ok bool) {
	values, ok = c.Values()
	return values, ok && len(values) > 0 && len(values) <= mostFew &&
		c.Present() >= fewestEach*int64(len(values))
}

// few describes a few numbers by their weights. Those that are rare are replaced by others near them, unless samples
// are allowed or they are nearly all numbers of a range, as those of a rating are.
func (g grid) few(c *profile.Column, values []profile.Value, samples bool) (text string, ok bool) {
	numbers, ok := g.moved(c, values, samples)
	if !ok {
		return "", false
	}
	order := make([]int, len(numbers))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(numbers[i], numbers[j]) })
	sorted := make([]profile.Value, len(values))
	for at, i := range order {
		sorted[at] = profile.Value{Text: number(numbers[i]), Count: values[i].Count}
	}
	return weights(sorted, func(v profile.Value) string { return v.Text }), true
}

// moved returns the numbers of values that a fixture may show.
func (g grid) moved(c *profile.Column, values []profile.Value, samples bool) (numbers []float64, ok bool) {
	numbers = make([]float64, len(values))
	for i, v := range values {
		x, err := strconv.ParseFloat(v.Text, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || math.Abs(x) > 1<<53 {
			return nil, false
		}
		numbers[i] = x
	}
	width, step := c.Numbers.Greatest-c.Numbers.Least, math.Pow10(-g.decimals)
	dense := g.ok && width < 2*step*float64(len(values)) && c.Present() >= crowd*int64(len(values))
	if !samples && !dense {
		used := map[float64]bool{}
		for i, v := range numbers {
			far := math.Max(1, math.Round(0.004*width/step))
			found := !isRare(c, v)
			for j := 0; j < 10 && !found; j++ {
				d := float64((far + float64(j/2)) * step)
				if j%2 == 1 {
					d = -d
				}
				x := rounded(v+d, 15)
				if found = c.Seen(x) == 0 && !used[x] && (x >= 0 || c.Numbers.Least < 0) && boundOf(c.Type).holds(x, x); found {
					numbers[i] = x
				}
			}
			if !found {
				return nil, false
			}
			used[numbers[i]] = true
		}
	}
	return numbers, true
}

// weights formats values and their frequencies, in percent. Those of few cells get a little more, so that they occur.
func weights(values []profile.Value, word func(v profile.Value) string) string {
	return "oneof: {" + percents(values, word) + "}"
}

// percents is weights without the generator.
func percents(values []profile.Value, word func(v profile.Value) string) string {
	total, least := leastCount(values)
	var parts []string
	for _, v := range values {
		parts = append(parts, fmt.Sprintf("%s: %s", word(v), significant(100*max(float64(v.Count), least)/float64(total))))
	}
	return strings.Join(parts, ", ")
}

// occur reports whether about all values occur if they are drawn by their weights.
func occur(values []profile.Value) bool {
	_, least := leastCount(values)
	lost := 0.0
	for _, v := range values {
		lost += math.Exp(-max(float64(v.Count), least))
	}
	return lost < max(0.06*float64(len(values)), 0.5)
}

// leastCount returns the number of cells that have some values, and the least number that is a weight of one.
func leastCount(values []profile.Value) (total int64, least float64) {
	for _, v := range values {
		total += v.Count
	}
	least = 1
	for next := least; next <= 4; next += 0.25 {
		more := 0.0
		for _, v := range values {
			more += max(0, next-float64(v.Count))
		}
		if more > 0.06*float64(total) {
			break
		}
		least = next
	}
	return total, least
}
