package explain

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// A Named is a column whose cells conditions are about.
type Named struct {
	Name  string
	Array arrow.Array
}

// testedRows is rows with the condition that was found for them.
type testedRows struct {
	rows  []int32
	where string
}

// where returns the simplest condition on the old cells that holds for the rows of some pairs and for no others. It
// returns "" if it knows none, or if the pairs are all there are.
func (t *Table) where(of []int32) string {
	const kept = 8
	for _, tested := range t.tested {
		if slices.Equal(tested.rows, of) {
			return tested.where
		}
	}
	columns := make([]Named, len(t.columns))
	for i, c := range t.columns {
		columns[i] = Named{c.Name, c.Old}
	}
	where := Where(columns, t.rows.Pairs, t.rows.Old, of)
	if len(t.tested) < kept {
		t.tested = append(t.tested, testedRows{of, where})
	}
	return where
}

// Where returns the simplest condition on the cells of columns that holds for the rows in and for no others of n rows.
// row returns the index of a row in the columns. Where returns "" if it knows none, or if all rows are in.
func Where(columns []Named, n int, row func(k int) int, in []int32) string {
	const fewest = 4 // rows; of fewer, some column tells one from the others by chance
	if len(in) == 0 || len(in) == n || n < fewest && len(in) == 1 {
		return ""
	}
	s := &search{n: n, row: row, in: in, columns: len(columns)}
	var views []view
	for _, c := range columns {
		if v, ok := s.view(c); ok {
			views = append(views, v)
		}
	}
	for _, form := range []func(*view) string{
		s.isNull, s.isOne, s.isNotNull, s.isNotOne, s.inPeriod, s.aboveOrBelow, s.isOneOf, s.onWeekday, s.between,
		s.timeOfDay,
	} {
		for i := range views {
			if where := form(&views[i]); where != "" {
				return where
			}
		}
	}
	return s.bothOf(views)
}

// A search looks for a condition.
type search struct {
	n       int
	row     func(k int) int
	in      []int32
	columns int
}

// A view is a column as conditions see it.
type view struct {
	name    string
	array   arrow.Array
	null    func(row int) bool
	compare cells.Comparison // of two cells of the column
	nulls   bool
}

func (s *search) view(c Named) (view, bool) {
	a := arrowtext.Storage(c.Array)
	if _, err := goldenfile.NewCellWriter(a); err != nil {
		return view{}, false
	}
	return view{
		name: goldenfile.ColumnText(c.Name), array: a, null: arrowtext.Nulls(a), compare: cells.Comparer(a, a),
		nulls: arrowtext.HidesNulls(a.DataType()) || a.NullN() > 0,
	}, true
}

// text returns a cell as goldens write it.
func (v *view) text(row int) string {
	write, err := goldenfile.NewCellWriter(v.array)
	return text(write, err, row)
}

// inside calls visit with the rows that are in, until it returns false, which inside returns.
func (s *search) inside(visit func(row int) bool) bool {
	for _, k := range s.in {
		if !visit(s.row(int(k))) {
			return false
		}
	}
	return true
}

// outside is inside for the other rows.
func (s *search) outside(visit func(row int) bool) bool {
	in := s.in
	for k := range s.n {
		if len(in) > 0 && int(in[0]) == k {
			in = in[1:]
			continue
		}
		if !visit(s.row(k)) {
			return false
		}
	}
	return true
}

// first returns the first row that is in, and the first that is not.
func (s *search) first() (in, out int) {
	s.outside(func(row int) bool { out = row; return false })
	return s.row(int(s.in[0])), out
}

func (s *search) isNull(v *view) string {
	if v.nulls && s.inside(v.null) && s.outside(func(row int) bool { return !v.null(row) }) {
		return v.name + " is null"
	}
	return ""
}

func (s *search) isNotNull(v *view) string {
	if v.nulls && s.outside(v.null) && s.inside(func(row int) bool { return !v.null(row) }) {
		return v.name + " is not null"
	}
	return ""
}

// isOne finds the value that all cells have. One row with a value that no other column repeats says nothing.
func (s *search) isOne(v *view) string {
	in, _ := s.first()
	if v.null(in) || !s.inside(func(row int) bool { return v.compare(in, row) == 0 }) ||
		!s.outside(func(row int) bool { return v.compare(in, row) != 0 }) {
		return ""
	}
	if len(s.in) == 1 && !s.repeats(v) {
		return ""
	}
	return v.is(in)
}

// repeats reports whether few values make up a column.
func (s *search) repeats(v *view) bool {
	const probed = 1000
	hash := cells.NewHasher(v.array)
	seen := map[uint64]bool{}
	n := 0
	s.outside(func(row int) bool { seen[hash(row)] = true; n++; return n < probed })
	return 2*len(seen) <= n
}

func (s *search) isNotOne(v *view) string {
	_, out := s.first()
	if v.null(out) || s.n-len(s.in) < 2 && !s.flip().repeats(v) ||
		!s.outside(func(row int) bool { return v.compare(out, row) == 0 }) ||
		!s.inside(func(row int) bool { return v.compare(out, row) != 0 }) {
		return ""
	}
	return v.name + " is not " + v.text(out)
}

// flip returns a search for the rows that are not in.
func (s *search) flip() *search {
	flipped := *s
	flipped.in = nil
	in := s.in
	for k := range int32(s.n) {
		if len(in) > 0 && in[0] == k {
			in = in[1:]
			continue
		}
		flipped.in = append(flipped.in, k)
	}
	return &flipped
}

// inPeriod finds the day, month or year that all times are in.
func (s *search) inPeriod(v *view) string {
	at := cells.Instants(v.array)
	if at == nil || !hasDate(v.array.DataType().ID()) {
		return ""
	}
	in, _ := s.first()
	if v.null(in) {
		return ""
	}
	first := at(in)
	for _, p := range periods[periodsFrom(v.array.DataType().ID()):] {
		inside := func(row int) bool { return !v.null(row) && p.number(at(row)) == p.number(first) }
		if s.inside(inside) && s.outside(func(row int) bool { return !inside(row) }) && s.unlikely(len(s.in) > 1) {
			return v.name + " in " + civil(first).Format(p.layout)
		}
	}
	return ""
}

// unlikely reports whether a range of a column holds exactly the rows that are in by more than chance. A natural
// bound, such as zero or a month, needs less evidence.
func (s *search) unlikely(natural bool) bool {
	if natural {
		return true
	}
	ways := 0.0 // the logarithm of the number of ways in which as many rows can be chosen
	for k := range min(len(s.in), s.n-len(s.in)) {
		if ways += math.Log10(float64(s.n-k) / float64(k+1)); ways > 20 {
			break
		}
	}
	return ways >= 1.3+math.Log10(float64(s.columns))
}

// ordered reports whether the order of a type's values means something to a reader.
func ordered(v *view) bool {
	return cells.Numbers(v.array) != nil || floatsIn(v.array) != nil || cells.Instants(v.array) != nil
}

// bounds returns the rows of the least and the greatest cell that is in. It returns false if one is null or NaN.
func (s *search) bounds(v *view) (least, most int, ok bool) {
	floats, _ := cells.Floats(v.array)
	least, _ = s.first()
	most = least
	ok = s.inside(func(row int) bool {
		if v.null(row) || floats != nil && floats(row) != floats(row) {
			return false
		}
		if v.compare(row, least) < 0 {
			least = row
		}
		if v.compare(row, most) > 0 {
			most = row
		}
		return true
	})
	return least, most, ok
}

// aboveOrBelow finds a bound above or below which all cells are.
func (s *search) aboveOrBelow(v *view) string {
	if !ordered(v) {
		return ""
	}
	least, most, ok := s.bounds(v)
	if !ok {
		return ""
	}
	below, above := -1, -1 // the rows of the nearest cells that are not in
	floats, _ := cells.Floats(v.array)
	if !s.outside(func(row int) bool {
		switch {
		case v.null(row):
		case v.compare(row, least) < 0 && above < 0:
			if below < 0 || v.compare(row, below) > 0 {
				below = row
			}
		case v.compare(row, most) > 0 && below < 0:
			if floats != nil && floats(row) != floats(row) {
				return false // NaN sorts above all numbers
			}
			if above < 0 || v.compare(row, above) < 0 {
				above = row
			}
		default:
			return false
		}
		return true
	}) {
		return ""
	}
	switch {
	case below >= 0:
		return s.bound(v, ">=", ">", least, below)
	case above >= 0:
		return s.bound(v, "<=", "<", most, above)
	}
	return ""
}

// bound returns a condition that holds for the cell in and not for the cell out, the nearest other one.
func (s *search) bound(v *view, or, than string, in, out int) string {
	value := floatsIn(v.array)
	if value != nil {
		x, y := value(in), value(out)
		if math.Abs(x) < 1<<53 && math.Abs(y) < 1<<53 && x != y {
			zero := x < 0 && y >= 0 && than == "<" || x > 0 && y <= 0 && than == ">"
			if !s.unlikely(zero) {
				return ""
			}
			if zero {
				return fmt.Sprintf("%s %s 0", v.name, than)
			}
			return fmt.Sprintf("%s %s %s", v.name, or, between(x, y))
		}
	}
	if !s.unlikely(false) {
		return ""
	}
	if at := cells.Instants(v.array); at != nil && v.array.DataType().ID() == arrow.TIMESTAMP {
		x, y := at(in), at(out)
		day := x.Secs - floorMod(x.Secs, secondsADay)
		if than == "<" {
			day = y.Secs - floorMod(y.Secs, secondsADay)
		} else {
			than = ">="
		}
		if start := (cells.Instant{Secs: day}); x.Before(start) != y.Before(start) {
			return fmt.Sprintf("%s %s %s", v.name, than, civil(start).Format(time.DateOnly))
		}
	}
	return fmt.Sprintf("%s %s %s", v.name, or, v.text(in))
}

// between returns the simplest number that is at least as far from y as x is, or x.
func between(x, y float64) string {
	lo, hi := x, y+(x-y)/1024
	if lo > hi {
		lo, hi = hi, lo
	}
	f := simplest(lo, hi)
	if f == y {
		f = x
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// isOneOf finds two or three values that all cells have.
func (s *search) isOneOf(v *view) string {
	const most = 3
	var rows []int
	among := func(row int) bool {
		return slices.ContainsFunc(rows, func(known int) bool { return v.compare(known, row) == 0 })
	}
	if len(s.in) < 4 || !s.inside(func(row int) bool {
		if !among(row) {
			rows = append(rows, row)
		}
		return len(rows) <= most && !v.null(row)
	}) || len(s.in) < 2*len(rows) || !s.outside(func(row int) bool { return !among(row) }) {
		return ""
	}
	var texts []string
	for _, row := range rows {
		texts = append(texts, v.text(row))
	}
	return v.name + " in " + strings.Join(texts, ", ")
}

// onWeekday finds one or two days of the week, such as those of a weekend.
func (s *search) onWeekday(v *view) string {
	const most = 2
	at := cells.Instants(v.array)
	if at == nil || !hasDate(v.array.DataType().ID()) || !s.unlikely(false) {
		return ""
	}
	var days []string
	if !s.inside(func(row int) bool {
		if v.null(row) {
			return false
		}
		if day := civil(at(row)).Weekday().String(); !slices.Contains(days, day) {
			days = append(days, day)
		}
		return len(days) <= most
	}) || len(s.in) < 2*len(days) || !s.outside(func(row int) bool {
		return v.null(row) || !slices.Contains(days, civil(at(row)).Weekday().String())
	}) {
		return ""
	}
	return v.name + " is a " + strings.Join(days, " or ")
}

// between finds two bounds between which all cells are, and no others.
func (s *search) between(v *view) string {
	if !ordered(v) || !s.unlikely(false) {
		return ""
	}
	least, most, ok := s.bounds(v)
	if !ok || v.compare(least, most) == 0 || !s.outside(func(row int) bool {
		return v.null(row) || v.compare(row, least) < 0 || v.compare(row, most) > 0
	}) {
		return ""
	}
	return fmt.Sprintf("%s from %s to %s", v.name, v.text(least), v.text(most))
}

// timeOfDay finds a time of day before or after which all times are, such as those that another time zone puts on
// another day.
func (s *search) timeOfDay(v *view) string {
	at := cells.Instants(v.array)
	if at == nil || v.array.DataType().ID() != arrow.TIMESTAMP || !s.unlikely(false) {
		return ""
	}
	clock := func(row int) time.Duration {
		t := at(row)
		return time.Duration(floorMod(t.Secs, secondsADay))*time.Second + time.Duration(t.Nanos)
	}
	least, most := 24*time.Hour, time.Duration(0)
	if !s.inside(func(row int) bool {
		least, most = min(least, clock(row)), max(most, clock(row))
		return !v.null(row)
	}) {
		return ""
	}
	below, above := false, false
	if !s.outside(func(row int) bool {
		if !v.null(row) {
			below, above = below || clock(row) < least, above || clock(row) > most
			return !(below && above) && (clock(row) < least || clock(row) > most)
		}
		return true
	}) {
		return ""
	}
	word, bound := "from", least
	if above {
		word, bound = "until", most
	}
	return fmt.Sprintf("time of %s is %s %s", v.name, word, time.Unix(0, int64(bound)).UTC().Format("15:04:05.999999999"))
}

// bothOf finds two columns whose cells each have one value, or are null, in the rows that are in and in no others.
func (s *search) bothOf(views []view) string {
	const most = 16
	if len(s.in) < 2 || !s.unlikely(false) {
		return ""
	}
	in, _ := s.first()
	var one []view
	for _, v := range views {
		if len(one) < most && s.inside(func(row int) bool { return v.compare(in, row) == 0 }) {
			one = append(one, v)
		}
	}
	alive := make([]uint32, len(one)) // by column: the later columns with which no other row has both values
	for a := range alive {
		alive[a] = uint32(1)<<len(one) - uint32(1)<<(a+1)
	}
	s.outside(func(row int) bool {
		hits := uint32(0)
		for a, v := range one {
			if v.compare(in, row) == 0 {
				hits |= 1 << a
			}
		}
		left := uint32(0)
		for a := range alive {
			if hits&(1<<a) != 0 {
				alive[a] &^= hits
			}
			left |= alive[a]
		}
		return left != 0
	})
	for a, with := range alive {
		for b := a + 1; b < len(one); b++ {
			if with&(1<<b) != 0 {
				return one[a].is(in) + " and " + one[b].is(in)
			}
		}
	}
	return ""
}

// is returns the condition that a cell is as that of a row.
func (v *view) is(row int) string {
	if v.null(row) {
		return v.name + " is null"
	}
	if hasDate(v.array.DataType().ID()) && v.array.DataType().ID() != arrow.TIMESTAMP {
		return v.name + " in " + v.text(row)
	}
	return v.name + " = " + v.text(row)
}
