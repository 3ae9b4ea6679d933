package expr

import (
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

func datePart(of part) func(c *checker, x *syntax, args []*node) (*node, error) {
	return func(c *checker, x *syntax, args []*node) (*node, error) {
		day, err := c.dateOrTimestamp(x, args[0])
		if err != nil {
			return nil, err
		}
		return c.operation(x, intType, true, func(s *state, n *node, out *block, args []*block) {
			n.eachDay(out, args[0], func(i int, day, _ int64) { out.ints[i] = of(clock(day)) })
		}, day)
	}
}

// clockPart returns the check of a part of the time of day, whose unit has that many seconds; of is the number of units
// in the next larger one.
func clockPart(seconds, of int64) func(c *checker, x *syntax, args []*node) (*node, error) {
	return func(c *checker, x *syntax, args []*node) (*node, error) {
		at := c.orNull(args[0], typ{kind: timestampKind})
		if at.kind != timestampKind {
			return nil, c.wrong(x, at)
		}
		return c.operation(x, intType, true, func(s *state, n *node, out *block, args []*block) {
			unit := perSecond(n.args[0].unit)
			for i, v := range args[0].ints[:s.rows] {
				_, rest := n.args[0].dayAndRest(v)
				out.ints[i] = rest / unit / seconds % of
			}
		}, at)
	}
}

func (c *checker) dateOrTimestamp(x *syntax, n *node) (*node, error) {
	n = c.orNull(n, dateType)
	if n.kind != dateKind && n.kind != timestampKind {
		return nil, c.wrong(x, n)
	}
	return n, nil
}

// truncations are the units of trunc, from the largest. The last three are for timestamps only.
var truncations = map[string]func(day, rest, second int64) (int64, int64){
	"year": func(day, _, _ int64) (int64, int64) { return dayNumber(clock(day).Year(), 1, 1), 0 },
	"quarter": func(day, _, _ int64) (int64, int64) {
		t := clock(day)
		return dayNumber(t.Year(), (t.Month()-1)/3*3+1, 1), 0
	},
	"month":  func(day, _, _ int64) (int64, int64) { t := clock(day); return dayNumber(t.Year(), t.Month(), 1), 0 },
	"week":   func(day, _, _ int64) (int64, int64) { return day - weekdayOf(clock(day)) + 1, 0 },
	"day":    func(day, _, _ int64) (int64, int64) { return day, 0 },
	"hour":   func(day, rest, second int64) (int64, int64) { return day, rest - rest%(3600*second) },
	"minute": func(day, rest, second int64) (int64, int64) { return day, rest - rest%(60*second) },
	"second": func(day, rest, second int64) (int64, int64) { return day, rest - rest%second },
}

// truncate checks trunc(x, "month"), the start of the unit around x. Weeks start on Monday.
func (c *checker) truncate(x *syntax, args []*node) (*node, error) {
	of, err := c.dateOrTimestamp(x, args[0])
	if err != nil {
		return nil, err
	}
	word, err := c.literalText(x, args[1], "unit")
	if err != nil {
		return nil, err
	}
	cut, ok := truncations[word]
	if !ok {
		return nil, c.errorf(args[1].at, "trunc has no unit %q; the units are %s", word, wordsOf(truncations))
	}
	return c.operation(x, of.typ, true, func(s *state, n *node, out *block, args []*block) {
		n.eachDay(out, args[0], func(i int, day, rest int64) {
			day, rest = cut(day, rest, perSecond(n.unit))
			n.setInstant(out, i, day, rest)
		})
	}, of)
}

func (c *checker) addDays(x *syntax, args []*node) (*node, error) {
	return c.addCalendar(x, args, func(day, count int64) int64 { return day + count })
}

// addMonths moves by months. A day past the end of the month becomes its last day.
func (c *checker) addMonths(x *syntax, args []*node) (*node, error) {
	return c.addCalendar(x, args, func(day, count int64) int64 {
		t := clock(day)
		year, month := floorDiv(int64(t.Year())*12+int64(t.Month())-1+count, 12)
		last := time.Date(int(year), time.Month(month+2), 0, 0, 0, 0, 0, time.UTC).Day()
		return dayNumber(int(year), time.Month(month+1), min(t.Day(), last))
	})
}

func (c *checker) addCalendar(x *syntax, args []*node, add func(day, count int64) int64) (*node, error) {
	of, err := c.dateOrTimestamp(x, args[0])
	if err != nil {
		return nil, err
	}
	count := c.orNull(args[1], intType)
	if count.kind != intKind {
		return nil, c.wrong(x, count)
	}
	return c.operation(x, of.typ, true, func(s *state, n *node, out *block, args []*block) {
		n.eachDay(out, args[0], func(i int, day, rest int64) {
			const most = 4_000_000 // more than the calendar has
			count := max(-most, min(most, args[1].ints[i]))
			n.setInstant(out, i, add(day, count), rest)
		})
	}, of, count)
}

// addDuration checks addDuration(x, "36h"), which is x + duration("36h").
func (c *checker) addDuration(x *syntax, args []*node) (*node, error) {
	by := args[1]
	if by.kind == textKind {
		var err error
		if by, err = c.duration(x, args[1:]); err != nil {
			return nil, err
		}
	}
	if by.kind != durationKind {
		return nil, c.wrong(x, by)
	}
	return c.times(&syntax{kind: binarySyntax, word: "+", args: x.args, from: x.from, to: x.to, at: x.at}, args[0], by)
}

// date checks date("2026-01-31") and date(timestamp).
func (c *checker) date(x *syntax, args []*node) (*node, error) {
	of := c.orNull(args[0], dateType)
	switch of.kind {
	case dateKind:
		return of, nil
	case timestampKind:
		return c.operation(x, dateType, true, func(s *state, n *node, out *block, args []*block) {
			n.eachDay(out, args[0], func(i int, day, _ int64) { out.ints[i] = day })
		}, of)
	case textKind:
		return c.operation(x, dateType, true, textsToDates, of)
	}
	return nil, c.wrong(x, of)
}

// timestamp checks timestamp("2026-01-31T10:15:00Z"), whose unit is the coarsest that holds its digits, and
// timestamp(date).
func (c *checker) timestamp(x *syntax, args []*node) (*node, error) {
	of := args[0]
	switch of.kind {
	case timestampKind:
		return of, nil
	case dateKind, nullKind:
		t := typ{kind: timestampKind, unit: arrow.Second, zone: "UTC"}
		return c.operation(x, t, true, func(s *state, n *node, out *block, args []*block) {
			for i, day := range args[0].ints[:s.rows] {
				out.ints[i] = day * secondsADay
			}
		}, c.orNull(of, dateType))
	}
	text, err := c.literalText(x, of, "text")
	if err != nil {
		return nil, err
	}
	t := typ{kind: timestampKind}
	if strings.HasSuffix(text, "Z") || strings.LastIndexAny(text, "+-") > len("2026-01-31") {
		t.zone = "UTC"
	}
	return c.inCoarsestUnit(x, of, t, text)
}

// duration checks duration("36h"), whose unit is the coarsest that holds it.
func (c *checker) duration(x *syntax, args []*node) (*node, error) {
	of := c.orNull(args[0], typ{kind: durationKind})
	if of.kind == durationKind {
		return of, nil
	}
	text, err := c.literalText(x, of, "text")
	if err != nil {
		return nil, err
	}
	return c.inCoarsestUnit(x, of, typ{kind: durationKind}, text)
}

// inCoarsestUnit parses a literal in the coarsest unit that holds it.
func (c *checker) inCoarsestUnit(x *syntax, of *node, t typ, text string) (*node, error) {
	var err error
	for t.unit = arrow.Second; t.unit <= arrow.Nanosecond; t.unit++ {
		b := blockOf(t.kind)
		if b.ints[0], err = parseCell(t, []byte(text)); err == nil {
			return c.literal(x, t, b), nil
		}
	}
	return nil, c.errorf(of.at, "%s: %v", x.word, err)
}
