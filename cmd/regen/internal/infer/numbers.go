package infer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// numbers describes integers, floats and decimals: a sequence, a few values, a distribution, or quantiles.
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
	if n.Whole && c.Rows > 1 && c.Nulls == 0 && c.Unique() && r.taken != nil {
		if room := float64(r.rows) - (hi - lo + 1); room > 0 {
			hi = min(hi+room, within.hi)
			lo = max(min(lo, hi-float64(r.rows)+1), within.lo)
		}
		return made{text: uniform(lo, hi, true) + ", unique: true" + kind}
	}
	xs := n.Sample()
	decimals, isDecimal := decimalsOf(xs)
	if arrow.IsDecimal(c.Type.ID()) {
		decimals, isDecimal = int(c.Type.(arrow.DecimalType).GetScale()), false
	}
	f := fitNumbers(xs, lo, hi, n.Whole, within)
	values, few := fewValues(c)
	if few && n.Whole && f.distance <= 0.05 && f.whole { // a range, or Poisson's distribution
		few = strings.HasPrefix(f.text, "int") && hi-lo+1 > 1.05*float64(len(values))
	}
	if few {
		if text, ok := fewNumbers(c, values, decimals, r.Samples); ok {
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
	if !f.whole && n.Whole {
		kind = typed(c)
	}
	fits := f.keepsQuantiles(xs, n.Whole) && (n.Whole || !isDecimal || lo == hi)
	if fits || r.wide || r.taken == nil || n.N < 3 || math.IsInf(hi-lo, 0) || max(-lo, hi) > 1<<53 {
		return made{text: f.text + kind, note: f.note()}
	}
	var m made
	at := r.helper(&m, c.Name, "_at", "float: [0, 1]")
	q := quantileExpr(quantilesOf(xs, lo, hi, shown(c, spread(xs))), at)
	switch {
	case n.Whole:
		q = "int(round(" + q + "))"
	case isDecimal:
		q = fmt.Sprintf("round(%s, %d)", q, decimals)
	}
	m.text = "expr: " + scalar(q) + typed(c)
	return m
}

func uniform(lo, hi float64, whole bool) string {
	if whole {
		return fmt.Sprintf("int: [%s, %s]", number(lo), number(hi))
	}
	return fmt.Sprintf("float: [%s, %s]", number(lo), number(hi))
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

// fewNumbers describes a few numbers by their weights. The numbers are replaced by others near them, unless samples
// are allowed or they are nearly all whole numbers of a range, as those of a rating are.
func fewNumbers(c *profile.Column, values []profile.Value, decimals int, samples bool) (text string, ok bool) {
	numbers := make([]float64, len(values))
	for i, v := range values {
		x, err := strconv.ParseFloat(v.Text, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || math.Abs(x) > 1<<53 {
			return "", false
		}
		numbers[i] = x
	}
	width := c.Numbers.Greatest - c.Numbers.Least
	dense := c.Numbers.Whole && width < 2*float64(len(values)) && c.Present() >= crowd*int64(len(values))
	if !samples && !dense {
		step := math.Pow10(-decimals)
		used := map[float64]bool{}
		for i, v := range numbers {
			far := math.Max(1, math.Round(0.004*width/step))
			found := math.Abs(v) <= 10 && v == math.Trunc(v) && !isRare(c, v)
			for j := 0; j < 200 && !found; j++ {
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
				return "", false
			}
			used[numbers[i]] = true
		}
	}
	order := make([]int, len(numbers))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case numbers[i] < numbers[j]:
			return -1
		case numbers[i] > numbers[j]:
			return 1
		}
		return 0
	})
	sorted := make([]profile.Value, len(values))
	for at, i := range order {
		sorted[at] = profile.Value{Text: number(numbers[i]), Count: values[i].Count}
	}
	return weights(sorted, func(v profile.Value) string { return v.Text }), true
}

// weights formats values and their frequencies, in percent.
func weights(values []profile.Value, word func(v profile.Value) string) string {
	var total int64
	for _, v := range values {
		total += v.Count
	}
	var parts []string
	for _, v := range values {
		parts = append(parts, fmt.Sprintf("%s: %s", word(v), significant(100*float64(v.Count)/float64(total))))
	}
	return "oneof: {" + strings.Join(parts, ", ") + "}"
}
