package gen

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/literal"
)

// Histogram generates numbers, dates or times of weighted bins.
type Histogram struct{ Bins []Bin }

// A Bin is the values from Lo on and below Hi, all equally likely. If Hi is nil, it is the one value Lo.
type Bin struct {
	Lo, Hi any
	Weight float64
}

// Quantiles generates numbers, dates or times with these quantiles: a share Shares[i] of all is at most Values[i].
// Between two quantiles, all values are equally likely. Shares ascend from 0 to 1; nil means equal steps. If the column
// is unique, whole numbers and times are dealt out in these shares.
type Quantiles struct {
	Values []any
	Shares []float64
}

func (g Histogram) compile(c *compiler, n *node) bool {
	var ends []any
	var weights []float64
	for _, bin := range g.Bins {
		hi := bin.Hi
		if hi == nil {
			hi = bin.Lo
		}
		ends, weights = append(ends, bin.Lo, hi), append(weights, bin.Weight)
	}
	return c.buildPieces(n, ends, weights, false)
}

func (g Quantiles) compile(c *compiler, n *node) bool {
	if len(g.Values) < 2 {
		return c.report(n, "quantiles need at least two values, the least and the greatest")
	}
	last := len(g.Values) - 1
	share := func(i int) float64 { return float64(i) / float64(last) }
	if g.Shares != nil {
		if len(g.Shares) != len(g.Values) {
			return c.report(n, "%d quantiles have %d shares", len(g.Values), len(g.Shares))
		}
		if g.Shares[0] != 0 || g.Shares[last] != 1 {
			return c.report(n, "the quantiles are from %v to %v; they must start at 0, the least value, and end at 1, the "+
				"greatest", g.Shares[0], g.Shares[last])
		}
		share = func(i int) float64 { return g.Shares[i] }
	}
	var ends []any
	var weights []float64
	for i := range last {
		weight := share(i+1) - share(i)
		if !(weight > 0) {
			return c.report(n, "quantile %v comes after %v; they must ascend", share(i+1), share(i))
		}
		ends, weights = append(ends, g.Values[i], g.Values[i+1]), append(weights, weight)
	}
	return c.buildPieces(n, ends, weights, true)
}

// A piece is a part of a distribution: the values from lo to hi, as numbers of units.
type piece[T int64 | float64] struct{ lo, hi T }

// buildPieces compiles a distribution that is uniform on each of some pieces. ends has two values for each piece. If
// round is set, whole numbers are rounded from the values between the ends; otherwise they are below the upper end.
func (c *compiler) buildPieces(n *node, ends []any, weights []float64, round bool) bool {
	values, ok := c.literals(n, ends...)
	if !ok || !c.checkPieces(n, values, weights) {
		return false
	}
	typ := n.column.Type
	if _, timed := unitOf(typ); !timed {
		typ = c.typeOfValues(&node{column: &Column{}, dataset: n.dataset, path: n.path, at: n.at}, values)
		if n.column.Type != nil && !arrow.IsInteger(n.column.Type.ID()) && typ != nil && typ.ID() == arrow.INT64 {
			typ = arrow.PrimitiveTypes.Float64
		}
	}
	if typ == nil {
		return false
	}
	unit, timed := unitOf(typ)
	if !timed && typ.ID() != arrow.INT64 && typ.ID() != arrow.FLOAT64 {
		return c.report(n, "its values are numbers, dates or timestamps, not %s", typ)
	}
	cells := c.parse(n, typ, values)
	if cells == nil {
		return false
	}
	n.drawn = true
	n.searchFrom(draw.BoundedEnds, "pieces %v %v %v%s", round, textsOf(values), weights, n.column.boundText())
	if typ.ID() == arrow.FLOAT64 {
		at := func(i int) float64 { return arrow.GetValues[float64](cells.Data(), 1)[i] }
		pieces, weighted, ok := piecesOf(c, n, values, weights, at)
		if !ok {
			return false
		}
		value, ok := c.boundFloats(n, func(u uint64) float64 {
			i, part, whole := weighted.Within(u)
			lo, hi := pieces[i].lo, pieces[i].hi
			v := lo + float64(float64(part)/float64(whole)*(hi-lo))
			if v >= hi && lo < hi {
				v = math.Nextafter(hi, lo)
			}
			return v
		})
		return ok && c.finish(n, typ, drawn(n, columns.Floats(value)))
	}
	pieces, weighted, ok := piecesOf(c, n, values, weights, func(i int) int64 { return columns.Moment(cells, i) })
	if !ok {
		return false
	}
	if round && n.column.Unique && !n.column.bounded() {
		return c.buildDealt(n, typ, pieces, weights, unit)
	}
	units := make([]uint64, len(pieces))
	for i, p := range pieces {
		units[i] = (uint64(p.hi) - uint64(p.lo)) / uint64(unit)
	}
	scales := weighted.Scales(units, round)
	value, ok := c.boundInts(n, typ, unit, func(u uint64) int64 {
		i, part, _ := weighted.Within(u)
		return pieces[i].lo + int64(scales[i].Of(part))*unit
	})
	return ok && c.finish(n, typ, drawn(n, columns.Times(typ, value)))
}

// unitOf is [columns.UnitOf] of a type that may be nil.
func unitOf(typ arrow.DataType) (int64, bool) {
	if typ == nil {
		return 1, false
	}
	unit, ok := columns.UnitOf(typ)
	return max(unit, 1), ok
}

func textsOf(values []literal.Value) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(strconv.Quote(v.Text))
	}
	return b.String()
}

func (c *compiler) checkPieces(n *node, values []literal.Value, weights []float64) bool {
	if !c.checkEachWeight(n, weights, func(i int) literal.Value { return values[2*i] }) {
		return false
	}
	for _, v := range values {
		switch v.Kind {
		case literal.Int, literal.Float, literal.Date, literal.Timestamp:
		default:
			return c.reportValue(n, v.At, "%q is not a number, a date or a timestamp; use oneof for other values",
				cmp.Or(v.Text, "null"))
		}
	}
	if allZero(weights) {
		return c.report(n, "all weights are 0")
	}
	return true
}

// piecesOf returns the pieces that have a weight, in ascending order, or reports those that descend.
func piecesOf[T int64 | float64](c *compiler, n *node, values []literal.Value, weights []float64, at func(i int) T) (
	[]piece[T], *draw.Weights, bool,
) {
	type weighted struct {
		piece[T]
		weight float64
	}
	var all []weighted
	for i, w := range weights {
		p := piece[T]{at(2 * i), at(2*i + 1)}
		switch {
		case !(p.lo <= p.hi):
			return nil, nil, c.reportValue(n, values[2*i+1].At, "%s comes after %s; values must ascend", values[2*i].Text,
				values[2*i+1].Text)
		case !finite(float64(p.hi) - float64(p.lo)):
			return nil, nil, c.reportValue(n, values[2*i+1].At, "from %s to %s is more than a float64 holds",
				values[2*i].Text, values[2*i+1].Text)
		case w > 0:
			all = append(all, weighted{p, w})
		}
	}
	slices.SortStableFunc(all, func(a, b weighted) int { return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi)) })
	var pieces []piece[T]
	var shares []float64
	for _, w := range all {
		pieces, shares = append(pieces, w.piece), append(shares, w.weight)
	}
	return pieces, draw.NewWeights(0, shares), true
}
