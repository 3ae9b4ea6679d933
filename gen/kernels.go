package gen

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/puremath"
)

// buildKernel compiles the generator of a node: its kernel, and its type where none is named.
func (c *compiler) buildKernel(n *node) bool {
	if n.column == nil {
		return c.buildKey(n)
	}
	switch g := n.column.Gen.(type) {
	case nil:
		c.report(n, "has no generator")
		return false
	case Const:
		return c.buildConst(n, g)
	case Seq:
		return c.buildSeq(n, g)
	case Int:
		return c.buildInt(n, g)
	case Float:
		return c.buildFloat(n, g)
	case Bool:
		return c.buildBool(n, g)
	case Between:
		return c.buildBetween(n, g)
	case OneOf:
		return c.buildOneOf(n, g)
	case Cycle:
		return c.buildCycle(n, g)
	case UUID:
		n.drawn = true
		return c.finish(n, arrow.BinaryTypes.String, drawn(n, columns.UUIDs))
	case Normal:
		ok := c.checkFinite(n, "mean", g.Mean) && c.checkNotNegative(n, "stddev", g.Stddev)
		return ok && c.buildQuantile(n, func(p float64) float64 {
			return g.Mean + float64(g.Stddev*puremath.Quantile(p))
		})
	case LogNormal:
		ok := c.checkFinite(n, "mean", g.Mean) && c.checkNotNegative(n, "stddev", g.Stddev)
		return ok && c.buildQuantile(n, func(p float64) float64 {
			return puremath.Exp(g.Mean + float64(g.Stddev*puremath.Quantile(p)))
		})
	case Exponential:
		if !(g.Rate > 0 && finite(g.Rate)) {
			c.report(n, "the rate is %v; it is over 0", g.Rate)
			return false
		}
		return c.buildQuantile(n, func(p float64) float64 { return -puremath.Log(p) / g.Rate })
	case Poisson:
		return c.buildPoisson(n, g)
	case Zipf:
		return c.buildZipf(n, g)
	case Walk:
		return c.buildWalk(n, g)
	case Fake:
		return c.buildFake(n, g)
	case Template:
		return c.buildTemplate(n, g)
	case Expr:
		return c.buildExpr(n, g)
	case Ref:
		return c.buildRef(n, g)
	case Lookup:
		return c.buildLookup(n, g)
	case Sub:
		return c.buildSub(n)
	case List:
		return c.buildList(n, g)
	case When:
		return c.buildWhen(n, g)
	case function:
		return c.buildFunc(n, g)
	}
	c.report(n, "%T is no generator of this package (it takes values, not pointers)", n.column.Gen)
	return false
}
