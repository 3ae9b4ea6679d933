package tablediff

import (
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// A condition holds for some rows of a table and for no others.
type condition []conditionTerm

// A conditionTerm is the condition on one column.
type conditionTerm struct{ column, relation, value string }

// where returns the condition as in "where country is null".
func (c condition) where() string {
	parts := make([]string, len(c))
	for i, t := range c {
		parts[i] = t.column + " " + t.relation + " " + t.value
	}
	return strings.Join(parts, " and ")
}

// with returns the condition as in "with country null".
func (c condition) with() string {
	text := strings.ReplaceAll(c.where(), " is not ", " not ")
	return strings.ReplaceAll(text, " is null", " null")
}

// mostConditionValues bounds the values of a condition such as "country in DE, FR".
const mostConditionValues = 3

// A conditionSearch looks for the smallest condition that holds for some rows of a table and fails for others.
type conditionSearch struct {
	table        arrow.Record
	holds, fails []int32
}

// conditionOn returns the smallest condition that holds for all rows of holds and for none of fails: of the simplest
// form, on the first column. It returns nil if it finds none. A single row has a value of its own in some column by
// chance, so its condition is on null only.
func conditionOn(table arrow.Record, holds, fails []int32) condition {
	if len(holds) == 0 || len(fails) == 0 {
		return nil
	}
	s := &conditionSearch{table, holds, fails}
	forms := []func(column int) condition{s.isNull, s.equals, s.isNot, s.bounded, s.among, s.weekdays, s.hours, s.between}
	if len(holds) == 1 {
		forms = forms[:1]
	}
	for _, form := range forms {
		for column := range int(table.NumCols()) {
			if c := form(column); c != nil {
				return c
			}
		}
	}
	return s.two()
}

func (s *conditionSearch) term(column int, relation, value string) condition {
	return condition{{goldenfile.ColumnText(s.table.ColumnName(column)), relation, value}}
}

// cellText returns a cell as a golden writes it.
func (s *conditionSearch) cellText(column int, row int32) string {
	write, err := goldenfile.NewCellWriter(s.table.Column(column))
	if err != nil {
		return "?"
	}
	return string(write(nil, int(row)))
}

func (s *conditionSearch) compare(column int) cells.Comparison {
	a := s.table.Column(column)
	return cells.Comparer(a, a)
}

func (s *conditionSearch) nulls(column int) func(row int32) bool {
	null := arrowtext.Nulls(s.table.Column(column))
	return func(row int32) bool { return null(int(row)) }
}

// every reports whether a property holds for all rows of holds and for none of fails.
func (s *conditionSearch) every(property func(row int32) bool) bool {
	return !slices.ContainsFunc(s.holds, func(row int32) bool { return !property(row) }) &&
		!slices.ContainsFunc(s.fails, property)
}

func (s *conditionSearch) isNull(column int) condition {
	null := s.nulls(column)
	switch {
	case s.every(null):
		return s.term(column, "is", goldenfile.NullText)
	case s.every(func(row int32) bool { return !null(row) }) && len(s.fails) > 1:
		return s.term(column, "is not", goldenfile.NullText)
	}
	return nil
}

func (s *conditionSearch) equals(column int) condition {
	compare, first := s.compare(column), s.holds[0]
	if s.nulls(column)(first) || !s.every(func(row int32) bool { return compare(int(first), int(row)) == 0 }) {
		return nil
	}
	return s.term(column, "=", s.cellText(column, first))
}

// isNot finds the one value that the others have.
func (s *conditionSearch) isNot(column int) condition {
	compare, first := s.compare(column), s.fails[0]
	if len(s.fails) < 2 || s.nulls(column)(first) ||
		!s.every(func(row int32) bool { return compare(int(first), int(row)) != 0 }) {
		return nil
	}
	return s.term(column, "is not", s.cellText(column, first))
}

// extremes returns the rows with the least and the greatest cell of a column.
func extremes(rows []int32, compare cells.Comparison) (least, most int32) {
	least, most = rows[0], rows[0]
	for _, row := range rows[1:] {
		if compare(int(row), int(least)) < 0 {
			least = row
		}
		if compare(int(row), int(most)) > 0 {
			most = row
		}
	}
	return least, most
}

// bounded finds a least or a greatest value.
func (s *conditionSearch) bounded(column int) condition {
	null := s.nulls(column)
	if min(len(s.holds), len(s.fails)) < 2 || !hasSize(s.table.Column(column).DataType()) ||
		slices.ContainsFunc(s.holds, null) {
		return nil
	}
	compare := s.compare(column)
	others := slices.DeleteFunc(slices.Clone(s.fails), null)
	if len(others) < 2 {
		return nil
	}
	least, most := extremes(s.holds, compare)
	otherLeast, otherMost := extremes(others, compare)
	switch {
	case compare(int(least), int(otherMost)) > 0:
		return s.term(column, ">=", s.cellText(column, least))
	case compare(int(most), int(otherLeast)) < 0:
		return s.term(column, "<=", s.cellText(column, most))
	}
	return nil
}

// between finds a range of values that no other row is in.
func (s *conditionSearch) between(column int) condition {
	null := s.nulls(column)
	if len(s.holds) < 3 || !hasSize(s.table.Column(column).DataType()) || slices.ContainsFunc(s.holds, null) {
		return nil
	}
	compare := s.compare(column)
	least, most := extremes(s.holds, compare)
	if slices.ContainsFunc(s.fails, func(row int32) bool {
		return !null(row) && compare(int(least), int(row)) <= 0 && compare(int(row), int(most)) <= 0
	}) {
		return nil
	}
	return s.term(column, "from", s.cellText(column, least)+" to "+s.cellText(column, most))
}

// hasSize reports whether values of a type are amounts or points in time, so that a bound means something.
func hasSize(dt arrow.DataType) bool {
	switch dt.ID() {
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64,
		arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64, arrow.DECIMAL128, arrow.DECIMAL256,
		arrow.DATE32, arrow.DATE64, arrow.TIME32, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return true
	}
	return false
}

// among finds a few values, each of at least two rows.
func (s *conditionSearch) among(column int) condition {
	if !identifying(s.table.Column(column).DataType()) {
		return nil
	}
	a := s.table.Column(column)
	hash := cells.NewHasher(a)
	return s.few(column, "in", func(row int32) uint64 { return hash(int(row)) }, func(row int32) string {
		return s.cellText(column, row)
	})
}

// weekdays finds days of the week, such as those of a weekend.
func (s *conditionSearch) weekdays(column int) condition {
	at := s.days(column)
	if at == nil {
		return nil
	}
	return s.few(column, "on", func(row int32) uint64 { return uint64(at(row).Weekday()) },
		func(row int32) string { return at(row).Weekday().String() })
}

// hours finds hours of the day.
func (s *conditionSearch) hours(column int) condition {
	at := s.days(column)
	if at == nil || s.table.Column(column).DataType().ID() != arrow.TIMESTAMP {
		return nil
	}
	return s.few(column, "in the hour", func(row int32) uint64 { return uint64(at(row).Hour()) },
		func(row int32) string { return at(row).Format("15:00") })
}

// days returns the dates or timestamps of a column as a golden writes them, nil for other columns.
func (s *conditionSearch) days(column int) func(row int32) time.Time {
	switch s.table.Column(column).DataType().ID() {
	case arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP:
		at := cells.Instants(s.table.Column(column))
		return func(row int32) time.Time { return time.Unix(at(int(row)).Secs, 0).UTC() }
	}
	return nil
}

// few finds a few values of what a function makes of cells, each of at least two rows.
func (s *conditionSearch) few(
	column int, relation string, value func(row int32) uint64, text func(row int32) string,
) condition {
	if slices.ContainsFunc(s.holds, s.nulls(column)) {
		return nil
	}
	known := map[uint64]bool{}
	var texts []string
	for _, row := range s.holds {
		v := value(row)
		if known[v] {
			continue
		}
		if known[v] = true; len(known) > mostConditionValues || 2*len(known) > len(s.holds) {
			return nil
		}
		texts = append(texts, text(row))
	}
	null := s.nulls(column)
	if slices.ContainsFunc(s.fails, func(row int32) bool { return !null(row) && known[value(row)] }) {
		return nil
	}
	return s.term(column, relation, strings.Join(texts, ", "))
}

// two finds values of two columns that occur together.
func (s *conditionSearch) two() condition {
	const mostColumns = 16
	if len(s.holds) < 3 {
		return nil
	}
	type fixed struct {
		column int
		equal  func(row int32) bool
	}
	var all []fixed
	for column := range int(s.table.NumCols()) {
		compare, first := s.compare(column), int(s.holds[0])
		equal := func(row int32) bool { return compare(first, int(row)) == 0 }
		isOther := func(row int32) bool { return !equal(row) }
		if !slices.ContainsFunc(s.holds, isOther) && slices.ContainsFunc(s.fails, isOther) {
			all = append(all, fixed{column, equal})
		}
		if len(all) == mostColumns {
			break
		}
	}
	one := func(column int) condition {
		if first := s.holds[0]; !s.nulls(column)(first) {
			return s.term(column, "=", s.cellText(column, first))
		}
		return s.term(column, "is", goldenfile.NullText)
	}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if !slices.ContainsFunc(s.fails, func(row int32) bool { return a.equal(row) && b.equal(row) }) {
				return append(one(a.column), one(b.column)...)
			}
		}
	}
	return nil
}
