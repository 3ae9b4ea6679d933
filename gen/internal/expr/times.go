package expr

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

const secondsADay = 86400

// perSecond returns the number of units in a second.
func perSecond(u arrow.TimeUnit) int64 { return int64(time.Second / u.Multiplier()) }

// The days of 0000-01-01 and 9999-12-31, between which the calendar functions work.
const firstDay, lastDay = -719528, 2932896

// floorDiv returns the quotient rounded down and the remainder, which is not negative.
func floorDiv(a, b int64) (q, r int64) {
	q, r = a/b, a%b
	if r < 0 {
		q, r = q-1, r+b
	}
	return q, r
}

// dayAndRest splits a date or a timestamp into the day since 1970-01-01 and the units since midnight.
func (t typ) dayAndRest(v int64) (day, rest int64) {
	if t.kind == dateKind {
		return v, 0
	}
	return floorDiv(v, secondsADay*perSecond(t.unit))
}

// fromDay is the inverse of dayAndRest. It returns false if the result does not fit.
func (t typ) fromDay(day, rest int64) (int64, bool) {
	if t.kind == dateKind {
		return day, true
	}
	unit := secondsADay * perSecond(t.unit)
	v := day*unit + rest
	return v, !multiplyOverflows(day, unit) && (day < 0) == (v < 0)
}

// clock returns a day as a time.Time at midnight, UTC.
func clock(day int64) time.Time { return time.Unix(day*secondsADay, 0).UTC() }

func dayNumber(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsADay
}

// rescaleUnits converts timestamps or durations to a finer unit.
func rescaleUnits(s *state, n *node, out *block, args []*block) {
	factor := perSecond(n.unit) / perSecond(n.args[0].unit)
	for i, v := range args[0].ints[:s.rows] {
		if out.ints[i] = v * factor; !out.null[i] && multiplyOverflows(v, factor) {
			n.fail(out, i, beyondUnit)
		}
	}
}

// moveDates is date + duration, or date - duration.
func moveDates(back bool, unit arrow.TimeUnit) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		for i := range out.ints {
			days, rest := floorDiv(args[1].ints[i], secondsADay*perSecond(unit))
			if back {
				days = -days
			}
			if rest != 0 && !out.null[i] {
				n.fail(out, i, partOfDay)
				continue
			}
			n.setDay(out, i, args[0].ints[i], days)
		}
	}
}

// setDay sets a row to the date that is days after day.
func (n *node) setDay(out *block, row int, day, days int64) {
	if out.null[row] {
		return
	}
	const most = 1 << 32
	if out.ints[row] = day + days; days < -most || days > most || day+days < firstDay || day+days > lastDay {
		n.fail(out, row, beyondCalendar)
	}
}

// betweenDates is date - date, in seconds.
func betweenDates(s *state, n *node, out *block, args []*block) {
	for i := range out.ints {
		out.ints[i] = (args[0].ints[i] - args[1].ints[i]) * secondsADay
	}
}

// A part is a property of a day within the calendar.
type part func(t time.Time) int64

func yearOf(t time.Time) int64 { return int64(t.Year()) }

func monthOf(t time.Time) int64 { return int64(t.Month()) }

func dayOf(t time.Time) int64 { return int64(t.Day()) }

func weekdayOf(t time.Time) int64 { return (int64(t.Weekday())+6)%7 + 1 }

func yeardayOf(t time.Time) int64 { return int64(t.YearDay()) }

// eachDay calls f for the rows that are not null, with the day and the rest of the node's first argument.
func (n *node) eachDay(out, arg *block, f func(row int, day, rest int64)) {
	t := n.args[0].typ
	for i := range out.null {
		if out.null[i] {
			continue
		}
		day, rest := t.dayAndRest(arg.ints[i])
		if day < firstDay || day > lastDay {
			n.fail(out, i, beyondCalendar)
			continue
		}
		f(i, day, rest)
	}
}

// setInstant sets a row to a date or a timestamp.
func (n *node) setInstant(out *block, row int, day, rest int64) {
	v, fits := n.fromDay(day, rest)
	switch out.ints[row] = v; {
	case day < firstDay || day > lastDay:
		n.fail(out, row, beyondCalendar)
	case !fits:
		n.fail(out, row, beyondUnit)
	}
}

// parseCell parses a text as goldens and fixtures write it.
func parseCell(t typ, text []byte) (int64, error) {
	b := array.NewBuilder(memory.DefaultAllocator, t.arrow())
	defer b.Release()
	parse, err := arrowtext.NewParser(b)
	if err == nil {
		err = parse(text)
	}
	if err != nil {
		return 0, err
	}
	a := b.NewArray()
	defer a.Release()
	if d, ok := a.(*array.Date32); ok {
		return int64(d.Value(0)), nil
	}
	return words(a)[0], nil
}

func textsToDates(s *state, n *node, out *block, args []*block) {
	for i, text := range args[0].texts[:s.rows] {
		if out.null[i] {
			continue
		}
		v, err := parseCell(dateType, text)
		if out.ints[i] = v; err != nil || len(text) != len("2026-01-31") {
			n.fail(out, i, noDate)
		}
	}
}
