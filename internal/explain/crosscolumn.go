package explain

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// mostOthers bounds the columns with which one is compared.
const mostOthers = 256

// wholeColumn explains all changed cells by another column or another row. It returns nil if neither explains them.
func (e *explainer) wholeColumn() []part {
	guesses := []func() *rule{e.exchanged, e.lagged, e.copied}
	switch {
	case !e.SameType:
		guesses = guesses[:1]
	case isBool(e.Old):
		return nil
	}
	for _, guess := range guesses {
		r := guess()
		if r == nil {
			continue
		}
		if missed, ok := e.missed(r, e.Changed, mostExceptions(len(e.Changed))); ok {
			return []part{{rule: r, cells: without(e.Changed, missed), except: missed}}
		}
	}
	return nil
}

// others calls visit with the other columns of the type whose old cells are the new cells of most of a
// sample, until it returns false.
func (e *explainer) others(visit func(c *Column, from cells.Comparison) bool) {
	probe := sample(e.Changed, 16)
	for i := range e.table.columns[:min(len(e.table.columns), mostOthers)] {
		c := &e.table.columns[i]
		if c == e.Column || c.SameType != e.SameType || !arrowtext.SameType(c.Old.DataType(), e.New.DataType()) {
			continue
		}
		from := cells.Comparer(c.Old, e.New)
		hits := 0
		for _, pair := range probe {
			if from(e.table.pair(pair)) == 0 {
				hits++
			}
		}
		if 10*hits >= 9*len(probe) && !visit(c, from) {
			return
		}
	}
}

// exchanged finds a column that has the old cells, and whose old cells this one has.
func (e *explainer) exchanged() (r *rule) {
	e.others(func(c *Column, from cells.Comparison) bool {
		if len(c.Changed) == 0 || !arrowtext.SameType(e.Old.DataType(), c.New.DataType()) {
			return true
		}
		back := cells.Comparer(e.Old, c.New)
		x := &rule{
			words: "exchanged with " + goldenfile.ColumnText(c.Name), whole: true,
			holds: func(i, j int) bool { return from(i, j) == 0 && back(i, j) == 0 },
		}
		x.fixed = x.holds
		if _, ok := e.missed(x, e.Changed, mostExceptions(len(e.Changed))); ok {
			r = x
		}
		return r == nil
	})
	return r
}

// varied reports whether the changed cells have at least three values now. Fewer are those of another cell by chance.
func (e *explainer) varied() bool {
	const least = 3
	hash := cells.NewHasher(e.New)
	distinct := map[uint64]bool{}
	for _, pair := range sample(e.Changed, 64) {
		if _, j := e.table.pair(pair); !e.newNull(j) {
			distinct[hash(j)] = true
		}
	}
	return len(distinct) >= least
}

// copied finds a column whose old cells this one has now. If the changed cells have few values, all rows have to agree.
func (e *explainer) copied() (r *rule) {
	const fewestRows = 8
	varied := e.varied()
	if !varied && e.table.rows.Pairs < fewestRows {
		return nil
	}
	e.others(func(c *Column, from cells.Comparison) bool {
		r = &rule{
			words: "now the values of " + goldenfile.ColumnText(c.Name), whole: true,
			holds: func(i, j int) bool { return from(i, j) == 0 },
		}
		r.fixed = r.holds
		if !varied && (c.Old.NullN() > 0 || !e.all(e.Changed, r.holds) || !e.total(r)) {
			r = nil
		}
		return r == nil
	})
	return r
}

// A lag is an order of the rows in which cells may have moved to another row.
type lag struct {
	before []int32 // by old row: the row before it, -1 at the edge
	after  []int32
	within string // such as " within each country"
}

// lagged finds cells that have the old value of the row before or after, or are null at the edge.
func (e *explainer) lagged() *rule {
	if !e.varied() {
		return nil
	}
	from := cells.Comparer(e.Old, e.New)
	for _, order := range e.table.orders(e.Old.Len()) {
		for _, way := range []struct {
			from  []int32
			words string
		}{{order.before, "shifted down by one row"}, {order.after, "shifted up by one row"}} {
			edges := 0
			words := way.words + order.within
			r := &rule{words: words, whole: true, holds: func(i, j int) bool {
				if at := way.from[i]; at >= 0 {
					return from(int(at), j) == 0
				}
				return e.newNull(j)
			}}
			r.fixed = func(i, j int) bool { return way.from[i] < 0 || r.holds(i, j) }
			// All cells at the edges may also have got some value, or kept theirs.
			missed, ok := e.missed(r, e.Changed, mostExceptions(len(e.Changed)))
			if ok && len(missed) < len(e.Changed)/2 && e.total(r) {
				for _, pair := range e.Changed {
					if i, _ := e.table.pair(pair); way.from[i] < 0 {
						edges++
					}
				}
				if edges > len(missed) {
					r.words += ", null at the edge"
				}
				return r
			}
		}
	}
	return nil
}

// orders returns the orders of rows that lags are looked for in: that of the table and, for each column of a key with
// several, the order of that column among rows that agree in the others.
func (t *Table) orders(rows int) []lag {
	if t.lags != nil {
		return t.lags
	}
	plain := lag{before: make([]int32, rows), after: make([]int32, rows)}
	for row := range int32(rows) {
		plain.before[row], plain.after[row] = row-1, row+1
	}
	plain.after[rows-1] = -1
	t.lags = []lag{plain}
	var keys []*Column
	for i := range t.columns {
		if t.columns[i].Key {
			keys = append(keys, &t.columns[i])
		}
	}
	if len(keys) < 2 {
		return t.lags
	}
	for at := range keys {
		others := slices.Delete(slices.Clone(keys), at, at+1)
		t.lags = append(t.lags, groupedLag(rows, others, keys[at]))
	}
	return t.lags
}

// groupedLag returns the order of one column among rows that agree in others.
func groupedLag(rows int, others []*Column, along *Column) lag {
	var group []arrow.Array
	var within strings.Builder
	for i, c := range others {
		group = append(group, c.Old)
		if i > 0 {
			within.WriteString(" and ")
		}
		within.WriteString(goldenfile.ColumnText(c.Name))
	}
	all := append(slices.Clone(group), along.Old)
	same := cells.RowComparer(group, group)
	l := lag{before: make([]int32, rows), after: make([]int32, rows), within: " within each " + within.String()}
	last := int32(-1)
	for _, row := range cells.SortedRows(rows, cells.RowComparer(all, all)) {
		l.before[row], l.after[row] = -1, -1
		if last >= 0 && same(int(last), int(row)) == 0 {
			l.before[row], l.after[last] = last, row
		}
		last = row
	}
	return l
}
