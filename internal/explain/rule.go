package explain

import "github.com/apache/arrow/go/v17/arrow"

// Rows are the rows of two tables that belong together, in pairs.
type Rows struct {
	Pairs    int
	Old, New func(pair int) int // the rows of a pair
}

// A Column is a column of both tables. Its arrays are storage arrays.
type Column struct {
	Name     string
	Old, New arrow.Array
	SameType bool
	Key      bool    // part of the key
	Changed  []int32 // the pairs of rows whose cells differ, ascending
}

// A Table explains the columns of two tables. One goroutine at a time may use it.
type Table struct {
	rows    Rows
	columns []Column
	tested  []testedRows
	lags    []lag
}

// NewTable returns a Table for the columns that two tables have in common.
func NewTable(rows Rows, columns []Column) *Table { return &Table{rows: rows, columns: columns} }

// A part is changed cells with one explanation.
type part struct {
	rule   *rule
	trend  string  // what the cells have in common if no rule explains them
	cells  []int32 // pairs of rows
	except []int32 // cells to which the rule does not apply
}

// A rule makes new cells of old ones.
type rule struct {
	words    string
	digits   int                 // of its factor
	distinct int                 // of how many old numbers it has to make the new ones
	whole    bool                // it is about the column, not about each cell
	holds    func(i, j int) bool // reports whether it makes the new cell of row j of the old cell of row i
	fixed    func(i, j int) bool // is holds for cells that did not change; nil: holds, unless they are null
}

// An explainer explains one column.
type explainer struct {
	*Column
	table            *Table
	oldNull, newNull func(row int) bool
}

// pair returns the rows of a pair.
func (t *Table) pair(pair int32) (i, j int) { return t.rows.Old(int(pair)), t.rows.New(int(pair)) }

// missed returns the cells to which a rule does not apply. It returns false if they are more than most.
func (e *explainer) missed(r *rule, cells []int32, most int) (out []int32, ok bool) {
	for _, pair := range cells {
		if !r.holds(e.table.pair(pair)) {
			if len(out) == most {
				return nil, false
			}
			out = append(out, pair)
		}
	}
	return out, true
}

// sample returns at most n cells, evenly spread.
func sample(cells []int32, n int) []int32 {
	if len(cells) <= n {
		return cells
	}
	out := make([]int32, n)
	for i := range out {
		out[i] = cells[i*(len(cells)-1)/(n-1)]
	}
	return out
}

// without returns the ascending cells that are not among some others.
func without(cells, others []int32) []int32 {
	out := make([]int32, 0, len(cells))
	for _, pair := range cells {
		if len(others) > 0 && others[0] == pair {
			others = others[1:]
			continue
		}
		out = append(out, pair)
	}
	return out
}

// mostExceptions returns to how many of n cells a rule need not apply.
func mostExceptions(n int) int {
	switch {
	case n < 8:
		return 0
	case n < 100:
		return 1
	}
	return min(n/50, 3)
}

// all reports whether a condition holds for all cells.
func (e *explainer) all(of []int32, holds func(i, j int) bool) bool {
	_, ok := e.missed(&rule{holds: holds}, of, 0)
	return ok
}

// total reports whether a rule leaves the unchanged cells as they are.
func (e *explainer) total(r *rule) bool {
	fixed := r.fixed
	if fixed == nil {
		fixed = func(i, j int) bool { return e.oldNull(i) || r.holds(i, j) }
	}
	changed := e.Changed
	for pair := range int32(e.table.rows.Pairs) {
		if len(changed) > 0 && changed[0] == pair {
			changed = changed[1:]
			continue
		}
		if !fixed(e.table.pair(pair)) {
			return false
		}
	}
	return true
}
