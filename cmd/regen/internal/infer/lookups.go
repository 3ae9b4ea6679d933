package infer

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/literal"
)

// fewestRepeats is the least number of rows of the sample that have the value of another row.
const fewestRepeats = 20

// findDetermined finds columns whose value follows from that of another one, as a city from a zip code.
func (d *dataset) findDetermined() {
	follow := map[*column][]*column{}
	for _, c := range d.columns {
		if !d.determines(c) {
			continue
		}
		firsts := d.sample.firsts(c)
		for _, other := range d.columns {
			if d.follows(other, c, firsts) {
				follow[c] = append(follow[c], other)
			}
		}
	}
	for {
		var best *column
		var most []*column
		for _, c := range d.columns {
			if c.derived != nil {
				continue
			}
			of := slices.DeleteFunc(follow[c], func(o *column) bool { return o.derived != nil || len(o.determined) > 0 })
			follow[c] = of
			if len(of) > len(most) || len(of) == len(most) && best != nil && c.ref != nil && best.ref == nil {
				best, most = c, of
			}
		}
		if len(most) == 0 {
			return
		}
		for _, other := range most {
			d.look(other, best)
		}
	}
}

// determines reports whether other columns may follow from a column.
func (d *dataset) determines(c *column) bool {
	n, _ := c.Distinct()
	return c.derived == nil && (c.ref != nil || !c.Unique() && repeatsEnough(c.Column)) &&
		(c.Type.ID() == arrow.STRING || arrow.IsInteger(c.Type.ID())) && n >= 2 &&
		!d.sample.columns[c.at].long && (c.ref == nil || c.ref.of != d)
}

// follows reports whether all rows of the sample with the same value of c have the same value of other. firsts has the
// first row with the value of each row.
func (d *dataset) follows(other, c *column, firsts []int) bool {
	y := &d.sample.columns[other.at]
	if other == c || other.derived != nil || other.ref != nil || other.referred || len(other.determined) > 0 ||
		other.Texts == nil && other.Numbers == nil || y.long {
		return false
	}
	repeats := 0
	for row, first := range firsts {
		if first < 0 && !y.null[row] || first >= 0 && y.cell(row) != y.cell(first) {
			return false
		}
		if first >= 0 && first < row {
			repeats++
		}
	}
	if repeats < fewestRepeats || c.ref != nil && sameName(c.ref.of, other) == nil {
		return false
	}
	counts := map[sampledCell]int{}
	for row := range firsts {
		counts[y.cell(row)]++
	}
	chance, n := 0.0, float64(len(firsts))
	for _, k := range counts {
		chance += float64(k) * float64(k)
	}
	return chance < 0.98*n*n
}

// look makes a column a lookup by another one: in the dataset that it refers to, or in a pool of its values.
func (d *dataset) look(other, c *column) {
	other.from = []*column{c}
	name := other.Name
	if c.ref != nil {
		name = sameName(c.ref.of, other).Name
	} else {
		c.determined = append(c.determined, other)
	}
	other.derived = func(request) made {
		return made{text: fmt.Sprintf("lookup: {via: %s, column: %s}", scalar(c.Name), scalar(name))}
	}
}

// sameName returns the column of a dataset that has the name, the type and all values of a column.
func sameName(of *dataset, c *column) *column {
	for _, k := range of.columns {
		if k.Name == c.Name && arrow.TypeEqual(k.Type, c.Type) {
			if looked, missing, _ := profile.Inclusion(c.Column, k.Column); looked > 0 && missing == 0 {
				return k
			}
		}
	}
	return nil
}

// determining describes a column that others follow from: by a pool with a row for each of its values.
func (c *column) determining(r request) (m made) {
	p, weight := newPool(c.Column, r)
	taken := map[string]bool{c.Name: true}
	for _, other := range c.determined {
		taken[other.Name] = true
	}
	in := r
	in.rows, in.taken, in.pool = p.rows, taken, true
	for _, g := range p.columns {
		taken[g.name] = true
	}
	values, few := c.Values()
	few = few && (c.Texts != nil || literal.HoldsNumber(c.Type))
	if few { // the words in the order of their frequency
		p.rows = int64(len(values))
		p.columns = nil
		counts := make([]string, len(values))
		for i, v := range values {
			counts[i] = fmt.Sprint(max(v.Count, 3))
		}
		delete(taken, "weight")
		name := freeName("weight", taken)
		p.columns = append(p.columns, generator{name, "cycle: [" + strings.Join(counts, ", ") + "], transient: true", ""})
		weight = ", weight: " + name
	}
	var columns []generator
	for _, each := range append([]*column{c}, c.determined...) {
		var one made
		if text, ok := each.listed(c, values, few, p.rows, r); ok {
			one.text = text
		} else {
			in.unique = each == c
			one = describe(each.Column, in)
		}
		columns = append(append(columns, one.from...), generator{each.Name, one.text, one.note})
		m.pools = append(m.pools, one.pools...)
	}
	p.columns = append(columns, p.columns...)
	m.pools = append(m.pools, p)
	m.text = "ref: " + scalar(p.name+"."+c.Name) + weight + nullText(c.Column)
	return m
}

// listed describes a column of a pool by the few values that it has: in the order of the words that they follow from,
// if those are few, or as often as these have them. ok is false if the column has many values.
func (c *column) listed(of *column, keys []profile.Value, few bool, rows int64, r request) (text string, ok bool) {
	values, ok := fewValues(c.Column)
	if ok = ok && c.Nulls <= of.Nulls; !ok || !few && c == of {
		return "", false
	}
	spelled := map[sampledCell]string{}
	if c.Texts != nil {
		word := replaced(c.Column, r.Samples)
		for _, v := range values {
			spelled[sampledCell{text: v.Text}] = word(v)
		}
	} else {
		decimals, onGrid := decimalsOf(c.Numbers.Sample())
		numbers, ok := grid{decimals, onGrid || c.Numbers.Whole}.moved(c.Column, values, r.Samples)
		if !ok || !literal.HoldsNumber(c.Type) {
			return "", false
		}
		for i, v := range values {
			x, _ := strconv.ParseFloat(v.Text, 64)
			spelled[sampledCell{number: x}] = number(numbers[i])
		}
	}
	s := &c.of.sample
	kind := ""
	if c.Texts == nil {
		kind = typed(c.Column)
	}
	var list []string
	if few {
		for _, v := range keys {
			row := max(s.columns[of.at].index(v.Text), 0) // a rare one may not be in the sample
			w, ok := spelled[s.columns[c.at].cell(row)]
			if !ok {
				return "", false
			}
			list = append(list, w)
		}
		return "cycle: [" + strings.Join(list, ", ") + "]" + kind, true
	}
	counts := map[string]int64{}
	for row, first := range s.firsts(of) {
		if w, ok := spelled[s.columns[c.at].cell(row)]; ok && first == row {
			counts[w]++
		}
	}
	var weighted []profile.Value
	for _, w := range slices.Sorted(maps.Keys(counts)) {
		weighted = append(weighted, profile.Value{Text: w, Count: counts[w]})
	}
	if len(weighted) < 2 {
		return "", false
	}
	if rows <= mostListed {
		return "cycle: [" + strings.Join(apportioned(weighted, int(rows)), ", ") + "]" + kind, true
	}
	return weights(weighted, func(v profile.Value) string { return v.Text }) + kind, true
}

// index returns the first row of the sample that has a value, or -1.
func (c *sampledColumn) index(value string) int {
	if x, err := strconv.ParseFloat(value, 64); err == nil {
		if row := slices.Index(c.numbers, x); row >= 0 && c.texts[row] == "" {
			return row
		}
	}
	return slices.Index(c.texts, value)
}

// mostListed is the greatest number of rows of a pool whose cells are listed one by one.
const mostListed = 100

// apportioned returns n values, each about as often as it counts, and at least once if there is room.
func apportioned(values []profile.Value, n int) (list []string) {
	total, given := int64(0), make([]int, len(values))
	for _, v := range values {
		total += v.Count
	}
	for len(list) < n {
		best, most := 0, math.Inf(-1)
		for i, v := range values {
			lack := float64(v.Count)*float64(n)/float64(total) - float64(given[i])
			if given[i] == 0 {
				lack++
			}
			if lack > most {
				best, most = i, lack
			}
		}
		given[best]++
		list = append(list, values[best].Text)
	}
	return list
}

// repeatsEnough reports whether values repeat often enough for a pool of them: at least a fifth of the cells do.
func repeatsEnough(c *profile.Column) bool {
	n, _ := c.Distinct()
	return float64(n) < math.Max(0.8*float64(c.Present()), 2)
}
