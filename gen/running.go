package gen

import (
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
)

// Running generates running totals: Start plus the values of Of in the rows up to this one, which is included. It sums
// numbers and durations, or adds them to a date or timestamp in Start. With Column.Each it starts anew for each parent.
// It goes on from a pinned cell; a null of Of counts as 0. A row needs the rows before it of its series, except those
// generated before.
type Running struct {
	Of    Column // numbers or durations
	Start Column // read in the first row of a series; without a generator 0
	Unit  any    // of numbers that are added to times, as Step of Seq; nil means a day for dates, a second for timestamps
}

func (g Running) compile(c *compiler, n *node) bool {
	of, start := n.parts[0], n.parts[1]
	if g.Of.Gen == nil {
		of.state = broken
		return c.report(n, "running needs a generator under of")
	}
	anew, ok := c.startsAnew(n)
	if n.column.Type != nil && n.column.Type.ID() == arrow.DECIMAL128 {
		inheritType(of, n.column.Type) // for exact expressions
	}
	unit, known := c.runningUnit(n, g, start)
	ok = c.need(n, of) && ok && known
	if start != nil {
		ok = c.need(n, start) && ok
	}
	if !ok {
		return false
	}
	n.drawn = of.drawn || start != nil && start.drawn
	n.follows = true
	if start != nil {
		if tick, timed := columns.DurationOf(start.typ); timed {
			return c.buildRunningTimes(n, anew, unit, tick)
		}
	}
	if g.Unit != nil {
		return c.report(n, "a unit is for numbers that are added to a date or timestamp; start with one")
	}
	typ := sumOf(n, of, start)
	if typ == nil {
		return c.report(n, "running adds numbers and durations; of makes %s%s", of.typ, startsWith(start))
	}
	differences, err := conversion(of.typ, typ)
	if err != nil {
		return c.report(n, "%w", err)
	}
	switch typ.ID() {
	case arrow.FLOAT64:
		return buildRunning(c, n, anew, typ, differences, func(a, b float64) (float64, bool) { return a + b, true })
	case arrow.DECIMAL128:
		limit := decimal.PowerOfTen(int(typ.(*arrow.Decimal128Type).Precision))
		return buildRunning(c, n, anew, typ, differences, func(a, b decimal128.Num) (decimal128.Num, bool) {
			sum := a.Add(b) // of 38 digits, which cannot wrap around
			m, _ := decimal.MagnitudeOf(sum)
			return sum, m.Less(limit)
		})
	}
	return buildRunning(c, n, anew, typ, differences, addInts)
}

func addInts(a, b int64) (int64, bool) { return a + b, (a+b < a) == (b < 0) }

func startsWith(start *node) string {
	if start == nil {
		return ""
	}
	return fmt.Sprintf(", and start makes %s", start.typ)
}

// runningUnit returns the unit of a running total of times; 0 if none is given. A date that starts it is a timestamp if
// the unit is finer than a day.
func (c *compiler) runningUnit(n *node, g Running, start *node) (time.Duration, bool) {
	var unit time.Duration
	values, ok := c.literals(n, g.Unit)
	if !ok {
		return 0, false
	}
	if values[0].Kind != literal.Null {
		if unit, ok = duration(values[0]); !ok || unit <= 0 {
			return 0, c.reportValue(n, values[0].At, "the unit %q is not a duration such as 1m, 1h or 7d", values[0].Text)
		}
	}
	if start == nil {
		return unit, true
	}
	inheritType(start, n.column.Type)
	if first, ok := start.column.Gen.(Const); ok && unit%(24*time.Hour) != 0 {
		if day, ok := c.literals(n, first.Value); ok && day[0].Kind == literal.Date {
			inheritType(start, inferredZoned)
		}
	}
	return unit, true
}

// sumOf returns the type in which a running total is summed, or nil if its parts cannot be added.
func sumOf(n, of, start *node) arrow.DataType {
	types := []arrow.DataType{of.typ}
	if start != nil {
		types = append(types, start.typ)
	}
	if n.column.Type != nil && (arrow.IsDecimal(n.column.Type.ID()) || arrow.IsInteger(n.column.Type.ID())) {
		types = []arrow.DataType{n.column.Type}
	}
	var sum arrow.DataType
	for _, typ := range types {
		switch {
		case arrow.IsDecimal(typ.ID()):
			d := typ.(arrow.DecimalType)
			precision := int32(decimal.MaxDigits)
			if n.column.Type != nil {
				precision = min(precision, d.GetPrecision())
			}
			if before, ok := sum.(*arrow.Decimal128Type); !ok || before.Scale < d.GetScale() {
				sum = &arrow.Decimal128Type{Precision: precision, Scale: d.GetScale()}
			}
		case arrow.IsFloating(typ.ID()):
			if sum == nil || sum.ID() == arrow.INT64 {
				sum = arrow.PrimitiveTypes.Float64
			}
		case arrow.IsInteger(typ.ID()):
			if sum == nil {
				sum = arrow.PrimitiveTypes.Int64
			}
		case typ.ID() == arrow.DURATION && (sum == nil || arrow.TypeEqual(sum, typ)):
			sum = typ
		default:
			return nil
		}
	}
	return sum
}

// buildRunning compiles a running total in which a T stores a total of the type typ. A D stores a difference, which
// differences converts from the type of Of, if it is not nil.
func buildRunning[T, D arrow.FixedWidthType](c *compiler, n *node, anew bool, typ arrow.DataType,
	differences columns.Conversion, add func(total T, by D) (T, bool),
) bool {
	of, start := n.parts[0], n.parts[1]
	var starts columns.Conversion
	if start != nil {
		var err error
		if starts, err = conversion(start.typ, typ); err != nil {
			return c.report(n, "%w", err)
		}
	}
	s := newSeries(n, anew, typ, func(b *batch, _ *draw.Rows) (follow[T], error) {
		by, null, err := valuesOf[D](b, of, differences)
		if err != nil {
			return nil, err
		}
		var first []T
		noStart := func(int) bool { return false }
		if start != nil {
			if first, noStart, err = valuesOf[T](b, start, starts); err != nil {
				return nil, err
			}
		}
		return func(k int, begins bool, total T) (T, error) {
			if begins {
				var zero T
				if total = zero; first != nil {
					total = first[k]
				}
				if noStart(k) {
					return total, fmt.Errorf("start is null; give it a value, such as with an expr: starts_at ?? …")
				}
			}
			if null(k) {
				return total, nil
			}
			sum, ok := add(total, by[k])
			if !ok {
				return total, fmt.Errorf("the total does not fit %s", typ)
			}
			return sum, nil
		}, nil
	})
	return c.finish(n, typ, s.cells)
}

// valuesOf returns the cells of a node of a batch, converted if convert is not nil, and which of them are null.
func valuesOf[T arrow.FixedWidthType](b *batch, n *node, convert columns.Conversion) ([]T, func(k int) bool, error) {
	a, err := b.columnAs(n, convert)
	if err != nil {
		return nil, nil, err
	}
	null := a.IsNull
	if a.NullN() == 0 {
		null = func(int) bool { return false }
	}
	return arrow.GetValues[T](a.Data(), 1), null, nil
}

// buildRunningTimes compiles a running total on a date or timestamp whose neighboring values are a tick apart. unit is
// that of numbers; 0 means the usual one.
func (c *compiler) buildRunningTimes(n *node, anew bool, unit, tick time.Duration) bool {
	of, typ := n.parts[0], n.parts[1].typ
	lasting, lasts := of.typ.(*arrow.DurationType)
	switch {
	case lasts && unit != 0:
		return c.report(n, "of makes durations, which take no unit")
	case lasts:
		unit = lasting.Unit.Multiplier()
	case unit == 0:
		unit = max(tick, time.Second)
	}
	if unit%tick != 0 {
		return c.report(n, "adds %s to %s, which is coarser; give the column a finer type, such as timestamp[us, UTC]",
			unit, typ)
	}
	step, _ := columns.UnitOf(typ)
	steps, err := columns.Steps(of.typ, int64(unit/tick)*step)
	switch {
	case err != nil:
		return c.report(n, "running adds numbers and durations; of makes %s", of.typ)
	case typ.ID() == arrow.DATE32:
		return buildRunning(c, n, anew, typ, steps, func(day int32, by int64) (int32, bool) {
			sum, ok := addInts(int64(day), by)
			return int32(sum), ok && sum == int64(int32(sum))
		})
	}
	return buildRunning(c, n, anew, typ, steps, addInts)
}
