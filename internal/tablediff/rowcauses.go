package tablediff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/explain"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// fillRowCauses says what added, removed and moved rows have in common. Each statement was checked on all rows.
func (t *tableDiff) fillRowCauses() {
	m, out := t.rows, &t.report.RowCause
	if t.report.Missing || t.inPlace {
		return
	}
	stayedOld, stayedNew := make([]int32, m.pairs), make([]int32, m.pairs)
	for pair := range m.pairs {
		stayedOld[pair], stayedNew[pair] = int32(m.oldRow(pair)), int32(m.newRow(pair))
	}
	if out.Times = t.times(); out.Times == 0 {
		out.Added = t.cause(t.new, m.added, stayedNew)
		out.Removed = t.cause(t.old, m.removed, stayedOld)
		if copies := t.copies(t.new, m.added, stayedNew); copies != "" {
			out.Added = copies
		}
		if copies := t.copies(t.old, m.removed, stayedOld); copies != "" {
			out.Removed = copies
		}
	}
	out.Order, out.Grouping = t.orderCause(), t.groupingCause()
}

// cause returns what some rows of a table have in common and no other row has, "" for nothing.
func (t *tableDiff) cause(table arrow.Record, rows, others []int32) string {
	if len(rows) == 0 || len(others) == 0 {
		return ""
	}
	with := withCondition(table, rows, others)
	one := strings.Contains(with, " = ") || strings.Contains(with, " in ") && !strings.Contains(with, ", ")
	if strings.HasSuffix(with, " null") || one && !strings.Contains(with, " and ") {
		return with // a value or a period
	}
	if t.order != goldenfile.Multiset && len(rows) > 1 {
		switch t.edge(table, rows) {
		case 1:
			return report.First
		case -1:
			return report.Last
		}
	}
	return with
}

// withCondition returns the simplest condition that holds for some rows of a table and for none of others, as "with
// country null". It returns "" if there is none.
func withCondition(table arrow.Record, rows, others []int32) string {
	all := slices.Sorted(slices.Values(slices.Concat(rows, others)))
	in := make([]int32, 0, len(rows))
	for at, row := range all {
		if len(in) < len(rows) && rows[len(in)] == row {
			in = append(in, int32(at))
		}
	}
	columns := make([]explain.Named, table.NumCols())
	for i, column := range table.Columns() {
		columns[i] = explain.Named{Name: table.ColumnName(i), Array: column}
	}
	where := explain.Where(columns, len(all), func(k int) int { return int(all[k]) }, in)
	if where == "" {
		return ""
	}
	for i := range columns {
		column := goldenfile.ColumnText(columns[i].Name)
		switch is, ok := strings.CutPrefix(where, column+" "); {
		case strings.HasPrefix(where, "time of "+column+" is "):
			where = "the " + strings.Replace(where, column+" is", column, 1)
		case !ok:
		case is == "is null" || is == "is not null" || strings.HasPrefix(is, "is a "):
			where = column + strings.TrimPrefix(is, "is")
		}
	}
	return "with " + where
}

// edge returns 1 if some rows are the first of a table in the order of its golden, -1 if they are the last, else 0.
func (t *tableDiff) edge(table arrow.Record, rows []int32) int {
	n := int(table.NumRows())
	place := func(row int32) int { return int(row) }
	if t.order == goldenfile.Keyed {
		if slices.Contains(columnsAt(table.Schema(), t.report.Key), -1) {
			return 0 // the old table has another key
		}
		key := goldenfile.ColumnsNamed(table, t.report.Key)
		places := make([]int, n)
		for at, row := range cells.SortedRows(n, cells.RowComparer(key, key)) {
			places[row] = at
		}
		place = func(row int32) int { return places[row] }
	}
	switch {
	case !slices.ContainsFunc(rows, func(row int32) bool { return place(row) >= len(rows) }):
		return 1
	case !slices.ContainsFunc(rows, func(row int32) bool { return place(row) < n-len(rows) }):
		return -1
	}
	return 0
}

// copies says that each of some rows equals one of the others, and what all these have in common; "" if one does not.
func (t *tableDiff) copies(table arrow.Record, rows, others []int32) string {
	if len(rows) == 0 {
		return ""
	}
	hashes := cells.HashRows(table.Columns(), int(table.NumRows()))
	if text := copiesOf(table, rows, others, hashes); text != "" {
		return text
	}
	return t.copiesExcept(table, rows, others)
}

// copiesExcept is copies for rows that differ from others in one column, such as a running number, outside the key.
// Without that column the others have to be distinct.
func (t *tableDiff) copiesExcept(table arrow.Record, rows, others []int32) string {
	const (
		fewestColumns = 3
		mostCells     = 10_000_000 // that are hashed
	)
	n, columns := int(table.NumRows()), table.Columns()
	if len(columns) < fewestColumns || len(columns)*len(columns)*n > mostCells {
		return ""
	}
	for at := range columns {
		if slices.Contains(t.report.Key, table.ColumnName(at)) {
			continue
		}
		hashes := cells.HashRows(slices.Delete(slices.Clone(columns), at, at+1), n)
		known := make(map[uint64]bool, len(others))
		for _, row := range others {
			known[hashes[row]] = true
		}
		if len(known) == len(others) && !slices.ContainsFunc(rows, func(row int32) bool { return !known[hashes[row]] }) {
			return "a copy of another row except for " + goldenfile.ColumnText(table.ColumnName(at))
		}
	}
	return ""
}

func copiesOf(table arrow.Record, rows, others []int32, hashes []uint64) string {
	known, copied := make(map[uint64]bool, len(others)), make(map[uint64]bool, len(rows))
	for _, row := range others {
		known[hashes[row]] = true
	}
	for _, row := range rows {
		if !known[hashes[row]] {
			return ""
		}
		copied[hashes[row]] = true
	}
	once := slices.DeleteFunc(slices.Clone(others), func(row int32) bool { return copied[hashes[row]] })
	text := "a copy of another row"
	return strings.TrimSpace(text + " " + withCondition(table, rows, once))
}

// times returns how often the new table has each old row, if that is the only difference; else 0.
func (t *tableDiff) times() int {
	oldRows, newRows := int(t.old.NumRows()), int(t.new.NumRows())
	if oldRows == 0 || newRows == oldRows || newRows%oldRows != 0 || len(t.columns) != int(t.new.NumCols()) ||
		slices.ContainsFunc(t.columns, func(p columnPair) bool { return !p.sameType }) {
		return 0
	}
	old, new := arraysOf(t.columns)
	count := make(map[uint64]int, oldRows)
	for _, hash := range cells.HashRows(new, newRows) {
		count[hash]++
	}
	for _, hash := range cells.HashRows(old, oldRows) {
		count[hash] -= newRows / oldRows
	}
	for _, left := range count {
		if left != 0 {
			return 0
		}
	}
	return newRows / oldRows
}

// A sorting says that the rows of a table are sorted by a column.
type sorting struct{ descending, ties bool }

func (s *sorting) text() string {
	if s.descending {
		return "descending"
	}
	return "ascending"
}

// sortingOf returns how a column sorts the rows, nil if it does not.
func sortingOf(a arrow.Array) *sorting {
	compare := cells.Comparer(a, a)
	s := &sorting{}
	up, down := false, false
	for row := 1; row < a.Len(); row++ {
		switch n := compare(row-1, row); {
		case n < 0:
			up = true
		case n > 0:
			down = true
		default:
			s.ties = true
		}
		if up && down {
			return nil
		}
	}
	if s.descending = down; !up && !down {
		return nil
	}
	return s
}

// isSortable reports whether people sort by a column: by numbers, times and texts.
func isSortable(a arrow.Array) bool {
	floats, _ := cells.Floats(a)
	return floats != nil || cells.Numbers(a) != nil || cells.Instants(a) != nil || cells.Strings(a) != nil
}

// orderCause says how the order of the rows changed, by the first column that sorted the old rows.
func (t *tableDiff) orderCause() string {
	const fewestRows = 3
	if t.order != goldenfile.Ordered || min(t.old.NumRows(), t.new.NumRows()) < fewestRows {
		return ""
	}
	var was, tied string
	for i := range t.columns {
		p := &t.columns[i]
		if !p.sameType || !isSortable(p.old) {
			continue
		}
		old, new := sortingOf(p.old), sortingOf(p.new)
		name := goldenfile.ColumnText(p.name)
		switch {
		case old == nil:
		case new != nil && new.descending != old.descending:
			return "rows now sorted by " + name + " " + new.text() + ", not " + old.text()
		case t.report.Rows.Moved == 0: // the cells changed, not the order
		case new == nil && was == "":
			was = "order lost: rows no longer sorted by " + name + " " + old.text()
		case new != nil && old.ties && new.ties && tied == "" && len(p.changed)+len(p.drifted) == 0:
			tied = "only rows of equal " + name + " changed places"
		}
	}
	m := t.rows
	isReversed := len(m.added)+len(m.removed) == 0 && len(m.new) > 1 &&
		slices.IsSortedFunc(m.new, func(a, b int32) int { return int(b - a) })
	if was == "" && tied == "" && isReversed {
		return "rows in reverse order"
	}
	return cmp.Or(was, tied)
}
