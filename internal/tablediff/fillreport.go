package tablediff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// mostListed bounds the changes that a report lists. Goldens of the default size have fewer rows.
const mostListed = 10_000

// fillReport writes the differences into the report.
func (t *tableDiff) fillReport() error {
	r := t.report
	r.Rows = report.Rows{
		Old: int(t.old.NumRows()), New: int(t.new.NumRows()),
		Added: len(t.rows.added), Removed: len(t.rows.removed), Moved: t.rows.movedPairs(),
	}
	if err := t.fillColumns(); err != nil {
		return err
	}
	if t.digests == nil {
		t.fillRowCauses()
	}
	entries := t.entries(false)
	for _, e := range entries {
		if e.kind == report.Changed {
			r.Rows.Changed++
		}
	}
	if r.KeyRule != "" {
		r.RowCause.BesidesKey = t.changedBesidesKey()
	}
	listed := min(len(entries), mostListed)
	r.Unlisted = len(entries) - listed
	var err error
	if r.Changes, err = t.listRows(entries[:listed], nil); err != nil {
		return err
	}
	t.nameOnlyRows()
	return t.listWithColumns()
}

// listWithColumns lists the rows of both tables with their cells of added and removed columns.
func (t *tableDiff) listWithColumns() error {
	var whole []*report.Column
	for i := range t.report.Columns {
		if c := &t.report.Columns[i]; c.State == report.ColumnAdded || c.State == report.ColumnRemoved {
			whole = append(whole, c)
		}
	}
	if len(whole) == 0 || t.digests != nil {
		return nil
	}
	const mostCells = 10 * mostListed
	entries := t.entries(true)
	entries = entries[:min(len(entries), mostListed, mostCells/len(whole))]
	var err error
	t.report.WithColumns, err = t.listRows(entries, whole)
	return err
}

// nameOnlyRows names the row of each kind of change that only one row has.
func (t *tableDiff) nameOnlyRows() {
	const widest = 40
	r := t.report
	if r.KeyRule != "" || r.Missing || t.digests != nil {
		return
	}
	counts := map[string]int{report.Changed: r.Rows.Changed, report.Added: r.Rows.Added, report.Removed: r.Rows.Removed}
	for _, c := range r.Changes {
		if counts[c.Kind] != 1 || len(c.Key) == 0 || slices.Contains(c.Key, "") { // a table may lack a column
			continue
		}
		parts := make([]string, len(c.Key))
		for i, cell := range c.Key {
			parts[i] = goldenfile.ColumnText(r.Key[i]) + " = " + term.Shorten(cell, widest)
		}
		if r.RowCause.Only == nil {
			r.RowCause.Only = map[string]string{}
		}
		r.RowCause.Only[c.Kind] = strings.Join(parts, " and ")
	}
}

// changedBesidesKey counts the rows that changed in more than their key.
func (t *tableDiff) changedBesidesKey() int {
	var pairs []int32
	for _, p := range t.columns {
		if !slices.Contains(t.key, p.name) {
			pairs = append(pairs, p.changed...)
		}
	}
	slices.Sort(pairs)
	return len(slices.Compact(pairs))
}

// fillColumns reports the columns that differ: those of the new table in order, then the removed ones.
func (t *tableDiff) fillColumns() error {
	gone := make([]bool, t.old.NumCols())
	for at := range gone {
		gone[at] = true
	}
	out := t.outOfOrder()
	explainer := t.explainer(t.columns...)
	for at := range int(t.new.NumCols()) {
		i := slices.IndexFunc(t.columns, func(p columnPair) bool { return p.newAt == at })
		var c report.Column
		var err error
		if i < 0 {
			c, err = wholeColumn(t.new, at, report.ColumnAdded)
		} else {
			gone[t.columns[i].oldAt] = false
			if c, err = t.column(&t.columns[i]); err != nil {
				return err
			}
			var found []report.Explanation
			found, c.Candidates, err = explainer.Column(i)
			t.explain(&c, &t.columns[i], found)
			if c.State == "" && out[i] {
				c.State = report.ColumnMoved
			}
		}
		if err != nil {
			return err
		}
		if c.Differs() || c.Drift != nil && c.Drift.Cells > 0 || c.State != "" {
			t.report.Columns = append(t.report.Columns, c)
		}
	}
	for at, is := range gone {
		if !is {
			continue
		}
		c, err := wholeColumn(t.old, at, report.ColumnRemoved)
		if err != nil {
			return err
		}
		t.report.Columns = append(t.report.Columns, c)
	}
	return nil
}

// outOfOrder marks the smallest set of columns that must have moved.
func (t *tableDiff) outOfOrder() []bool {
	places := make([]int32, len(t.columns))
	for i, p := range t.columns {
		places[i] = int32(p.oldAt)
	}
	out := make([]bool, len(places))
	for i := range out {
		out[i] = true
	}
	for _, i := range longestIncreasing(places) {
		out[i] = false
	}
	return out
}

func fieldText(f arrow.Field) (string, error) {
	text, err := arrowtext.TypeString(f.Type)
	if err != nil {
		return "", fmt.Errorf("column %q: %w", f.Name, err)
	}
	if !f.Nullable {
		text += goldenfile.NotNull
	}
	return text, nil
}

// column reports a column of both tables.
func (t *tableDiff) column(p *columnPair) (c report.Column, err error) {
	was, is := t.old.Schema().Field(p.oldAt), t.new.Schema().Field(p.newAt)
	c = report.Column{Name: p.name, Retyped: !p.sameType, Cells: len(p.changed), Drift: p.drift}
	if was.Name != is.Name {
		c.State, c.Was = report.ColumnRenamed, was.Name
	}
	if !p.sameType || was.Nullable != is.Nullable {
		if c.OldType, err = fieldText(was); err != nil {
			return c, err
		}
		if c.NewType, err = fieldText(is); err != nil {
			return c, err
		}
	}
	return c, nil
}

// wholeColumn reports a column of one table only.
func wholeColumn(rec arrow.Record, at int, state string) (report.Column, error) {
	const examples = 3
	c := report.Column{Name: rec.ColumnName(at), State: state, Rows: int(rec.NumRows())}
	text, err := fieldText(rec.Schema().Field(at))
	if err != nil {
		return c, err
	}
	if state == report.ColumnAdded {
		c.NewType = text
	} else {
		c.OldType = text
	}
	write, err := goldenfile.NewCellWriter(rec.Column(at))
	if err != nil {
		return c, fmt.Errorf("column %q: %w", c.Name, err)
	}
	for row := range min(examples, int(rec.NumRows())) {
		c.Examples = append(c.Examples, string(write(nil, row)))
	}
	return c, nil
}

// An entry is a differing row, before its cells are written as text.
type entry struct {
	kind     string
	pair     int
	old, new int // -1 if it is not in that table
}

// entries returns the differing rows in the order of the report, or all rows of both tables.
func (t *tableDiff) entries(all bool) []entry {
	m := t.rows
	var pairs []int32
	for _, p := range t.columns {
		pairs = append(pairs, p.changed...)
	}
	for pair, moved := range m.moved {
		if moved {
			pairs = append(pairs, int32(pair))
		}
	}
	if all {
		pairs = pairs[:0]
		for pair := range int32(m.pairs) {
			pairs = append(pairs, pair)
		}
	}
	slices.Sort(pairs)
	var out []entry
	for _, pair := range slices.Compact(pairs) {
		kind := report.Same
		switch {
		case t.differs(pair):
			kind = report.Changed
		case m.moved != nil && m.moved[pair]:
			kind = report.Moved
		}
		out = append(out, entry{kind, int(pair), m.oldRow(int(pair)), m.newRow(int(pair))})
	}
	for _, row := range m.removed {
		out = append(out, entry{report.Removed, -1, int(row), -1})
	}
	for _, row := range m.added {
		out = append(out, entry{report.Added, -1, -1, int(row)})
	}
	if t.order == goldenfile.Keyed && len(t.report.Key) > 0 && t.keyComparable() {
		t.sortByKey(out)
	} else {
		t.sortByPlace(out)
	}
	return out
}

// differs reports whether a cell of a pair of rows changed.
func (t *tableDiff) differs(pair int32) bool {
	for i := range t.columns {
		if _, found := slices.BinarySearch(t.columns[i].changed, pair); found {
			return true
		}
	}
	return false
}

// keyComparable reports whether the old table has the key columns with their current types.
func (t *tableDiff) keyComparable() bool {
	for _, name := range t.report.Key {
		if !slices.ContainsFunc(t.columns, func(p columnPair) bool { return p.name == name && p.sameType }) {
			return false
		}
	}
	return true
}

func (t *tableDiff) sortByKey(entries []entry) {
	var old, new []arrow.Array
	for _, name := range t.report.Key {
		at := slices.IndexFunc(t.columns, func(p columnPair) bool { return p.name == name })
		old, new = append(old, t.columns[at].old), append(new, t.columns[at].new)
	}
	oo, on, nn := cells.RowComparer(old, old), cells.RowComparer(old, new), cells.RowComparer(new, new)
	byKey := func(a, b entry) int {
		switch {
		case t.joined && a.old >= 0 && b.old >= 0: // matched rows have equal keys, and the old keys are sorted
			return oo(a.old, b.old)
		case a.new >= 0 && b.new >= 0:
			return nn(a.new, b.new)
		case a.new >= 0:
			return -on(b.old, a.new)
		case b.new >= 0:
			return on(a.old, b.new)
		}
		return oo(a.old, b.old)
	}
	if !slices.IsSortedFunc(entries, byKey) {
		slices.SortStableFunc(entries, byKey)
	}
}

// sortByPlace sorts by row number in the new table. A removed row comes after its predecessor.
func (t *tableDiff) sortByPlace(entries []entry) {
	m := t.rows
	if len(entries) == 0 {
		return
	}
	after := make([]int, t.old.NumRows()) // by old row: the new row of its nearest matched predecessor
	for row := range after {
		after[row] = -1
	}
	for pair := range m.pairs {
		if m.moved == nil || !m.moved[pair] {
			after[m.oldRow(pair)] = m.newRow(pair)
		}
	}
	last := -1
	for row, at := range after {
		last = max(last, at)
		after[row] = last
	}
	place := func(e entry) int {
		if e.new >= 0 {
			return 2 * e.new
		}
		return 2*after[e.old] + 1
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.old, b.old))
	})
}

// listRows writes rows as text. Rows of both tables have their cells of whole columns, too.
func (t *tableDiff) listRows(entries []entry, whole []*report.Column) ([]report.Change, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	old, err := newRowFormatter(t.old)
	if err != nil {
		return nil, err
	}
	new, err := newRowFormatter(t.new)
	if err != nil {
		return nil, err
	}
	added, removed := namesOf(whole, report.ColumnAdded), namesOf(whole, report.ColumnRemoved)
	addedAt, removedAt := columnsAt(t.new.Schema(), added), columnsAt(t.old.Schema(), removed)
	oldKey, newKey := columnsAt(t.old.Schema(), t.report.Key), columnsAt(t.new.Schema(), t.report.Key)
	changes := make([]report.Change, 0, len(entries))
	for _, e := range entries {
		c := report.Change{Kind: e.kind, Old: e.old, New: e.new}
		switch e.kind {
		case report.Added:
			c.Cells = new.wholeRow(e.new, report.Added)
		case report.Removed:
			c.Cells = old.wholeRow(e.old, report.Removed)
		case report.Moved:
			if len(t.report.Key) == 0 {
				c.Cells = new.wholeRow(e.new, report.Moved)
			}
		case report.Changed:
			c.Cells = t.changedCells(e, old, new)
			c.Moved = t.rows.moved != nil && t.rows.moved[e.pair]
		}
		if e.pair >= 0 {
			for i, text := range new.cells(addedAt, e.new) {
				if e.kind == report.Moved && len(t.report.Key) == 0 {
					break // it has all cells
				}
				c.Cells = append(c.Cells, report.Cell{Column: added[i], New: text, Class: report.Added})
			}
			for i, text := range old.cells(removedAt, e.old) {
				c.Cells = append(c.Cells, report.Cell{Column: removed[i], Old: text, Class: report.Removed})
			}
		}
		if e.new >= 0 {
			c.Key = new.cells(newKey, e.new)
		} else {
			c.Key = old.cells(oldKey, e.old)
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// namesOf returns the names of the columns in a state.
func namesOf(columns []*report.Column, state string) (names []string) {
	for _, c := range columns {
		if c.State == state {
			names = append(names, c.Name)
		}
	}
	return names
}

// A rowFormatter formats single cells and rows of a table.
type rowFormatter struct {
	table   arrow.Record
	writers []goldenfile.CellWriter
	buffer  []byte
}

func newRowFormatter(table arrow.Record) (*rowFormatter, error) {
	writers, err := goldenfile.CellWriters(table)
	return &rowFormatter{table: table, writers: writers}, err
}

func (p *rowFormatter) cell(column, row int) string {
	p.buffer = p.writers[column](p.buffer[:0], row)
	return string(p.buffer)
}

// cells returns some cells of a row. The cell of a column that the table lacks is "".
func (p *rowFormatter) cells(columns []int, row int) []string {
	if len(columns) == 0 {
		return nil
	}
	texts := make([]string, len(columns))
	for i, at := range columns {
		if at >= 0 {
			texts[i] = p.cell(at, row)
		}
	}
	return texts
}

func (p *rowFormatter) wholeRow(row int, class string) []report.Cell {
	cells := make([]report.Cell, len(p.writers))
	for c := range cells {
		cells[c] = report.Cell{Column: p.table.ColumnName(c), Class: class}
		if class == report.Removed {
			cells[c].Old = p.cell(c, row)
		} else {
			cells[c].New = p.cell(c, row)
		}
	}
	return cells
}

func (t *tableDiff) changedCells(e entry, old, new *rowFormatter) []report.Cell {
	var cells []report.Cell
	for i := range t.columns {
		p := &t.columns[i]
		if _, differs := slices.BinarySearch(p.changed, int32(e.pair)); !differs {
			continue
		}
		c := report.Cell{
			Column: p.name, Old: old.cell(p.oldAt, e.old), New: new.cell(p.newAt, e.new), Class: report.CellValue,
		}
		switch {
		case c.New == goldenfile.NullText:
			c.Class = report.CellNulled
		case c.Old == goldenfile.NullText:
			c.Class = report.CellFilled
		}
		cells = append(cells, c)
	}
	return cells
}
