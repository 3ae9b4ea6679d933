package gen

import (
	"math/bits"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
)

func (g Seq) compile(c *compiler, n *node) bool {
	values, ok := c.literals(n, g.Start, g.Step)
	if !ok {
		return false
	}
	anew, ok := c.startsAnew(n)
	if !ok {
		return false
	}
	start, step := values[0], values[1]
	switch {
	case start.Kind == literal.Date, start.Kind == literal.Timestamp:
		return c.buildTimeSeq(n, anew, start, step, g.Format)
	case start.Kind == literal.Float, step.Kind == literal.Float:
		return c.buildFloatSeq(n, anew, start, step, g.Format)
	case start.Kind == literal.Text:
		c.reportValue(n, start.At, "the start %q is not a number, a date such as 2026-01-31 or a timestamp such as "+
			"2026-01-31T10:15:00Z", start.Text)
		return false // the step would be reported, too
	}
	return c.buildIntSeq(n, anew, start, step, g.Format)
}

func (c *compiler) buildIntSeq(n *node, anew bool, start, step literal.Value, format string) bool {
	first, ok1 := c.integer(n, start, "start")
	by, ok2 := c.integer(n, step, "step")
	if !ok1 || !ok2 {
		return false
	}
	last, ok := lastOf(first, by, c.cellsOf(n))
	if !ok {
		return c.report(n, "counts past the largest 64-bit integer")
	}
	n.ascending = step.Kind == literal.Null && !anew
	if format != "" {
		parsed, err := columns.ParseNumberFormat(format)
		if err != nil {
			return c.report(n, "%w", err)
		}
		return c.finish(n, arrow.BinaryTypes.String, inTurn(n, anew, columns.TextSequence(first, by, parsed)))
	}
	if anew {
		last = first // a cell that does not fit is an error of its row
	}
	return c.checkFits(n, first, last) &&
		c.finish(n, arrow.PrimitiveTypes.Int64, inTurn(n, anew, columns.IntSequence(first, by)))
}

// integer returns the start or the step of a sequence; 1 if it is not given.
func (c *compiler) integer(n *node, v literal.Value, part string) (int64, bool) {
	if v.Kind == literal.Null {
		return 1, true
	}
	i, err := strconv.ParseInt(v.Text, 10, 64)
	if v.Kind != literal.Int || err != nil {
		c.reportValue(n, v.At, "the %s %q is not a 64-bit integer", part, v.Text)
		return 0, false
	}
	return i, true
}

// lastOf returns the last of cells numbers from start on, and whether it fits an int64.
func lastOf(start, step int64, cells int) (int64, bool) {
	if cells < 2 {
		return start, true
	}
	times := uint64(cells - 1)
	far := uint64(step)
	if step < 0 {
		far = -far
	}
	hi, far := bits.Mul64(far, times)
	last := start + int64(far)
	room := uint64(1<<63-1) - uint64(start)
	if step < 0 {
		last = start - int64(far)
		room = uint64(start) + 1<<63
	}
	return last, hi == 0 && far <= room
}

func (c *compiler) buildFloatSeq(n *node, anew bool, start, step literal.Value, format string) bool {
	if format != "" {
		return c.report(n, "format is for integers only")
	}
	parts := [2]float64{1, 1}
	for i, v := range []literal.Value{start, step} {
		if v.Kind == literal.Null {
			continue
		}
		f, err := strconv.ParseFloat(v.Text, 64)
		if v.Kind != literal.Int && v.Kind != literal.Float || err != nil || !finite(f) {
			return c.reportValue(n, v.At, "%q is not a finite number", v.Text)
		}
		parts[i] = f
	}
	return c.finish(n, arrow.PrimitiveTypes.Float64, inTurn(n, anew, columns.FloatSequence(parts[0], parts[1])))
}

// buildTimeSeq compiles a sequence of dates or timestamps.
func (c *compiler) buildTimeSeq(n *node, anew bool, start, step literal.Value, format string) bool {
	const day = 24 * time.Hour
	by := day
	if step.Kind != literal.Null {
		var ok bool
		if by, ok = duration(step); !ok {
			return c.reportValue(n, step.At, "the step %q is not a duration such as 1h, 24h or 7d", step.Text)
		}
	} else if start.Kind == literal.Timestamp {
		return c.report(n, "a sequence of timestamps needs a step, such as 1h")
	}
	if format != "" {
		return c.report(n, "format is for integers only")
	}
	typ := n.column.Type
	if typ == nil {
		if typ = typeOf(start); start.Kind == literal.Date && by%day != 0 {
			typ = inferredZoned
		}
	}
	unit, ok := columns.DurationOf(typ)
	if !ok {
		return c.report(n, "a sequence from %s makes dates or timestamps, not %s", start.Text, typ)
	}
	if by%unit != 0 {
		return c.reportValue(n, step.At, "the step %s is finer than the unit of %s", by, typ)
	}
	first := c.parse(n, typ, []literal.Value{start})
	if first == nil {
		return false
	}
	each, _ := columns.UnitOf(typ)
	moment, stride := columns.Moment(first, 0), int64(by/unit)*each
	last, ok := lastOf(moment, stride, c.cellsOf(n))
	if !ok || typ.ID() == arrow.DATE32 && last != int64(int32(last)) {
		return c.report(n, "counts past the last value of %s", typ)
	}
	return c.finish(n, typ, inTurn(n, anew, columns.TimeSequence(typ, moment, stride)))
}

// momentOf returns the text of a cell as the integer that Arrow stores; false if it is not of the type. It reports
// nothing.
func (c *compiler) momentOf(n *node, typ arrow.DataType, text string) (int64, bool) {
	one := (&compiler{program: c.program, left: c.left}).parse(n, typ, []literal.Value{{Kind: literal.Text, Text: text}})
	if one == nil {
		return 0, false
	}
	return columns.Moment(one, 0), true
}

// fewTimes is the largest number of times of which the first and the last may well be drawn. A range of microseconds
// that ends at midnight often means the days before it.
const fewTimes = 1 << 20

func (g Between) compile(c *compiler, n *node) bool {
	values, ok := c.literals(n, g.Min, g.Max)
	if !ok {
		return false
	}
	typ := c.typeOfValues(n, values)
	if typ == nil {
		return false
	}
	unit, ok := columns.UnitOf(typ)
	if !ok {
		return c.report(n, "between draws dates and times, not %s; use int or float for numbers", typ)
	}
	ends := c.parse(n, typ, values)
	if ends == nil {
		return false
	}
	if ends.NullN() > 0 {
		return c.report(n, "min and max of between cannot be null")
	}
	lo, hi := columns.Moment(ends, 0), columns.Moment(ends, 1)
	if lo > hi {
		return c.report(n, "min %s is after max %s", values[0].Text, values[1].Text)
	}
	n.drawn = true
	if unit, ok = c.stepOf(n, typ, unit); !ok {
		return false
	}
	size := (uint64(hi)-uint64(lo))/uint64(unit) + 1
	if n.column.Unique {
		at := func(text string) (uint64, bool) {
			v, ok := c.momentOf(n, typ, text)
			far := uint64(v) - uint64(lo)
			return far / uint64(unit), ok && lo <= v && v <= hi && far%uint64(unit) == 0
		}
		return c.permute(n, size, at) && c.finish(n, typ, uniqueCounted(n, typ, lo, unit))
	}
	extremes := draw.BoundedEnds
	if size <= fewTimes {
		extremes = draw.EndsBelow(size)
	}
	n.searchFrom(extremes, "between %v %d %d%s", typ, lo, hi, n.column.boundText())
	return c.finish(n, typ, drawn(n, columns.UniformTimes(typ, lo, unit, size)))
}
