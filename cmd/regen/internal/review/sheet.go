package review

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// A View is a way to look at a result.
type View uint8

// The views: the differences, the golden, the result.
const (
	Diff View = iota
	Old
	New
)

// Views are the names of the views, in their order.
var Views = [...]string{"diff", "old", "new"}

func (v View) String() string { return Views[v] }

// A Sheet is a result beside its golden, as rows and columns of text. Cells are converted to text on demand, so that a
// sheet of a hundred thousand rows opens as quickly as one of ten.
type Sheet struct {
	Columns []Column
	Report  *report.Report

	item     *Item
	oldRows  int
	newRows  int
	old, new func(column, row int) string // by index of the column in its table
	tables   [2]arrow.Record              // golden and result; nil if missing, or a value
	lines    map[layout]Lines
	widths   map[layout]Widths
	cellText func(View, Line, int) Cell // of values and digests
}

// A Column is a column of a sheet.
type Column struct {
	Name    string // with visible characters only
	Type    string
	Key     bool
	Differs bool // a cell or the column differs
	old     int  // index in the golden, or -1
	new     int
}

// A Line is a row of a sheet, or rows that are folded away.
type Line struct {
	Kind   string // same, changed, added, removed, moved, or "" for folded rows
	Old    int    // row of the golden from 0, or -1
	New    int
	Folded int // rows that are folded away
	change int // index in the report's changes, or -1
}

// A Cell is a cell of a line. Old equals New if the cell does not differ. Old is "" if the row or the column is added,
// New is "" if it is removed.
type Cell struct{ Old, New string }

// Differs reports whether the cell changed.
func (c Cell) Differs() bool { return c.Old != c.New }

// Some kinds of lines.
const (
	same    = "same"
	added   = "added"
	removed = "removed"
)

// maxSheets is how many compared results are kept in memory.
const maxSheets = 8

// Load returns the sheet of an item.
func (s *Session) Load(at int) (*Sheet, error) {
	item := s.Items[at]
	for i, sheet := range s.sheets {
		if sheet.item == item {
			s.sheets = append(slices.Delete(s.sheets, i, i+1), sheet)
			return sheet, nil
		}
	}
	sheet, err := newSheet(item)
	if err != nil {
		return nil, err
	}
	if s.sheets = append(s.sheets, sheet); len(s.sheets) > maxSheets {
		s.sheets = slices.Delete(s.sheets, 0, 1)
	}
	return sheet, nil
}

// forget drops the sheet of an item that changed.
func (s *Session) forget(at int) {
	s.sheets = slices.DeleteFunc(s.sheets, func(sheet *Sheet) bool { return sheet.item == s.Items[at] })
}

func newSheet(item *Item) (*Sheet, error) {
	if item.Err != nil {
		return nil, item.Err
	}
	old, result, report, err := item.Store.Sides(item.Pending)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Report: report.WithAllRows(), item: item, lines: map[layout]Lines{}, widths: map[layout]Widths{}}
	if result.Table == nil || result.Digest != nil || old != nil && old.Digest != nil {
		return s, s.fillLines(old, result)
	}
	if old != nil && old.Table == nil {
		old = nil // a value was replaced by a table
	}
	return s, s.fillTable(old, result)
}

// fillTable fills in the columns and cells of two tables. old may be nil.
func (s *Sheet) fillTable(old, result *goldenfile.File) error {
	var err error
	s.tables[1], s.newRows = result.Table, int(result.Table.NumRows())
	if s.new, err = cellTexts(result); err != nil {
		return err
	}
	if old != nil {
		s.tables[0], s.oldRows = old.Table, int(old.Table.NumRows())
		if s.old, err = cellTexts(old); err != nil {
			return err
		}
	}
	differs := map[string]*report.Column{}
	for i := range s.Report.Columns {
		differs[s.Report.Columns[i].Name] = &s.Report.Columns[i]
	}
	for at, field := range result.Table.Schema().Fields() {
		c := s.column(field, differs[field.Name])
		c.new, c.old = at, s.oldColumn(field.Name, differs[field.Name])
		s.Columns = append(s.Columns, c)
	}
	if old == nil {
		return nil
	}
	for at, field := range old.Table.Schema().Fields() {
		if d := differs[field.Name]; d != nil && d.NewType == "" && d.State == removed {
			c := s.column(field, d)
			c.old, c.new = at, -1
			s.Columns = append(s.Columns, c)
		}
	}
	return nil
}

func (s *Sheet) column(field arrow.Field, d *report.Column) Column {
	c := Column{Name: term.Visible(field.Name), Key: slices.Contains(s.Report.Key, field.Name)}
	if text, err := arrowtext.TypeString(field.Type); err == nil {
		c.Type = text
	}
	if d != nil && !s.Report.Missing {
		c.Differs = d.Cells > 0 || d.State != "" || d.OldType != d.NewType
	}
	return c
}

// oldColumn returns the index in the golden of a column of the result, or -1.
func (s *Sheet) oldColumn(name string, d *report.Column) int {
	if d != nil && d.Was != "" {
		name = d.Was
	}
	if s.tables[0] == nil {
		return -1
	}
	if at := s.tables[0].Schema().FieldIndices(name); len(at) > 0 {
		return at[0]
	}
	return -1
}

// cellTexts returns a function that returns the cells of a table as text.
func cellTexts(f *goldenfile.File) (func(column, row int) string, error) {
	write, err := f.CellText()
	if err != nil {
		return nil, err
	}
	return func(column, row int) string { return string(write(nil, column, row)) }, nil
}

// Cell returns a cell of a line of the view.
func (s *Sheet) Cell(v View, line Line, column int) Cell {
	if s.cellText != nil {
		return s.cellText(v, line, column)
	}
	c := &s.Columns[column]
	if line.change < 0 || v != Diff {
		text := ""
		switch {
		case v == Old && line.Old >= 0 && c.old >= 0:
			text = s.old(c.old, line.Old)
		case v != Old && line.New >= 0 && c.new >= 0:
			text = s.new(c.new, line.New)
		}
		return Cell{text, text}
	}
	var cell Cell
	if line.Old >= 0 && c.old >= 0 {
		cell.Old = s.old(c.old, line.Old)
	}
	if line.New >= 0 && c.new >= 0 {
		cell.New = s.new(c.new, line.New)
	}
	if cell.Old != "" && cell.New != "" && !s.differs(line.change, c) {
		cell.Old = cell.New // equal within the tolerance
	}
	return cell
}

// differs reports whether the report lists the cell of a column in a change.
func (s *Sheet) differs(change int, c *Column) bool {
	row := &s.Report.Changes[change]
	return row.Kind != report.Moved && slices.ContainsFunc(row.Cells, func(cell report.Cell) bool {
		return term.Visible(cell.Column) == c.Name
	})
}

// RowNumber returns the number of a line's row from 0, in the result or else in the golden.
func (s *Sheet) RowNumber(line Line) string {
	switch {
	case line.Kind == "", s.cellText != nil:
		return ""
	case line.Old >= 0 && line.New >= 0 && line.change >= 0 && s.Report.Changes[line.change].Moved,
		line.Kind == "moved":
		return fmt.Sprintf("%d→%d", line.Old, line.New)
	case line.New >= 0:
		return fmt.Sprint(line.New)
	}
	return fmt.Sprint(line.Old)
}

// A Detail describes how a column differs.
type Detail struct {
	Column int // of the sheet, or -1
	Name   string
	Text   string
}

// Details returns how the changed columns differ.
func (s *Sheet) Details() []Detail {
	var out []Detail
	for i := range s.Report.Columns {
		c := &s.Report.Columns[i]
		name := term.Visible(c.Name)
		at := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Name == name })
		if text := term.Visible(c.Details()); text != "" && !s.Report.Missing {
			out = append(out, Detail{at, name, text})
		}
	}
	return out
}

// Shown returns the columns to show, in order: the key and then the changed columns, or all columns. If rows are added
// or removed, the unchanged columns follow, because only they tell what these rows are.
func (s *Sheet) Shown(all bool) []int {
	var key, differ, rest []int
	for i := range s.Columns {
		switch c := &s.Columns[i]; {
		case c.Key:
			key = append(key, i)
		case c.Differs && !all:
			differ = append(differ, i)
		default:
			rest = append(rest, i)
		}
	}
	if all || s.Report.Rows.Added > 0 || s.Report.Rows.Removed > 0 || len(differ) == 0 {
		differ = append(differ, rest...)
	}
	return append(key, differ...)
}

// Keys returns the number of key columns.
func (s *Sheet) Keys() int {
	n := 0
	for i := range s.Columns {
		if s.Columns[i].Key {
			n++
		}
	}
	return n
}

// HasRowNumbers reports whether rows are shown with their numbers, because no key identifies them.
func (s *Sheet) HasRowNumbers() bool {
	return s.cellText == nil && s.Report.Order != goldenfile.Keyed.String()
}
