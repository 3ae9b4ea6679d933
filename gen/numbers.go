package gen

import (
	"fmt"
	"math"
	"strconv"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/gen/internal/puremath"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/message"
)

func (c *compiler) checkNormal(n *node, mean, stddev float64) bool {
	if !finite(mean) {
		return c.report(n, "the mean is %v; it must be finite", mean)
	}
	return c.checkNotNegative(n, "stddev", stddev)
}

func (c *compiler) checkNotNegative(n *node, name string, f float64) bool {
	if !(f >= 0 && finite(f)) {
		return c.report(n, "the %s is %v; it must be finite and at least 0", name, f)
	}
	return true
}

func (g Int) compile(c *compiler, n *node) bool {
	if g.Min > g.Max {
		return c.report(n, "min %d exceeds max %d", g.Min, g.Max)
	}
	if !c.checkFits(n, g.Min, g.Max) {
		return false
	}
	n.drawn = true
	typ := arrow.PrimitiveTypes.Int64
	step, ok := c.stepOf(n, typ, 1)
	if !ok {
		return false
	}
	size := (uint64(g.Max)-uint64(g.Min))/uint64(step) + 1
	if n.column.Unique {
		at := func(text string) (uint64, bool) {
			v, err := strconv.ParseInt(text, 10, 64)
			far := uint64(v) - uint64(g.Min)
			return far / uint64(step), err == nil && g.Min <= v && v <= g.Max && far%uint64(step) == 0
		}
		return c.permute(n, size, at) && c.finish(n, typ, uniqueCounted(n, typ, g.Min, step))
	}
	n.searchFrom(draw.EndsBelow(size), "int %d %d%s", g.Min, g.Max, n.column.boundText())
	if step > 1 {
		return c.finish(n, typ, drawn(n, columns.UniformTimes(typ, g.Min, step, size)))
	}
	return c.finish(n, typ, drawn(n, columns.UniformInts(g.Min, size)))
}

func (g Float) compile(c *compiler, n *node) bool {
	if !finite(g.Min, g.Max) {
		return c.report(n, "min %v and max %v must be finite", g.Min, g.Max)
	}
	if g.Min > g.Max {
		return c.report(n, "min %v exceeds max %v", g.Min, g.Max)
	}
	n.drawn = true
	n.searchFrom(draw.BoundedEnds, "float %v %v%s", g.Min, g.Max, n.column.boundText())
	if n.column.Step != nil {
		return g.compileSteps(c, n)
	}
	return c.finish(n, arrow.PrimitiveTypes.Float64, drawn(n, columns.UniformFloats(g.Min, g.Max)))
}

func (g Bool) compile(c *compiler, n *node) bool {
	if !(g.P >= 0 && g.P <= 1) {
		return c.report(n, "the probability of true is %v; it must be between 0 and 1", g.P)
	}
	n.drawn = true
	n.searchFew(2)
	if chances := []float64{g.P, 1 - g.P}; g.P > 0 && g.P < 1 { // draws below P are true
		n.searchRare(draw.NewWeights(0, chances), chances)
	}
	return c.finish(n, arrow.FixedWidthTypes.Boolean, drawn(n, columns.Bools(g.P)))
}

func (g Normal) compile(c *compiler, n *node) bool {
	return c.checkNormal(n, g.Mean, g.Stddev) && c.buildQuantile(n, func(p float64) float64 {
		return g.Mean + float64(g.Stddev*puremath.Quantile(p))
	})
}

func (g LogNormal) compile(c *compiler, n *node) bool {
	return c.checkNormal(n, g.Mean, g.Stddev) && c.buildQuantile(n, func(p float64) float64 {
		return puremath.Exp(g.Mean + float64(g.Stddev*puremath.Quantile(p)))
	})
}

func (g Exponential) compile(c *compiler, n *node) bool {
	if !(g.Rate > 0 && finite(g.Rate)) {
		return c.report(n, "the rate is %v; it must be finite and over 0", g.Rate)
	}
	return c.buildQuantile(n, func(p float64) float64 { return -puremath.Log(p) / g.Rate })
}

// distributionEnds returns the ends of a distribution without ends of its own.
func (n *node) distributionEnds() draw.Ends {
	if n.column.Min != nil && n.column.Max != nil {
		return draw.BoundedEnds
	}
	return draw.UnboundedEnds
}

// buildQuantile compiles a distribution from its quantile function.
func (c *compiler) buildQuantile(n *node, quantile func(p float64) float64) bool {
	for _, u := range []uint64{0, math.MaxUint64} {
		if most := quantile(draw.OpenUnit(u)); !finite(most) {
			return c.report(n, "the values reach %v; a float64 ends at 1.8e308", most)
		}
	}
	n.drawn = true
	n.searchFrom(n.distributionEnds(), "%T %[1]v%s", n.column.Gen, n.column.boundText())
	value, ok := c.boundFloats(n, func(u uint64) float64 { return quantile(draw.OpenUnit(u)) })
	return ok && c.finish(n, arrow.PrimitiveTypes.Float64, drawn(n, columns.Floats(value)))
}

// maxLambda is the largest mean of a Poisson distribution.
const maxLambda = 10_000

func (g Poisson) compile(c *compiler, n *node) bool {
	if !(g.Lambda >= 0 && g.Lambda <= maxLambda) {
		return c.report(n, "the mean is %v; it must be between 0 and %s", g.Lambda, message.Thousands(maxLambda))
	}
	n.drawn = true
	n.searchFrom(n.distributionEnds(), "poisson %v%s", g.Lambda, n.column.boundText())
	// computed late, because a large mean has many
	weights := sync.OnceValue(func() *draw.Weights { return draw.Poisson(g.Lambda) })
	if n.column.bounded() {
		w := weights()
		value, ok := c.boundInts(n, arrow.PrimitiveTypes.Int64, 1, func(u uint64) int64 { return int64(w.Pick(u)) })
		return ok && c.finish(n, arrow.PrimitiveTypes.Int64, drawn(n, columns.Ints(value)))
	}
	return c.finish(n, arrow.PrimitiveTypes.Int64, func(b *batch, mem memory.Allocator) (arrow.Array, error) {
		w := weights()
		return columns.Ints(func(u uint64) int64 { return int64(w.Pick(u)) })(b.key(n), b.rowsFor(n), mem)
	})
}

// wrong returns what is wrong with the parameters, or "".
func (g Zipf) wrong() string {
	switch {
	case !(g.S > 0 && g.S <= 1000):
		return fmt.Sprintf("the exponent is %v; it must be over 0 and at most 1,000", g.S)
	case g.N < 1:
		return fmt.Sprintf("n is %d; it must be at least 1", g.N)
	}
	return ""
}

func (g Zipf) compile(c *compiler, n *node) bool {
	if msg := g.wrong(); msg != "" {
		return c.report(n, "%s", msg)
	}
	n.drawn = true
	n.searchFrom(n.distributionEnds(), "zipf %v %d%s", g.S, g.N, n.column.boundText())
	if n.column.bounded() {
		value, ok := c.boundInts(n, arrow.PrimitiveTypes.Int64, 1, draw.NewZipf(g.S, g.N).Inverse())
		return ok && c.finish(n, arrow.PrimitiveTypes.Int64, drawn(n, columns.Ints(value)))
	}
	if !c.checkFits(n, g.N) {
		return false
	}
	return c.finish(n, arrow.PrimitiveTypes.Int64, drawn(n, columns.Ints(draw.NewZipf(g.S, g.N).Pick)))
}

func (g Walk) compile(c *compiler, n *node) bool {
	if !finite(g.Start, g.Drift) || !c.checkNotNegative(n, "stddev", g.Stddev) {
		if !finite(g.Start, g.Drift) {
			c.report(n, "start %v and drift %v must be finite", g.Start, g.Drift)
		}
		return false
	}
	n.drawn = g.Stddev > 0
	if n.column.Each != "" {
		return g.compileEach(c, n)
	}
	n.whole = true
	return c.finish(n, arrow.PrimitiveTypes.Float64, drawn(n, columns.Walk(g.Start, g.Drift, g.Stddev)))
}

// compileEach compiles walks that start anew for each parent, and go on from a pinned cell.
func (g Walk) compileEach(c *compiler, n *node) bool {
	anew, ok := c.startsAnew(n)
	if !ok {
		return false
	}
	floats := arrow.PrimitiveTypes.Float64
	s := newSeries(n, anew, floats, func(b *batch, rows *draw.Rows) (follow[float64], error) {
		key := b.key(n)
		return func(k int, first bool, before float64) (float64, error) {
			if first {
				return g.Start, nil
			}
			return before + (g.Drift + float64(g.Stddev*puremath.Quantile(draw.OpenUnit(rows.At(key, k))))), nil
		}, nil
	})
	return c.finish(n, floats, s.cells)
}

// compileSteps compiles floats that are whole steps from Min, below Max.
func (g Float) compileSteps(c *compiler, n *node) bool {
	step, by, ok := c.boundNumber(n, "step", n.column.Step, 0)
	if !ok || !c.checkLimits(n, true, step > 0) {
		return false
	}
	steps := newGrid(literal.Value{Text: literal.FloatText(g.Min, 64)}, by)
	size := max(math.Ceil((g.Max-g.Min)/step), 1)
	if size > 1 && steps.at(size-1) >= g.Max {
		size--
	}
	if size > 1<<53 {
		return c.reportKey(n, "step", "from %v to %v there are more than 2^53 steps", g.Min, g.Max)
	}
	return c.finish(n, arrow.PrimitiveTypes.Float64, drawn(n, columns.Floats(func(u uint64) float64 {
		return steps.at(float64(draw.Below(u, uint64(size))))
	})))
}
