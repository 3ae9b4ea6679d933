package gen

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/internal/literal"
)

// boundText describes the bounds of a column, for generators that make the same values.
func (col *Column) boundText() string {
	if !col.bounded() {
		return ""
	}
	return fmt.Sprintf(" %v %v %v", col.Min, col.Max, col.Step)
}

// limits are the bounds of a distribution, and how its values are put on a grid.
type limits[T int64 | float64] struct {
	lo, hi T
	snap   func(v T) T // nil without a step
}

// bound returns a distribution without the values outside its limits. value must ascend or descend with its draw. No
// draw is made twice: the draws are scaled to those whose values are within the limits.
func bound[T int64 | float64](c *compiler, n *node, value func(u uint64) T, l limits[T]) (func(u uint64) T, bool) {
	descends := value(0) > value(math.MaxUint64)
	at := func(u uint64) T {
		if descends {
			u = ^u
		}
		v := value(u)
		if l.snap != nil {
			v = l.snap(v)
		}
		return v
	}
	first, some := firstDraw(func(u uint64) bool { return at(u) >= l.lo })
	past, ends := firstDraw(func(u uint64) bool { return at(u) > l.hi })
	if !some || ends && past <= first {
		return nil, c.report(n, "its generator makes no value from %v to %v, or hardly ever; move min and max", l.lo, l.hi)
	}
	if !ends {
		past = 0 // 2^64
	}
	size := past - first // 0 is 2^64
	return func(u uint64) T {
		if size != 0 {
			hi, _ := bits.Mul64(u, size)
			u = first + hi
		}
		return min(max(at(u), l.lo), l.hi) // approximations of functions may descend by a last digit
	}, true
}

// firstDraw returns the least draw that is accepts. If it accepts a draw, it accepts all larger ones.
func firstDraw(is func(u uint64) bool) (first uint64, ok bool) {
	if !is(math.MaxUint64) {
		return 0, false
	}
	for bit := uint64(1) << 63; bit != 0; bit >>= 1 {
		if u := first + bit - 1; !is(u) {
			first += bit
		}
	}
	return first, true
}

// boundNumber returns a bound or step of a column as a number, or other if it is not given. Bounds of a column of
// decimals or integers are values of it, so that rounding leaves no value outside.
func (c *compiler) boundNumber(n *node, key string, v any, other float64) (float64, literal.Value, bool) {
	values, ok := c.literals(n, v)
	if !ok || v == nil {
		return other, literal.Value{}, ok
	}
	lit := values[0]
	f, err := strconv.ParseFloat(lit.Text, 64)
	quoted := n.column.Type != nil && arrow.IsDecimal(n.column.Type.ID()) && lit.Kind == literal.Text
	if lit.Kind != literal.Int && lit.Kind != literal.Float && !quoted || err != nil || !finite(f) {
		return 0, lit, c.reportKey(n, key, "%q is not a finite number", lit.Text)
	}
	if typ := n.column.Type; typ != nil && (arrow.IsDecimal(typ.ID()) || arrow.IsInteger(typ.ID())) {
		ok = c.parse(n, typ, values) != nil
	}
	return f, lit, ok
}

// boundFloats applies the bounds and the step of a column to a distribution of numbers.
func (c *compiler) boundFloats(n *node, value func(u uint64) float64) (func(u uint64) float64, bool) {
	if !n.column.bounded() {
		return value, true
	}
	lo, base, ok1 := c.boundNumber(n, "min", n.column.Min, math.Inf(-1))
	hi, _, ok2 := c.boundNumber(n, "max", n.column.Max, math.Inf(1))
	step, by, ok3 := c.boundNumber(n, "step", n.column.Step, 0)
	if !ok1 || !ok2 || !ok3 || !c.checkLimits(n, lo <= hi, n.column.Step == nil || step > 0) {
		return nil, false
	}
	l := limits[float64]{lo: lo, hi: hi}
	if step > 0 {
		g := newGrid(base, by)
		l.snap = func(v float64) float64 { return g.at(math.RoundToEven((v - g.base) / g.step)) }
	}
	return bound(c, n, value, l)
}

func (c *compiler) checkLimits(n *node, ascending, stepping bool) bool {
	switch {
	case !ascending:
		return c.reportKey(n, "min", "%v exceeds max %v", boundOf(n.column.Min), boundOf(n.column.Max))
	case !stepping:
		return c.reportKey(n, "step", "%v must exceed 0", boundOf(n.column.Step))
	}
	return true
}

func boundOf(v any) any {
	if lit, ok := v.(literal.Value); ok {
		return lit.Text
	}
	return v
}

// A grid is the numbers base, base+step and so on, to the nearest float64 of each.
type grid struct {
	base, step float64
	whole      [2]float64 // base and step in units of 1/unit; the unit is 0 if they have too many digits
	unit       float64
}

func newGrid(base, step literal.Value) grid {
	g := grid{}
	g.base, _ = strconv.ParseFloat(base.Text, 64) // 0 if there is none
	g.step, _ = strconv.ParseFloat(step.Text, 64)
	const most = 9 // decimals
	decimals := max(decimalsOf(base.Text), decimalsOf(step.Text))
	if decimals <= most && math.Abs(g.base) < 1e6 && g.step < 1e6 {
		g.unit = 1
		for range decimals {
			g.unit *= 10
		}
		g.whole = [2]float64{math.RoundToEven(g.base * g.unit), math.RoundToEven(g.step * g.unit)}
	}
	return g
}

// decimalsOf returns how many digits a number has after its point; many if it has an exponent.
func decimalsOf(text string) int {
	if strings.ContainsAny(text, "eEpPxX_") {
		return math.MaxInt
	}
	_, fraction, _ := strings.Cut(text, ".")
	return len(fraction)
}

// at returns the k-th number.
func (g *grid) at(k float64) float64 {
	if whole := g.whole[0] + float64(k*g.whole[1]); g.unit > 0 && math.Abs(whole) < 1<<53 {
		return whole / g.unit
	}
	return g.base + float64(k*g.step)
}

// boundInts applies the bounds and the step of a column to a distribution of integers, or of times of a type, which are
// unit apart.
func (c *compiler) boundInts(n *node, typ arrow.DataType, unit int64, value func(u uint64) int64) (
	func(u uint64) int64, bool,
) {
	if !n.column.bounded() {
		return value, true
	}
	lo, ok1 := c.boundInt(n, typ, "min", n.column.Min, math.MinInt64)
	hi, ok2 := c.boundInt(n, typ, "max", n.column.Max, math.MaxInt64)
	step, ok3 := c.stepOf(n, typ, unit)
	if !ok1 || !ok2 || !ok3 || !c.checkLimits(n, lo <= hi, step > 0) {
		return nil, false
	}
	l := limits[int64]{lo: lo, hi: hi}
	if step > unit {
		base := int64(0)
		if n.column.Min != nil {
			base = lo
		}
		l.snap = func(v int64) int64 { return nearest(v, base, step) }
	}
	return bound(c, n, value, l)
}

// nearest returns the number next to v among base, base+step, base-step and so on, as far as they fit.
func nearest(v, base, step int64) int64 {
	past := (v%step - base%step) % step
	if past < 0 {
		past += step
	}
	if down := v - past; down <= v && (past <= step/2 || down > math.MaxInt64-step) {
		return down
	}
	return v - past + step
}

// checkFits reports values of an integer generator that do not fit the column's type.
func (c *compiler) checkFits(n *node, values ...int64) bool {
	typ := n.column.Type
	if typ == nil || !arrow.IsInteger(typ.ID()) && !arrow.IsDecimal(typ.ID()) {
		return true
	}
	var texts []literal.Value
	for _, v := range values {
		texts = append(texts, literal.Value{Kind: literal.Int, Text: strconv.FormatInt(v, 10)})
	}
	return c.parse(n, typ, texts) != nil
}

// boundInt returns a bound of a distribution of integers or times as Arrow stores them, or other if it is not given.
func (c *compiler) boundInt(n *node, typ arrow.DataType, key string, v any, other int64) (int64, bool) {
	values, ok := c.literals(n, v)
	if !ok || v == nil {
		return other, ok
	}
	if _, timed := columns.UnitOf(typ); timed {
		a := c.parse(n, typ, values)
		if a == nil || a.NullN() > 0 {
			return 0, false
		}
		return columns.Moment(a, 0), true
	}
	i, err := strconv.ParseInt(values[0].Text, 10, 64)
	if values[0].Kind != literal.Int || err != nil {
		return 0, c.reportKey(n, key, "%q is not a whole number", values[0].Text)
	}
	return i, c.checkFits(n, i)
}

// stepOf returns the step of a column of integers, or of times of a type, which are unit apart. Without a step, it is
// unit.
func (c *compiler) stepOf(n *node, typ arrow.DataType, unit int64) (int64, bool) {
	values, ok := c.literals(n, n.column.Step)
	if !ok || n.column.Step == nil {
		return unit, ok
	}
	step := values[0]
	tick, timed := tickOf(typ)
	if !timed {
		i, err := strconv.ParseInt(step.Text, 10, 64)
		if step.Kind != literal.Int || err != nil || i <= 0 {
			return 0, c.reportKey(n, "step", "%q is not a whole number over 0", step.Text)
		}
		return i, true
	}
	by, ok := duration(step)
	switch {
	case !ok || by <= 0:
		return 0, c.reportKey(n, "step", "%q is not a duration such as 15m, 24h or 7d", step.Text)
	case by%tick != 0:
		return 0, c.reportKey(n, "step", "%s is finer than the unit of %s", by, typ)
	}
	return int64(by/tick) * unit, true
}

// tickOf returns the time between neighboring values of a type of dates, timestamps, times or durations.
func tickOf(typ arrow.DataType) (time.Duration, bool) {
	switch t := typ.(type) {
	case *arrow.Time32Type:
		return t.Unit.Multiplier(), true
	case *arrow.Time64Type:
		return t.Unit.Multiplier(), true
	case *arrow.DurationType:
		return t.Unit.Multiplier(), true
	}
	return columns.DurationOf(typ)
}
