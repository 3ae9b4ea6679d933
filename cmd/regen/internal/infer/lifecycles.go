package infer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// mostStates is the greatest number of states of a life cycle.
const mostStates = 16

// findStates reports whether a column has states, and makes it a life cycle if so: no state comes twice for a parent,
// no two follow each other both ways, and the last one is never followed by another.
func (d *dataset) findStates(c *column, all [][]int) bool {
	values, few := c.Values()
	n, _ := d.parent.Distinct()
	if !few || len(values) < 2 || len(values) > mostStates || c.Nulls > 0 || !d.hasAll() && d.parent.Runs > n+n/50 {
		return false
	}
	texts := d.first.columns[c.at].texts
	starts, next, last := map[string]int64{}, map[string]map[string]int64{}, map[string]bool{}
	several := 0
	for _, rows := range all {
		seen := map[string]bool{}
		for i, row := range rows {
			state := texts[row]
			if seen[state] {
				return false
			}
			seen[state] = true
			if i == 0 {
				starts[state]++
				continue
			}
			before := texts[rows[i-1]]
			if next[before] == nil {
				next[before] = map[string]int64{}
			}
			next[before][state]++
		}
		if last[texts[rows[len(rows)-1]]] = true; len(rows) > 1 {
			several++
		}
	}
	for from, to := range next {
		for state := range to {
			if last[from] || next[state][from] > 0 {
				return false
			}
		}
	}
	if several < fewestTogether {
		return false
	}
	d.lives = c
	c.derived = func(r request) made {
		return made{text: statesText(c, d.parent, values, starts, next, r) + typed(c.Column)}
	}
	return true
}

// statesText formats a life cycle.
func statesText(
	c, each *column, values []profile.Value, starts map[string]int64, next map[string]map[string]int64, r request,
) string {
	spelled := map[string]string{}
	word := replaced(c.Column, r.Samples)
	for _, v := range values {
		spelled[v.Text] = word(v)
	}
	choice := func(counts map[string]int64) string {
		var all []profile.Value
		for state, n := range counts {
			all = append(all, profile.Value{Text: spelled[state], Count: n})
		}
		if len(all) == 1 {
			return all[0].Text
		}
		slices.SortFunc(all, func(a, b profile.Value) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
		})
		return "{" + percents(all, func(v profile.Value) string { return v.Text }) + "}"
	}
	var parts []string
	for _, v := range values {
		if to := next[v.Text]; to != nil {
			parts = append(parts, spelled[v.Text]+": "+choice(to))
		}
	}
	return fmt.Sprintf("states: {start: %s, next: {%s}}, each: %s", choice(starts), strings.Join(parts, ", "),
		scalar(each.Name))
}

// findOrdered finds times that are never before that of the row before of the same parent.
func (d *dataset) findOrdered(c *column, all [][]int) {
	if c.Nulls > 0 {
		return
	}
	second := secondsOf(c.Type)
	times := d.first.columns[c.at].numbers
	var gaps, starts []float64
	for _, rows := range all {
		starts = append(starts, times[rows[0]])
		for i := 1; i < len(rows); i++ {
			gaps = append(gaps, (times[rows[i]]-times[rows[i-1]])/second)
		}
	}
	if slices.Sort(gaps); len(gaps) < fewestRepeats || gaps[0] < 0 || gaps[len(gaps)-1] == 0 {
		return
	}
	l := leveled(c.Type, gaps)
	p := profile.OfNumbers(c.Name, gaps, true)
	lo, hi := outward(p, true, bound{0, 1 << 40})
	s := shapeOf(gaps, lo, hi, shown(p, spread(gaps)))
	start, unit := d.startOf(c, starts), l.text
	if unit == "" {
		unit = fmt.Sprintf("%.0fd", l.seconds/86400)
	}
	c.derived = func(r request) (m made) {
		gap := r.helper(&m, c.Name, "_gap", s.numbers(true))
		of := scalar("$sibling == 0 ? 0 : " + gap)
		m.text = fmt.Sprintf("running: {of: {expr: %s}, start: {%s}, unit: %s}%s", of, start, unit, d.each()) +
			typed(c.Column)
		return m
	}
}

// startOf describes the first times of the parents: a column of the parent, or times of their own.
func (d *dataset) startOf(c *column, starts []float64) string {
	parent := d.parent.ref.of
	keys, rows := &d.first.columns[d.parent.at], map[sampledCell]int{}
	for row := range parent.first.hashes {
		rows[parent.first.columns[d.parent.ref.at].cell(row)] = row
	}
	for _, p := range parent.columns {
		if !arrow.TypeEqual(p.Type, c.Type) || p.Nulls > 0 {
			continue
		}
		seen, same := map[sampledCell]bool{}, 0
		for row := range d.first.hashes {
			at, ok := rows[keys.cell(row)]
			if seen[keys.cell(row)] || !ok {
				continue
			}
			seen[keys.cell(row)] = true
			if same++; parent.first.columns[p.at].numbers[at] != d.first.columns[c.at].numbers[row] {
				same = -len(d.first.hashes)
			}
		}
		if same >= fewestTogether {
			return fmt.Sprintf("lookup: {via: %s, column: %s}", scalar(d.parent.Name), scalar(p.Name))
		}
	}
	return times(ofTimes(c, starts), request{rows: int64(len(starts))}).text
}

// ofTimes returns the profile of times of the type of a column, in its unit.
func ofTimes(c *column, values []float64) *profile.Column {
	b := array.NewBuilder(memory.DefaultAllocator, c.Type)
	defer b.Release()
	for _, v := range values {
		switch b := b.(type) {
		case *array.Date32Builder:
			b.Append(arrow.Date32(v))
		case *array.TimestampBuilder:
			b.Append(arrow.Timestamp(v))
		}
	}
	a := b.NewArray()
	defer a.Release()
	schema := arrow.NewSchema([]arrow.Field{{Name: c.Name, Type: c.Type}}, nil)
	rec := array.NewRecord(schema, []arrow.Array{a}, int64(a.Len()))
	defer rec.Release()
	t := profile.New(schema)
	if err := t.Add(rec); err != nil {
		return c.Column
	}
	return t.Columns[0]
}
