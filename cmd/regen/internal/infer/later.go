package infer

import (
	"fmt"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// findLater finds dates and timestamps that are never before another one of their row.
func (d *dataset) findLater() {
	var all []*column
	for _, c := range d.columns {
		if temporal(c.Type) && c.Type.ID() != arrow.DATE64 && c.derived == nil && len(all) < mostOperands {
			all = append(all, c)
		}
	}
	for _, c := range slices.Backward(all) {
		var best *column
		var after []float64 // best
		least := math.Inf(1)
		for _, a := range all {
			if a == c || a.dependsOn(c) || a.Type.ID() != c.Type.ID() {
				continue
			}
			if by, ok := d.after(c, a); ok && mean(by) < least {
				best, after, least = a, by, mean(by)
			}
		}
		if best != nil {
			d.comesAfter(c, best, after)
		}
	}
}

func mean(xs []float64) (sum float64) {
	for _, x := range xs {
		sum += x
	}
	return sum / float64(max(len(xs), 1))
}

// after returns by how many seconds a column is after another one in each row. ok is false if it is before it in a row,
// or would be in none if the rows were mixed.
func (d *dataset) after(c, a *column) (seconds []float64, ok bool) {
	rows := d.sample.together(c, a)
	if len(rows) < fewestTogether {
		return nil, false
	}
	second := 1 / 86400.0
	if t, ok := c.Type.(*arrow.TimestampType); ok {
		second = perSecond(t.Unit)
	}
	times, others := d.sample.columns[c.at].numbers, d.sample.columns[a.at].numbers
	mixed := 0
	for i, row := range rows {
		after := (times[row] - others[row]) / second
		if after < 0 {
			return nil, false
		}
		seconds = append(seconds, after)
		if times[row] < others[rows[(i+1)%len(rows)]] {
			mixed++
		}
	}
	return seconds, mixed*20 >= len(rows)
}

// comesAfter makes a column a time after another one.
func (d *dataset) comesAfter(c, a *column, seconds []float64) {
	nulls, ok := d.sample.follows(c, a)
	if !ok {
		return
	}
	slices.Sort(seconds)
	l := secondLevel
	for _, coarse := range levels[3:] {
		if !slices.ContainsFunc(seconds, func(s float64) bool { return math.Mod(s, coarse.seconds) != 0 }) {
			l = coarse
			break
		}
	}
	if c.Type.ID() == arrow.DATE32 && l.seconds < 86400 {
		l = dayLevel
	}
	for i, s := range seconds {
		seconds[i] = math.Floor(s / l.seconds)
	}
	p := profile.OfNumbers(c.Name, seconds, true)
	lo, hi := outward(p, true, bound{0, 1 << 40})
	s := shapeOf(seconds, lo, hi, shown(p, spread(seconds)))
	c.from = []*column{a}
	c.derived = func(r request) (m made) {
		h := r.helper(&m, c.Name, "_after", s.numbers(true))
		text := fmt.Sprintf(`%s + %s * duration("%s")`, ident(a.Name), h, l.text)
		if l.text == "" {
			if l.seconds > 86400 {
				h += " * 7"
			}
			text = fmt.Sprintf("addDays(%s, %s)", ident(a.Name), h)
		}
		m.text = "expr: " + scalar(text) + typed(c.Column) + shareOfNulls(nulls)
		return m
	}
}
