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
	second := secondsOf(c.Type)
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

// lasts returns the column that says in each row by how much a time is after another one, and the unit of it: that of a
// duration, or "" for days.
func (d *dataset) lasts(c, a *column) (by *column, unit string) {
	times, others := d.sample.columns[c.at].numbers, d.sample.columns[a.at].numbers
	rows, second := d.sample.together(c, a), secondsOf(c.Type)
	for _, by := range d.columns {
		if !arrow.IsInteger(by.Type.ID()) || by.Nulls > 0 || by.ref != nil || by.dependsOn(c) || !by.varies() {
			continue
		}
		for _, l := range levels[4:] {
			if l.seconds > 86400 || l.seconds < 86400 && c.Type.ID() == arrow.DATE32 {
				continue
			}
			differs := func(row int) bool {
				return times[row]-others[row] != float64(d.sample.columns[by.at].numbers[row]*l.seconds*second)
			}
			if !slices.ContainsFunc(rows, differs) {
				return by, l.text
			}
		}
	}
	return nil, ""
}

// secondsOf returns how many units of a type of dates or timestamps a second has.
func secondsOf(dt arrow.DataType) float64 {
	if t, ok := dt.(*arrow.TimestampType); ok {
		return perSecond(t.Unit)
	}
	return 1 / 86400.0
}

// leveled converts seconds to units of the coarsest level that all are multiples of.
func leveled(dt arrow.DataType, seconds []float64) level {
	l := secondLevel
	for _, coarse := range levels[3:] {
		if !slices.ContainsFunc(seconds, func(s float64) bool { return math.Mod(s, coarse.seconds) != 0 }) {
			l = coarse
			break
		}
	}
	if dt.ID() == arrow.DATE32 && l.seconds < 86400 {
		l = dayLevel
	}
	for i, s := range seconds {
		seconds[i] = math.Floor(s / l.seconds)
	}
	return l
}

// comesAfter makes a column a time after another one.
func (d *dataset) comesAfter(c, a *column, seconds []float64) {
	nulls, ok := d.sample.follows(c, a)
	if !ok {
		return
	}
	c.from = []*column{a}
	if by, unit := d.lasts(c, a); by != nil {
		c.from = append(c.from, by)
		text := fmt.Sprintf(`%s + %s * duration("%s")`, ident(a.Name), ident(by.Name), unit)
		if unit == "" {
			text = fmt.Sprintf("addDays(%s, %s)", ident(a.Name), ident(by.Name))
		}
		c.derived = func(request) made {
			return made{text: "expr: " + scalar(text) + typed(c.Column) + shareOfNulls(nulls)}
		}
		return
	}
	slices.Sort(seconds)
	l := leveled(c.Type, seconds)
	p := profile.OfNumbers(c.Name, seconds, true)
	lo, hi := outward(p, true, bound{0, 1 << 40})
	s := shapeOf(seconds, lo, hi, shown(p, spread(seconds)))
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
